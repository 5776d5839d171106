// One point cloud on the page: canvas, axes, pointer, keyboard, what the pointer is over.

import { CloudGl, isEmulated } from './cloud-gl.js';
import { Cloud2d } from './cloud-2d.js';
import { frameAt, pathAt } from './scene.js';

/** So few cells are drawn sooner one by one than by WebGL that is emulated: its first frame alone costs 150 to 250 ms of the processor there (measured with SwiftShader, two panels). */
const FEW = 5000;

const SVG = 'http://www.w3.org/2000/svg';

export class CloudPanel {
  #queued = false;
  #pointers = new Map();
  #area = null;

  /**
   * @param host { camera, scene(panel, width, height, ratio), describe(panel, hit), hover(hit, panel) }; may also have
   *   hoveredIn(panel), where panels hold different cells; picksArea(event) and pickArea(panel, pixels), where a drag draws around
   *   cells instead of moving the view; area(panel), pixels of what is drawn around; labels(panel), names of groups with their pixels; key(panel, event), true when it took the key.
   * @param cells how many are drawn
   */
  constructor(root, host, without, cells) {
    this.root = root;
    this.host = host;
    this.part = name => root.querySelector(`[data-part="${name}"]`);
    this.figure = this.part('figure');
    this.overlay = this.part('overlay');
    this.tooltip = this.part('tooltip');
    this.data = {};
    this.cloud = this.#renderer(without === 'webgl2' || (cells <= FEW && isEmulated()));
    this.figure.dataset.renderer = this.cloud.kind;
    this.abort = new AbortController();
    this.resize = new ResizeObserver(() => this.invalidate());
    this.resize.observe(this.figure);
    this.#listen();
  }

