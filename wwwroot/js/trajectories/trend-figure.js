// One to a few genes along time: dots where cells were measured, dashed where they were inferred.

import { ticks, tidy } from '../clouds/axes.js';

/**
 * @param trends [{ gene, unit, times, mean, low, high, bandMeaning, measuredTimes, measuredMean, note }]
 * @param options { words, palette, time (null draws no line), x, y, width, height }
 */
export function drawTrend(paint, trends, { words, palette, time, x = 0, y = 0, width, height }) {
  const labels = Math.min(104, Math.max(36, ...trends.map(trend => paint.measure(clip(trend.gene), 12, 600) + 22)));
  const plot = { left: x + 44, right: x + width - labels, top: y + 10, bottom: y + height - 38 };
  const all = trends.flatMap(trend => [...trend.measuredMean, ...trend.mean, ...trend.low, ...trend.high]).filter(Number.isFinite);
  const low = Math.min(0, ...all);
  const high = Math.max(...all, low + 1e-6);
  const marks = ticks(low, high, Math.max(2, Math.round((plot.bottom - plot.top) / 44)));
  const top = Math.max(high * 1.03, marks[marks.length - 1]);
  const toX = t => plot.left + (t - words.first) / (words.last - words.first || 1) * (plot.right - plot.left);
  const toY = v => plot.bottom - (v - low) / (top - low) * (plot.bottom - plot.top);
  for (const mark of marks) {
    paint.line([plot.left, toY(mark), plot.right, toY(mark)], { stroke: palette.line });
    paint.text(plot.left - 6, toY(mark) + 4, tidy(mark), { fill: palette.text2, anchor: 'end' });
  }
  drawTimeAxis(paint, words, palette, plot, toX, y + height);
  const units = [...new Set(trends.map(trend => trend.unit).filter(Boolean))];
  if (units.length === 1) paint.text(x + 12, (plot.top + plot.bottom) / 2, units[0], { fill: palette.text2, anchor: 'middle', turn: -90 });
  trends.forEach((trend, i) => drawGene(paint, trend, palette.categories[i], palette, toX, toY));
  if (time !== null) paint.line([toX(time), plot.top - 6, toX(time), plot.bottom], { stroke: palette.primary, width: 1.6 });
  drawLabels(paint, trends, palette, plot, toY);
  return { toX, toTime: px => words.first + (px - plot.left) / (plot.right - plot.left) * (words.last - words.first), plot };
}

function drawTimeAxis(paint, words, palette, plot, toX, bottom) {
  paint.line([plot.left, plot.bottom, plot.right, plot.bottom], { stroke: palette.control });
  let free = -Infinity;
  for (const stop of words.measured) {
    const label = words.number(stop.time);
    const half = paint.measure(label, 12) / 2;
    const at = toX(stop.time);
    paint.line([at, plot.bottom, at, plot.bottom + 4], { stroke: palette.control });
    if (at - half < free) continue;
    free = at + half + 6;
    paint.text(at, plot.bottom + 17, label, { fill: palette.text2, anchor: 'middle' });
  }
  const title = words.unit ? `Time (${words.unit})` : 'Time';
  paint.text((plot.left + plot.right) / 2, bottom - 4, title, { fill: palette.text2, anchor: 'middle' });
}

function drawGene(paint, trend, colour, palette, toX, toY) {
  const times = trend.times;
  if (trend.mean.length > 0) {
    const upper = times.flatMap((t, i) => [toX(t), toY(trend.high[i])]);
    const lower = times.flatMap((_, i) => [toX(times[times.length - 1 - i]), toY(trend.low[times.length - 1 - i])]);
    if ([...upper, ...lower].every(Number.isFinite)) paint.polygon([...upper, ...lower], { fill: colour, alpha: 0.16 });
    paint.line(times.flatMap((t, i) => [toX(t), toY(trend.mean[i])]), { stroke: colour, width: 2, dash: [5, 3] });
  }
  trend.measuredTimes.forEach((t, i) => {
    if (Number.isFinite(trend.measuredMean[i])) paint.circle(toX(t), toY(trend.measuredMean[i]), 4.5, { fill: colour, stroke: palette.surface, width: 1 });
  });
}

/** Names at the right end, pushed apart where lines end close together. */
function drawLabels(paint, trends, palette, plot, toY) {
  const ends = trends.map((trend, i) => {
    const series = trend.mean.length > 0 ? trend.mean : trend.measuredMean;
    const last = series.findLast(Number.isFinite) ?? 0;
    return { gene: clip(trend.gene), colour: palette.categories[i], at: toY(last) };
  }).sort((a, b) => a.at - b.at);
  for (let i = 1; i < ends.length; i++) ends[i].at = Math.max(ends[i].at, ends[i - 1].at + 15);
  const over = ends.length ? ends[ends.length - 1].at - plot.bottom : 0;
  for (const end of ends) {
    const at = Math.max(plot.top + 4, end.at - Math.max(0, over));
    paint.circle(plot.right + 8, at, 3, { fill: end.colour });
    paint.text(plot.right + 14, at + 4, end.gene, { fill: palette.text, weight: 600 });
  }
}

export function clip(name) {
  return name.length > 11 ? `${name.slice(0, 10)}…` : name;
}

/** Value of a trend at any time, or null between measured times when nothing was inferred. */
export function trendAt(trend, time) {
  const { times, mean } = trend;
  if (mean.length === 0) {
    const i = trend.measuredTimes.indexOf(time);
    return i < 0 ? null : trend.measuredMean[i];
  }
  let i = 0;
  while (i + 2 < times.length && times[i + 1] < time) i++;
  if (times.length < 2) return mean[0];
  const mix = Math.min(1, Math.max(0, (time - times[i]) / (times[i + 1] - times[i])));
  return mean[i] + (mean[i + 1] - mean[i]) * mix;
}
