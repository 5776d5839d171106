// Whole figures for export: title, chip, plot, axes, legend, drawn once against Paint and so the same as SVG and PNG.

import { drawMarks, MAX_MARKS } from './cloud-marks.js';
import { drawTrend } from './trend-figure.js';
import { tidy } from './axes.js';

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
  axes(paint, parts.view, palette, left, top);
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

/** Notes broken into lines that fit; widths are those of wide letters, so that SVG and PNG break alike. */
export function wrapped(notes, width) {
  const most = Math.floor(width / 6.4);
  return notes.flatMap(note => {
    const lines = [''];
    for (const word of note.split(' ')) {
      const longer = `${lines.at(-1)} ${word}`.trim();
      if (longer.length <= most) lines[lines.length - 1] = longer;
      else lines.push(word);
    }
    return lines.filter(Boolean);
  });
}

/** A text cut to a width; the whole of it stands in the document's title. */
function fitting(paint, words, size, weight, room) {
  if (paint.measure(words, size, weight) <= room) return words;
  let end = words.length;
  while (end > 1 && paint.measure(`${words.slice(0, end)}…`, size, weight) > room) end--;
  return `${words.slice(0, end)}…`;
}

function heading(paint, { title, subtitle, chip, palette }, left) {
  paint.rect(0, 0, paint.width, paint.height, { fill: palette.surface });
  const width = chip ? paint.measure(chip, 12, 600) + 18 : 0;
  paint.text(left, 26, fitting(paint, title, 16, 600, paint.width - left - width - 40), { fill: palette.text, size: 16, weight: 600 });
  paint.text(left, 45, fitting(paint, subtitle, 12, 400, paint.width - left - 24), { fill: palette.text2 });
  if (!chip) return;
  const x = paint.width - width - 24;
  paint.rect(x, 12, width, 20, { fill: palette.soft, radius: 10 });
  paint.text(x + width / 2, 26, chip, { fill: palette.primary, weight: 600, anchor: 'middle' });
}

function axes(paint, view, palette, left, top) {
  if (!view.xAxis && !view.yAxis) return;
  const bottom = top + PLOT.height;
  paint.line([left, top, left, bottom], { stroke: palette.control });
  paint.line([left, bottom, left + PLOT.width, bottom], { stroke: palette.control });
  paint.text(left + PLOT.width, bottom + 18, view.xAxis, { fill: palette.text2, anchor: 'end' });
  paint.text(left - 10, top + 4, view.yAxis, { fill: palette.text2, anchor: 'end', turn: -90 });
}

/** @param entries [{ mark: dot | ring | bar | line, colour | colours, words }] */
function legend(paint, entries, palette, left, y) {
  let x = left;
  for (const entry of entries) {
    if (x > left && x + paint.measure(entry.words, 12) + 20 > paint.width) [x, y] = [left, y + 16];
    if (entry.mark === 'bar') {
      paint.text(x, y, entry.from, { fill: palette.text2 });
      x += paint.measure(entry.from, 12) + 6;
      paint.gradient(x, y - 10, 110, 11, entry.colours);
      x += 116;
    } else if (entry.mark === 'ring') {
      paint.circle(x + 5, y - 4, 4, { stroke: entry.colour, width: 1.6 });
      x += 14;
    } else if (entry.mark === 'line') {
      paint.line([x, y - 4, x + 18, y - 4], { stroke: entry.colour, dash: [4, 3] });
      x += 24;
    } else {
      paint.circle(x + 5, y - 4, 4, { fill: entry.colour });
      x += 14;
    }
    paint.text(x, y, entry.words, { fill: palette.text2 });
    x += paint.measure(entry.words, 12) + 18;
  }
  return y;
}

function shifted(paint, dx, dy) {
  const move = points => points.map((value, i) => value + (i % 2 ? dy : dx));
  return {
    circle: (x, y, radius, style) => paint.circle(x + dx, y + dy, radius, style),
    line: (points, style) => paint.line(move(points), style),
    polygon: (points, style) => paint.polygon(move(points), style),
  };
}
