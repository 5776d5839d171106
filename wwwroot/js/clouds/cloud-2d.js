// The point cloud without WebGL2: the same pictures, slower.

import { CanvasPaint } from './paint.js';
import { drawMarks } from './cloud-marks.js';

export class Cloud2d {
  kind = 'canvas2d';
  #data = {};

  constructor(canvas) {
    this.canvas = canvas;
    this.context = canvas.getContext('2d');
  }

  setCells(position, time) { Object.assign(this.#data, { position, time }); }

  setValues(value, order) { Object.assign(this.#data, { value, order }); }

  setPaths(paths, pathCount, times) { Object.assign(this.#data, { paths, pathCount, times }); }

  setRingValues(ringValues) { this.#data.ringValues = ringValues; }

  setPalette() { /* colours come with every scene */ }

  draw(scene) {
    const { width, height, ratio } = scene;
    Object.assign(this.canvas, { width: Math.round(width * ratio), height: Math.round(height * ratio) });
    this.context.setTransform(ratio, 0, 0, ratio, 0, 0);
    if (this.#data.order) drawMarks(new CanvasPaint(this.context, width, height, ''), scene, this.#data);
  }

  dispose() { this.#data = {}; }
}
