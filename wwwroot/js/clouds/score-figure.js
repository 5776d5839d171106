// Distances to left-out cells as a figure that stands alone: dots, spread over seeds, half against half as a dashed line.

import { tidy } from './axes.js';
import { heading } from './figure-parts.js';

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
