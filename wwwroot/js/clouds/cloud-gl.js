// The point cloud in WebGL2. Cells and paths are uploaded once; a new time changes uniforms only.

import { cells, lines, rings, tails } from './shaders.js';
import { TAIL_STEPS, frameAt, tailFrames } from './scene.js';
import { ramp, rgb, slots } from './palette.js';

const unit = colour => rgb(colour).map(channel => channel / 255);
const LINE_VERTICES = 160;

let emulated;

/** Whether the processor stands in for a graphics card, as on remote desktops and in virtual machines. Asked once. */
export function isEmulated() {
  if (emulated === undefined) {
    const gl = document.createElement('canvas').getContext('webgl2');
    const facts = gl?.getExtension('WEBGL_debug_renderer_info');
    emulated = facts !== null && facts !== undefined && /swiftshader|llvmpipe|softpipe|software|basic render/i.test(String(gl.getParameter(facts.UNMASKED_RENDERER_WEBGL)));
    gl?.getExtension('WEBGL_lose_context')?.loseContext();
  }
  return emulated;
}

export class CloudGl {
  kind = 'webgl2';
  #lost = false;

  /** @returns null when this browser has no WebGL2 */
  static create(canvas, restored) {
    const gl = canvas.getContext('webgl2', { alpha: true, premultipliedAlpha: true, antialias: true, powerPreference: 'high-performance' });
    return gl ? new CloudGl(canvas, gl, restored) : null;
  }

  constructor(canvas, gl, restored) {
    this.canvas = canvas;
    this.gl = gl;
    this.kept = {};
    this.onLost = event => { event.preventDefault(); this.#lost = true; };
    this.onRestored = () => { this.#lost = false; this.#build(); restored(); };
    canvas.addEventListener('webglcontextlost', this.onLost);
    canvas.addEventListener('webglcontextrestored', this.onRestored);
    this.#build();
  }

  #build() {
    const gl = this.gl;
    this.programs = {
      cells: link(gl, cells), rings: link(gl, rings), lines: link(gl, lines),
      tails: link(gl, { vertex: tails.vertex.replaceAll('STEPS', String(TAIL_STEPS + 1)), fragment: tails.fragment }),
    };
    this.buffers = { position: gl.createBuffer(), time: gl.createBuffer(), value: gl.createBuffer(), order: gl.createBuffer() };
    this.textures = { paths: null, values: null, times: null, ramp: gl.createTexture(), timeRamp: gl.createTexture() };
    this.cellArray = gl.createVertexArray();
    this.emptyArray = gl.createVertexArray();
    gl.bindVertexArray(this.cellArray);
    for (const [name, size] of [['position', 2], ['time', 1], ['value', 1]]) {
      const location = gl.getAttribLocation(this.programs.cells.program, `a${name[0].toUpperCase()}${name.slice(1)}`);
      gl.bindBuffer(gl.ARRAY_BUFFER, this.buffers[name]);
      gl.enableVertexAttribArray(location);
      gl.vertexAttribPointer(location, size, gl.FLOAT, false, 0, 0);
    }
    gl.bindBuffer(gl.ELEMENT_ARRAY_BUFFER, this.buffers.order);
    gl.bindVertexArray(null);
    const { cells: c, paths: p, ringValues: r, palette } = this.kept;
    if (c) { this.setCells(c.position, c.time); this.setValues(c.value, c.order); }
    if (p) this.setPaths(p.paths, p.pathCount, p.times);
    if (r) this.setRingValues(r);
    if (palette) this.setPalette(palette.colours, palette.kind);
  }

  /** @param position [cells, 2] @param time [cells] */
  setCells(position, time) {
    this.kept.cells = { ...this.kept.cells, position, time };
    this.#fill('position', position);
    this.#fill('time', time);
    this.count = time.length;
  }

  /** @param value [cells] @param order [cells], drawn first to last */
  setValues(value, order) {
    Object.assign(this.kept.cells, { value, order });
    this.#fill('value', value);
    const gl = this.gl;
    gl.bindVertexArray(this.cellArray);
    gl.bufferData(gl.ELEMENT_ARRAY_BUFFER, order, gl.STATIC_DRAW);
    gl.bindVertexArray(null);
  }

  /** @param paths [paths, times, 2] @param times the grid */
  setPaths(paths, pathCount, times) {
    this.kept.paths = { paths, pathCount, times };
    const gl = this.gl;
    const span = times[times.length - 1] - times[0] || 1;
    this.textures.paths = this.#texture(this.textures.paths, gl.RG32F, gl.RG, times.length, pathCount, paths);
    this.textures.times = this.#texture(this.textures.times, gl.R32F, gl.RED, times.length, 1, Float32Array.from(times, t => (t - times[0]) / span));
  }

  /** @param values [paths, times] of a gene, or null */
  setRingValues(values) {
    this.kept.ringValues = values;
    if (!values) return;
    const { pathCount, times } = this.kept.paths;
    this.textures.values = this.#texture(this.textures.values, this.gl.R32F, this.gl.RED, times.length, pathCount, values);
  }

  /** @param kind time, amount or category */
  setPalette(colours, kind) {
    this.kept.palette = { colours, kind };
    this.#ramp(this.textures.ramp, kind === 'category' ? slots(colours) : ramp(colours[kind]));
    this.#ramp(this.textures.timeRamp, ramp(colours.time));
  }

  draw(scene) {
    if (this.#lost || !this.kept.palette) return;
    const gl = this.gl;
    const { width, height, ratio } = scene;
    const [w, h] = [Math.round(width * ratio), Math.round(height * ratio)];
    if (this.canvas.width !== w || this.canvas.height !== h) Object.assign(this.canvas, { width: w, height: h });
    gl.viewport(0, 0, w, h);
    gl.clearColor(0, 0, 0, 0);
    gl.clear(gl.COLOR_BUFFER_BIT);
    gl.enable(gl.BLEND);
    gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA);
    if (this.kept.cells?.value) this.#drawCells(scene);
    if (this.kept.paths) {
      if (scene.lines.drawn > 0) this.#drawLines(scene);
      if (scene.rings.drawn > 0 && scene.tail > 0) this.#drawTails(scene);
      if (scene.rings.drawn > 0) this.#drawRings(scene);
    }
    gl.bindVertexArray(null);
  }

  #drawCells(scene) {
    const gl = this.gl;
    const set = this.#use('cells', scene);
    gl.bindVertexArray(this.cellArray);
    this.#bind(set, 'uRamp', this.textures.ramp, 0);
    gl.uniform2f(set.uBracket, scene.bracket[0], scene.bracket[1]);
    gl.uniform1f(set.uFade, scene.fade ? 1 : 0);
    gl.uniform2f(set.uRange, scene.range.min, 1 / (scene.range.max - scene.range.min));
    gl.uniform1f(set.uSize, scene.radius * 2 * scene.ratio);
    gl.uniform1f(set.uAlpha, scene.alpha);
    gl.uniform1f(set.uRatio, scene.ratio);
    gl.uniform1f(set.uIsAmount, scene.colouring === 'amount' ? 1 : 0);
    gl.uniform3fv(set.uGhost, unit(scene.palette.ghost));
    gl.uniform3fv(set.uEdge, unit(scene.palette.control));
    for (const pass of [1, 0]) {
      gl.uniform1f(set.uIsGhostPass, pass);
      gl.drawElements(gl.POINTS, this.count, gl.UNSIGNED_INT, 0);
    }
  }

