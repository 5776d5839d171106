// How the state of the explorer is written in its address.

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

/** @param state as above, with the time as it is to be written */
export function addressOf(state) {
  return {
    t: state.time, view: state.view, cells: state.cells, color: state.gene === null ? null : `gene:${state.gene}`, values: state.mode === 'inferred' ? 'inferred' : null,
    tab: state.tab === 'map' ? null : state.tab, paths: state.lines ? '1' : null, trend: state.trend,
  };
}
