// Says a time in the data's own unit, and where it lies between the measured times.

import { count } from '../clouds/axes.js';

const UNIT_WORDS = {
  s: ['second', 'seconds'], min: ['minute', 'minutes'], h: ['hour', 'hours'], d: ['day', 'days'], wk: ['week', 'weeks'],
  w: ['week', 'weeks'], mo: ['month', 'months'], y: ['year', 'years'],
};

export class TimeWords {
  /** @param measured sorted [{ time, label, cells, heldOut }] */
  constructor(unit, measured, first, last) {
    this.unit = unit;
    this.measured = measured;
    this.first = first;
    this.last = last;
    const step = (last - first) / 100 || 1;
    // So many that one step of the slider always reads as another time.
    this.digits = Math.min(6, Math.max(0, Math.ceil(-Math.log10(step) - 1e-9)));
  }

  number(t) {
    return String(Number(t.toFixed(this.digits)));
  }

  /** "36 h"; a label that is text, such as "E8.5", stands for itself. */
  short(t) {
    const stop = this.stopAt(t);
    if (stop && Number.isNaN(Number(stop.label)) && stop.label) return stop.label;
    return this.unit ? `${this.number(t)} ${this.unit}` : this.number(t);
  }

  long(t) {
    const words = UNIT_WORDS[this.unit];
    if (!words) return this.unit ? `${this.number(t)} ${this.unit}` : `time ${this.number(t)}`;
    return `${this.number(t)} ${Number(this.number(t)) === 1 ? words[0] : words[1]}`;
  }

  stopAt(t) {
    const tolerance = (this.last - this.first) * 1e-6;
    return this.measured.find(stop => Math.abs(stop.time - t) <= tolerance) ?? null;
  }

  /** The measured times on both sides; both the same at a measured time. */
  bracket(t) {
    const stop = this.stopAt(t);
    if (stop) return [stop, stop];
    let low = this.measured[0];
    let high = this.measured[this.measured.length - 1];
    for (const candidate of this.measured) {
      if (candidate.time <= t) low = candidate;
      if (candidate.time >= t) { high = candidate; break; }
    }
    return [low, high];
  }

  /** "between 24 and 48 h", or how many cells were measured here. */
  where(t) {
    const [low, high] = this.bracket(t);
    if (low === high) return `measured, ${count(low.cells, 'cell')}${low.heldOut ? ', left out' : ''}`;
    const unit = this.unit ? ` ${this.unit}` : '';
    return `between ${this.number(low.time)} and ${this.number(high.time)}${unit}`;
  }

  /** For people who listen: "36 hours, inferred, between 24 and 48 hours". */
  sentence(t) {
    const [low, high] = this.bracket(t);
    if (low === high) {
      const model = low.heldOut ? ', kept out of the model' : '';
      return `${this.long(t)}, measured, ${count(low.cells, 'cell')}${model}`;
    }
    return `${this.long(t)}, inferred, between ${this.number(low.time)} and ${this.long(high.time)}`;
  }
}
