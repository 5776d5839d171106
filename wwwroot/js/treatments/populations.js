// The three populations of a comparison: control as measured, treated as predicted, treated as measured.

import { floats, floatsOrNull } from '../clouds/store.js';

/** More dots than this in one panel hide each other. */
const MOST_SHOWN = 4000;

export const PANELS = ['control', 'predicted', 'measured'];

/** Numbers under the address of a result. */
export class TreatmentStore {
  constructor(run) {
    this.base = new URL(['api', 'treatments', run].map(encodeURIComponent).join('/'), document.baseURI).href;
  }

  url(...parts) {
    return [this.base, ...parts.map(part => encodeURIComponent(part))].join('/');
  }

  floats(...parts) { return floats(this.url(...parts)); }

  floatsOrNull(...parts) { return floatsOrNull(this.url(...parts)); }
}

/** Cells of a finished analysis. */
export class StudyCells {
  constructor(store, model) {
    Object.assign(this, { store, model });
  }

  /** @param choice { view, treatment, dose, donor, types } */
  async populations(choice) {
    const { store, model } = this;
    const responses = model.responses.filter(one => one.treatment === choice.treatment && one.dose === choice.dose && (choice.donor === null || one.donor === choice.donor));
    const [position, condition, donor, type, dose, ...predicted] = await Promise.all([
      store.floats('view', choice.view), ...['condition', 'donor', 'type', 'dose'].map(role => store.floats('role', role)),
      ...responses.flatMap(one => [store.floats('predicted', one.index, 'cells'), store.floats('predicted', one.index, 'view', choice.view)])]);
    const donorCode = choice.donor === null ? -1 : model.donors.indexOf(choice.donor);
    const types = new Set(choice.types.map(name => model.types.indexOf(name)));
    const isAsked = i => (donorCode < 0 || donor[i] === donorCode) && (types.size === 0 || types.has(type[i]));
    const rowsOf = accepts => {
      const rows = [];
      for (let i = 0; i < condition.length; i++) if (accepts(i) && isAsked(i)) rows.push(i);
      return rows;
    };
    const treated = 1 + model.treatments.indexOf(choice.treatment);
    const cells = { position, donor, type };
    return {
      control: measuredCells(cells, rowsOf(i => condition[i] === 0)),
      predicted: predictedCells(cells, responses, predicted, isAsked),
      measured: measuredCells(cells, rowsOf(i => condition[i] === treated && (choice.dose === null || dose[i] === choice.dose))),
    };
  }

  /** Values of a gene in all three; predicted ones are null where they cannot be decoded. */
  async gene(name, populations) {
    const values = await this.store.floats('gene', name);
    const of = population => Float32Array.from(population.rows, row => values[row]);
    return { control: of(populations.control), predicted: await this.#predictedGene(name, populations.predicted), measured: of(populations.measured) };
  }

  async #predictedGene(name, population) {
    const parts = await Promise.all(population.responses.map(index => this.store.floatsOrNull('predicted', index, 'gene', name)));
    return parts.some(part => part === null) ? null : Float32Array.from(population.rows, (_, k) => parts[population.part[k]][population.place[k]]);
  }

  named(row) {
    return this.store.url('cells', 'named', row);
  }
}

/** A sample that was not in the study: its control cells and what is predicted for them, beside what was measured in the study. */
export class SampleCells {
  /** @param prediction { id, donors, types } @param study for what was measured after the treatment */
  constructor(store, model, prediction, study) {
    Object.assign(this, { store, model, prediction, study });
  }

  async populations(choice) {
    this.treatment = choice.treatment;
    const part = (...parts) => this.store.floats('predictions', this.prediction.id, choice.treatment, ...parts);
    const [control, places, donor, study] = await Promise.all([
      part('cells', 'control', choice.view), part('cells', 'predicted', choice.view), part('donors'), this.study.populations({ ...choice, donor: null, types: [] })]);
    const code = this.prediction.donors.indexOf(choice.donor);
    const rows = Array.from(donor, (_, i) => i).filter(i => code < 0 || donor[i] === code);
    const type = new Float32Array(donor.length);
    return {
      control: measuredCells({ position: control, donor, type }, rows),
      predicted: measuredCells({ position: places, donor, type }, rows),
      measured: study.measured,
    };
  }

