// Colours come from the tokens of the site (tokens.css), never from here.

export const CATEGORY_SLOTS = 12;

/** All colours of the present theme; read again when the theme changes. */
export function readPalette(element) {
  const style = getComputedStyle(element);
  const token = name => style.getPropertyValue(`--cd-${name}`).trim();
  const series = (name, length) => Array.from({ length }, (_, i) => token(`${name}-${i + 1}`));
  return {
    surface: token('surface'), line: token('line'), control: token('control'), text: token('text'), text2: token('text-2'),
    text3: token('text-3'), primary: token('primary'), soft: token('info-soft'), ghost: token('ghost'),
    time: series('time', 4), amount: series('amount', 5), difference: series('difference', 5), categories: series('category', CATEGORY_SLOTS),
    font: style.fontFamily,
  };
}

export function rgb(hex) {
  const value = parseInt(hex.slice(1), 16);
  return [(value >> 16) & 255, (value >> 8) & 255, value & 255];
}

/** Colour at a fraction of a scale, as [r, g, b] in 0..255. */
export function scaleRgb(stops, fraction) {
  const place = Math.min(1, Math.max(0, fraction)) * (stops.length - 1);
  const index = Math.min(stops.length - 2, Math.floor(place));
  const [a, b] = [rgb(stops[index]), rgb(stops[index + 1])];
  return a.map((channel, k) => Math.round(channel + (b[k] - channel) * (place - index)));
}

export function scaleHex(stops, fraction) {
  return `#${scaleRgb(stops, fraction).map(channel => channel.toString(16).padStart(2, '0')).join('')}`;
}

/** 256 RGBA texels of a scale, for a shader to look colours up in. */
export function ramp(stops) {
  const texels = new Uint8Array(256 * 4);
  for (let i = 0; i < 256; i++) texels.set([...scaleRgb(stops, i / 255), 255], i * 4);
  return texels;
}

/** One texel per category slot, "other" in the ghost colour behind them. */
export function slots(palette) {
  const texels = new Uint8Array(256 * 4);
  for (let i = 0; i < 256; i++) {
    texels.set([...rgb(i < CATEGORY_SLOTS ? palette.categories[i] : palette.ghost), 255], i * 4);
  }
  return texels;
}

/** Calls back when the theme has changed, by whatever means the page changes it. */
export function watchTheme(element, changed) {
  const fingerprint = () => {
    const style = getComputedStyle(element);
    return style.getPropertyValue('--cd-text') + style.getPropertyValue('--cd-surface');
  };
  let last = fingerprint();
  const look = () => {
    const now = fingerprint();
    if (now === last) return;
    last = now;
    changed();
  };
  const observer = new MutationObserver(() => requestAnimationFrame(look));
  for (const root of [document.documentElement, document.body]) observer.observe(root, { attributes: true });
  observer.observe(document.head, { childList: true, subtree: true, characterData: true });
  const system = matchMedia('(prefers-color-scheme: dark)');
  system.addEventListener('change', look);
  return () => { observer.disconnect(); system.removeEventListener('change', look); };
}
