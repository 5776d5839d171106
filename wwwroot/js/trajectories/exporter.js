// Everything that leaves the page: figures, numbers and the link.

import { cloudFigure, cloudFigureSize, trendFigure, trendFigureSize } from './figures.js';
import { scoreFigure, scoreFigureSize } from '../clouds/score-figure.js';
import { copyLink } from '../clouds/address-bar.js';
import { wrapped } from '../clouds/figure-parts.js';
import { fileName, saveFigure } from '../clouds/download.js';
import { MAX_MARKS } from '../clouds/cloud-marks.js';
import { address } from '../clouds/store.js';

export class Exporter {
  constructor(explorer) {
    this.explorer = explorer;
  }

  /** @param what left, right, trend or scores @param format svg or png */
  async figure(what, format, scale) {
    const { model, words, time, palette } = this.explorer;
    const figure = this[what](format);
    const detail = { left: words.short(time), right: `${this.explorer.state.gene}_${words.short(time)}`, trend: 'gene-trend', scores: 'left-out-scores' }[what];
    await saveFigure({ ...figure, font: palette.font, scale }, format, fileName(model.name, detail, format));
  }

  left(format) {
    const { model, words, time } = this.explorer;
    const chip = words.stopAt(time) ? 'Measured' : 'Inferred';
    return this.#cloud('left', `${model.name}: cells at ${words.short(time)}`, chip, format);
  }

  right(format) {
    const { model, words, time, state } = this.explorer;
    const isInferred = state.mode === 'inferred';
    return this.#cloud('right', `${model.name}: ${state.gene}, ${state.mode} cells, ${words.short(time)}`, isInferred ? 'Inferred' : 'Measured', format);
  }

  #cloud(name, title, chip, format) {
    const { explorer } = this;
    const { words, time, palette, view, model } = explorer;
    const panel = explorer.panels[name];
    const notes = wrapped([this.#key(name), view.note, credit(model)].filter(Boolean), 680);
    const parts = {
      title, chip, palette, view, notes, subtitle: capital(words.sentence(time)), legend: explorer.legend(name), data: panel.data,
      scene: (width, height) => explorer.scene(panel, width, height, 1), limit: format === 'svg' ? MAX_MARKS : Infinity,
    };
    return { ...cloudFigureSize(notes.length), title, description: panel.figure.getAttribute('aria-label'), draw: paint => cloudFigure(paint, parts) };
  }

  #key(name) {
    if (name === 'right') return this.explorer.state.mode === 'inferred' ? 'Open rings: inferred cells with inferred values. Small grey dots: measured cells.' : 'Filled dots: measured cells. Small grey dots: cells of other time points.';
    return 'Filled dots: measured cells. Open rings: inferred cells. Small grey dots: cells of other time points.';
  }

  trend() {
    const { model, words, time, palette, trend } = this.explorer;
    const title = `${model.name}: ${trend.trends.map(one => one.gene).join(', ')} along time`;
    const notes = wrapped([...trend.notes(), credit(model)], 668);
    const parts = { title, subtitle: trend.reading(), chip: 'Inferred between dots', palette, words, time, trends: trend.trends, notes };
    return { ...trendFigureSize(notes.length), title, description: trend.reading(), draw: paint => trendFigure(paint, parts) };
  }

  scores() {
    const { model, palette } = this.explorer;
    const metric = this.explorer.root.querySelector('[data-card="trust"]')?.dataset.metric ?? 'W1';
    const score = model.scores.find(one => one.metric === metric) ?? model.scores[0];
    const notes = wrapped([score.caption, credit(model)], 568);
    const parts = { title: `${model.name}: distance to cells that were left out`, subtitle: 'Shorter is better.', palette, groups: score.groups, notes };
    return { ...scoreFigureSize(score.groups, notes.length), title: parts.title, description: model.verdict, draw: paint => scoreFigure(paint, parts) };
  }

  /** Numbers come from the server, as they are in the result. */
  numbers(what) {
    const { run, state } = this.explorer;
    const query = new URLSearchParams();
    if (state.view) query.set('view', state.view);
    if (what === 'cells' && state.gene) query.set('gene', state.gene);
    if (what === 'cells' && state.cells) query.set('column', state.cells.slice(4));
    if (what === 'trend') for (const gene of state.trend) query.append('gene', gene);
    const link = Object.assign(document.createElement('a'), { href: `${address(run, `${what}.csv`)}?${query}`, download: '' });
    document.body.append(link);
    link.click();
    link.remove();
  }

  copyLink() {
    return copyLink(this.explorer.bar, this.explorer.page);
  }
}

const credit = model => `CellDynamics, ${model.method}. ${model.verdict}`.trim();

const capital = text => text[0].toUpperCase() + text.slice(1);
