// What the marks of a panel mean, as data: the page and the exported figures show the same.

import { amountEntry, columnEntries } from '../clouds/legend.js';
import { scaleHex } from '../clouds/palette.js';

/** @param p { words, palette, time, colouring, column, range, unit, hasInferred, tail, lines, drawn, paths } */
export function cellLegend(p) {
  const entries = p.colouring === 'time' ? timeEntries(p) : columnEntries(p);
  const colour = scaleHex(p.palette.time, (p.time - p.words.first) / (p.words.last - p.words.first || 1));
  if (p.hasInferred) {
    const some = p.drawn < p.paths ? ` (${p.drawn} of ${p.paths.toLocaleString('en')})` : '';
    const tail = p.tail > 0 ? `, tail: last ${p.words.number(p.tail)} ${p.words.unit}`.trimEnd() : '';
    entries.push({ mark: 'ring', colour, words: `${p.words.short(p.time)} inferred${some}${tail}` });
  }
  if (p.lines > 0) entries.push({ mark: 'line', colour: p.palette.text3, words: `${p.lines} sampled trajectories` });
  return entries;
}

function timeEntries({ words, palette, time }) {
  const [low, high] = words.bracket(time);
  const of = stop => scaleHex(palette.time, (stop.time - words.first) / (words.last - words.first || 1));
  return low === high
    ? [{ mark: 'dot', colour: of(low), words: `${words.short(low.time)} measured` }]
    : [{ mark: 'dot', colour: of(low), words: words.short(low.time) }, { mark: 'dot', colour: of(high), words: `${words.short(high.time)} measured` }];
}

/** @param p { palette, range, unit, mode, words, time } */
export function geneLegend({ palette, range, unit, mode, words, time }) {
  const what = mode === 'inferred' ? [{ mark: 'ring', colour: palette.text2, words: `${words.short(time)} inferred` }] : [];
  return [amountEntry(palette, range, unit), ...what];
}
