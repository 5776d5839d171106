// The trajectory explorer: one time, one camera, one colour meaning for all panels of the page. Runs wholly in the browser.

import { AddressBar } from '../clouds/address-bar.js';
import { addressOf, readAddress } from './address-bar.js';
import { Camera } from '../clouds/camera.js';
import { CloudPanel } from '../clouds/panel.js';
import { Exporter } from './exporter.js';
import { Picker } from '../clouds/picker.js';
import { TimeSlider } from './slider.js';
import { TimeWords } from './time-words.js';
import { TrendCard, inferredMissing } from './trend-card.js';
import { address, floats, floatsOrNull, json } from '../clouds/store.js';
import { ascending, boundsOf, dotRadius, drawnPaths, frameAt, MAX_LINES, MAX_RINGS, valueRange, widened } from '../clouds/scene.js';
import { cellLegend, geneLegend } from './legend.js';
import { showLegend } from '../clouds/legend.js';
import { cellRows, geneRows } from './tables.js';
import { showTable } from '../clouds/tables.js';
import { readPalette, scaleHex, watchTheme } from '../clouds/palette.js';
import { count, tidy } from '../clouds/axes.js';
import { valueAt } from '../clouds/cloud-marks.js';

/** @param root the page's element @param model see ExplorerModel.cs @param page .NET object that hears of copied links */
export async function mount(root, model, page) {
  const explorer = new Explorer(root, model, page);
  await explorer.start();
  return explorer;
}

export class Explorer {
  hovered = null;
  picker = null;
  camera = new Camera();
  #spoken = 0;
  #asked = { view: 0, cells: 0, gene: 0 };

