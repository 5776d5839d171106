// The numbers behind a figure, for people who cannot or do not want to read it.

/** @param rows array of arrays, the first row being the header */
export function showTable(host, caption, rows) {
  const table = document.createElement('table');
  table.className = 'tj-table';
  const title = table.createCaption();
  title.textContent = caption;
  rows.forEach((cells, r) => {
    const row = (r === 0 ? table.tHead ?? table.createTHead() : table.tBodies[0] ?? table.createTBody()).insertRow();
    cells.forEach((text, c) => {
      const cell = document.createElement(r === 0 || c === 0 ? 'th' : 'td');
      if (r === 0 || c === 0) cell.scope = r === 0 ? 'col' : 'row';
      cell.textContent = text;
      row.append(cell);
    });
  });
  host.replaceChildren(table);
}
