// Finds the cell under the pointer without looking at all of them.

const SIDE = 96;

export class Picker {
  /** @param position [cells, 2] */
  constructor(position, bounds) {
    this.position = position;
    this.bounds = bounds;
    const count = position.length / 2;
    const bins = new Int32Array(count);
    const starts = new Uint32Array(SIDE * SIDE + 1);
    for (let i = 0; i < count; i++) {
      bins[i] = this.#bin(position[2 * i], position[2 * i + 1]);
      if (bins[i] >= 0) starts[bins[i] + 1]++;
    }
    for (let b = 0; b < SIDE * SIDE; b++) starts[b + 1] += starts[b];
    const next = starts.slice();
    this.members = new Uint32Array(count);
    for (let i = 0; i < count; i++) if (bins[i] >= 0) this.members[next[bins[i]]++] = i;
    this.starts = starts;
  }

  /** @returns index of the nearest cell within the given data distances, or -1 */
  nearest(x, y, reachX, reachY, accepts) {
    const [c0, r0] = this.#cell(x - reachX, y - reachY);
    const [c1, r1] = this.#cell(x + reachX, y + reachY);
    let best = -1;
    let least = 1;
    for (let r = r0; r <= r1; r++) {
      for (let c = c0; c <= c1; c++) {
        for (let k = this.starts[r * SIDE + c]; k < this.starts[r * SIDE + c + 1]; k++) {
          const i = this.members[k];
          const distance = ((this.position[2 * i] - x) / reachX) ** 2 + ((this.position[2 * i + 1] - y) / reachY) ** 2;
          if (distance < least && accepts(i)) [best, least] = [i, distance];
        }
      }
    }
    return best;
  }

  #cell(x, y) {
    const { minX, maxX, minY, maxY } = this.bounds;
    const clamp = value => Math.min(SIDE - 1, Math.max(0, Math.floor(value * SIDE)));
    return [clamp((x - minX) / (maxX - minX)), clamp((y - minY) / (maxY - minY))];
  }

  #bin(x, y) {
    if (!Number.isFinite(x) || !Number.isFinite(y)) return -1;
    const [c, r] = this.#cell(x, y);
    return r * SIDE + c;
  }
}