  #renderer(isPlain) {
    const canvas = this.part('canvas');
    try {
      const gl = isPlain ? null : CloudGl.create(canvas, () => this.invalidate());
      return gl ?? new Cloud2d(canvas);
    } catch {
      // A driver that has WebGL2 but refuses a shader: the canvas is spoilt for 2-D drawing, a fresh copy is not.
      const fresh = canvas.cloneNode();
      canvas.replaceWith(fresh);
      return new Cloud2d(fresh);
    }
  }

  invalidate() {
    if (this.#queued) return;
    this.#queued = true;
    requestAnimationFrame(() => { this.#queued = false; this.#draw(); });
  }

  get size() {
    return [this.figure.clientWidth, this.figure.clientHeight];
  }

  #draw() {
    const [width, height] = this.size;
    if (width === 0 || height === 0 || !this.data.position) return;
    const scene = this.host.scene(this, width, height, Math.min(3, devicePixelRatio || 1));
    this.scene = scene;
    this.cloud.draw(scene);
    this.#outline(scene);
    this.figure.style.touchAction = scene.camera.zoom > 1.01 || this.host.picksArea?.() ? 'none' : 'pan-y';
  }

  /** A ring in text colour around the hovered cell, in all panels; a line around chosen ones; names of groups. */
  #outline(scene) {
    const hit = this.host.hoveredIn ? this.host.hoveredIn(this) : this.host.hovered;
    const at = hit && this.placeOf(hit, scene);
    const area = this.#area ?? this.host.area?.(this);
    this.overlay.replaceChildren();
    if (area?.length > 2) this.overlay.append(mark('polygon', { points: area.map(value => value.toFixed(1)).join(' '), class: 'tj-area' }));
    for (const { x, y, words } of this.host.labels?.(this) ?? []) this.overlay.append(Object.assign(mark('text', { x, y, class: 'tj-group' }), { textContent: words }));
    if (at) this.overlay.append(mark('circle', { cx: at[0], cy: at[1], r: Math.max(scene.radius, 4) + 3, class: 'tj-hovered' }));
  }

  placeOf(hit, scene) {
    const [width, height] = this.size;
    if (hit.kind === 'cell') return this.host.camera.toPixel(this.data.position[2 * hit.index], this.data.position[2 * hit.index + 1], width, height);
    if (scene.rings.drawn === 0) return null;
    const [x, y] = pathAt(this.data.paths, this.data.times.length, hit.index, frameAt(this.data.times, scene.time), [0, 0]);
    return this.host.camera.toPixel(x, y, width, height);
  }

  #pick(px, py) {
    const scene = this.scene;
    if (!scene || !this.data.position) return null;
    const [width, height] = this.size;
    const reach = 9;
    let best = null;
    let least = reach;
    for (let k = 0; k < scene.rings.drawn; k++) {
      const index = Math.floor(k * scene.rings.stride);
      const [x, y] = this.placeOf({ kind: 'path', index }, scene);
      const distance = Math.hypot(x - px, y - py);
      if (distance < least) [best, least] = [{ kind: 'path', index }, distance];
    }
    if (best) return best;
    const [x, y] = this.host.camera.toData(px, py, width, height);
    const [sx, sy] = this.host.camera.scale(width, height);
    const [low, high] = scene.bracket.map(Math.fround);
    const isShown = i => !scene.fade || this.data.time[i] === low || this.data.time[i] === high;
    const index = (this.picker ?? this.host.picker).nearest(x, y, reach / sx, reach / sy, isShown);
    return index < 0 ? null : { kind: 'cell', index };
  }

  #listen() {
    const { figure } = this;
    const options = { signal: this.abort.signal };
    figure.addEventListener('pointerdown', event => this.#press(event), options);
    figure.addEventListener('pointermove', event => this.#move(event), options);
    for (const name of ['pointerup', 'pointercancel']) figure.addEventListener(name, event => this.#release(event), options);
    figure.addEventListener('pointerleave', () => this.host.hover(null, this), options);
    figure.addEventListener('wheel', event => this.#wheel(event), { ...options, passive: false });
    figure.addEventListener('dblclick', () => this.host.camera.reset(), options);
    figure.addEventListener('keydown', event => this.#key(event), options);
    const step = { 'zoom-in': 1.4, 'zoom-out': 1 / 1.4 };
    for (const [name, factor] of Object.entries(step)) {
      this.part(name)?.addEventListener('click', () => this.#zoom(factor), options);
    }
    this.part('zoom-home')?.addEventListener('click', () => this.host.camera.reset(), options);
  }

  #press(event) {
    if (event.button !== 0) return;
    figureCapture(this.figure, event);
    if (this.host.picksArea?.(event)) {
      const box = this.figure.getBoundingClientRect();
      this.#area = [event.clientX - box.left, event.clientY - box.top];
      this.host.hover(null, this);
      return;
    }
    this.#pointers.set(event.pointerId, [event.clientX, event.clientY]);
  }

  #move(event) {
    const box = this.figure.getBoundingClientRect();
    if (this.#area) {
      this.#area.push(event.clientX - box.left, event.clientY - box.top);
      this.invalidate();
      return;
    }
    const before = this.#pointers.get(event.pointerId);
    if (!before) {
      if (event.pointerType !== 'touch') this.#hoverAt(event.clientX - box.left, event.clientY - box.top);
      return;
    }
    const now = [event.clientX, event.clientY];
    const [width, height] = this.size;
    const other = [...this.#pointers].find(([id]) => id !== event.pointerId)?.[1];
    this.#pointers.set(event.pointerId, now);
    if (other) {
      const spread = point => Math.hypot(point[0] - other[0], point[1] - other[1]) || 1;
      this.host.camera.zoomAt(spread(now) / spread(before), (now[0] + other[0]) / 2 - box.left, (now[1] + other[1]) / 2 - box.top, width, height);
    } else if (event.pointerType !== 'touch' || this.host.camera.zoom > 1.01) {
      this.host.hover(null, this);
      this.host.camera.panBy(now[0] - before[0], now[1] - before[1], width, height);
    }
  }

  #release(event) {
    if (this.#area) {
      const area = this.#area;
      this.#area = null;
      this.invalidate();
      if (event.type === 'pointerup') this.host.pickArea(this, area);
      return;
    }
    if (!this.#pointers.delete(event.pointerId) || event.pointerType !== 'touch') return;
    const box = this.figure.getBoundingClientRect();
    this.#hoverAt(event.clientX - box.left, event.clientY - box.top);
  }

  /** The wheel scrolls the page unless the figure was chosen first or Ctrl is held. */
  #wheel(event) {
    if (!event.ctrlKey && document.activeElement !== this.figure) return;
    event.preventDefault();
    const box = this.figure.getBoundingClientRect();
    this.host.camera.zoomAt(Math.exp(-event.deltaY * (event.ctrlKey ? 0.01 : 0.0015)), event.clientX - box.left, event.clientY - box.top, ...this.size);
  }

  #key(event) {
    if (this.host.key?.(this, event)) { event.preventDefault(); return; }
    const pan = { ArrowLeft: [40, 0], ArrowRight: [-40, 0], ArrowUp: [0, 40], ArrowDown: [0, -40] }[event.key];
    if (pan) this.host.camera.panBy(...pan, ...this.size);
    else if (event.key === '+' || event.key === '=') this.#zoom(1.4);
    else if (event.key === '-') this.#zoom(1 / 1.4);
    else if (event.key === '0' || event.key === 'Escape') this.host.camera.reset();
    else return;
    event.preventDefault();
  }

  #zoom(factor) {
    const [width, height] = this.size;
    this.host.camera.zoomAt(factor, width / 2, height / 2, width, height);
  }

  #hoverAt(px, py) {
    const hit = this.#pick(px, py);
    this.host.hover(hit, this);
    this.tooltip.hidden = !hit;
    if (!hit) return;
    this.host.describe(this, hit, lines => {
      this.tooltip.replaceChildren(...lines.map((line, i) => Object.assign(document.createElement(i === 0 ? 'strong' : 'span'), { textContent: line })));
      const [width] = this.size;
      this.tooltip.style.left = `${px > width / 2 ? px - 12 : px + 12}px`;
      this.tooltip.style.top = `${py + 12}px`;
      this.tooltip.dataset.side = px > width / 2 ? 'left' : 'right';
    });
  }

  hideTooltip() { this.tooltip.hidden = true; }

  /** loading, ready or failed; the words stand in the figure's place. */
  show(state, words = '') {
    this.figure.dataset.state = state;
    this.part('wait').textContent = words;
  }

  dispose() {
    this.abort.abort();
    this.resize.disconnect();
    this.cloud.dispose();
  }
}

function mark(name, attributes) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}

function figureCapture(figure, event) {
  try {
    figure.setPointerCapture(event.pointerId);
  } catch { /* the pointer is already gone */ }
}
