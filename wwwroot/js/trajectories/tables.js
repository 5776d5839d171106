// The numbers behind a figure, for people who cannot or do not want to read it.

import { tidy } from './axes.js';

/** @param rows array of arrays, the first row being the header */
export function showTable(host, caption, rows) {
  const table = document.createElement('table');
  table.className = 'tj-table';
  const title = table.createCaption();
  title.textContent = caption;
  rows.forEach((cells, r) => {
    const row = (r === 0 ? table.tHead ?? table.createTHead() : table.tBodies[0] ?? table.createTBody()).insertRow();
    cells.forEach((text, c) => {
      const cell = document.createElement(r === 0 || c === 0 ? 'th' : 'td');
      if (r === 0 || c === 0) cell.scope = r === 0 ? 'col' : 'row';
      cell.textContent = text;
      row.append(cell);
    });
  });
  host.replaceChildren(table);
}

/** Per measured time: how many cells, and where their middle is in this view. */
export function cellRows(words, time, position, view) {
  const head = ['Time point', 'Measured cells', `Mean ${view.xAxis || 'across'}`, `Mean ${view.yAxis || 'up'}`];
  return [head, ...perTime(words, time, members => [
    String(members.length), tidy(mean(members.map(i => position[2 * i]))), tidy(mean(members.map(i => position[2 * i + 1]))),
  ])];
}

/** Per measured time: mean of the gene and how many cells show it at all. */
export function geneRows(words, time, values, unit) {
  const head = ['Time point', 'Measured cells', unit ? `Mean, ${unit}` : 'Mean', 'Cells above zero'];
  return [head, ...perTime(words, time, members => {
    const found = members.map(i => values[i]).filter(Number.isFinite);
    const positive = found.filter(value => value > 0).length;
    return [String(found.length), tidy(mean(found)), found.length ? `${Math.round(100 * positive / found.length)} %` : '0 %'];
  })];
}

function perTime(words, time, summarise) {
  return words.measured.map(stop => {
    const at = Math.fround(stop.time);
    const members = [];
    for (let i = 0; i < time.length; i++) if (time[i] === at) members.push(i);
    return [words.short(stop.time) + (stop.heldOut ? ' (left out)' : ''), ...summarise(members)];
  });
}

function mean(values) {
  const found = values.filter(Number.isFinite);
  return found.length ? found.reduce((sum, value) => sum + value, 0) / found.length : NaN;
}
