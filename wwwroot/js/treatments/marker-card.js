// The card beside the panels: how the colour is spread over the three populations, of all cells or of the chosen ones.

import { SvgPaint, escapeXml } from '../clouds/paint.js';
import { tidy } from '../clouds/axes.js';
import { showTable } from '../clouds/tables.js';
import { drawDistribution, histograms, LINES, shareRows } from './distribution.js';
import { PANELS, total } from './populations.js';

export class MarkerCard {
  constructor(root, host) {
    Object.assign(this, { root, host });
    this.part = name => root.querySelector(`[data-part="${name}"]`);
    this.chart = this.part('chart');
    this.resize = new ResizeObserver(() => this.draw());
    this.resize.observe(this.chart);
  }

  /** Values of all cells of the choice, or of the chosen ones. What was measured in the study says nothing of a new sample. */
  sets() {
    const { values, mask, prediction } = this.host;
    return Object.fromEntries(PANELS.map(name => [name, prediction && name === 'measured' ? null : values[name] && (mask ? values[name].filter((_, i) => mask[name][i]) : values[name])]));
  }

  /** "pS6 in B cells, patient 3" */
  title() {
    const { host } = this;
    const { state, mask, who } = host;
    const where = mask ? `${total(mask.control).toLocaleString('en')} chosen cells` : state.types.length === 0 || host.prediction ? 'all cells' : state.types.length < 3 ? state.types.join(' and ') : `${state.types.length} cell types`;
    return `${host.colourName} in ${where}${who ? `, ${who}` : ''}`;
  }

  show() {
    const { host } = this;
    const isAmount = host.colouring === 'amount';
    this.part('title').textContent = this.title();
    this.root.dataset.kind = isAmount ? 'amount' : 'category';
    this.chart.dataset.state = 'ready';
    const sets = this.sets();
    if (isAmount) {
      this.histogram = histograms(sets);
      showTable(this.part('table'), `${this.title()}: share of cells per range of values`, this.binRows());
      this.part('reading').textContent = this.reading();
    } else {
      this.histogram = null;
      const rows = shareRows(sets, host.column.categories);
      showTable(this.part('table'), `${this.title()}: share of cells`, [[host.colourName, 'Control', 'Measured', 'Predicted'], ...rows]);
      this.part('reading').textContent = 'Colour by a marker to see how its values move.';
    }
    this.draw();
  }

  reading() {
    const words = { control: 'control', measured: 'measured', predicted: 'predicted' };
    const means = LINES.filter(([name]) => this.histogram.counts[name] > 0).map(([name]) => `${words[name]} ${tidy(this.histogram.means[name])}`);
    if (means.length === 0) return 'No values for this choice.';
    return `Mean: ${means.join(' · ')}${this.host.prediction ? '. No treated cells of this sample were measured.' : ''}`;
  }

  binRows() {
    const { edges, shares } = this.histogram;
    const share = (name, k) => (shares[name] ? `${(100 * shares[name][k]).toFixed(1)} %` : 'none');
    return [['From', 'Control', 'Measured', 'Predicted'], ...edges.slice(0, -1).map((edge, k) => [tidy(edge), ...LINES.map(([name]) => share(name, k))])];
  }

  draw() {
    const [width, height] = [this.chart.clientWidth, this.chart.clientHeight];
    if (!this.histogram || width === 0 || height === 0) { if (!this.histogram) this.chart.replaceChildren(); return; }
    const { palette, unit } = this.host;
    const paint = new SvgPaint(width, height, palette.font);
    drawDistribution(paint, this.histogram, { palette, unit, width, height });
    this.chart.innerHTML = `<svg width="${width}" height="${height}" aria-hidden="true" font-family="${escapeXml(palette.font)}">${paint.parts.join('')}</svg>`;
    this.chart.setAttribute('aria-label', `${this.title()}. ${this.reading()}`);
  }

  dispose() {
    this.resize.disconnect();
  }
}
