// Takes a figure that the server drew away with its numbers: SVG, PNG, CSV. One listener for the figures of every page.

import { fileName, save } from './clouds/download.js';

const SVG = 'http://www.w3.org/2000/svg';
const PRINT = 3;
const LEAST_WIDTH = 360;
const MARGIN = 12;
const WRITTEN = ['fill', 'fill-opacity', 'stroke', 'stroke-width', 'stroke-linecap', 'stroke-linejoin', 'stroke-dasharray', 'vector-effect', 'opacity', 'font-family', 'font-size', 'font-weight', 'text-anchor'];

document.addEventListener('click', async event => {
  const button = event.target.closest?.('[data-take]');
  if (!button) return;
  const figure = button.closest('.cd-figure-block, .cd-card');
  const tools = button.closest('details');
  tools.open = false;
  const format = button.dataset.take;
  const analysis = document.querySelector('h1')?.textContent.trim() ?? '';
  const { title, caption = '', time = '' } = tools.dataset;
  const name = fileName(analysis, `${title} ${time}`, format);
  if (format === 'csv') return save(new Blob([numbers(figure.querySelector('.cd-table, .cd-bars'))], { type: 'text/csv' }), name);
  const drawing = withTitle(await drawingOf(figure), analysis ? `${analysis}: ${title}` : title, [caption, time].filter(Boolean).join(' · '));
  const blob = new Blob([new XMLSerializer().serializeToString(drawing)], { type: 'image/svg+xml' });
  save(format === 'svg' ? blob : await picture(blob), name);
});

/** A drawing that stands on its own, with its size as attributes. */
async function drawingOf(figure) {
  const image = figure.querySelector('img.cd-cells');
  if (image) return withKeys(new DOMParser().parseFromString(await (await fetch(image.src)).text(), 'image/svg+xml').documentElement, image.closest('figure'));
  const block = figure.querySelector('[data-drawn]');
  if (block) return pageOf(block);
  const chart = figure.querySelector('svg.cd-chart');
  if (!chart) return barsOf(figure.querySelector('.cd-bars'));
  const [, , width, height] = chart.getAttribute('viewBox').split(' ').map(Number);
  return sized(written(chart), 0, 0, width, height);
}

/** A copy in which what the page's style sheets say is written out. */
function written(original) {
  const copy = original.cloneNode(true);
  const originals = original.querySelectorAll('*');
  copy.querySelectorAll('*').forEach((part, i) => {
    const style = getComputedStyle(originals[i]);
    for (const key of WRITTEN) part.style.setProperty(key, plain(style.getPropertyValue(key)));
  });
  return copy;
}

/** Mixed colours as every program knows them: "color(srgb 0.2 0.4 1)" is known to browsers alone. */
function plain(value) {
  return value.replace(/color\(srgb ([\d.e-]+) ([\d.e-]+) ([\d.e-]+)(?: \/ ([\d.e-]+))?\)/g,
    (_, red, green, blue, alpha) => `rgb${alpha ? 'a' : ''}(${[red, green, blue].map(part => Math.round(255 * part)).join(', ')}${alpha ? `, ${alpha}` : ''})`);
}

/** The figure under the words that say what it is of. */
function withTitle(drawing, title, caption) {
  const page = getComputedStyle(document.body);
  const across = Number(drawing.getAttribute('width')), width = Math.max(LEAST_WIDTH, across + 2 * MARGIN);
  const lines = [[title, 16, 600], [caption, 12, 400]].flatMap(([text, size, weight]) => wrapped(text, width - 2 * MARGIN, `${weight} ${size}px ${page.fontFamily}`).map(line => ({ line, size, weight })));
  const whole = element('svg', { 'font-family': page.fontFamily });
  whole.append(element('title', {}, [title, caption].filter(Boolean).join(' · ')));
  let y = 8;
  for (const { line, size, weight } of lines) {
    y += size + 5;
    whole.append(element('text', { x: MARGIN, y, 'font-size': size, 'font-weight': weight, fill: page.color }, line));
  }
  y += MARGIN;
  const height = Number(drawing.getAttribute('height'));
  whole.append(sized(drawing, (width - across) / 2, y, across, height));
  y += height + MARGIN;
  whole.setAttribute('viewBox', `0 0 ${width} ${y}`);
  return sized(whole, 0, 0, width, y);
}

function sized(drawing, x, y, width, height) {
  for (const [key, value] of Object.entries({ xmlns: SVG, x, y, width, height })) drawing.setAttribute(key, value);
  return drawing;
}

