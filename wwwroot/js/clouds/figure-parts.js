// What every exported figure is made of: heading with chip, axes, legend, notes. Drawn against Paint, so the same as SVG and PNG.

/** Notes broken into lines that fit; widths are those of wide letters, so that SVG and PNG break alike. */
export function wrapped(notes, width) {
  const most = Math.floor(width / 6.4);
  return notes.flatMap(note => {
    const lines = [''];
    for (const word of note.split(' ')) {
      const longer = `${lines.at(-1)} ${word}`.trim();
      if (longer.length <= most) lines[lines.length - 1] = longer;
      else lines.push(word);
    }
    return lines.filter(Boolean);
  });
}

/** A text cut to a width; the whole of it stands in the document's title. */
function fitting(paint, words, size, weight, room) {
  if (paint.measure(words, size, weight) <= room) return words;
  let end = words.length;
  while (end > 1 && paint.measure(`${words.slice(0, end)}…`, size, weight) > room) end--;
  return `${words.slice(0, end)}…`;
}

export function heading(paint, { title, subtitle, chip, palette }, left) {
  paint.rect(0, 0, paint.width, paint.height, { fill: palette.surface });
  const width = chip ? paint.measure(chip, 12, 600) + 18 : 0;
  paint.text(left, 26, fitting(paint, title, 16, 600, paint.width - left - width - 40), { fill: palette.text, size: 16, weight: 600 });
  paint.text(left, 45, fitting(paint, subtitle, 12, 400, paint.width - left - 24), { fill: palette.text2 });
  if (!chip) return;
  const x = paint.width - width - 24;
  paint.rect(x, 12, width, 20, { fill: palette.soft, radius: 10 });
  paint.text(x + width / 2, 26, chip, { fill: palette.primary, weight: 600, anchor: 'middle' });
}

/** @param size { width, height } of the plot */
export function axes(paint, view, palette, left, top, size) {
  if (!view.xAxis && !view.yAxis) return;
  const bottom = top + size.height;
  paint.line([left, top, left, bottom], { stroke: palette.control });
  paint.line([left, bottom, left + size.width, bottom], { stroke: palette.control });
  paint.text(left + size.width, bottom + 18, view.xAxis, { fill: palette.text2, anchor: 'end' });
  paint.text(left - 10, top + 4, view.yAxis, { fill: palette.text2, anchor: 'end', turn: -90 });
}

/** @param entries [{ mark: dot | ring | bar | line, colour | colours, words }] */
export function legend(paint, entries, palette, left, y) {
  let x = left;
  for (const entry of entries) {
    if (x > left && x + paint.measure(entry.words, 12) + 20 > paint.width) [x, y] = [left, y + 16];
    if (entry.mark === 'bar') {
      paint.text(x, y, entry.from, { fill: palette.text2 });
      x += paint.measure(entry.from, 12) + 6;
      paint.gradient(x, y - 10, 110, 11, entry.colours);
      x += 116;
    } else if (entry.mark === 'ring') {
      paint.circle(x + 5, y - 4, 4, { stroke: entry.colour, width: 1.6 });
      x += 14;
    } else if (entry.mark === 'line') {
      paint.line([x, y - 4, x + 18, y - 4], { stroke: entry.colour, dash: [4, 3] });
      x += 24;
    } else {
      paint.circle(x + 5, y - 4, 4, { fill: entry.colour });
      x += 14;
    }
    paint.text(x, y, entry.words, { fill: palette.text2 });
    x += paint.measure(entry.words, 12) + 18;
  }
  return y;
}

/** A paint whose origin lies elsewhere. */
export function shifted(paint, dx, dy) {
  const move = points => points.map((value, i) => value + (i % 2 ? dy : dx));
  return {
    circle: (x, y, radius, style) => paint.circle(x + dx, y + dy, radius, style),
    line: (points, style) => paint.line(move(points), style),
    polygon: (points, style) => paint.polygon(move(points), style),
  };
}