  async gene(name, populations) {
    const { store, prediction, treatment } = this;
    const [control, predicted, measured] = await Promise.all([
      store.floatsOrNull('predictions', prediction.id, treatment, 'gene', 'control', name), store.floatsOrNull('predictions', prediction.id, treatment, 'gene', 'predicted', name),
      store.floats('gene', name)]);
    const of = (population, values) => values && Float32Array.from(population.rows, row => values[row]);
    return { control: of(populations.control, control), predicted: of(populations.predicted, predicted), measured: of(populations.measured, measured) };
  }

  named() { return null; }
}

function measuredCells({ position, donor, type }, rows) {
  const place = new Float32Array(2 * rows.length);
  rows.forEach((row, k) => place.set([position[2 * row], position[2 * row + 1]], 2 * k));
  return { rows, position: place, donor: Float32Array.from(rows, row => donor[row]), type: Float32Array.from(rows, row => type[row]) };
}

function predictedCells({ donor, type }, responses, numbers, isAsked) {
  const [rows, place, part, position] = [[], [], [], []];
  responses.forEach((_, k) => {
    const [cells, places] = [numbers[2 * k], numbers[2 * k + 1]];
    cells.forEach((row, i) => {
      if (!isAsked(row)) return;
      rows.push(row);
      part.push(k);
      place.push(i);
      position.push(places[2 * i], places[2 * i + 1]);
    });
  });
  return {
    rows, part, place, responses: responses.map(one => one.index), position: Float32Array.from(position),
    donor: Float32Array.from(rows, row => donor[row]), type: Float32Array.from(rows, row => type[row]),
  };
}

/** Fewer cells of a type than this make no group that could be named. */
const LEAST_NAMED = 3;

/** Where the names of cell types stand: each in the middle of its cells among those that are drawn. @param drawn [{ population, shown }], taken together */
export function groupNames(types, drawn) {
  return types.flatMap((words, code) => {
    const xs = [], ys = [];
    for (const { population, shown } of drawn) for (const i of shown) if (population.type[i] === code) { xs.push(population.position[2 * i]); ys.push(population.position[2 * i + 1]); }
    return xs.length < LEAST_NAMED ? [] : [{ words, x: middle(xs), y: middle(ys) }];
  });
}

function middle(values) {
  const sorted = Float32Array.from(values).sort();
  return sorted[sorted.length >> 1];
}

/** Which cells are drawn: as many in every panel, so that a denser panel means more cells there and not a larger sample. */
export function thinned({ control, predicted, measured }) {
  const sizes = [control, predicted, measured].map(one => one.rows.length).filter(size => size > 0);
  const count = Math.min(MOST_SHOWN, ...sizes);
  const drawn = scattered(predicted.rows, count);
  const rows = new Set(drawn.map(i => predicted.rows[i]));
  // A control cell and what is predicted of it are drawn together.
  const pairs = control.rows.map((row, i) => [row, i]).filter(([row]) => rows.has(row)).map(([, i]) => i);
  return { control: pairs.length > 0 ? pairs : scattered(control.rows, count), predicted: drawn, measured: scattered(measured.rows, count) };
}

/** The same choice every time, spread over the whole. */
function scattered(rows, count) {
  if (rows.length <= count) return rows.map((_, i) => i);
  const key = row => Math.imul(row + 1, 2654435761) >>> 0;
  return rows.map((row, i) => [key(row), i]).sort((a, b) => a[0] - b[0]).slice(0, count).map(([, i]) => i).sort((a, b) => a - b);
}

/** Which cells a region chooses: those in it where it was drawn, their counterparts, and the treated cells in the same region. */
export function chosen(populations, inside, panel) {
  const { control, predicted, measured } = populations;
  const within = population => {
    const mask = new Uint8Array(population.rows.length);
    for (let i = 0; i < mask.length; i++) mask[i] = inside(population.position[2 * i], population.position[2 * i + 1]) ? 1 : 0;
    return mask;
  };
  const paired = (from, mask, to) => {
    const rows = new Set(from.rows.filter((_, i) => mask[i]));
    return Uint8Array.from(to.rows, row => (rows.has(row) ? 1 : 0));
  };
  if (panel === 'control' || predicted.rows.length === 0) {
    const mask = within(control);
    return { control: mask, predicted: paired(control, mask, predicted), measured: within(measured) };
  }
  const mask = within(predicted);
  return { control: paired(predicted, mask, control), predicted: mask, measured: within(measured) };
}

export const total = mask => mask.reduce((sum, one) => sum + one, 0);
