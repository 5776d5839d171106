// The numbers behind the figures of trajectories.

import { tidy } from '../clouds/axes.js';

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
