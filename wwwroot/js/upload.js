// Uploads files in pieces (tus 1.0): several at once, paused, resumed, cancelled, continued after a closed tab.
// What is on its way lives in this module and outlasts the page that shows it; text from outside only ever becomes textContent.
import { Transfer } from './upload-transfer.js';
import { UploadRow } from './upload-row.js';
import { bundle } from './upload-triplet.js';
import { FinishedUploads } from './upload-finished.js';

const memory = 'celldynamics-uploads';
const uploads = new Map(); // key → { transfer, row, name, size, id }
const finished = new FinishedUploads();
let rows = null;
let project = null; // where what is chosen from now on will belong; without accounts nowhere in particular
let drop = null;
let nextKey = 1;

export async function attach(dropArea, rowArea, place) {
  if (!dropArea || !rowArea) return; // the page was left before this module arrived
  drop = dropArea;
  rows = rowArea;
  project = place;
  const input = drop.querySelector('input');
  drop.querySelector('[data-do="choose"]').addEventListener('click', () => input.click());
  input.addEventListener('change', () => {
    take(input.files);
    input.value = '';
  });
  document.addEventListener('dragover', onDragOver);
  document.addEventListener('dragleave', onDragLeave);
  document.addEventListener('drop', onDrop);
  rows.append(finished.element);
  for (const upload of uploads.values()) if (!finished.element.contains(upload.row.element)) rows.append(upload.row.element);
  await listUnfinished();
}

export function into(place) {
  project = place;
}

export function detach() {
  document.removeEventListener('dragover', onDragOver);
  document.removeEventListener('dragleave', onDragLeave);
  document.removeEventListener('drop', onDrop);
  rows = drop = null;
}

function onDragOver(event) {
  if (!event.dataTransfer?.types.includes('Files')) return;
  event.preventDefault();
  drop.dataset.over = 'true';
}

function onDragLeave(event) {
  if (event.relatedTarget === null) delete drop.dataset.over;
}

function onDrop(event) {
  delete drop.dataset.over;
  if (!event.dataTransfer?.files.length) return;
  event.preventDefault();
  take(event.dataTransfer.files);
}

function take(files) {
  for (const file of bundle(files)) {
    const known = [...uploads.values()].find(upload => upload.name === file.name && upload.size === file.size && !upload.isDone);
    if (known) go(known, file);
    else go(add({ name: file.name, size: file.size, id: null, offset: 0 }), file);
  }
}

function add({ name, size, id, offset }) {
  const key = nextKey++;
  const upload = { key, name, size, id, offset, transfer: null, isDone: false, row: null };
  upload.row = new UploadRow(name, size, {
    pause: () => upload.transfer?.pause(),
    resume: () => resume(upload),
    cancel: () => cancel(upload),
    dismiss: () => remove(upload),
  });
  uploads.set(key, upload);
  rows?.append(upload.row.element);
  return upload;
}

function go(upload, file) {
  upload.file = file;
  upload.transfer = new Transfer(file, upload.id, project, {
    created: id => {
      upload.id = id;
      remember();
    },
    moved: (bytes, secondsLeft) => upload.row.move(bytes, secondsLeft),
    paused: bytes => upload.row.pause(bytes),
    waiting: (bytes, why) => upload.row.wait(bytes, why),
    failed: (words, canResume) => upload.row.fail(words, canResume),
    gone: () => {
      upload.id = null;
      remember();
    },
    done: dataset => {
      upload.isDone = true;
      upload.id = null;
      remember();
      upload.row.finish(dataset);
      finished.take(upload.row, dataset);
    },
  });
  upload.transfer.start();
}

/** Goes on with the file at hand, or asks for it when another tab or day began the upload. */
function resume(upload) {
  if (upload.transfer) {
    upload.transfer.start();
    return;
  }
  const input = document.createElement('input');
  input.type = 'file';
  input.multiple = true; // the three files of a triplet are one upload
  input.addEventListener('change', () => {
    const [file] = bundle(input.files);
    if (!file) return;
    if (file.size !== upload.size) {
      upload.row.fail(`Expected ${upload.name} with ${upload.size.toLocaleString('en')} bytes, found ${file.name} with ${file.size.toLocaleString('en')}. Choose the file that was being uploaded, or cancel this upload and start anew.`, true);
      return;
    }
    go(upload, file);
  });
  input.click();
}

async function cancel(upload) {
  upload.transfer?.pause();
  if (upload.id) {
    try {
      await fetch(`api/uploads/${upload.id}`, { method: 'DELETE', headers: { 'Tus-Resumable': '1.0.0' } });
    } catch {
      // The server sweeps what nobody continues.
    }
  }
  remove(upload);
}

function remove(upload) {
  uploads.delete(upload.key);
  upload.row.element.remove();
  finished.count();
  remember();
}

function remember() {
  try {
    const open = [...uploads.values()].filter(upload => upload.id).map(({ id, name, size }) => ({ id, name, size }));
    localStorage.setItem(memory, JSON.stringify(open));
  } catch {
    // Without storage the server's own list still names them.
  }
}

/** Uploads that another tab or an earlier visit began. The server knows how far they are; the memory knows their names as chosen here. */
async function listUnfinished() {
  let remembered = [];
  try {
    remembered = JSON.parse(localStorage.getItem(memory) ?? '[]');
  } catch {
    // Written by something else: start anew.
  }
  const response = await fetch('api/uploads').catch(() => null);
  if (!response?.ok) return;
  for (const { id, fileName, length, offset } of await response.json()) {
    if ([...uploads.values()].some(upload => upload.id === id)) continue;
    const name = remembered.find(entry => entry.id === id)?.name ?? fileName;
    add({ name, size: length, id, offset }).row.offer(offset);
  }
  remember();
}

addEventListener('beforeunload', event => {
  if ([...uploads.values()].some(upload => upload.transfer?.isRunning)) event.preventDefault();
});
