// Everything that leaves the page: figures, numbers and the link.

import { copyLink } from '../clouds/address-bar.js';
import { axes, heading, legend, shifted, wrapped } from '../clouds/figure-parts.js';
import { drawMarks, MAX_MARKS } from '../clouds/cloud-marks.js';
import { count } from '../clouds/axes.js';
import { fileName, save, saveFigure } from '../clouds/download.js';
import { scoreFigure, scoreFigureSize } from '../clouds/score-figure.js';
import { drawDistribution, lineStyle, LINES } from './distribution.js';
import { PANELS } from './populations.js';

const PLOT = { width: 360, height: 320 };

export class TreatmentExporter {
  constructor(explorer) {
    this.explorer = explorer;
  }

  /** @param what cells, difference or marker @param format svg or png */
  async figure(what, format, scale) {
    const { model, palette } = this.explorer;
    const figure = this[what](format);
    if (figure) await saveFigure({ ...figure, font: palette.font, scale }, format, fileName(model.name, this.#detail(what), format));
  }

  #detail(what) {
    const { state, colourName } = this.explorer;
    const who = this.explorer.prediction ? 'new-sample' : '';
    return { cells: `${state.treatment}_${colourName}_${who}`, difference: `${state.treatment}_${state.contrast}`, marker: `${state.treatment}_${colourName}_distribution`, scores: `${state.treatment}_left-out-scores` }[what];
  }

  get #subtitle() {
    const { state, model, prediction, who } = this.explorer;
    return [`Control: ${model.control}`, `treated: ${state.treatment}${state.dose === null ? '' : `, ${state.dose}`}`, prediction ? `new sample: ${who}` : who, state.types.length ? state.types.join(', ') : ''].filter(Boolean).join(' · ');
  }

