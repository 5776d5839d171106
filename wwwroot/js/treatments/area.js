// A region drawn around cells, in the units of the view.

/** More corners than this say nothing more about a region drawn by hand, and make its address long. */
const MOST_CORNERS = 40;

/** @param points flat [x0, y0, x1, y1, ...] */
export function isInside(points, x, y) {
  let inside = false;
  for (let i = 0, j = points.length - 2; i < points.length; j = i, i += 2) {
    const [ax, ay, bx, by] = [points[i], points[i + 1], points[j], points[j + 1]];
    if (ay > y !== by > y && x < (bx - ax) * (y - ay) / (by - ay) + ax) inside = !inside;
  }
  return inside;
}

/** The same region with few corners, evenly taken along its line. */
export function simplified(points) {
  const corners = points.length / 2;
  if (corners <= MOST_CORNERS) return points;
  return Array.from({ length: MOST_CORNERS }, (_, k) => Math.floor(k * corners / MOST_CORNERS)).flatMap(i => [points[2 * i], points[2 * i + 1]]);
}

/** "control:1.2,3.4,5.6,…" */
export function writeArea(area) {
  return area ? `${area.panel}:${area.points.map(value => Number(value.toPrecision(4))).join(',')}` : null;
}

export function readArea(text, panels) {
  const [panel, numbers] = (text ?? '').split(':');
  const points = (numbers ?? '').split(',').map(Number);
  const isArea = panels.includes(panel) && points.length >= 6 && points.length <= 4 * MOST_CORNERS && points.length % 2 === 0 && points.every(Number.isFinite);
  return isArea ? { panel, points } : null;
}