  constructor(root, model, page) {
    Object.assign(this, { root, model, page, run: model.run });
    const times = model.times.length ? model.times : model.measured.map(stop => stop.time);
    this.words = new TimeWords(model.unit, model.measured, times[0], times[times.length - 1]);
    this.palette = readPalette(root);
    this.state = this.#initial(readAddress());
    this.time = this.state.time;
    this.abort = new AbortController();
    const panel = name => new CloudPanel(root.querySelector(`[data-panel="${name}"]`), this, this.state.without, model.cells);
    this.panels = { left: panel('left'), right: panel('right') };
    this.trend = new TrendCard(root.querySelector('[data-card="trend"]'), this);
    this.bar = new AddressBar(() => addressOf({ ...this.state, time: this.words.number(this.time), view: this.model.views.length > 1 ? this.state.view : null }));
    this.exporter = new Exporter(this);
    this.slider = new TimeSlider(root.querySelector('[data-card="slider"]'), this.words, this.time, time => this.#move(time));
    this.slider.paint(this.palette);
    this.unwatch = watchTheme(root, () => this.#repaint());
    this.camera.onChange(() => this.#redraw());
    this.#listen();
  }

  #initial(asked) {
    const { model } = this;
    const first = this.words.first;
    const middle = model.measured.length > 1 ? (model.measured[0].time + model.measured[1].time) / 2 : first;
    return {
      ...asked,
      time: Math.min(this.words.last, Math.max(first, asked.time ?? middle)),
      view: model.views.some(view => view.key === asked.view) ? asked.view : model.views[0]?.key ?? null,
      cells: model.columns.some(column => `obs:${column.name}` === asked.cells) ? asked.cells : null,
      gene: asked.gene ?? model.gene,
      trend: asked.trend ?? (model.trend.length ? model.trend : [asked.gene ?? model.gene].filter(Boolean)),
      tab: ['map', 'genes', 'trust'].includes(asked.tab) ? asked.tab : 'map',
    };
  }

  async start() {
    this.root.dataset.tab = this.state.tab;
    this.root.querySelector('[data-do="paths"]')?.setAttribute('aria-pressed', String(Boolean(this.state.lines)));
    this.#showTab(this.state.tab);
    await this.setView(this.state.view);
    await Promise.allSettled([this.setCells(this.state.cells), this.setGene(this.state.gene), this.setTrend(this.state.trend)]);
    if (this.state.mode === 'inferred') await this.setMode('inferred');
    this.root.dataset.state = 'ready';
  }

  /** What the choosers of the page have to show. */
  choices() {
    const { view, cells, gene, mode, trend } = this.state;
    return { view, cells, gene, mode, trend };
  }

  get view() {
    return this.model.views.find(view => view.key === this.state.view) ?? { key: '', name: '', xAxis: '', yAxis: '', note: '' };
  }

  async setView(key) {
    const asked = ++this.#asked.view;
    const panels = Object.values(this.panels);
    if (key === null) { for (const panel of panels) panel.show('failed', 'This result holds no view that cells can be drawn in.'); return; }
    for (const panel of panels) panel.show('loading', 'Reading the cells');
    try {
      const [position, paths, time] = await Promise.all([
        floats(address(this.run, 'view', key, 'cells')), floats(address(this.run, 'view', key, 'paths')), floats(address(this.run, 'cells', 'time'))]);
      if (asked !== this.#asked.view) return;
      this.state.view = key;
      this.#place(position, paths, time);
      for (const panel of panels) panel.show('ready');
    } catch (failure) {
      for (const panel of panels) panel.show('failed', `The cells could not be read. ${failure.message}`);
    }
    this.#describe();
    this.bar.touch();
  }

  #place(position, paths, time) {
    const bounds = widened(boundsOf(position), boundsOf(paths));
    this.picker = new Picker(position, bounds);
    for (const panel of Object.values(this.panels)) {
      Object.assign(panel.data, { position, time });
      panel.cloud.setCells(position, time);
      if (this.model.paths > 0) {
        Object.assign(panel.data, { paths, times: this.model.times });
        panel.cloud.setPaths(paths, this.model.paths, this.model.times);
      }
      for (const name of ['x', 'y']) panel.part(`axis-${name}`).textContent = this.view[`${name}Axis`];
      panel.figure.dataset.axes = this.view.xAxis || this.view.yAxis ? 'yes' : 'no';
      if (!panel.data.value) this.#paintValues(panel, time, 'time', { min: this.words.first, max: this.words.last || 1, isClipped: false });
    }
    this.camera.frame(bounds);
  }

  /** Colour of the left panel: null for the time point, or "obs:" and a column. */
  async setCells(cells) {
    const asked = ++this.#asked.cells;
    const panel = this.panels.left;
    const time = panel.data.time;
    if (!time) return;
    const column = cells === null ? null : this.model.columns.find(candidate => `obs:${candidate.name}` === cells);
    const values = column ? await this.#read(panel, floats(address(this.run, 'obs', column.name))) : time;
    if (!values || asked !== this.#asked.cells) return;
    this.state.cells = column ? cells : null;
    panel.column = column ?? null;
    const span = this.words.last - this.words.first;
    const kind = column ? column.kind : 'time';
    const range = kind === 'category' ? { min: 0, max: 255 } : kind === 'time' ? { min: this.words.first, max: span > 0 ? this.words.last : this.words.first + 1 } : valueRange(values);
    this.#paintValues(panel, values, kind, range);
    this.#describe();
    this.bar.touch();
  }

  /** Colour of the right panel. */
  async setGene(gene) {
    const asked = ++this.#asked.gene;
    const panel = this.panels.right;
    if (!gene || !panel.data.time) { if (!gene) panel.show('failed', 'Choose a gene to colour the cells by.'); return; }
    panel.show('loading', `Reading ${gene}`);
    const values = await this.#read(panel, floats(address(this.run, 'gene', gene)));
    if (!values || asked !== this.#asked.gene) return;
    this.state.gene = gene;
    panel.unit = '';
    panel.data.ringValues = null;
    this.#paintValues(panel, values, 'amount', valueRange(values));
    panel.show('ready');
    if (this.state.mode === 'inferred') await this.setMode('inferred');
    this.#describe();
    this.bar.touch();
    const trend = await json(address(this.run, 'trend', gene)).catch(() => null);
    if (asked !== this.#asked.gene || !trend) return;
    panel.unit = trend.unit;
    this.#describe();
  }

  /** Measured values in measured cells, or inferred values in inferred cells. */
  async setMode(mode) {
    const panel = this.panels.right;
    const { gene } = this.state;
    this.state.mode = 'measured';
    panel.note = '';
    if (mode === 'inferred' && gene) {
      try {
        const values = this.model.paths > 0 ? await floatsOrNull(address(this.run, 'inferred-gene', gene)) : null;
        if (values && gene === this.state.gene) {
          panel.data.ringValues = values;
          panel.cloud.setRingValues(values);
          this.state.mode = 'inferred';
        } else if (!values) panel.note = inferredMissing('the coordinates of this analysis cannot be turned back into genes.');
      } catch (failure) { panel.note = inferredMissing(failure.message); }
    }
    this.root.dataset.values = this.state.mode;
    this.#describe();
    panel.invalidate();
    this.bar.touch();
    return this.state.mode;
  }

  async setTrend(genes) {
    this.state.trend = genes;
    this.bar.touch();
    await this.trend.setGenes(genes);
  }

  goTo(time) {
    this.slider.stop();
    this.slider.set(time);
  }

  #paintValues(panel, values, kind, range) {
    Object.assign(panel.data, { value: values, order: ascending(values) });
    Object.assign(panel, { colouring: kind, range });
    panel.cloud.setValues(values, panel.data.order);
    panel.cloud.setPalette(this.palette, kind);
    panel.invalidate();
  }

  async #read(panel, promise) {
    try {
      return await promise;
    } catch (failure) {
      panel.show('failed', failure.message);
      return null;
    }
  }

  /** Everything that a renderer needs to know; see scene.js. */
  scene(panel, width, height, ratio) {
    const { palette, words, time, model } = this;
    const isRight = panel === this.panels.right;
    const [low, high] = words.bracket(time);
    const showsInferred = isRight && this.state.mode === 'inferred';
    const hasRings = model.paths > 0 && (isRight ? showsInferred : true);
    const paths = drawnPaths(model.paths, MAX_RINGS);
    const isMeasured = low === high;
    return {
      width, height, ratio, palette, time, camera: this.camera, scale: this.camera.scale(width, height),
      bracket: showsInferred ? [NaN, NaN] : [low.time, high.time], fade: true,
      radius: dotRadius(model.cells, this.camera.zoom), alpha: isMeasured || isRight ? 0.95 : 0.5,
      colouring: panel.colouring ?? 'time', range: panel.range ?? { min: 0, max: 1 },
      rings: {
        drawn: hasRings ? paths.drawn : 0, stride: paths.stride, radius: 4.4, stroke: showsInferred ? 2.4 : 1.7, hasValues: showsInferred,
        colour: scaleHex(palette.time, (time - words.first) / (words.last - words.first || 1)), alpha: isMeasured && !isRight ? 0.55 : 1,
      },
      tail: hasRings ? this.tail : 0,
      lines: this.state.lines && !isRight ? drawnPaths(model.paths, MAX_LINES) : { drawn: 0, stride: 1 },
    };
  }

  /** How much time a tail covers; none for people who asked for less motion. */
  get tail() {
    return this.slider?.motion.matches ? 0 : (this.words.last - this.words.first) / 18;
  }

  #move(time) {
    this.time = time;
    this.#redraw();
    this.trend.move();
    this.#title();
    this.bar?.touch();
    clearTimeout(this.#spoken);
    this.#spoken = setTimeout(() => this.#describe(), 250);
  }

  #redraw() {
    for (const panel of Object.values(this.panels)) { panel.hideTooltip(); panel.invalidate(); }
  }

  #repaint() {
    this.palette = readPalette(this.root);
    this.slider.paint(this.palette);
    for (const panel of Object.values(this.panels)) if (panel.colouring) panel.cloud.setPalette(this.palette, panel.colouring);
    this.#redraw();
    this.trend.draw();
    this.#title();
  }

  /** Title, chip and legend follow the slider in every frame. */
  #title() {
    const { words, time, panels } = this;
    const isMeasured = words.stopAt(time) !== null;
    panels.left.part('title').textContent = `Cells at ${words.short(time)}`;
    const chip = panels.left.part('chip');
    chip.textContent = isMeasured ? 'Measured' : 'Inferred';
    chip.dataset.kind = isMeasured ? 'measured' : 'inferred';
    showLegend(panels.left.part('legend'), this.legend('left'));
    showLegend(panels.right.part('legend'), this.legend('right'));
  }

