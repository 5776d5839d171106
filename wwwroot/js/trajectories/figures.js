// Whole figures for export: title, chip, plot, axes, legend, drawn once against Paint and so the same as SVG and PNG.

import { drawMarks, MAX_MARKS } from '../clouds/cloud-marks.js';
import { drawTrend } from './trend-figure.js';
import { axes, heading, legend, shifted } from '../clouds/figure-parts.js';

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
