// Uploads that have arrived, in one line: rows of twenty files would stand above the list of datasets. A file that cannot be read leaves the line and says so.
const pause = 2000; // milliseconds between two questions
const most = 600; // questions; a check ends before that

export class FinishedUploads {
  constructor() {
    this.element = document.createElement('details');
    this.element.className = 'cd-uploads-done';
    this.line = document.createElement('summary');
    this.element.append(this.line);
    this.count();
  }

  /** Takes the row of an upload that became a dataset, and asks what its check finds. */
  async take(row, dataset) {
    this.element.append(row.element);
    this.count();
    const problem = await checked(dataset);
    if (problem === null || row.element.parentNode !== this.element) return;
    this.element.after(row.element);
    row.refuse(problem);
    this.count();
  }

  /** One file alone stands open, as it did while it travelled. */
  count() {
    const files = this.element.children.length - 1;
    this.element.hidden = files === 0;
    this.element.open = files === 1;
    this.line.textContent = files === 1 ? '1 file arrived and intact' : `${files} files arrived and intact`;
  }
}

/** Why the file cannot be used; null where it can, or nobody knows. */
async function checked(dataset) {
  for (let asked = 0; asked < most; asked++) {
    const response = await fetch(`api/datasets/${encodeURIComponent(dataset)}/check`).catch(() => null);
    if (response?.status === 404) return null;
    const found = response?.ok ? await response.json() : null;
    if (found?.status === 'CannotBeRead') return `Arrived, but it cannot be read. ${found.problem}`;
    if (['Refused', 'NotScanned'].includes(found?.status)) return found.problem;
    if (found && !['Checking', 'Scanning'].includes(found.status)) return null;
    await new Promise(resolve => setTimeout(resolve, pause));
  }
  return null;
}