  legend(name) {
    const { words, palette, time, model } = this;
    const panel = this.panels[name];
    const range = panel.range ?? { min: 0, max: 1 };
    if (name === 'right') return geneLegend({ palette, range, unit: panel.unit ?? '', mode: this.state.mode, words, time });
    return cellLegend({
      words, palette, time, range, colouring: panel.colouring ?? 'time', column: panel.column, hasInferred: model.paths > 0, tail: this.tail,
      lines: this.state.lines ? Math.min(MAX_LINES, model.paths) : 0, drawn: Math.min(MAX_RINGS, model.paths), paths: model.paths,
    });
  }

  /** Sentences for people who listen, and the tables. */
  #describe() {
    const { words, time, model, panels } = this;
    const [low, high] = words.bracket(time);
    const dots = low === high ? low.cells : low.cells + high.cells;
    const rings = Math.min(MAX_RINGS, model.paths);
    const where = this.view.name ? `in the ${this.view.name} view ` : '';
    panels.left.figure.setAttribute('aria-label', `Cells ${where}at ${words.sentence(time)}: ${count(dots, 'measured cell')} as dots, ${count(rings, 'inferred cell')} as rings.`);
    panels.right.figure.setAttribute('aria-label', this.state.gene ? `${this.state.gene} in ${this.state.mode} cells ${where}at ${words.sentence(time)}.` : 'No gene chosen.');
    panels.right.part('note').textContent = panels.right.note ?? '';
    const { position, time: times, value } = panels.left.data;
    if (position) showTable(panels.left.part('table'), `Measured cells per time point, ${this.view.name}`, cellRows(words, times, position, this.view));
    if (panels.right.colouring === 'amount') showTable(panels.right.part('table'), `${this.state.gene} in measured cells`, geneRows(words, times, panels.right.data.value, panels.right.unit ?? ''));
    panels.left.part('note').textContent = value ? this.view.note : '';
    this.#title();
  }

  hover(hit) {
    if (hit?.kind === this.hovered?.kind && hit?.index === this.hovered?.index) return;
    this.hovered = hit;
    for (const panel of Object.values(this.panels)) { if (!hit) panel.hideTooltip(); panel.invalidate(); }
  }

  /** Lines of the tooltip; the cell's name follows when it has arrived. */
  async describe(panel, hit, show) {
    const { words, time, panels } = this;
    const gene = panels.right.data;
    const unit = panels.right.unit ? ` ${panels.right.unit}` : '';
    if (hit.kind === 'path') {
      const value = gene.ringValues ? [`${this.state.gene} ${tidy(valueAt(gene, hit.index, frameAt(this.model.times, time)))}${unit}, inferred`] : [];
      show([`Inferred cell at ${words.short(time)}`, ...value]);
      return;
    }
    const measured = panel.data.time[hit.index];
    const label = panels.left.column?.kind === 'category' ? [`${panels.left.column.name}: ${panels.left.column.categories[panels.left.data.value[hit.index]] ?? 'missing'}`] : [];
    const value = panels.right.colouring === 'amount' ? [`${this.state.gene} ${tidy(gene.value[hit.index])}${unit}`] : [];
    const facts = [`measured at ${words.short(stopNear(this.model.measured, measured))}`, ...label, ...value];
    show([`Cell ${hit.index + 1}`, ...facts]);
    const cell = await json(address(this.run, 'cells', 'named', String(hit.index))).catch(() => null);
    if (cell && this.hovered?.kind === 'cell' && this.hovered.index === hit.index) show([cell.name, ...facts]);
  }

  #listen() {
    const options = { signal: this.abort.signal };
    this.root.addEventListener('click', event => {
      const button = event.target.closest('[data-do]');
      if (button) this.#do(button);
    }, options);
    this.root.querySelector('[role="tablist"]')?.addEventListener('keydown', event => {
      const tabs = [...event.currentTarget.querySelectorAll('[role="tab"]')];
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (!step) return;
      const next = tabs[(tabs.indexOf(document.activeElement) + step + tabs.length) % tabs.length];
      next.focus();
      this.#showTab(next.dataset.tabName);
    }, options);
  }

  #do(button) {
    const [verb, what, format, scale] = button.dataset.do.split(':');
    if (verb === 'tab') this.#showTab(what);
    else if (verb === 'table') this.#toggleTable(button, what);
    else if (verb === 'paths') this.#toggleLines(button);
    else if (verb === 'copy-link') this.exporter.copyLink();
    else if (verb === 'figure') this.exporter.figure(what, format, Number(scale) || 2);
    else if (verb === 'numbers') this.exporter.numbers(what);
    if (button.closest('[popover]')) button.closest('[popover]').hidePopover();
  }

  #showTab(tab) {
    this.state.tab = tab;
    this.root.dataset.tab = tab;
    for (const button of this.root.querySelectorAll('[role="tab"]')) {
      const isChosen = button.dataset.tabName === tab;
      button.setAttribute('aria-selected', String(isChosen));
      button.tabIndex = isChosen ? 0 : -1;
    }
    this.bar?.touch();
  }

  #toggleTable(button, what) {
    const host = this.root.querySelector(`[data-table="${what}"]`);
    const shows = button.getAttribute('aria-pressed') !== 'true';
    button.setAttribute('aria-pressed', String(shows));
    host.dataset.shows = shows ? 'table' : 'figure';
    for (const panel of Object.values(this.panels)) panel.invalidate();
    this.trend.draw();
  }

  #toggleLines(button) {
    this.state.lines = !this.state.lines;
    button.setAttribute('aria-pressed', String(this.state.lines));
    this.panels.left.invalidate();
    this.#title();
    this.bar.touch();
  }

  dispose() {
    this.abort.abort();
    this.unwatch();
    this.slider.dispose();
    this.trend.dispose();
    this.bar.dispose();
    for (const panel of Object.values(this.panels)) panel.dispose();
  }
}

function stopNear(measured, time) {
  return measured.find(stop => Math.fround(stop.time) === time)?.time ?? time;
}
