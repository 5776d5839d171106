// Two ways to put the same marks on paper: as SVG text and on a 2-D canvas. A figure is drawn once, against this interface.

const escapes = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' };

// Control characters are not allowed in XML at all, and gene names come from files.
// eslint-disable-next-line no-control-regex
const forbidden = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

export function escapeXml(text) {
  return String(text).replace(forbidden, '\ufffd').replace(/[&<>"']/g, character => escapes[character]);
}

const short = value => Number(value.toFixed(2));

export class SvgPaint {
  constructor(width, height, font) {
    Object.assign(this, { width, height, font });
    this.parts = [];
    this.gradients = 0;
  }

  circle(x, y, radius, { fill = 'none', stroke = 'none', width = 1, alpha = 1 }) {
    this.parts.push(`<circle cx="${short(x)}" cy="${short(y)}" r="${short(radius)}" fill="${fill}"${this.#stroke(stroke, width)}${opacity(alpha)}/>`);
  }

  /** @param points flat [x0, y0, x1, y1, ...] */
  line(points, { stroke, width = 1, dash = null, alpha = 1 }) {
    this.parts.push(`<polyline points="${pairs(points)}" fill="none"${this.#stroke(stroke, width)}${dash ? ` stroke-dasharray="${dash.join(' ')}"` : ''} stroke-linejoin="round"${opacity(alpha)}/>`);
  }

  polygon(points, { fill, alpha = 1 }) {
    this.parts.push(`<polygon points="${pairs(points)}" fill="${fill}"${opacity(alpha)}/>`);
  }

  rect(x, y, width, height, { fill, radius = 0, alpha = 1 }) {
    this.parts.push(`<rect x="${short(x)}" y="${short(y)}" width="${short(width)}" height="${short(height)}" fill="${fill}"${radius ? ` rx="${radius}"` : ''}${opacity(alpha)}/>`);
  }

  gradient(x, y, width, height, colours) {
    const id = `scale-${++this.gradients}`;
    const stops = colours.map((colour, i) => `<stop offset="${short(i / (colours.length - 1))}" stop-color="${colour}"/>`).join('');
    this.parts.push(`<defs><linearGradient id="${id}">${stops}</linearGradient></defs>`);
    this.rect(x, y, width, height, { fill: `url(#${id})` });
  }

  text(x, y, words, { fill, size = 12, weight = 400, anchor = 'start', turn = 0 }) {
    const turned = turn ? ` transform="rotate(${turn} ${short(x)} ${short(y)})"` : '';
    this.parts.push(`<text x="${short(x)}" y="${short(y)}" fill="${fill}" font-size="${size}"${weight === 400 ? '' : ` font-weight="${weight}"`}${anchor === 'start' ? '' : ` text-anchor="${anchor}"`}${turned}>${escapeXml(words)}</text>`);
  }

  /** Marks drawn inside stay inside the rectangle. */
  clipped(x, y, width, height, draw) {
    const id = `plot-${++this.gradients}`;
    this.parts.push(`<defs><clipPath id="${id}"><rect x="${x}" y="${y}" width="${width}" height="${height}"/></clipPath></defs><g clip-path="url(#${id})">`);
    draw();
    this.parts.push('</g>');
  }

  measure(words, size, weight = 400) {
    return words.length * size * (weight > 400 ? 0.58 : 0.53);
  }

  /** A document that stands alone, with a title for people who listen. */
  toDocument(title, description) {
    return `<?xml version="1.0" encoding="UTF-8"?>\n<svg xmlns="http://www.w3.org/2000/svg" width="${this.width}" height="${this.height}" viewBox="0 0 ${this.width} ${this.height}" role="img" font-family="${escapeXml(this.font)}"><title>${escapeXml(title)}</title><desc>${escapeXml(description)}</desc>${this.parts.join('\n')}</svg>\n`;
  }

  #stroke(colour, width) {
    return colour === 'none' ? '' : ` stroke="${colour}" stroke-width="${short(width)}"`;
  }
}

export class CanvasPaint {
  constructor(context, width, height, font) {
    Object.assign(this, { context, width, height, font });
  }

  circle(x, y, radius, { fill = 'none', stroke = 'none', width = 1, alpha = 1 }) {
    const c = this.context;
    c.globalAlpha = alpha;
    c.beginPath();
    c.arc(x, y, radius, 0, 2 * Math.PI);
    if (fill !== 'none') { c.fillStyle = fill; c.fill(); }
    if (stroke !== 'none') { c.strokeStyle = stroke; c.lineWidth = width; c.stroke(); }
    c.globalAlpha = 1;
  }

  line(points, { stroke, width = 1, dash = null, alpha = 1 }) {
    const c = this.context;
    c.globalAlpha = alpha;
    c.strokeStyle = stroke;
    c.lineWidth = width;
    c.lineJoin = 'round';
    c.setLineDash(dash ?? []);
    this.#trace(points);
    c.stroke();
    c.setLineDash([]);
    c.globalAlpha = 1;
  }

  polygon(points, { fill, alpha = 1 }) {
    const c = this.context;
    c.globalAlpha = alpha;
    c.fillStyle = fill;
    this.#trace(points);
    c.fill();
    c.globalAlpha = 1;
  }

  rect(x, y, width, height, { fill, radius = 0, alpha = 1 }) {
    const c = this.context;
    c.globalAlpha = alpha;
    c.fillStyle = fill;
    c.beginPath();
    c.roundRect(x, y, width, height, radius);
    c.fill();
    c.globalAlpha = 1;
  }

  gradient(x, y, width, height, colours) {
    const fill = this.context.createLinearGradient(x, 0, x + width, 0);
    colours.forEach((colour, i) => fill.addColorStop(i / (colours.length - 1), colour));
    this.rect(x, y, width, height, { fill });
  }

  text(x, y, words, { fill, size = 12, weight = 400, anchor = 'start', turn = 0 }) {
    const c = this.context;
    c.save();
    c.translate(x, y);
    if (turn) c.rotate(turn * Math.PI / 180);
    c.font = `${weight} ${size}px ${this.font}`;
    c.textAlign = anchor === 'middle' ? 'center' : anchor;
    c.fillStyle = fill;
    c.fillText(words, 0, 0);
    c.restore();
  }

  clipped(x, y, width, height, draw) {
    const c = this.context;
    c.save();
    c.beginPath();
    c.rect(x, y, width, height);
    c.clip();
    draw();
    c.restore();
  }

  measure(words, size, weight = 400) {
    this.context.font = `${weight} ${size}px ${this.font}`;
    return this.context.measureText(words).width;
  }

  #trace(points) {
    const c = this.context;
    c.beginPath();
    for (let i = 0; i < points.length; i += 2) {
      if (i === 0) c.moveTo(points[0], points[1]);
      else c.lineTo(points[i], points[i + 1]);
    }
  }
}

function opacity(alpha) {
  return alpha === 1 ? '' : ` opacity="${short(alpha)}"`;
}

function pairs(points) {
  const out = [];
  for (let i = 0; i < points.length; i += 2) out.push(`${short(points[i])},${short(points[i + 1])}`);
  return out.join(' ');
}
