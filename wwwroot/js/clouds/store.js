// Numbers of one run over HTTP. They never change once the run has finished, so every answer is kept.

const kept = new Map();
const limit = 64;

/** @returns {Promise<Float32Array>} little-endian on the wire, as every browser's typed arrays are. */
export function floats(url) {
  return keep(url, async () => {
    const response = await get(url);
    return new Float32Array(await response.arrayBuffer());
  });
}

/** Null where the server says that there is nothing to show (204). */
export function floatsOrNull(url) {
  return keep(url, async () => {
    const response = await get(url);
    return response.status === 204 ? null : new Float32Array(await response.arrayBuffer());
  });
}

export function json(url) {
  return keep(url, async () => (await get(url)).json());
}

/** Address under the run; every part is encoded, whatever a gene is called. */
export function address(run, ...parts) {
  const path = ['api', 'runs', run, ...parts].map(encodeURIComponent).join('/');
  return new URL(path, document.baseURI).href;
}

async function get(url) {
  const response = await fetch(url, { credentials: 'same-origin' });
  if (response.ok) return response;
  let detail = `The server answered ${response.status}.`;
  try {
    const problem = await response.json();
    detail = problem.detail ?? problem.title ?? detail;
  } catch { /* not a problem document: the status has to do */ }
  throw new Error(detail);
}

function keep(url, load) {
  if (!kept.has(url)) {
    const answer = load();
    answer.catch(() => kept.delete(url));
    kept.set(url, answer);
    if (kept.size > limit) kept.delete(kept.keys().next().value);
  }
  return kept.get(url);
}
