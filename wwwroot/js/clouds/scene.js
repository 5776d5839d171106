// What a point cloud shows: shared by the WebGL renderer, the 2-D renderer and the exported figures.

export const GHOST = 0, NEIGHBOUR = 1;
export const TAIL_STEPS = 8;
export const MAX_RINGS = 300;
export const MAX_LINES = 60;

/** Place of a time on the grid: frame index and how far towards the next one. */
export function frameAt(times, t) {
  const last = times.length - 1;
  if (last < 1 || t <= times[0]) return [0, 0];
  if (t >= times[last]) return [last - 1, 1];
  let low = 0;
  let high = last;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (times[middle] <= t) low = middle; else high = middle;
  }
  return [low, (t - times[low]) / (times[high] - times[low])];
}

/** Frames from now back to the end of the tail. */
export function tailFrames(times, t, span) {
  const frames = [];
  for (let k = 0; k <= TAIL_STEPS; k++) frames.push(frameAt(times, Math.max(times[0], t - span * k / TAIL_STEPS)));
  return frames;
}

/** Every k-th path, so that the drawn ones keep the mixture of the whole. */
export function drawnPaths(pathCount, limit) {
  const drawn = Math.min(pathCount, limit);
  return { drawn, stride: drawn === 0 ? 1 : pathCount / drawn };
}

export function dotRadius(cellCount, zoom) {
  const atRest = Math.min(3.4, Math.max(1.1, 3.4 - 0.9 * Math.log10(Math.max(1, cellCount / 300))));
  return atRest * Math.min(2, Math.max(1, zoom ** 0.3));
}

/** Smallest box around all finite points of the given arrays of pairs. */
export function boundsOf(...clouds) {
  const box = { minX: Infinity, maxX: -Infinity, minY: Infinity, maxY: -Infinity };
  for (const cloud of clouds) {
    for (let i = 0; i < cloud.length; i += 2) {
      const x = cloud[i];
      const y = cloud[i + 1];
      if (!Number.isFinite(x) || !Number.isFinite(y)) continue;
      if (x < box.minX) box.minX = x;
      if (x > box.maxX) box.maxX = x;
      if (y < box.minY) box.minY = y;
      if (y > box.maxY) box.maxY = y;
    }
  }
  if (box.minX > box.maxX) return { minX: 0, maxX: 1, minY: 0, maxY: 1 };
  const room = (a, b) => (b - a) * 0.03 || 0.5;
  const [dx, dy] = [room(box.minX, box.maxX), room(box.minY, box.maxY)];
  return { minX: box.minX - dx, maxX: box.maxX + dx, minY: box.minY - dy, maxY: box.maxY + dy };
}

/** Inferred cells may stray; they widen the view by at most a fifth on each side. */
export function widened(cells, paths) {
  const [dx, dy] = [(cells.maxX - cells.minX) / 5, (cells.maxY - cells.minY) / 5];
  return {
    minX: Math.max(cells.minX - dx, Math.min(cells.minX, paths.minX)), maxX: Math.min(cells.maxX + dx, Math.max(cells.maxX, paths.maxX)),
    minY: Math.max(cells.minY - dy, Math.min(cells.minY, paths.minY)), maxY: Math.min(cells.maxY + dy, Math.max(cells.maxY, paths.maxY)),
  };
}

/** Indices of the cells, lowest value first, so that high values are drawn last. */
export function ascending(values) {
  const order = Uint32Array.from(values, (_, i) => i);
  const key = i => (Number.isNaN(values[i]) ? -Infinity : values[i]);
  return order.sort((a, b) => key(a) - key(b) || a - b);
}

/** Range that a colour scale spans; the upper end leaves out the highest 0.5 % when there are many cells. */
export function valueRange(values) {
  const finite = Float32Array.from(values.filter(Number.isFinite)).sort();
  if (finite.length === 0) return { min: 0, max: 1, isClipped: false };
  const top = finite[finite.length - 1];
  const cut = finite.length > 1000 ? finite[Math.floor(finite.length * 0.995)] : top;
  const min = finite[0] >= 0 ? 0 : finite[0];
  const max = cut > min ? cut : top;
  return { min, max: max > min ? max : min + 1, isClipped: max < top };
}

/** Position of a path at a frame, into out. */
export function pathAt(paths, timeCount, path, [frame, mix], out) {
  const at = (path * timeCount + frame) * 2;
  const next = timeCount > 1 ? at + 2 : at;
  out[0] = paths[at] + (paths[next] - paths[at]) * mix;
  out[1] = paths[at + 1] + (paths[next + 1] - paths[at + 1]) * mix;
  return out;
}
