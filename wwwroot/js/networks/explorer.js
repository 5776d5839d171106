// What the page of networks leaves to the browser: the time slider, the address, the width of the figures.

import { AddressBar, copyLink } from '../clouds/address-bar.js';
import { TimeSlider } from '../trajectories/slider.js';
import { TimeWords } from '../trajectories/time-words.js';
import { readPalette, watchTheme } from '../clouds/palette.js';

const NARROW = 640;

/** @param root the page's element @param model see NetworkModel.cs @param page .NET object that draws */
export function mount(root, model, page) {
  return new Explorer(root, model, page);
}

export class Explorer {
  #address = {};
  #isSending = false;
  #sent = null;
  #isNarrow = false;

  constructor(root, model, page) {
    Object.assign(this, { root, page });
    this.time = model.time;
    this.words = new TimeWords(model.unit, model.measured, model.first, model.last);
    this.bar = new AddressBar(() => ({ ...this.#address, t: this.words.number(this.time) }));
    this.abort = new AbortController();
    this.slider = new TimeSlider(root.querySelector('[data-card="slider"]'), this.words, model.time, time => this.#move(time));
    const paint = () => this.slider.paint(readPalette(root));
    paint();
    this.unwatch = watchTheme(root, paint);
    root.addEventListener('click', event => {
      if (event.target.closest('[data-do="copy-link"]')) copyLink(this.bar, page);
    }, { signal: this.abort.signal });
    // Space is Enter on a gene; the page stays where it is.
    root.addEventListener('keydown', event => {
      if (event.key === ' ' && event.target.closest('[data-gene]')) event.preventDefault();
    }, { signal: this.abort.signal });
    this.sizes = new ResizeObserver(entries => this.#fit(entries[0].contentRect.width));
    this.sizes.observe(root);
  }

  /** What stands in the address beside the time; null leaves a name out. */
  show(address) {
    this.#address = address;
    this.bar.touch();
  }

  #move(time) {
    this.time = time;
    this.bar?.touch();
    this.#send();
  }

  /** One time at a time: the next leaves when the last is drawn, and only the newest. */
  async #send() {
    if (this.#isSending || this.time === this.#sent) return;
    this.#isSending = true;
    try {
      while (this.time !== this.#sent) {
        this.#sent = this.time;
        await this.page.invokeMethodAsync('MoveTo', this.#sent);
      }
    } catch {
      // The line to the server is broken; the page says so itself.
    } finally {
      this.#isSending = false;
    }
  }

  #fit(width) {
    const isNarrow = width < NARROW;
    if (isNarrow === this.#isNarrow) return;
    this.#isNarrow = isNarrow;
    this.page.invokeMethodAsync('Resize', isNarrow).catch(() => {});
  }

  dispose() {
    this.abort.abort();
    this.sizes.disconnect();
    this.unwatch();
    this.slider.dispose();
    this.bar.dispose();
  }
}
