// Takes a figure that the server drew away with its numbers: SVG, PNG, CSV. One listener for the figures of every page.

import { fileName, save } from './clouds/download.js';

const SVG = 'http://www.w3.org/2000/svg';
const PRINT = 3;
const INHERITED = ['fill', 'fill-opacity', 'stroke', 'stroke-width', 'stroke-linecap', 'stroke-linejoin', 'stroke-dasharray', 'opacity', 'font-family', 'font-size', 'font-weight', 'text-anchor'];

document.addEventListener('click', async event => {
  const button = event.target.closest?.('[data-take]');
  if (!button) return;
  const card = button.closest('.cd-card');
  button.closest('details').open = false;
  const format = button.dataset.take;
  const name = fileName(document.querySelector('h1')?.textContent ?? '', card.querySelector('h2').textContent, format);
  if (format === 'csv') return save(new Blob([numbers(card.querySelector('.cd-table, .cd-bars'))], { type: 'text/csv' }), name);
  const drawing = await drawingOf(card);
  const blob = new Blob([new XMLSerializer().serializeToString(drawing)], { type: 'image/svg+xml' });
  save(format === 'svg' ? blob : await picture(blob), name);
});

/** A drawing that stands on its own: what the page's style sheets say is written into it. */
async function drawingOf(card) {
  const image = card.querySelector('img.cd-cells');
  if (image) return withKeys(new DOMParser().parseFromString(await (await fetch(image.src)).text(), 'image/svg+xml').documentElement, image.closest('figure'));
  const chart = card.querySelector('svg.cd-chart') ?? barsOf(card.querySelector('.cd-bars'));
  const drawing = chart.cloneNode(true);
  const [, , width, height] = chart.getAttribute('viewBox').split(' ').map(Number);
  for (const [key, value] of Object.entries({ xmlns: SVG, width, height })) drawing.setAttribute(key, value);
  if (chart.isConnected) {
    const originals = chart.querySelectorAll('*');
    drawing.querySelectorAll('*').forEach((element, i) => {
      const style = getComputedStyle(originals[i]);
      for (const key of INHERITED) element.style.setProperty(key, style.getPropertyValue(key));
    });
  }
  return drawing;
}

/** A picture with the keys that stand below it on the page. */
function withKeys(picture, figure) {
  const [, , width, height] = picture.getAttribute('viewBox').split(' ').map(Number);
  const style = getComputedStyle(figure.querySelector('figcaption'));
  const drawing = element('svg', { xmlns: SVG, viewBox: `0 0 ${width} ${height + 30}`, width, height: height + 30, 'font-family': style.fontFamily, 'font-size': 12 });
  for (const [key, value] of Object.entries({ x: 0, y: 0, width, height })) picture.setAttribute(key, value);
  drawing.append(picture);
  let x = 12;
  for (const key of figure.querySelectorAll('.cd-time-key, .cd-figure-note')) {
    const dot = key.querySelector('i');
    if (dot) drawing.append(element('circle', { cx: x + 4, cy: height + 16, r: 4.5, fill: getComputedStyle(dot).backgroundColor }));
    const words = key.textContent.trim();
    drawing.append(element('text', { x: x + (dot ? 14 : 0), y: height + 20, fill: style.color }, words));
    x += words.length * 6.4 + (dot ? 32 : 12);
  }
  return drawing;
}

/** The bars of a table as a drawing. */
function barsOf(table) {
  const colours = getComputedStyle(table);
  const rows = [...table.tBodies[0].rows].map(row => ({
    label: row.cells[0].textContent.trim(), value: row.cells[1].textContent.trim(),
    width: row.querySelector('.cd-bars-bar').getBoundingClientRect().width, colour: getComputedStyle(row.querySelector('.cd-bars-bar')).backgroundColor,
  }));
  const drawing = element('svg', { viewBox: `0 0 ${Math.max(...rows.map(row => row.width)) + 190} ${rows.length * 28 + 8}`, 'font-family': colours.fontFamily, 'font-size': 13 });
  rows.forEach((row, i) => {
    const y = i * 28 + 4;
    drawing.append(
      element('text', { x: 98, y: y + 16, 'text-anchor': 'end', fill: colours.color }, row.label),
      element('rect', { x: 106, y, width: row.width, height: 22, rx: 3, fill: row.colour }),
      element('text', { x: 114 + row.width, y: y + 16, 'font-weight': 600, fill: colours.color }, row.value));
  });
  return drawing;
}

async function picture(blob) {
  const image = new Image();
  image.src = URL.createObjectURL(blob);
  await image.decode();
  const canvas = document.createElement('canvas');
  Object.assign(canvas, { width: image.naturalWidth * PRINT, height: image.naturalHeight * PRINT });
  const context = canvas.getContext('2d');
  context.fillStyle = getComputedStyle(document.documentElement).getPropertyValue('--cd-surface').trim() || 'white';
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(image, 0, 0, canvas.width, canvas.height);
  URL.revokeObjectURL(image.src);
  return new Promise(done => canvas.toBlob(done, 'image/png'));
}

/** Rows of a table; thousands separators are for people, not for programs. */
function numbers(table) {
  const quote = text => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  return [...table.rows].map(row => [...row.cells].map(cell => quote(cell.textContent.trim().replace(/^([\d,]+)$/, digits => digits.replaceAll(',', '')))).join(',')).join('\r\n') + '\r\n';
}

function element(name, attributes, text) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  if (text) made.textContent = text;
  return made;
}
