// The state of the page in its address, so that a view can be sent to a colleague and survives a reload.

/** @returns { time, view, cells, gene, mode, trend, tab, lines, without } with null for what the address does not say */
export function readAddress() {
  const query = new URLSearchParams(location.search);
  const colour = query.get('color') ?? '';
  const time = query.get('t');
  return {
    time: time !== null && Number.isFinite(Number(time)) && time.trim() !== '' ? Number(time) : null,
    view: query.get('view'),
    cells: query.get('cells'),
    gene: colour.startsWith('gene:') ? colour.slice(5) : null,
    mode: query.get('values') === 'inferred' ? 'inferred' : 'measured',
    trend: query.has('trend') ? query.getAll('trend').filter(Boolean) : null,
    tab: query.get('tab'),
    lines: query.get('paths') === '1',
    without: query.get('without'),
  };
}

export class AddressBar {
  #timer = 0;

  /** @param read gives the present state */
  constructor(read) {
    this.read = read;
  }

  /** At most about once a second: browsers refuse more. */
  touch() {
    this.#timer ||= setTimeout(() => this.write(), 700);
  }

  write() {
    clearTimeout(this.#timer);
    this.#timer = 0;
    const state = this.read();
    const query = new URLSearchParams(location.search);
    const put = (name, value) => (value === null ? query.delete(name) : query.set(name, value));
    put('t', state.time);
    put('view', state.view);
    put('cells', state.cells);
    put('color', state.gene === null ? null : `gene:${state.gene}`);
    put('values', state.mode === 'inferred' ? 'inferred' : null);
    put('tab', state.tab === 'map' ? null : state.tab);
    put('paths', state.lines ? '1' : null);
    query.delete('trend');
    for (const gene of state.trend) query.append('trend', gene);
    const address = `${location.pathname}?${query}${location.hash}`;
    if (address !== location.pathname + location.search + location.hash) history.replaceState(history.state, '', address);
  }

  dispose() {
    clearTimeout(this.#timer);
  }
}