/** A text in lines that fit. */
function wrapped(text, width, font) {
  const pen = penOf(font);
  const lines = [];
  for (const word of text.split(/\s+/).filter(Boolean)) {
    const longer = lines.length > 0 ? `${lines.at(-1)} ${word}` : word;
    if (lines.length > 0 && pen.measureText(longer).width <= width) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}

function penOf(font) {
  const pen = document.createElement('canvas').getContext('2d');
  pen.font = font;
  return pen;
}

/** A part of the page as a drawing: words where they stand, drawings among them, coloured marks. */
function pageOf(block) {
  const box = block.getBoundingClientRect();
  const place = rect => ({ x: rect.left - box.left + block.scrollLeft, y: rect.top - box.top + block.scrollTop, width: rect.width, height: rect.height });
  const drawing = element('svg', { viewBox: `0 0 ${block.scrollWidth} ${block.scrollHeight}` });
  const visit = node => {
    if (node.nodeType === Node.TEXT_NODE) return drawing.append(...wordsOf(node, place));
    if (node.nodeType !== Node.ELEMENT_NODE || node.matches('.cd-sr, details')) return;
    const { x, y, width, height } = place(node.getBoundingClientRect());
    if (node.matches('svg')) return drawing.append(sized(written(node), x, y, width, height));
    const style = getComputedStyle(node);
    if (node.childNodes.length === 0 && style.backgroundColor !== 'rgba(0, 0, 0, 0)') drawing.append(element('rect', { x, y, width, height, rx: parseFloat(style.borderRadius) >= 50 ? width / 2 : 2, fill: plain(style.backgroundColor) }));
    node.childNodes.forEach(visit);
  };
  block.childNodes.forEach(visit);
  return sized(drawing, 0, 0, block.scrollWidth, block.scrollHeight);
}

/** The words of one text, a line of the page as one. */
function wordsOf(node, place) {
  const style = getComputedStyle(node.parentElement);
  const ascent = penOf(`${style.fontWeight} ${style.fontSize} ${style.fontFamily}`).measureText('x').fontBoundingBoxAscent;
  const lines = [];
  for (const match of node.data.matchAll(/\S+/g)) {
    const range = document.createRange();
    range.setStart(node, match.index);
    range.setEnd(node, match.index + match[0].length);
    const { x, y } = place(range.getBoundingClientRect());
    if (lines.length > 0 && Math.abs(lines.at(-1).y - y) < 1) lines.at(-1).text += ` ${match[0]}`;
    else lines.push({ x, y, text: match[0] });
  }
  return lines.map(({ x, y, text }) => element('text', { x, y: y + ascent, 'font-size': parseFloat(style.fontSize), 'font-weight': style.fontWeight, fill: plain(style.color) }, text));
}

/** A picture with the keys that stand below it on the page. */
function withKeys(drawn, figure) {
  const [, , width, height] = drawn.getAttribute('viewBox').split(' ').map(Number);
  const style = getComputedStyle(figure.querySelector('figcaption'));
  const drawing = element('svg', { viewBox: `0 0 ${width} ${height + 30}`, 'font-family': style.fontFamily, 'font-size': 12 });
  drawing.append(sized(drawn, 0, 0, width, height));
  let x = 12;
  for (const key of figure.querySelectorAll('.cd-time-key, .cd-figure-note')) {
    const dot = key.querySelector('i');
    if (dot) drawing.append(element('circle', { cx: x + 4, cy: height + 16, r: 4.5, fill: getComputedStyle(dot).backgroundColor }));
    const words = key.textContent.trim();
    drawing.append(element('text', { x: x + (dot ? 14 : 0), y: height + 20, fill: style.color }, words));
    x += words.length * 6.4 + (dot ? 32 : 12);
  }
  return sized(drawing, 0, 0, width, height + 30);
}

/** The bars of a table as a drawing. */
function barsOf(table) {
  const colours = getComputedStyle(table);
  const rows = [...table.tBodies[0].rows].map(row => ({
    label: row.cells[0].textContent.trim(), value: row.cells[1].textContent.trim(),
    width: row.querySelector('.cd-bars-bar').getBoundingClientRect().width, colour: getComputedStyle(row.querySelector('.cd-bars-bar')).backgroundColor,
  }));
  const width = Math.max(...rows.map(row => row.width)) + 190, height = rows.length * 28 + 8;
  const drawing = element('svg', { viewBox: `0 0 ${width} ${height}`, 'font-family': colours.fontFamily, 'font-size': 13 });
  rows.forEach((row, i) => {
    const y = i * 28 + 4;
    drawing.append(
      element('text', { x: 98, y: y + 16, 'text-anchor': 'end', fill: colours.color }, row.label),
      element('rect', { x: 106, y, width: row.width, height: 22, rx: 3, fill: row.colour }),
      element('text', { x: 114 + row.width, y: y + 16, 'font-weight': 600, fill: colours.color }, row.value));
  });
  return sized(drawing, 0, 0, width, height);
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

/** Rows of a table; thousands separators are for people, not for programs, and so are words beside a number (data-value says it alone). */
function numbers(table) {
  const quote = text => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  return [...table.rows].map(row => [...row.cells].map(cell => quote((cell.dataset.value ?? cell.textContent).trim().replace(/\s+/g, ' ').replace(/^([\d,]+)$/, digits => digits.replaceAll(',', '')))).join(',')).join('\r\n') + '\r\n';
}

function element(name, attributes, text) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  if (text) made.textContent = text;
  return made;
}
