// The three files of a 10x folder (matrix, barcodes, features) travel as one: a tar made of the files themselves, so that nothing is read into memory.
const part = /^(.*?)(matrix\.mtx|barcodes\.tsv|features\.tsv|genes\.tsv)(\.gz)?$/i;
const block = 512;

/** The files with every complete triplet replaced by one tar; others as they are. */
export function bundle(files) {
  const triplets = new Map();
  const others = [];
  for (const file of files) {
    const match = part.exec(file.name);
    if (!match) {
      others.push(file);
      continue;
    }
    const kind = match[2].toLowerCase().startsWith('genes') ? 'features.tsv' : match[2].toLowerCase();
    const triplet = triplets.get(match[1]) ?? new Map();
    triplet.set(kind, file);
    triplets.set(match[1], triplet);
  }
  for (const [prefix, triplet] of triplets) {
    const members = [...triplet.values()];
    others.push(...(members.length === 3 ? [tar(`${nameOf(prefix, triplet.get('matrix.mtx'))}.tar`, members)] : members));
  }
  return others;
}

/** The prefix of its files; without one their folder, or, where the browser does not tell it, when the matrix was written: several of them must not share a name. */
function nameOf(prefix, matrix) {
  const folder = matrix.webkitRelativePath?.split('/').at(-2);
  const written = new Date(matrix.lastModified).toISOString().slice(0, 16).replace('T', '-').replace(':', '');
  return prefix.replace(/[._-]+$/, '') || folder || `10x-matrix-${written}`;
}

/** One file of several: ustar, with the time of nothing, so that the same files always make the same bytes and an upload can go on. */
function tar(name, files) {
  const pieces = [];
  for (const file of files) {
    pieces.push(header(file), file);
    const rest = file.size % block;
    if (rest > 0) pieces.push(new Uint8Array(block - rest));
  }
  pieces.push(new Uint8Array(2 * block));
  return new File(pieces, name, { type: 'application/x-tar', lastModified: 0 });
}

function header(file) {
  const bytes = new Uint8Array(block);
  const put = (at, text) => bytes.set(new TextEncoder().encode(text), at);
  put(0, file.name.slice(-99));
  put(100, '0000644\0');
  put(108, '0000000\0');
  put(116, '0000000\0');
  if (file.size < 8 ** 11) {
    put(124, `${file.size.toString(8).padStart(11, '0')}\0`);
  } else {
    // Sizes of 8 GB and more do not fit into octal digits: then the number itself, marked by the first bit.
    let size = BigInt(file.size);
    for (let at = 135; at > 124; at--, size >>= 8n) bytes[at] = Number(size & 255n);
    bytes[124] = 0x80;
  }
  put(136, '00000000000\0');
  put(148, '        ');
  put(156, '0');
  put(257, 'ustar\0' + '00');
  const sum = bytes.reduce((total, byte) => total + byte, 0);
  put(148, `${sum.toString(8).padStart(6, '0')}\0 `);
  return bytes;
}
