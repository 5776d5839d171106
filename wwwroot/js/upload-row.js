// One row of the list of uploads: name, state in words, bar, buttons.
export class UploadRow {
  constructor(name, size, actions) {
    this.size = size;
    this.element = make('div', 'cd-upload');
    this.element.setAttribute('role', 'group');
    this.element.setAttribute('aria-label', `Upload of ${name}`);
    const title = make('span', 'cd-upload-name');
    title.textContent = name;
    this.state = make('span', 'cd-upload-state');
    this.said = make('span', 'cd-sr');
    this.said.setAttribute('role', 'status');
    this.bar = make('div', 'cd-bar');
    this.bar.setAttribute('role', 'progressbar');
    this.bar.setAttribute('aria-label', `Upload of ${name}`);
    this.bar.setAttribute('aria-valuemin', '0');
    this.bar.setAttribute('aria-valuemax', '100');
    this.fill = make('div');
    this.bar.append(this.fill);
    this.share = make('span', 'cd-upload-share');
    this.buttons = make('div', 'cd-actions');
    this.pauseButton = button('Pause', name, actions.pause);
    this.resumeButton = button('Resume', name, actions.resume);
    this.cancelButton = button('Cancel', name, actions.cancel);
    this.dismissButton = button('Hide', name, actions.dismiss);
    this.link = make('a', 'cd-button cd-small');
    this.link.textContent = 'Open';
    this.buttons.append(this.pauseButton, this.resumeButton, this.link, this.cancelButton, this.dismissButton);
    this.element.append(title, this.state, this.bar, this.share, this.buttons, this.said);
    this.#show('starting', 0, 'Starting', ['pause', 'cancel']);
  }

  move(bytes, secondsLeft) {
    const left = secondsLeft === null ? '' : ` · ${duration(secondsLeft)} left`;
    const words = bytes >= this.size ? 'Arrived, being checked' : `${amount(bytes)} of ${amount(this.size)}${left} · safe to close this tab`;
    this.#show('moving', bytes, words, ['pause', 'cancel']);
  }

  pause(bytes) {
    this.#show('paused', bytes, `Paused at ${amount(bytes)} of ${amount(this.size)}`, ['resume', 'cancel'], true);
  }

  wait(bytes, why) {
    this.#show('waiting', bytes, `${why} Trying again; ${amount(bytes)} of ${amount(this.size)} arrived.`, ['pause', 'cancel'], true);
  }

  offer(bytes) {
    this.#show('paused', bytes, `${amount(bytes)} of ${amount(this.size)} arrived. Resume asks for the same file again; nothing is sent twice.`, ['resume', 'cancel']);
  }

  fail(words, canResume) {
    this.#show('failed', null, words, canResume ? ['resume', 'cancel'] : ['dismiss'], true);
  }

  finish(dataset) {
    this.link.href = `datasets/${encodeURIComponent(dataset)}`;
    this.#show('done', this.size, `${amount(this.size)} arrived and intact`, ['link', 'dismiss'], true);
  }

  /** It arrived, but a check says why it is of no use, in full sentences. */
  refuse(problem) {
    this.#show('failed', this.size, problem, ['link', 'dismiss'], true);
  }

  #show(state, bytes, words, shown, isNews = false) {
    this.element.dataset.state = state;
    this.state.textContent = words;
    if (isNews) this.said.textContent = words;
    if (bytes !== null) {
      const percent = this.size > 0 ? Math.floor((100 * bytes) / this.size) : 0;
      this.fill.style.width = `${percent}%`;
      this.bar.setAttribute('aria-valuenow', String(percent));
      this.share.textContent = `${percent} %`;
    }
    this.pauseButton.hidden = !shown.includes('pause');
    this.resumeButton.hidden = !shown.includes('resume');
    this.cancelButton.hidden = !shown.includes('cancel');
    this.dismissButton.hidden = !shown.includes('dismiss');
    this.link.hidden = !shown.includes('link');
  }
}

function make(tag, className) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  return element;
}

function button(label, name, action) {
  const element = make('button', 'cd-button cd-small');
  element.type = 'button';
  element.textContent = label;
  element.setAttribute('aria-label', `${label} upload of ${name}`);
  element.addEventListener('click', action);
  return element;
}

function amount(bytes) {
  if (bytes >= 1e9) return `${(bytes / 1e9).toFixed(1)} GB`;
  if (bytes >= 1e6) return `${(bytes / 1e6).toFixed(1)} MB`;
  return `${Math.round(bytes / 1e3)} kB`;
}

function duration(seconds) {
  if (seconds < 60) return `${Math.max(1, Math.round(seconds))} s`;
  if (seconds < 5400) return `${Math.round(seconds / 60)} min`;
  return `${Math.round(seconds / 3600)} h`;
}
