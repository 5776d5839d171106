// One file on its way to the server, in pieces; no page, no markup.
import { Sha256 } from './upload-digest.js';

const pieceBytes = 8 * 1024 * 1024;
const longestWait = 30_000;

/** Refused in words by the server. */
class Refusal extends Error {
  constructor(status, words) {
    super(words);
    this.status = status;
  }
}

export class Transfer {
  #file;
  #id;
  #tell;
  #request = null;
  #offset = 0;
  #isPaused = false;
  #speed = 0;
  #speedAt = 0;
  #whole = null;
  #refusals = 0;

  constructor(file, id, tell) {
    this.#file = file;
    this.#id = id;
    this.#tell = tell;
  }

  isRunning = false;

  async start() {
    if (this.isRunning) return;
    this.isRunning = true;
    this.#isPaused = false;
    // Beside the pieces, from the first byte: what the server has in the end is compared with this file, whoever sent the pieces.
    this.#whole ??= digestOf(this.#file);
    this.#whole.catch(() => (this.#whole = null)); // the piece that cannot be read says so
    try {
      await this.#run();
    } finally {
      this.isRunning = false;
    }
  }

  pause() {
    this.#isPaused = true;
    this.#request?.abort();
    this.#wake?.();
    if (!this.isRunning) this.#tell.paused(this.#offset);
  }

  #wake = null;

  async #run() {
    let wait = 1000;
    while (true) {
      try {
        const dataset = await this.#send(() => (wait = 1000));
        if (dataset === undefined) this.#tell.paused(this.#offset);
        else this.#tell.done(dataset);
        return;
      } catch (failure) {
        if (this.#isPaused) {
          this.#tell.paused(this.#offset);
          return;
        }
        if (failure instanceof Refusal && !this.#isPassing(failure)) {
          this.#tell.failed(failure.message, failure.status === 507);
          return;
        }
        this.#tell.waiting(this.#offset, failure instanceof Refusal ? failure.message : 'The server does not answer.');
        await this.#sleep(wait);
        wait = Math.min(longestWait, 2 * wait);
      }
    }
  }

  // A conflict or a damaged piece mends itself by asking for the offset; a busy server by waiting.
  #isPassing({ status }) {
    if (status === 404) {
      this.#id = null;
      this.#tell.gone();
      return true;
    }
    if (status === 460 && ++this.#refusals > 5) return false;
    return status === 409 || status === 460 || status === 400 && this.#offset > 0 || status === 502 || status === 503 || status === 504;
  }

  #sleep(milliseconds) {
    return new Promise(resolve => {
      const timer = setTimeout(resolve, milliseconds);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  /** The dataset's id, or undefined when paused. */
  async #send(progressed) {
    if (!this.#id) await this.#create();
    let { offset, dataset } = await this.#reached();
    this.#offset = offset;
    this.#speedAt = 0;
    while (dataset === null) {
      if (this.#isPaused) return undefined;
      ({ offset, dataset } = await this.#piece(offset));
      this.#offset = offset;
      progressed();
    }
    return dataset;
  }

  async #create() {
    const name = new TextEncoder().encode(this.#file.name);
    const answer = await fetch('api/uploads', {
      method: 'POST',
      headers: { 'Tus-Resumable': '1.0.0', 'Upload-Length': String(this.#file.size), 'Upload-Metadata': `filename ${base64(name)}` },
    });
    if (!answer.ok) throw new Refusal(answer.status, await words(answer));
    this.#id = answer.headers.get('Location').split('/').pop();
    this.#tell.created(this.#id);
  }

  async #reached() {
    const answer = await fetch(`api/uploads/${this.#id}`, { method: 'HEAD', headers: { 'Tus-Resumable': '1.0.0' } });
    if (!answer.ok) throw new Refusal(answer.status, 'The server does not know this upload any more; it starts again.');
    return { offset: Number(answer.headers.get('Upload-Offset')), dataset: answer.headers.get('CellDynamics-Dataset') };
  }

  async #piece(offset) {
    const bytes = await this.#read(offset);
    const checksum = await digest(bytes);
    const whole = offset + bytes.byteLength === this.#file.size ? await this.#whole : null;
    return new Promise((resolve, reject) => {
      const request = new XMLHttpRequest(); // fetch does not tell how much of a body has left
      this.#request = request;
      request.open('PATCH', `api/uploads/${this.#id}`);
      request.setRequestHeader('Tus-Resumable', '1.0.0');
      request.setRequestHeader('Upload-Offset', String(offset));
      request.setRequestHeader('Content-Type', 'application/offset+octet-stream');
      if (checksum) request.setRequestHeader('Upload-Checksum', checksum);
      if (whole) request.setRequestHeader('CellDynamics-Checksum', `sha256 ${base64(whole)}`);
      request.upload.onprogress = event => this.#measure(offset + event.loaded);
      request.onload = () => request.status === 204
        ? resolve({ offset: Number(request.getResponseHeader('Upload-Offset')), dataset: request.getResponseHeader('CellDynamics-Dataset') })
        : reject(new Refusal(request.status, detail(request.responseText, request.status)));
      request.onerror = request.ontimeout = () => reject(new Error('connection'));
      request.onabort = () => reject(new Error('paused'));
      request.send(bytes);
    }).finally(() => (this.#request = null));
  }

  async #read(offset) {
    try {
      return await this.#file.slice(offset, offset + pieceBytes).arrayBuffer();
    } catch {
      throw new Refusal(0, `${this.#file.name} changed or moved while it was being uploaded. Choose it again; what arrived is kept.`);
    }
  }

  #measure(bytes) {
    const now = performance.now();
    if (this.#speedAt) {
      const speed = (bytes - this.#measured) / Math.max(1, now - this.#speedAt);
      if (now - this.#speedAt < 200) return;
      this.#speed = this.#speed ? 0.8 * this.#speed + 0.2 * speed : speed;
    }
    this.#speedAt = now;
    this.#measured = bytes;
    this.#tell.moved(bytes, this.#speed > 0 ? (this.#file.size - bytes) / this.#speed / 1000 : null);
  }

  #measured = 0;
}

async function digestOf(file) {
  const hash = new Sha256();
  const step = 1024 * 1024;
  for (let at = 0; at < file.size; at += step) {
    hash.update(new Uint8Array(await file.slice(at, at + step).arrayBuffer())); // the page breathes at every await
  }
  return hash.digest();
}

async function digest(bytes) {
  if (!globalThis.crypto?.subtle) return null; // a plain http address that is not this machine
  return `sha256 ${base64(new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)))}`;
}

function base64(bytes) {
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
}

async function words(answer) {
  return detail(await answer.text(), answer.status);
}

function detail(body, status) {
  try {
    return JSON.parse(body).detail || `The server refused with status ${status}.`;
  } catch {
    return `The server refused with status ${status}.`;
  }
}
