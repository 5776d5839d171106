// What marks mean: how entries are drawn, and the entries that every page has.

import { CATEGORY_SLOTS } from './palette.js';
import { tidy } from './axes.js';

export function amountEntry(palette, range, unit) {
  const top = `${range.isClipped ? '≥ ' : ''}${tidy(range.max)}`;
  return { mark: 'bar', colours: palette.amount, from: tidy(range.min), words: unit ? `${top} ${unit}` : top };
}

/** @param p { palette, column: { name, categories }, range, colouring: amount | category } */
export function columnEntries({ palette, column, range, colouring }) {
  if (colouring === 'amount') return [amountEntry(palette, range, column.name)];
  const shown = column.categories.slice(0, CATEGORY_SLOTS).map((name, i) => ({ mark: 'dot', colour: palette.categories[i], words: name }));
  if (column.categories.length > CATEGORY_SLOTS) shown.push({ mark: 'dot', colour: palette.ghost, words: `other (${column.categories.length - CATEGORY_SLOTS})` });
  return shown;
}

/** Puts the entries under the plot. */
export function showLegend(host, entries) {
  host.replaceChildren(...entries.map(entry => {
    const item = document.createElement('span');
    item.className = 'tj-key';
    if (entry.mark === 'bar') {
      const bar = document.createElement('span');
      bar.className = 'tj-key-bar';
      bar.style.background = `linear-gradient(to right, ${entry.colours.join(', ')})`;
      item.append(entry.from, bar, entry.words);
      return item;
    }
    const mark = document.createElement('span');
    mark.className = `tj-key-${entry.mark}`;
    mark.style.setProperty('--tj-colour', entry.colour);
    item.append(mark, entry.words);
    return item;
  }));
}
