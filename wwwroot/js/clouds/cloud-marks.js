// The marks of a point cloud drawn one by one: for browsers without WebGL2 and for exported figures.

import { MAX_LINES, frameAt, pathAt, tailFrames } from './scene.js';
import { CATEGORY_SLOTS, scaleHex } from './palette.js';

/** Above this many a figure of single marks becomes too heavy for the programs that open it. */
export const MAX_MARKS = 20000;

/** @returns how many of the cells were drawn */
export function drawMarks(paint, scene, data, limit = Infinity) {
  const place = placer(scene);
  const drawn = drawCells(paint, scene, data, place, limit);
  if (!data.paths) return drawn;
  drawLines(paint, scene, data, place);
  drawTails(paint, scene, data, place);
  drawRings(paint, scene, data, place);
  return drawn;
}

export function colourOf(scene, value) {
  if (Number.isNaN(value)) return scene.palette.ghost;
  if (scene.colouring === 'category') return value < CATEGORY_SLOTS ? scene.palette.categories[value] : scene.palette.ghost;
  return scaleHex(scene.palette[scene.colouring], (value - scene.range.min) / (scene.range.max - scene.range.min));
}

function placer(scene) {
  const { width, height, camera, scale } = scene;
  return (x, y) => [(x - camera.x) * scale[0] + width / 2, height / 2 - (y - camera.y) * scale[1]];
}

function drawCells(paint, scene, data, place, limit) {
  const { position, time, value, order } = data;
  if (!value) return 0;
  const [low, high] = scene.bracket.map(Math.fround);
  const isNear = i => !scene.fade || time[i] === low || time[i] === high;
  const stride = Math.max(1, order.length / limit);
  let drawn = 0;
  for (const wantsNear of [false, true]) {
    for (let k = 0; k < order.length; k += stride) {
      const i = order[Math.floor(k)];
      if (isNear(i) !== wantsNear) continue;
      const [px, py] = place(position[2 * i], position[2 * i + 1]);
      if (!(px > -9 && py > -9 && px < scene.width + 9 && py < scene.height + 9)) continue;
      drawn++;
      if (!wantsNear) {
        paint.circle(px, py, scene.radius * 0.72, { fill: scene.palette.ghost, alpha: 0.55 });
        continue;
      }
      const fraction = (value[i] - scene.range.min) / (scene.range.max - scene.range.min);
      const isLow = scene.colouring === 'amount' && fraction < 0.3;
      paint.circle(px, py, scene.radius, { fill: colourOf(scene, value[i]), alpha: scene.alpha, stroke: isLow ? scene.palette.control : 'none', width: 0.6 });
    }
  }
  return drawn;
}

function drawLines(paint, scene, data, place) {
  const point = [0, 0];
  const { times, paths } = data;
  const span = times[times.length - 1] - times[0] || 1;
  for (let k = 0; k < Math.min(scene.lines.drawn, MAX_LINES); k++) {
    const path = Math.floor(k * scene.lines.stride);
    for (let j = 0; j + 1 < times.length; j += 2) {
      const from = place(...pathAt(paths, times.length, path, [j, 0], point));
      const to = place(...pathAt(paths, times.length, path, [j, 1], point));
      const colour = scaleHex(scene.palette.time, (times[j] - times[0]) / span);
      paint.line([...from, ...to], { stroke: colour, width: 1, alpha: 0.65 });
    }
  }
}

function drawTails(paint, scene, data, place) {
  if (!(scene.tail > 0)) return;
  const point = [0, 0];
  const frames = tailFrames(data.times, scene.time, scene.tail);
  const stroke = scene.rings.hasValues ? scene.palette.text3 : scene.rings.colour;
  for (let k = 0; k < scene.rings.drawn; k++) {
    const path = Math.floor(k * scene.rings.stride);
    const trail = frames.flatMap(frame => place(...pathAt(data.paths, data.times.length, path, frame, point)));
    if (trail.every(Number.isFinite)) paint.line(trail, { stroke, width: 1.2, alpha: 0.5 * scene.rings.alpha });
  }
}

function drawRings(paint, scene, data, place) {
  const { rings } = scene;
  const point = [0, 0];
  const frame = frameAt(data.times, scene.time);
  for (let k = 0; k < rings.drawn; k++) {
    const path = Math.floor(k * rings.stride);
    const [px, py] = place(...pathAt(data.paths, data.times.length, path, frame, point));
    if (!(px > -9 && py > -9 && px < scene.width + 9 && py < scene.height + 9)) continue;
    const stroke = rings.hasValues && data.ringValues ? colourOf(scene, valueAt(data, path, frame)) : rings.colour;
    paint.circle(px, py, rings.radius - rings.stroke / 2, { fill: scene.palette.surface, alpha: 0.55 });
    paint.circle(px, py, rings.radius - rings.stroke / 2, { stroke, width: rings.stroke, alpha: rings.alpha });
  }
}

export function valueAt(data, path, [frame, mix]) {
  const at = path * data.times.length + frame;
  const next = data.times.length > 1 ? at + 1 : at;
  return data.ringValues[at] + (data.ringValues[next] - data.ringValues[at]) * mix;
}
