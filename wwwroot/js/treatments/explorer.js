// Control and treated cells side by side: one camera, one colour scale, one selection for all panels. Runs wholly in the browser.

import { AddressBar } from '../clouds/address-bar.js';
import { Camera } from '../clouds/camera.js';
import { CloudPanel } from '../clouds/panel.js';
import { count, tidy } from '../clouds/axes.js';
import { ascending, boundsOf, dotRadius, valueRange, widened } from '../clouds/scene.js';
import { columnEntries, showLegend } from '../clouds/legend.js';
import { json } from '../clouds/store.js';
import { readPalette, watchTheme } from '../clouds/palette.js';
import { Picker } from '../clouds/picker.js';
import { showTable } from '../clouds/tables.js';
import { addressOf, readAddress } from './address.js';
import { isInside, simplified } from './area.js';
import { DifferenceView } from './difference-view.js';
import { MarkerCard } from './marker-card.js';
import { mean } from './distribution.js';
import { chosen, groupNames, PANELS, SampleCells, StudyCells, thinned, total, TreatmentStore } from './populations.js';
import { TreatmentExporter } from './exporter.js';

/** @param root the page's element @param model see TreatmentModel.cs @param page .NET object that hears of copied links */
export async function mount(root, model, page) {
  const explorer = new TreatmentExplorer(root, model, page);
  await explorer.start();
  return explorer;
}

export class TreatmentExplorer {
  hovered = null;
  prediction = null;
  scores = [];
  tool = 'hand';
  camera = new Camera();
  #asked = 0;

