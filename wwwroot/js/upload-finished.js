// Uploads that have arrived, in one line: rows of twenty files would stand above the list of datasets. A file that cannot be read leaves the line and says so; one that only waits for its scanner comes back.
const pause = 2000; // milliseconds between two questions
const most = 1200; // questions: half an hour for the scanner of malware and ten minutes for the check, as the settings have them by default

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
    for await (const problem of problems(dataset)) {
      if (row.element.parentNode === null) return; // hidden meanwhile
      if (problem === null) {
        this.element.append(row.element);
        row.finish(dataset);
      } else {
        this.element.after(row.element);
        row.refuse(problem);
      }
      this.count();
    }
  }

  /** One file alone stands open, as it did while it travelled. */
  count() {
    const files = this.element.children.length - 1;
    this.element.hidden = files === 0;
    this.element.open = files === 1;
    this.line.textContent = files === 1 ? '1 file arrived and intact' : `${files} files arrived and intact`;
  }
}

/** Why the file cannot be used, each time that this changes; null once it can after all. Ends when nothing changes any more, or nobody knows. */
async function* problems(dataset) {
  let said = null;
  for (let asked = 0; asked < most; asked++) {
    const response = await fetch(`api/datasets/${encodeURIComponent(dataset)}/check`).catch(() => null);
    if (response?.status === 404) return;
    const found = response?.ok ? await response.json() : null;
    if (found && !['Checking', 'Scanning'].includes(found.status)) {
      const problem = problemOf(found);
      if (problem !== said) yield (said = problem);
      if (found.status !== 'NotScanned') return;
    }
    await new Promise(resolve => setTimeout(resolve, pause));
  }
}

function problemOf(found) {
  if (found.status === 'CannotBeRead') return `Arrived, but it cannot be read. ${found.problem}`;
  return ['Refused', 'NotScanned'].includes(found.status) ? found.problem : null;
}
