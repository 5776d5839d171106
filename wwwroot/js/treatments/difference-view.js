// The fourth picture: where two of the three populations differ, as a difference of densities.

import { CanvasPaint } from '../clouds/paint.js';
import { count } from '../clouds/axes.js';
import { showTable } from '../clouds/tables.js';
import { density, difference, drawDensity, shareMoved, SIDE, smoothing } from './density.js';

export class DifferenceView {
  #queued = false;

  /** @param host { populations, bounds, camera, palette, state, view, prediction, groupLabels(names, width, height) } */
  constructor(root, host) {
    Object.assign(this, { root, host });
    this.part = name => root.querySelector(`[data-part="${name}"]`);
    this.figure = this.part('figure');
    this.canvas = this.part('canvas');
    this.resize = new ResizeObserver(() => this.draw());
    this.resize.observe(this.figure);
  }

  get isShown() {
    return this.host.state.show === 'difference' && this.host.populations;
  }

  /** The contrast that is asked for, computed when the cells or the contrast change. */
  contrast() {
    const { host } = this;
    const [first, second] = host.state.contrast.split('-');
    const key = host.state.contrast;
    if (this.kept?.populations === host.populations && this.kept.key === key) return this.kept;
    const width = smoothing(Math.min(...[first, second].map(name => host.populations[name].rows.length)));
    const of = name => density(host.populations[name].position, null, host.bounds, width);
    const isMissing = [first, second].some(name => host.populations[name].rows.length === 0);
    this.kept = { populations: host.populations, key, first, second, isMissing, ...difference(of(first), of(second)) };
    return this.kept;
  }

  draw() {
    if (this.#queued || !this.isShown) return;
    this.#queued = true;
    requestAnimationFrame(() => { this.#queued = false; this.#paint(); });
  }

  #paint() {
    if (!this.isShown) return;
    const { host, figure, canvas } = this;
    const [width, height] = [figure.clientWidth, figure.clientHeight];
    if (width === 0 || height === 0) return;
    const ratio = Math.min(3, devicePixelRatio || 1);
    Object.assign(canvas, { width: Math.round(width * ratio), height: Math.round(height * ratio) });
    const context = canvas.getContext('2d');
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    this.paintOn(new CanvasPaint(context, width, height, host.palette.font), width, height);
    this.describe();
  }

  paintOn(paint, width, height) {
    const { host } = this;
    drawDensity(paint, this.contrast(), host.bounds, host.camera, host.palette, width, height);
    for (const { x, y, words } of host.groupLabels(host.state.contrast.split('-'), width, height)) paint.text(x, y, words, { fill: host.palette.text, weight: 600, anchor: 'middle' });
  }

  words() {
    const { first, second, isMissing } = this.contrast();
    if (isMissing) return 'One of the two populations has no cells for this choice.';
    const names = { control: 'control', predicted: 'predicted', measured: this.host.prediction ? 'treated (measured in the study)' : 'measured treated' };
    return `${Math.round(100 * shareMoved(this.kept))} % of the ${names[first]} cells lie where ${names[second]} cells are fewer.`;
  }

  describe() {
    if (!this.isShown) return;
    const { host, figure } = this;
    const contrast = this.contrast();
    this.part('words').textContent = this.words();
    figure.setAttribute('aria-label', `Difference of densities, ${host.state.contrast.replace('-', ' minus ')}. ${this.words()}`);
    figure.dataset.state = 'ready';
    this.part('bar').style.background = `linear-gradient(to right, ${host.palette.difference.join(', ')})`;
    showTable(this.part('table'), `The boxes of a grid of ${SIDE} by ${SIDE} that differ most; share of cells`, tableRows(contrast, host));
  }

  dispose() {
    this.resize.disconnect();
  }
}

function tableRows({ values }, { bounds, view, populations }) {
  const across = [bounds.minX, bounds.maxX - bounds.minX], up = [bounds.minY, bounds.maxY - bounds.minY];
  const top = Array.from(values, (value, i) => [value, i]).sort((a, b) => Math.abs(b[0]) - Math.abs(a[0])).slice(0, 20);
  const place = ([start, span], k) => (start + span * (k + 0.5) / SIDE).toPrecision(3);
  return [[view.xAxis || 'Across', view.yAxis || 'Up', `Difference (${count(populations.predicted.rows.length, 'predicted cell')})`],
    ...top.map(([value, i]) => [place(across, i % SIDE), place(up, Math.floor(i / SIDE)), `${value >= 0 ? '+' : '−'}${(100 * Math.abs(value)).toFixed(3)} %`])];
}
