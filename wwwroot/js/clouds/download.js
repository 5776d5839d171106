// Hands a file to the person; names carry the analysis and the time, never a person or a path.

import { CanvasPaint, SvgPaint } from './paint.js';

/** Letters, digits and a few signs, so that every file system takes it. */
export function fileName(analysis, detail, extension) {
  const clean = text => text.normalize('NFKD').replace(/[^\p{L}\p{N}.]+/gu, '-').replace(/^[-.]+|[-.]+$/g, '').slice(0, 60);
  return `${[clean(analysis) || 'analysis', clean(detail)].filter(Boolean).join('_')}.${extension}`;
}

/** @param figure { width, height, title, description, draw(paint), font, scale } */
export async function saveFigure(figure, format, name) {
  if (format === 'svg') {
    const paint = new SvgPaint(figure.width, figure.height, figure.font);
    figure.draw(paint);
    save(new Blob([paint.toDocument(figure.title, figure.description)], { type: 'image/svg+xml' }), name);
    return;
  }
  const canvas = document.createElement('canvas');
  Object.assign(canvas, { width: figure.width * figure.scale, height: figure.height * figure.scale });
  const context = canvas.getContext('2d');
  context.scale(figure.scale, figure.scale);
  figure.draw(new CanvasPaint(context, figure.width, figure.height, figure.font));
  save(await new Promise(done => canvas.toBlob(done, 'image/png')), name);
}

export function save(blob, name) {
  const link = Object.assign(document.createElement('a'), { href: URL.createObjectURL(blob), download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(link.href), 30_000);
}