  #notes(more, width) {
    const { model } = this.explorer;
    return wrapped([...more, `CellDynamics, ${model.method}. ${model.verdict}`.trim()].filter(Boolean), width);
  }

  /** Said in the figure as well: people look at it without the page. */
  get #range() {
    const { state, model, prediction } = this.explorer;
    const outside = prediction?.outside
      ?? model.responses.filter(one => one.outside && one.treatment === state.treatment && one.dose === state.dose && (state.donor ?? one.donor) === one.donor).map(one => one.donor);
    return outside.length === 0 ? '' : `Outside the training range: a hypothesis${outside.some(Boolean) ? ` (${outside.join(', ')})` : ''}.`;
  }

  cells(format) {
    const { explorer } = this;
    const { palette, view, model } = explorer;
    const notes = this.#notes([this.#range, 'Filled dots: measured cells. Open rings: inferred cells.', view.note], 3 * PLOT.width);
    const title = `${model.name}: ${explorer.colourName}, control and treated`;
    const draw = paint => {
      heading(paint, { title, subtitle: this.#subtitle, chip: 'Rings: inferred', palette }, 16);
      PANELS.forEach((name, k) => this.#panel(paint, name, 30 + k * (PLOT.width + 24), 92, format));
      const below = legend(paint, explorer.legend(), palette, 30, 92 + PLOT.height + 44);
      notes.forEach((note, i) => paint.text(30, below + 22 + 16 * i, note, { fill: palette.text2 }));
    };
    return { width: 3 * (PLOT.width + 24) + 30, height: 92 + PLOT.height + 84 + 16 * notes.length, title, description: this.#subtitle, draw };
  }

  #panel(paint, name, left, top, format) {
    const { explorer } = this;
    const panel = explorer.panels[name];
    const [drawn, all] = [explorer.shown[name].length, explorer.populations[name].rows.length];
    paint.text(left, top - 10, `${explorer.title(name)}, ${drawn < all ? `${drawn.toLocaleString('en')} of ` : ''}${count(all, 'cell')}`, { fill: explorer.palette.text, weight: 600, size: 13 });
    paint.clipped(left, top, PLOT.width, PLOT.height, () => {
      drawMarks(shifted(paint, left, top), explorer.scene(panel, PLOT.width, PLOT.height, 1), panel.data, format === 'svg' ? MAX_MARKS : Infinity);
    });
    for (const { x, y, words } of explorer.groupLabels([name], PLOT.width, PLOT.height)) paint.text(left + x, top + y, words, { fill: explorer.palette.text, weight: 600, anchor: 'middle' });
    axes(paint, explorer.view, explorer.palette, left, top, PLOT);
  }

  difference() {
    const { explorer } = this;
    const { palette, model, state, difference } = explorer;
    const size = { width: 640, height: 480 };
    const title = `${model.name}: density, ${state.contrast.replace('-', ' minus ')}`;
    const notes = this.#notes([state.contrast.includes('predicted') ? this.#range : '', difference.words(), 'Smoothed counts on a grid of 72 by 72 boxes; both populations weigh the same.'], size.width);
    const draw = paint => {
      heading(paint, { title, subtitle: this.#subtitle, chip: null, palette }, 40);
      paint.clipped(40, 62, size.width, size.height, () => difference.paintOn(moved(paint, 40, 62), size.width, size.height));
      axes(paint, explorer.view, palette, 40, 62, size);
      const below = legend(paint, [{ mark: 'bar', colours: palette.difference, from: 'fewer cells', words: 'more cells' }], palette, 48, 62 + size.height + 42);
      notes.forEach((note, i) => paint.text(48, below + 22 + 16 * i, note, { fill: palette.text2 }));
    };
    return { width: size.width + 64, height: 62 + size.height + 92 + 16 * notes.length, title, description: difference.words(), draw };
  }

  /** Distances of the donor that is shown, in the metric that is chosen on the card. */
  scores() {
    const { model, palette, scores, root } = this.explorer;
    const metric = root.querySelector('[data-card="trust"]')?.dataset.metric;
    const score = scores.find(one => one.metric === metric) ?? scores[0];
    if (!score) return null;
    const notes = this.#notes([score.caption], 568);
    const parts = { title: `${model.name}: distance to treated cells that were left out`, subtitle: 'Shorter is better.', palette, groups: score.groups, notes };
    return { ...scoreFigureSize(score.groups, notes.length), title: parts.title, description: model.verdict, draw: paint => scoreFigure(paint, parts) };
  }

  marker() {
    const { explorer } = this;
    if (!explorer.marker.histogram) return null;
    const { palette, marker, model, unit } = explorer;
    const title = `${model.name}: ${marker.title()}`;
    const notes = this.#notes([this.#range, marker.reading()], 560);
    const draw = paint => {
      heading(paint, { title, subtitle: this.#subtitle, chip: 'Dashed: inferred', palette }, 16);
      drawDistribution(paint, marker.histogram, { palette, unit, x: 8, y: 56, width: 584, height: 300 });
      const y = legend(paint, LINES.filter(([name]) => marker.histogram.shares[name]).map(([name, words]) => ({ mark: name === 'predicted' ? 'line' : 'dot', colour: lineStyle(name, palette).stroke, words })), palette, 16, 380);
      notes.forEach((note, i) => paint.text(16, y + 22 + 16 * i, note, { fill: palette.text2 }));
    };
    return { width: 600, height: 400 + 16 * notes.length + 16, title, description: marker.reading(), draw };
  }

  /** Numbers come from the server where the result holds them; those that were computed here, or are not of the study, are written here. */
  numbers(what) {
    const { store, state, model, prediction } = this.explorer;
    if (what === 'marker' || what === 'difference' || (what === 'cells' && prediction)) return save(new Blob([this.#computed(what)], { type: 'text/csv' }), fileName(model.name, this.#detail(what), 'csv'));
    const query = new URLSearchParams();
    if (what === 'cells') {
      query.set('view', state.view);
      const response = model.responses.find(one => one.treatment === state.treatment && one.dose === state.dose && one.donor === (state.donor ?? one.donor));
      if (response) query.set('response', response.index);
      if (state.color.startsWith('gene:')) query.set('gene', state.color.slice(5));
    }
    const link = Object.assign(document.createElement('a'), { href: `${store.url(`${what}.csv`)}?${query}`, download: '' });
    document.body.append(link);
    link.click();
    link.remove();
  }

  #computed(what) {
    const { marker, difference, bounds } = this.explorer;
    if (what === 'cells') return csv(cellRows(this.explorer));
    if (what === 'marker') {
      if (!marker.histogram) return csv([...marker.part('table').querySelectorAll('tr')].map(row => [...row.cells].map(cell => `"${cell.textContent.replaceAll('"', '""')}"`)));
      const { edges, shares } = marker.histogram;
      return csv([['from', 'to', ...LINES.map(([name]) => name)], ...edges.slice(0, -1).map((edge, k) => [edge, edges[k + 1], ...LINES.map(([name]) => shares[name]?.[k] ?? '')])]);
    }
    const { values, first, second } = difference.contrast();
    const side = Math.sqrt(values.length);
    const middle = (low, high, k) => low + (high - low) * (k + 0.5) / side;
    return csv([['x', 'y', `${first}_minus_${second}`], ...Array.from(values, (value, i) => [middle(bounds.minX, bounds.maxX, i % side), middle(bounds.minY, bounds.maxY, Math.floor(i / side)), value])]);
  }

  copyLink() {
    return copyLink(this.explorer.bar, this.explorer.page);
  }
}

/** Beside a new sample: what is drawn in the three panels, cells counted from 1 in their own file. */
export function cellRows({ populations, values, colourName, colouring, column }) {
  const names = { control: 'control', predicted: 'predicted', measured: 'treated in the study' };
  const told = value => (value === undefined || Number.isNaN(value) ? '' : colouring === 'amount' ? value : column.categories[value] ?? '');
  const quoted = words => `"${String(words).replaceAll('"', '""')}"`;
  return [['population', 'cell', 'x', 'y', quoted(colourName)], ...PANELS.flatMap(name => populations[name].rows.map((row, i) =>
    [names[name], row + 1, populations[name].position[2 * i], populations[name].position[2 * i + 1], colouring === 'amount' ? told(values[name]?.[i]) : quoted(told(values[name]?.[i]))]))];
}

const csv = rows => rows.map(row => row.join(',')).join('\r\n') + '\r\n';

/** The density also writes words. */
function moved(paint, dx, dy) {
  return { ...shifted(paint, dx, dy), text: (x, y, words, style) => paint.text(x + dx, y + dy, words, style) };
}
