// One camera for both panels: where the middle is and how far we are in. Zoom 1 shows everything.

export class Camera {
  #listeners = new Set();

  constructor() {
    this.home = { minX: 0, maxX: 1, minY: 0, maxY: 1 };
    this.reset();
  }

  /** @param bounds what zoom 1 has to show */
  frame(bounds) {
    this.home = bounds;
    this.reset();
  }

  reset() {
    this.zoom = 1;
    this.x = (this.home.minX + this.home.maxX) / 2;
    this.y = (this.home.minY + this.home.maxY) / 2;
    this.#tell();
  }

  /** Pixels per data unit along both axes, for a plot of this size. */
  scale(width, height) {
    return [width / (this.home.maxX - this.home.minX) * this.zoom, height / (this.home.maxY - this.home.minY) * this.zoom];
  }

  toPixel(x, y, width, height) {
    const [sx, sy] = this.scale(width, height);
    return [(x - this.x) * sx + width / 2, height / 2 - (y - this.y) * sy];
  }

  toData(px, py, width, height) {
    const [sx, sy] = this.scale(width, height);
    return [(px - width / 2) / sx + this.x, (height / 2 - py) / sy + this.y];
  }

  panBy(dx, dy, width, height) {
    const [sx, sy] = this.scale(width, height);
    this.x = clamp(this.x - dx / sx, this.home.minX, this.home.maxX);
    this.y = clamp(this.y + dy / sy, this.home.minY, this.home.maxY);
    this.#tell();
  }

  /** Zooms so that the data under the pixel stays under it. */
  zoomAt(factor, px, py, width, height) {
    const [x, y] = this.toData(px, py, width, height);
    this.zoom = clamp(this.zoom * factor, 1, 60);
    const [nx, ny] = this.toData(px, py, width, height);
    this.x = clamp(this.x + x - nx, this.home.minX, this.home.maxX);
    this.y = clamp(this.y + y - ny, this.home.minY, this.home.maxY);
    this.#tell();
  }

  onChange(listener) {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #tell() {
    for (const listener of this.#listeners) listener();
  }
}

const clamp = (value, low, high) => Math.min(high, Math.max(low, value));