  #drawRings(scene) {
    const gl = this.gl;
    const set = this.#use('rings', scene);
    const frame = frameAt(this.kept.paths.times, scene.time);
    const hasValues = scene.rings.hasValues && this.textures.values;
    this.#bind(set, 'uPaths', this.textures.paths, 0);
    this.#bind(set, 'uValues', hasValues ? this.textures.values : this.textures.times, 1);
    this.#bind(set, 'uRamp', this.textures.ramp, 2);
    gl.uniform1f(set.uStride, scene.rings.stride);
    gl.uniform2f(set.uFrame, frame[0], frame[1]);
    gl.uniform2f(set.uRange, scene.range.min, 1 / (scene.range.max - scene.range.min));
    gl.uniform1f(set.uHasValues, hasValues ? 1 : 0);
    gl.uniform1f(set.uSize, scene.rings.radius * 2 * scene.ratio);
    gl.uniform1f(set.uStroke, scene.rings.stroke * scene.ratio);
    gl.uniform1f(set.uAlpha, scene.rings.alpha);
    gl.uniform3fv(set.uColour, unit(scene.rings.colour));
    gl.uniform3fv(set.uFill, unit(scene.palette.surface));
    gl.uniform3fv(set.uEdge, unit(scene.palette.control));
    gl.drawArrays(gl.POINTS, 0, scene.rings.drawn);
  }

  #drawTails(scene) {
    const gl = this.gl;
    const set = this.#use('tails', scene);
    this.#bind(set, 'uPaths', this.textures.paths, 0);
    gl.uniform1f(set.uStride, scene.rings.stride);
    gl.uniform2fv(set.uSteps, tailFrames(this.kept.paths.times, scene.time, scene.tail).flat());
    gl.uniform2f(set.uPixels, scene.width * scene.ratio / 2, scene.height * scene.ratio / 2);
    gl.uniform1f(set.uWidth, 1.3 * scene.ratio);
    gl.uniform1f(set.uAlpha, 0.75 * scene.rings.alpha);
    gl.uniform3fv(set.uColour, unit(scene.rings.hasValues ? scene.palette.text3 : scene.rings.colour));
    gl.drawArraysInstanced(gl.TRIANGLE_STRIP, 0, 2 * (TAIL_STEPS + 1), scene.rings.drawn);
  }

  #drawLines(scene) {
    const gl = this.gl;
    const set = this.#use('lines', scene);
    this.#bind(set, 'uPaths', this.textures.paths, 0);
    this.#bind(set, 'uTimes', this.textures.times, 1);
    this.#bind(set, 'uRamp', this.textures.timeRamp, 2);
    gl.uniform1f(set.uStride, scene.lines.stride);
    gl.uniform1f(set.uVertices, LINE_VERTICES);
    gl.uniform1f(set.uAlpha, 0.65);
    gl.drawArraysInstanced(gl.LINES, 0, LINE_VERTICES, scene.lines.drawn);
  }

  #use(name, scene) {
    const gl = this.gl;
    const { program, uniforms } = this.programs[name];
    gl.useProgram(program);
    gl.bindVertexArray(this.emptyArray);
    gl.uniform2f(uniforms.uCentre, scene.camera.x, scene.camera.y);
    gl.uniform2f(uniforms.uScale, scene.scale[0] * 2 / scene.width, scene.scale[1] * 2 / scene.height);
    return uniforms;
  }

  #bind(set, name, texture, slot) {
    const gl = this.gl;
    gl.activeTexture(gl.TEXTURE0 + slot);
    gl.bindTexture(gl.TEXTURE_2D, texture);
    gl.uniform1i(set[name], slot);
  }

  #fill(name, values) {
    const gl = this.gl;
    gl.bindBuffer(gl.ARRAY_BUFFER, this.buffers[name]);
    gl.bufferData(gl.ARRAY_BUFFER, values, gl.STATIC_DRAW);
  }

  #texture(old, internal, format, width, height, values) {
    const gl = this.gl;
    const texture = old ?? gl.createTexture();
    gl.bindTexture(gl.TEXTURE_2D, texture);
    gl.texImage2D(gl.TEXTURE_2D, 0, internal, width, height, 0, format, gl.FLOAT, values);
    for (const key of [gl.TEXTURE_MIN_FILTER, gl.TEXTURE_MAG_FILTER]) gl.texParameteri(gl.TEXTURE_2D, key, gl.NEAREST);
    return texture;
  }

  #ramp(texture, texels) {
    const gl = this.gl;
    gl.bindTexture(gl.TEXTURE_2D, texture);
    gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA, 256, 1, 0, gl.RGBA, gl.UNSIGNED_BYTE, texels);
    for (const key of [gl.TEXTURE_MIN_FILTER, gl.TEXTURE_MAG_FILTER]) gl.texParameteri(gl.TEXTURE_2D, key, gl.NEAREST);
    for (const key of [gl.TEXTURE_WRAP_S, gl.TEXTURE_WRAP_T]) gl.texParameteri(gl.TEXTURE_2D, key, gl.CLAMP_TO_EDGE);
  }

  dispose() {
    this.canvas.removeEventListener('webglcontextlost', this.onLost);
    this.canvas.removeEventListener('webglcontextrestored', this.onRestored);
    this.gl.getExtension('WEBGL_lose_context')?.loseContext();
  }
}

function link(gl, source) {
  const program = gl.createProgram();
  for (const [type, text] of [[gl.VERTEX_SHADER, source.vertex], [gl.FRAGMENT_SHADER, source.fragment]]) {
    const shader = gl.createShader(type);
    gl.shaderSource(shader, text);
    gl.compileShader(shader);
    gl.attachShader(program, shader);
  }
  gl.linkProgram(program);
  if (!gl.getProgramParameter(program, gl.LINK_STATUS) && !gl.isContextLost()) {
    const logs = gl.getAttachedShaders(program).map(shader => gl.getShaderInfoLog(shader)).join(' ');
    throw new Error(`The point cloud's shader does not link: ${gl.getProgramInfoLog(program)} ${logs}`);
  }
  const uniforms = {};
  for (let i = 0; i < gl.getProgramParameter(program, gl.ACTIVE_UNIFORMS); i++) {
    const name = gl.getActiveUniform(program, i).name.replace('[0]', '');
    uniforms[name] = gl.getUniformLocation(program, name);
  }
  return { program, uniforms };
}
