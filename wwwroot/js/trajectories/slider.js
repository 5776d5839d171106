// The time slider: a native range input under a drawn track. Everything happens here, nothing travels to the server.

import { scaleHex } from '../clouds/palette.js';

const SNAP = 0.015;
const REDUCED = '(prefers-reduced-motion: reduce)';

export class TimeSlider {
  #playing = 0;
  #last = 0;
  #wait = 0;

  /** @param root element with the parts; @param changed called with the new time */
  constructor(root, words, start, changed) {
    this.root = root;
    this.words = words;
    this.changed = changed;
    this.part = name => root.querySelector(`[data-part="${name}"]`);
    this.input = this.part('range');
    this.play = this.part('play');
    this.motion = matchMedia(REDUCED);
    this.stops = words.measured.map(stop => stop.time);
    this.span = words.last - words.first;
    this.input.addEventListener('input', () => this.set(this.#snap(Number(this.input.value))));
    this.input.addEventListener('keydown', event => this.#key(event));
    this.input.addEventListener('pointerdown', () => this.stop());
    this.play.addEventListener('click', () => this.toggle());
    this.onHidden = () => { if (document.hidden) this.stop(); };
    document.addEventListener('visibilitychange', this.onHidden);
    this.set(start);
  }

  set(time) {
    this.time = Math.min(this.words.last, Math.max(this.words.first, time));
    this.input.value = this.time;
    this.input.setAttribute('aria-valuetext', this.words.sentence(this.time));
    this.part('now').textContent = this.words.short(this.time);
    this.part('where').textContent = this.words.where(this.time);
    const [low, high] = this.words.bracket(this.time);
    this.root.dataset.state = low === high ? 'measured' : 'inferred';
    this.root.style.setProperty('--tj-at', String((this.time - this.words.first) / (this.span || 1)));
    this.changed(this.time);
  }

  /** Stops in the colours of their times. */
  paint(palette) {
    for (const stop of this.root.querySelectorAll('[data-share]')) stop.style.setProperty('--tj-colour', scaleHex(palette.time, Number(stop.dataset.share)));
  }

  toggle() {
    if (this.#playing) this.stop();
    else this.start();
  }

  start() {
    if (this.span <= 0) return;
    if (this.time >= this.words.last) this.set(this.words.first);
    this.#last = performance.now();
    this.#wait = 0;
    this.#playing = requestAnimationFrame(now => this.#tick(now));
    this.#show(true);
  }

  stop() {
    cancelAnimationFrame(this.#playing);
    this.#playing = 0;
    this.#show(false);
  }

  get speed() {
    return Number(this.part('speed').value) || this.span / 12;
  }

  #tick(now) {
    const seconds = Math.min(0.25, (now - this.#last) / 1000);
    this.#last = now;
    if (this.motion.matches) this.#jump(seconds);
    else this.#glide(seconds);
    this.#playing = requestAnimationFrame(next => this.#tick(next));
  }

  #glide(seconds) {
    if (this.time >= this.words.last) {
      this.#wait += seconds;
      if (this.#wait < 0.8) return;
      this.#wait = 0;
      this.set(this.words.first);
      return;
    }
    this.set(this.time + seconds * this.speed);
  }

  /** For people who asked for less motion: from one measured time to the next, and no motion between. */
  #jump(seconds) {
    this.#wait += seconds;
    if (this.#wait < 1.5) return;
    this.#wait = 0;
    this.set(this.stops.find(stop => stop > this.time + this.span * 1e-6) ?? this.words.first);
  }

  #show(isPlaying) {
    this.play.setAttribute('aria-label', isPlaying ? 'Pause' : 'Play');
    this.play.dataset.state = isPlaying ? 'playing' : 'paused';
  }

  #snap(time) {
    const near = this.stops.find(stop => Math.abs(stop - time) <= this.span * SNAP);
    return near ?? time;
  }

  #key(event) {
    const forwards = ['ArrowRight', 'ArrowUp', 'PageUp'].includes(event.key);
    const backwards = ['ArrowLeft', 'ArrowDown', 'PageDown'].includes(event.key);
    if (event.key === ' ') this.toggle();
    else if (event.key === 'Home') this.#go(this.words.first);
    else if (event.key === 'End') this.#go(this.words.last);
    else if (forwards || backwards) this.#go(this.#step(forwards ? 1 : -1, event.shiftKey || event.key.startsWith('Page')));
    else return;
    event.preventDefault();
  }

  #go(time) {
    this.stop();
    this.set(time);
  }

  /** One percent of the range, but never past a measured time; with Shift to the next measured time. */
  #step(direction, toStop) {
    const little = this.span * 1e-6;
    const ahead = direction > 0
      ? this.stops.find(stop => stop > this.time + little)
      : this.stops.findLast(stop => stop < this.time - little);
    const end = direction > 0 ? this.words.last : this.words.first;
    if (toStop) return ahead ?? end;
    const next = this.time + direction * this.span / 100;
    return ahead !== undefined && (ahead - next) * direction < 0 ? ahead : next;
  }

  dispose() {
    this.stop();
    document.removeEventListener('visibilitychange', this.onHidden);
  }
}
