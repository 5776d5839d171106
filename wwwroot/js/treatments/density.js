// Where a treatment adds cells and where it takes them away: the difference of two smoothed densities on the shared axes.

import { scaleHex } from '../clouds/palette.js';

export const SIDE = 72;

/** Least width of the smoothing in boxes of the grid. */
const WIDTH = 1.6;

/** Fewer cells are smoothed more, or every cell would be an island: n to the power of −1/6 as in two dimensions. Ref: Silverman 1986, 4.14. */
export function smoothing(cells) {
  return Math.max(WIDTH, 8 * Math.max(1, cells) ** (-1 / 6));
}

/** Share of the cells per box of a SIDE × SIDE grid over the bounds, smoothed by a Gaussian of this width in boxes; sums to 1. */
export function density(position, mask, bounds, width = WIDTH) {
  const counts = new Float64Array(SIDE * SIDE);
  const { minX, maxX, minY, maxY } = bounds;
  let cells = 0;
  for (let i = 0; i < position.length / 2; i++) {
    if (mask && !mask[i]) continue;
    const [x, y] = [(position[2 * i] - minX) / (maxX - minX), (position[2 * i + 1] - minY) / (maxY - minY)];
    if (!(x >= 0 && x <= 1 && y >= 0 && y <= 1)) continue;
    counts[Math.min(SIDE - 1, Math.floor(y * SIDE)) * SIDE + Math.min(SIDE - 1, Math.floor(x * SIDE))]++;
    cells++;
  }
  return cells === 0 ? counts : smoothed(counts, width).map(value => value / cells);
}

function smoothed(values, width) {
  const reach = Math.ceil(3 * width);
  const kernel = Array.from({ length: 2 * reach + 1 }, (_, k) => Math.exp(-((k - reach) ** 2) / (2 * width * width)));
  const weight = kernel.reduce((sum, one) => sum + one, 0);
  const along = (from, step, across) => {
    const to = new Float64Array(from.length);
    for (let line = 0; line < SIDE; line++) {
      for (let at = 0; at < SIDE; at++) {
        const value = from[line * across + at * step];
        // What would fall outside stays at the edge, so that no cell is lost.
        if (value !== 0) for (let k = -reach; k <= reach; k++) to[line * across + Math.min(SIDE - 1, Math.max(0, at + k)) * step] += value * kernel[k + reach] / weight;
      }
    }
    return to;
  };
  return along(along(values, 1, SIDE), SIDE, 1);
}

/** The contrast and the largest difference in it: the ends of a scale that is symmetric around 0. */
export function difference(first, second) {
  const values = first.map((value, i) => value - second[i]);
  return { values, most: values.reduce((most, value) => Math.max(most, Math.abs(value)), 0) || 1 };
}

/** Draws the boxes; those that differ by less than 2 % of the most are left to the ground. */
export function drawDensity(paint, { values, most }, bounds, camera, palette, width, height) {
  const [sx, sy] = camera.scale(width, height);
  const [w, h] = [(bounds.maxX - bounds.minX) / SIDE * sx, (bounds.maxY - bounds.minY) / SIDE * sy];
  for (let row = 0; row < SIDE; row++) {
    for (let column = 0; column < SIDE; column++) {
      const value = values[row * SIDE + column];
      if (Math.abs(value) < 0.02 * most) continue;
      const [x, y] = camera.toPixel(bounds.minX + (bounds.maxX - bounds.minX) * column / SIDE, bounds.minY + (bounds.maxY - bounds.minY) * (row + 1) / SIDE, width, height);
      if (x + w < 0 || y + h < 0 || x > width || y > height) continue;
      paint.polygon([x, y, x + w + 0.4, y, x + w + 0.4, y + h + 0.4, x, y + h + 0.4], { fill: scaleHex(palette.difference, 0.5 + value / most / 2) });
    }
  }
}

/** Which parts gain most and which lose most, for people who listen and for the table. */
export function shareMoved({ values }) {
  return values.reduce((sum, value) => sum + Math.max(0, value), 0);
}
