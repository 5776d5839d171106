// The gene trend card: chart, reading at the slider's time, table.

import { SvgPaint, escapeXml } from '../clouds/paint.js';
import { drawTrend, trendAt } from './trend-figure.js';
import { address, json } from '../clouds/store.js';
import { showTable } from '../clouds/tables.js';
import { tidy } from '../clouds/axes.js';

export class TrendCard {
  trends = [];
  #asked = 0;

  /** @param host { run, words, palette, time, goTo(time) } */
  constructor(root, host) {
    this.root = root;
    this.host = host;
    this.part = name => root.querySelector(`[data-part="${name}"]`);
    this.chart = this.part('chart');
    this.abort = new AbortController();
    this.resize = new ResizeObserver(() => this.draw());
    this.resize.observe(this.chart);
    this.chart.addEventListener('click', event => {
      if (!this.frame) return;
      const time = this.frame.toTime(event.clientX - this.chart.getBoundingClientRect().left);
      this.host.goTo(time);
    }, { signal: this.abort.signal });
  }

  async setGenes(genes) {
    const asked = ++this.#asked;
    this.chart.dataset.state = 'loading';
    const answers = await Promise.allSettled(genes.map(gene => json(address(this.host.run, 'trend', gene))));
    if (asked !== this.#asked) return;
    this.trends = answers.filter(answer => answer.status === 'fulfilled').map(answer => answer.value);
    const failures = answers.filter(answer => answer.status === 'rejected').map(answer => answer.reason.message);
    this.chart.dataset.state = 'ready';
    this.#notes(failures);
    this.draw();
  }

  #notes(failures) {
    this.part('notes').replaceChildren(...[...new Set([...this.notes(), ...failures])].map(text =>
      Object.assign(document.createElement('p'), { textContent: text })));
  }

  /** What the marks mean, and why there are no inferred values where there are none. */
  notes() {
    const withBand = this.trends.find(trend => trend.mean.length > 0);
    const without = this.trends.filter(trend => trend.mean.length === 0 && trend.note).map(trend => inferredMissing(trend.note));
    const bands = withBand ? [`Dots: mean of measured cells. Dashed: inferred. Band: ${lowerFirst(withBand.bandMeaning)}`.replace(/\.?$/, '.')] : [];
    return [...bands, ...without];
  }

  draw() {
    const [width, height] = [this.chart.clientWidth, this.chart.clientHeight];
    const { words, palette } = this.host;
    if (width === 0 || height === 0) return;
    if (this.trends.length === 0) { this.chart.replaceChildren(); this.frame = null; return; }
    const paint = new SvgPaint(width, height, palette.font);
    this.frame = drawTrend(paint, this.trends, { words, palette, time: null, width, height });
    const label = this.trends.map(trend => trend.gene).join(', ');
    this.chart.innerHTML = `<svg width="${width}" height="${height}" aria-hidden="true" font-family="${escapeXml(palette.font)}">${paint.parts.join('')}<line data-part="now" class="tj-now-line"/></svg>`;
    this.chart.setAttribute('aria-label', `${label} along time. ${this.reading()}`);
    showTable(this.part('table'), `Mean of measured cells per time point`, this.rows());
    this.move();
  }

  /** Moves the line to the slider's time and says what is read there. */
  move() {
    const line = this.chart.querySelector('[data-part="now"]');
    this.part('reading').textContent = this.trends.length ? this.reading() : '';
    if (!line || !this.frame) return;
    const x = this.frame.toX(this.host.time);
    for (const [name, value] of Object.entries({ x1: x, x2: x, y1: this.frame.plot.top - 8, y2: this.frame.plot.bottom })) line.setAttribute(name, value);
  }

  reading() {
    const { words, time } = this.host;
    const stop = words.stopAt(time);
    const values = this.trends.map(trend => [trend.gene, stop ? measuredAt(trend, stop.time) : trendAt(trend, time)]).filter(([, value]) => Number.isFinite(value));
    const kind = stop ? 'measured at' : 'inferred at';
    return values.length ? `Mean ${kind} ${words.short(time)}: ${values.map(([gene, value]) => `${gene} ${tidy(value)}`).join(' · ')}` : '';
  }

  rows() {
    const { words } = this.host;
    const head = ['Time point', ...this.trends.map(trend => trend.unit ? `${trend.gene}, ${trend.unit}` : trend.gene)];
    const body = words.measured.map(stop => [words.short(stop.time), ...this.trends.map(trend => {
      const i = trend.measuredTimes.indexOf(stop.time);
      return i < 0 ? 'not measured' : tidy(trend.measuredMean[i]);
    })]);
    return [head, ...body];
  }

  dispose() {
    this.abort.abort();
    this.resize.disconnect();
  }
}

/** Mean of the measured cells at a measured time: there the model has nothing to add. */
function measuredAt(trend, time) {
  const i = trend.measuredTimes.indexOf(time);
  return i < 0 ? null : trend.measuredMean[i];
}

export const inferredMissing = note => (/^inferred values/i.test(note) ? note : `Inferred values are not available because ${lowerFirst(note)}`);

const lowerFirst = text => (/^[A-Z][a-z]/.test(text) ? text[0].toLowerCase() + text.slice(1) : text);