  constructor(root, model, page) {
    Object.assign(this, { root, model, page });
    this.store = new TreatmentStore(model.run);
    this.study = new StudyCells(this.store, model);
    this.palette = readPalette(root);
    this.state = readAddress(model);
    this.abort = new AbortController();
    this.panels = Object.fromEntries(PANELS.map(name => [name, new CloudPanel(root.querySelector(`[data-panel="${name}"]`), this, this.state.without)]));
    this.difference = new DifferenceView(root.querySelector('[data-panel="difference"]'), this);
    this.marker = new MarkerCard(root.querySelector('[data-card="marker"]'), this);
    this.bar = new AddressBar(() => addressOf(this.state, model));
    this.exporter = new TreatmentExporter(this);
    this.unwatch = watchTheme(root, () => this.#repaint());
    this.camera.onChange(() => this.redraw());
    this.#listen();
  }

  async start() {
    this.#showMode();
    await this.load(true);
    this.root.dataset.state = 'ready';
  }

  /** What the choosers of the page have to show. */
  choices() {
    const { view, treatment, dose, donor, types, color, show, contrast, part, prediction, sample } = this.state;
    return { view, treatment, dose, donor, types, color, show, contrast, part, prediction, sample };
  }

  /** @param next all of the choices @param prediction what is shown of a new sample, or null @param scores of the donor that is shown */
  async set(next, prediction, scores) {
    this.scores = scores ?? [];
    const differs = names => names.some(name => String(this.state[name]) !== String(next[name] ?? null));
    const isOtherSample = prediction?.id !== this.prediction?.id;
    const isOtherView = differs(['view']);
    const isOther = isOtherSample || differs(['view', 'treatment', 'dose', 'donor', 'types', 'sample']);
    const isOtherColour = differs(['color']);
    if (isOtherView || isOtherSample) this.state.area = null;
    Object.assign(this.state, next);
    this.prediction = prediction;
    this.#showMode();
    this.bar.touch();
    if (isOther || !this.populations) await this.load(isOtherView || isOtherSample);
    else if (isOtherColour) await this.paint();
    else this.redraw();
  }

  /** Brings what is shown of a new sample into sight. */
  reveal() {
    this.root.querySelector('.tr-sample')?.scrollIntoView({ block: 'start' });
  }

  get view() {
    return this.model.views.find(view => view.key === this.state.view) ?? { key: '', name: '', xAxis: '', yAxis: '', note: '' };
  }

  /** Name of the marker or annotation that colours the cells. */
  get colourName() {
    const { color } = this.state;
    return color.startsWith('gene:') ? color.slice(5) : { type: 'Cell type', donor: this.model.donorWord }[color] ?? '';
  }

  /** Whose cells are shown: "patient 3"; a name that already says what it is stands for itself. Empty for all donors. */
  get who() {
    const { model, prediction, state } = this;
    const word = model.donorWord.toLowerCase();
    if (prediction) return state.sample ?? prediction.name;
    return !state.donor || state.donor.toLowerCase().startsWith(word) ? state.donor ?? '' : `${word} ${state.donor}`;
  }

  /** @param isOtherFrame all cells are to be in sight: another view, or a sample that may lie elsewhere */
  async load(isOtherFrame) {
    const asked = ++this.#asked;
    const panels = Object.values(this.panels);
    if (this.state.view === null) { for (const panel of panels) panel.show('failed', 'This result holds no view that cells can be drawn in.'); return; }
    for (const panel of panels) panel.show('loading', 'Reading the cells');
    try {
      const cells = this.prediction ? new SampleCells(this.store, this.model, this.prediction, this.study) : this.study;
      const choice = { ...this.state, donor: this.prediction ? this.state.sample : this.state.donor };
      const [populations, all] = await Promise.all([cells.populations(choice), this.store.floats('view', this.state.view)]);
      if (asked !== this.#asked) return;
      Object.assign(this, { cells, populations, shown: thinned(populations) });
      const bounds = widened(boundsOf(all), boundsOf(populations.predicted.position, populations.control.position));
      if (isOtherFrame || !this.bounds) this.camera.frame(bounds);
      this.bounds = bounds;
      this.named = {};
      this.#choose();
      await this.paint();
    } catch (failure) {
      if (asked === this.#asked) for (const panel of panels) panel.show('failed', `The cells could not be read. ${failure.message}`);
    }
  }

  /** Colours all three panels on one scale. */
  async paint() {
    const asked = this.#asked;
    const { color } = this.state;
    const { populations } = this;
    try {
      const values = color.startsWith('gene:') ? await this.cells.gene(color.slice(5), populations)
        : Object.fromEntries(PANELS.map(name => [name, populations[name][color === 'donor' ? 'donor' : 'type']]));
      if (asked !== this.#asked || color !== this.state.color) return;
      this.values = values;
    } catch (failure) {
      for (const panel of Object.values(this.panels)) panel.show('failed', failure.message);
      return;
    }
    this.colouring = color.startsWith('gene:') ? 'amount' : 'category';
    this.column = { name: this.colourName, categories: color === 'donor' ? this.model.donors : this.model.types };
    const flat = PANELS.flatMap(name => (this.values[name] ? [this.values[name]] : []));
    this.range = this.colouring === 'category' ? { min: 0, max: 255 } : valueRange(joined(flat));
    for (const name of PANELS) this.#fill(name);
    this.#describe();
    this.redraw();
  }

  /** Hands the drawn cells of a panel to its renderer. */
  #fill(name) {
    const panel = this.panels[name];
    const population = this.populations[name];
    const shown = this.shown[name];
    const mask = this.mask?.[name];
    const isRing = name === 'predicted';
    const ringed = isRing ? shown.filter(i => !mask || mask[i]) : [];
    const dots = isRing ? (mask ? shown : []) : shown;
    const values = this.values[name];
    const place = indices => Float32Array.from(indices.flatMap(i => [population.position[2 * i], population.position[2 * i + 1]]));
    const data = { position: place(dots), time: Float32Array.from(dots, i => (isRing || (mask && !mask[i]) ? 0 : 1)), value: Float32Array.from(dots, i => values?.[i] ?? NaN) };
    data.order = ascending(data.value);
    panel.dotRows = dots.map(i => population.rows[i]);
    panel.ringRows = [];
    panel.cloud.setCells(data.position, data.time);
    panel.cloud.setValues(data.value, data.order);
    if (isRing && ringed.length > 0) {
      const ranked = values ? [...ringed].sort((a, b) => values[a] - values[b]) : ringed;
      Object.assign(data, { paths: place(ranked), times: [0], ringValues: values ? Float32Array.from(ranked, i => values[i]) : null });
      panel.ringRows = ranked.map(i => population.rows[i]);
      panel.cloud.setPaths(data.paths, ranked.length, data.times);
      panel.cloud.setRingValues(data.ringValues);
    }
    panel.data = data;
    panel.cloud.setPalette(this.palette, this.colouring);
    panel.picker = new Picker(data.position, this.camera.home);
    panel.show('ready', '');
    if (population.rows.length === 0) panel.show('empty', this.#whyEmpty(name));
    for (const axis of ['x', 'y']) panel.part(`axis-${axis}`).textContent = this.view[`${axis}Axis`];
    panel.figure.dataset.axes = this.view.xAxis || this.view.yAxis ? 'yes' : 'no';
  }

  #whyEmpty(name) {
    if (name === 'predicted') return 'Nothing was predicted for this choice.';
    return name === 'measured' ? 'No treated cells were measured for this choice.' : 'No control cells for this choice.';
  }

  /** Everything that a renderer needs to know; see clouds/scene.js. */
  scene(panel, width, height, ratio) {
    const isRing = panel === this.panels.predicted;
    const cells = this.shown ? Math.max(...PANELS.map(name => this.shown[name].length)) : 1;
    const rings = panel.ringRows?.length ?? 0;
    return {
      width, height, ratio, palette: this.palette, time: 0, camera: this.camera, scale: this.camera.scale(width, height),
      bracket: isRing ? [NaN, NaN] : [1, 1], fade: true, radius: dotRadius(cells, this.camera.zoom) * 0.95, alpha: 0.95,
      colouring: this.colouring ?? 'amount', range: this.range ?? { min: 0, max: 1 },
      rings: { drawn: rings, stride: 1, radius: Math.max(2.4, dotRadius(cells, this.camera.zoom) + 0.7), stroke: 1.5, hasValues: Boolean(panel.data.ringValues), colour: this.palette.text3, alpha: 1 },
      tail: 0, lines: { drawn: 0, stride: 1 },
    };
  }

  redraw() {
    for (const panel of Object.values(this.panels)) { panel.hideTooltip(); panel.invalidate(); }
    this.difference.draw();
  }

  #repaint() {
    this.palette = readPalette(this.root);
    for (const panel of Object.values(this.panels)) if (this.colouring) panel.cloud.setPalette(this.palette, this.colouring);
    this.redraw();
    this.#describe();
  }

  legend() {
    const { palette, range, column, colouring } = this;
    return columnEntries({ palette, range, column: { ...column, name: this.unit }, colouring });
  }

  /** What the values of the colour are, with its unit. */
  get unit() {
    return this.colouring === 'amount' ? `${this.colourName}, ${this.model.unit}` : this.colourName;
  }

  /** Counts, titles, table and sentences. */
  #describe() {
    for (const name of PANELS) {
      const panel = this.panels[name];
      const [drawn, all] = [this.shown[name].length, this.populations[name].rows.length];
      const some = this.mask ? `${total(this.mask[name]).toLocaleString('en')} chosen of ` : drawn < all ? `${drawn.toLocaleString('en')} of ` : '';
      panel.part('counts').textContent = some + count(all, 'cell');
      const title = this.title(name);
      panel.part('title').textContent = title;
      panel.figure.setAttribute('aria-label', `${title}: ${count(all, 'cell')} coloured by ${this.colourName}${this.colouring === 'amount' && this.values[name] ? `, mean ${tidy(mean(Array.from(this.values[name]).filter(Number.isFinite)))}` : ''}.`);
      showTable(panel.part('table'), `${title}: cells${this.colouring === 'amount' ? ` and mean ${this.unit}` : ''}`, this.rows(name));
    }
    this.panels.predicted.part('note').textContent = this.values.predicted === null ? 'The coordinates of this analysis cannot be turned back into markers, so predicted cells carry no value.' : this.view.note;
    showLegend(this.root.querySelector('[data-part="scale"]'), this.legend());
    this.#sayChosen();
    this.marker.show();
    this.difference.describe();
  }

  title(name) {
    const titles = { control: 'Control, measured', predicted: 'Treated, predicted', measured: 'Treated, measured' };
    return this.prediction && name === 'measured' ? 'Treated in the study' : titles[name];
  }

  /** Cells and mean of the colour per cell type. */
  rows(name) {
    const population = this.populations[name];
    const isAmount = this.colouring === 'amount';
    const line = (label, indices) => {
      const values = isAmount && this.values[name] ? [tidy(mean(indices.map(i => this.values[name][i]).filter(Number.isFinite)))] : isAmount ? ['missing'] : [];
      return [label, indices.length.toLocaleString('en'), ...values];
    };
    const indices = population.rows.map((_, i) => i);
    const types = this.prediction ? [] : this.model.types.map((type, code) => line(type, indices.filter(i => population.type[i] === code)));
    return [['Cell type', 'Cells', ...(isAmount ? [`Mean ${this.unit}`] : [])], ...types, line('All cells', indices)];
  }

  labels(panel) {
    const [width, height] = panel.size;
    return this.groupLabels([panel.root.dataset.panel], width, height);
  }

  /** @param names of the panels whose cells are named @returns names of cell types with their pixels in a plot of this size; those that would cover another are left out */
  groupLabels(names, width, height) {
    const { types } = this.model;
    if (!this.shown || this.prediction || types.length < 2 || types.length > 16) return [];
    const placed = [];
    this.named[names] ??= groupNames(types, names.map(name => ({ population: this.populations[name], shown: this.shown[name] })));
    for (const { words, x, y } of this.named[names]) {
      const [px, py] = this.camera.toPixel(x, y, width, height);
      const half = words.length * 3.7;
      const at = { words, x: Math.min(width - half - 2, Math.max(half + 2, px)), y: Math.min(height - 6, Math.max(14, py)), half };
      if (px < 0 || py < 0 || px > width || py > height) continue;
      if (placed.every(other => Math.abs(other.y - at.y) > 15 || Math.abs(other.x - at.x) > other.half + half)) placed.push(at);
    }
    return placed;
  }

  picksArea() { return this.tool === 'lasso'; }

  pickArea(panel, pixels) {
    const [width, height] = panel.size;
    if (pixels.length < 8) { this.clearArea(); return; }
    const points = [];
    for (let i = 0; i < pixels.length; i += 2) points.push(...this.camera.toData(pixels[i], pixels[i + 1], width, height));
    this.setArea({ panel: panel.root.dataset.panel, points: simplified(points) });
  }

  setArea(area) {
    this.state.area = area;
    this.bar.touch();
    this.#choose();
    for (const name of PANELS) this.#fill(name);
    this.#describe();
    this.redraw();
  }

  clearArea() {
    if (this.state.area) this.setArea(null);
  }

  #choose() {
    const { area } = this.state;
    this.mask = area ? chosen(this.populations, (x, y) => isInside(area.points, x, y), area.panel) : null;
  }

