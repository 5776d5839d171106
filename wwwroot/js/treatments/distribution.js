// How a marker is spread over the cells of the three populations: outlines of histograms on one axis.

import { ticks, tidy } from '../clouds/axes.js';

const BINS = 26;

/** Share of the cells per bin of a common axis. @param sets { control, measured, predicted } of values, null where missing */
export function histograms(sets) {
  const finite = Object.fromEntries(Object.entries(sets).map(([name, values]) => [name, values ? Array.from(values).filter(Number.isFinite) : []]));
  const all = Object.values(finite).flat().sort((a, b) => a - b);
  if (all.length === 0) return { edges: [0, 1], shares: {}, counts: {} };
  const low = all[0] >= 0 ? Math.min(0, all[0]) : all[0];
  const high = all.length > 1000 ? all[Math.floor(all.length * 0.999)] : all[all.length - 1];
  const width = (high - low || 1) / BINS;
  const edges = Array.from({ length: BINS + 1 }, (_, k) => low + k * width);
  const shares = {};
  for (const [name, values] of Object.entries(finite)) {
    if (values.length === 0) continue;
    const bins = new Array(BINS).fill(0);
    for (const value of values) bins[Math.min(BINS - 1, Math.max(0, Math.floor((value - low) / width)))] += 1 / values.length;
    shares[name] = bins;
  }
  return { edges, shares, counts: Object.fromEntries(Object.entries(finite).map(([name, values]) => [name, values.length])), means: Object.fromEntries(Object.entries(finite).map(([name, values]) => [name, mean(values)])) };
}

export const mean = values => (values.length ? values.reduce((sum, value) => sum + value, 0) / values.length : NaN);

export const LINES = [['control', 'control'], ['measured', 'measured'], ['predicted', 'predicted']];

/** Measured: solid; predicted: dashed. */
export function lineStyle(name, palette) {
  return { control: { stroke: palette.control, width: 2 }, measured: { stroke: palette.amount[3], width: 2 }, predicted: { stroke: palette.primary, width: 2, dash: [5, 3] } }[name];
}

/** @param options { palette, unit, x, y, width, height } */
export function drawDistribution(paint, { edges, shares }, { palette, unit, x = 0, y = 0, width, height }) {
  const plot = { left: x + 40, right: x + width - 10, top: y + 8, bottom: y + height - 38 };
  const most = Math.max(0.01, ...Object.values(shares).flat());
  const toX = value => plot.left + (value - edges[0]) / (edges.at(-1) - edges[0] || 1) * (plot.right - plot.left);
  const toY = share => plot.bottom - share / most * (plot.bottom - plot.top);
  const marks = ticks(0, most, 3);
  for (const mark of marks) {
    paint.line([plot.left, toY(mark), plot.right, toY(mark)], { stroke: palette.line });
    paint.text(plot.left - 6, toY(mark) + 4, `${Math.round(mark * 100)} %`, { fill: palette.text2, anchor: 'end' });
  }
  for (const [name] of LINES) {
    if (!shares[name]) continue;
    const points = shares[name].flatMap((share, k) => [toX((edges[k] + edges[k + 1]) / 2), toY(share)]);
    const style = lineStyle(name, palette);
    if (name !== 'predicted') paint.polygon([points[0], plot.bottom, ...points, points.at(-2), plot.bottom], { fill: style.stroke, alpha: 0.14 });
    paint.line(points, style);
  }
  paint.line([plot.left, plot.bottom, plot.right, plot.bottom], { stroke: palette.control });
  for (const mark of ticks(edges[0], edges.at(-1), 5)) paint.text(toX(mark), plot.bottom + 16, tidy(mark), { fill: palette.text2, anchor: 'middle' });
  paint.text((plot.left + plot.right) / 2, y + height - 4, unit, { fill: palette.text2, anchor: 'middle' });
}

/** How often each category is, where the colour is not an amount. */
export function shareRows(sets, names) {
  const of = values => names.map((_, code) => (values?.length ? Array.from(values).filter(value => value === code).length / values.length : NaN));
  const found = LINES.map(([name]) => of(sets[name]));
  return names.map((name, code) => [name, ...found.map(shares => (Number.isFinite(shares[code]) ? `${(100 * shares[code]).toFixed(1)} %` : 'none'))]);
}
