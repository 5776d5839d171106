// Whole figures for export: title, chip, plot, axes, legend, drawn once against Paint and so the same as SVG and PNG.

import { drawMarks, MAX_MARKS } from '../clouds/cloud-marks.js';
import { drawTrend } from './trend-figure.js';
import { axes, heading, legend, shifted } from '../clouds/figure-parts.js';
import { tidy } from '../clouds/axes.js';

const PLOT = { width: 680, height: 440 };

/** @param parts { title, subtitle, chip, scene(width, height), data, view, legend } */
export function cloudFigure(paint, parts) {
  const { palette } = parts;
  const left = 40;
  const top = 62;
  heading(paint, parts, left);
  const scene = parts.scene(PLOT.width, PLOT.height);
  let drawn = 0;
  paint.clipped(left, top, PLOT.width, PLOT.height, () => {
    drawn = drawMarks(shifted(paint, left, top), scene, parts.data, parts.limit ?? MAX_MARKS);
  });
  axes(paint, parts.view, palette, left, top, PLOT);
  const below = legend(paint, parts.legend, palette, left + 8, top + PLOT.height + 42);
  const notes = [...parts.notes];
  if (drawn < parts.data.time.length && parts.data.time.length > MAX_MARKS) notes.push(`${drawn.toLocaleString('en')} of ${parts.data.time.length.toLocaleString('en')} cells drawn.`);
  notes.forEach((note, i) => paint.text(left + 8, below + 22 + 16 * i, note, { fill: palette.text2 }));
}

export const cloudFigureSize = notes => ({ width: PLOT.width + 64, height: 62 + PLOT.height + 92 + 16 * (notes + 1) });

export function trendFigure(paint, parts) {
  heading(paint, parts, 16);
  drawTrend(paint, parts.trends, { words: parts.words, palette: parts.palette, time: parts.time, x: 8, y: 52, width: 684, height: 330 });
  parts.notes.forEach((note, i) => paint.text(16, 402 + 16 * i, note, { fill: parts.palette.text2 }));
}

export const trendFigureSize = notes => ({ width: 700, height: 412 + 16 * notes });

/** @param parts { groups: [{ title, ceiling, rows: [{ name, value, low, high, isThis }] }] } */
export function scoreFigure(paint, parts) {
  const { palette, groups } = parts;
  heading(paint, parts, 16);
  const values = groups.flatMap(group => [...group.rows.flatMap(row => [row.low, row.high]), ...(group.ceiling === null ? [] : [group.ceiling])]);
  const [min, max] = [Math.min(...values), Math.max(...values)];
  const room = (max - min) * 0.06 || 1;
  const toX = value => 150 + (value - min + room) / (max - min + 2 * room) * 380;
  let y = 66;
  for (const group of groups) {
    paint.text(16, y, group.title, { fill: palette.text, size: 13, weight: 600 });
    const from = y + 8;
    for (const row of group.rows) {
      y += 22;
      paint.line([150, y - 4, 530, y - 4], { stroke: palette.line });
      paint.text(138, y, row.name, { fill: row.isThis ? palette.text : palette.text2, weight: row.isThis ? 600 : 400, anchor: 'end' });
      if (row.high > row.low) paint.line([toX(row.low), y - 4, toX(row.high), y - 4], { stroke: palette.primary, width: 4, alpha: 0.45 });
      paint.circle(toX(row.value), y - 4, 5, { fill: row.isThis ? palette.primary : palette.text3 });
      paint.text(584, y, tidy(row.value), { fill: palette.text, weight: row.isThis ? 600 : 400, anchor: 'end' });
    }
    if (group.ceiling !== null) paint.line([toX(group.ceiling), from, toX(group.ceiling), y + 4], { stroke: palette.text2, dash: [4, 3] });
    y += 34;
  }
  for (const note of parts.notes) { paint.text(16, y, note, { fill: palette.text2 }); y += 16; }
}

export const scoreFigureSize = (groups, notes) =>
  ({ width: 600, height: 74 + groups.reduce((sum, group) => sum + 34 + 22 * group.rows.length, 0) + 16 * notes });