  area(panel) {
    const { area } = this.state;
    if (!area) return null;
    const isPair = ['control', 'predicted'].includes(area.panel) && ['control', 'predicted'].includes(panel.root.dataset.panel) && panel.root.dataset.panel !== area.panel;
    if (isPair) return null;
    const [width, height] = panel.size;
    const pixels = [];
    for (let i = 0; i < area.points.length; i += 2) pixels.push(...this.camera.toPixel(area.points[i], area.points[i + 1], width, height));
    return pixels;
  }

  #sayChosen() {
    const bar = this.root.querySelector('[data-part="selection"]');
    bar.hidden = !this.mask;
    if (!this.mask) return;
    const [control, predicted, measured] = PANELS.map(name => total(this.mask[name]));
    bar.querySelector('[data-part="selection-words"]').textContent =
      `Chosen: ${count(control, 'control cell')}, ${predicted.toLocaleString('en')} predicted ${predicted === 1 ? 'counterpart' : 'counterparts'} of them, ${count(measured, 'treated cell')} measured in the same region.`;
  }

  /** Enter chooses what is in view, so that no region has to be drawn; Escape lets go. */
  key(panel, event) {
    if (event.key === 'Escape' && this.state.area) { this.clearArea(); return true; }
    if (event.key !== 'Enter') return false;
    const [width, height] = panel.size;
    this.setArea({ panel: panel.root.dataset.panel, points: [[0, 0], [width, 0], [width, height], [0, height]].flatMap(([x, y]) => this.camera.toData(x, y, width, height)) });
    return true;
  }

  hover(hit, panel) {
    const row = hit && (hit.kind === 'path' ? panel.ringRows : panel.dotRows)[hit.index];
    const from = hit ? panel.root.dataset.panel : null;
    if (row === this.hovered?.row && from === this.hovered?.from) return;
    this.hovered = hit ? { row, from } : null;
    for (const one of Object.values(this.panels)) { if (!hit || one !== panel) one.hideTooltip(); one.invalidate(); }
  }

  /** The same cell in this panel: control cells and what is predicted of them are one. */
  hoveredIn(panel) {
    if (!this.hovered) return null;
    const name = panel.root.dataset.panel;
    if ((name === 'measured') !== (this.hovered.from === 'measured')) return null;
    const ring = panel.ringRows.indexOf(this.hovered.row);
    if (ring >= 0) return { kind: 'path', index: ring };
    const dot = panel.dotRows.indexOf(this.hovered.row);
    return dot >= 0 ? { kind: 'cell', index: dot } : null;
  }

  /** Lines of the tooltip; the cell's name follows when it has arrived. */
  async describe(panel, hit, show) {
    const name = panel.root.dataset.panel;
    const row = (hit.kind === 'path' ? panel.ringRows : panel.dotRows)[hit.index];
    const index = this.populations[name].rows.indexOf(row);
    const { model, prediction } = this;
    const population = this.populations[name];
    const value = this.values[name]?.[index];
    const facts = [
      ...(hit.kind === 'path' ? [`inferred after ${this.state.treatment}`] : []),
      ...(!prediction && model.types.length ? [model.types[population.type[index]] ?? 'no cell type'] : []),
      ...(this.colouring === 'amount' && Number.isFinite(value) ? [`${this.colourName} ${tidy(value)}`] : []),
    ];
    show([`Cell ${row + 1}`, ...facts]);
    const address = (prediction && name !== 'measured') ? null : this.study.named(row);
    const cell = address && await json(address).catch(() => null);
    if (cell && this.hovered?.row === row) show([cell.name, ...facts]);
  }

  #listen() {
    const options = { signal: this.abort.signal };
    this.root.addEventListener('click', event => {
      const button = event.target.closest('[data-do]');
      if (button) this.#do(button);
    }, options);
    document.addEventListener('keydown', event => {
      if (event.key === 'Escape' && this.state.area && !event.defaultPrevented && !document.querySelector('.mud-dialog, :popover-open')) this.clearArea();
    }, options);
  }

  #do(button) {
    const [verb, what, format, scale] = button.dataset.do.split(':');
    if (verb === 'table') this.#toggleTable(button, what);
    else if (verb === 'tool') this.#setTool(what);
    else if (verb === 'clear') this.clearArea();
    else if (verb === 'copy-link') this.exporter.copyLink();
    else if (verb === 'figure') this.exporter.figure(what, format, Number(scale) || 2);
    else if (verb === 'numbers') this.exporter.numbers(what);
    button.closest('[popover]')?.hidePopover();
  }

  #setTool(tool) {
    this.tool = tool;
    this.root.dataset.tool = tool;
    for (const button of this.root.querySelectorAll('[data-do^="tool:"]')) button.setAttribute('aria-pressed', String(button.dataset.do === `tool:${tool}`));
    this.redraw();
  }

  #toggleTable(button, what) {
    const shows = button.getAttribute('aria-pressed') !== 'true';
    button.setAttribute('aria-pressed', String(shows));
    this.root.querySelector(`[data-table="${what}"]`).dataset.shows = shows ? 'table' : 'figure';
    this.redraw();
    this.marker.draw();
  }

  #showMode() {
    this.root.dataset.show = this.state.show;
  }

  dispose() {
    this.abort.abort();
    this.unwatch();
    this.bar.dispose();
    this.marker.dispose();
    this.difference.dispose();
    for (const panel of Object.values(this.panels)) panel.dispose();
  }
}

function joined(arrays) {
  const all = new Float32Array(arrays.reduce((sum, one) => sum + one.length, 0));
  let at = 0;
  for (const one of arrays) { all.set(one, at); at += one.length; }
  return all;
}
