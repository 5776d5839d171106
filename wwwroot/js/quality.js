// Lets a hand drag the threshold lines of the quality figures. A line writes into its number field, which the page listens to: one truth, and the keyboard has it too.

const EVERY = 60; // ms between two numbers told to the server
const EDGE = 3; // units of the drawing: at its end a line is no threshold

document.addEventListener('pointerdown', event => {
  const line = event.target.closest?.('[data-threshold]');
  if (!line || event.button !== 0) return;
  event.preventDefault();
  const field = document.getElementById(line.dataset.threshold);
  const isLeast = line.dataset.threshold.endsWith('least');
  let told = 0, waiting = null, text = field.value;

  const tell = () => {
    waiting = null;
    told = performance.now();
    field.value = text;
    field.dispatchEvent(new Event('change', { bubbles: true }));
  };
  const move = moved => {
    const { y, value } = under(line.ownerSVGElement, moved.clientY, isLeast);
    line.setAttribute('transform', `translate(0 ${y})`);
    text = value === null ? '' : String(value);
    waiting ??= setTimeout(tell, Math.max(0, told + EVERY - performance.now()));
  };
  const end = () => {
    window.removeEventListener('pointermove', move);
    if (waiting !== null) { clearTimeout(waiting); tell(); }
  };
  window.addEventListener('pointermove', move);
  window.addEventListener('pointerup', end, { once: true });
  window.addEventListener('pointercancel', end, { once: true });
});

/** Place and value under a pointer; the value is null at the end of the axis where every cell is kept. */
function under(drawing, clientY, isLeast) {
  const foot = Number(drawing.dataset.foot), head = Number(drawing.dataset.head), end = Number(drawing.dataset.end);
  const { top, height } = drawing.getBoundingClientRect();
  const y = Math.min(foot, Math.max(head, (clientY - top) / height * drawing.viewBox.baseVal.height));
  if (isLeast ? foot - y < EDGE : y - head < EDGE) return { y: isLeast ? foot : head, value: null };
  const share = (foot - y) / (foot - head);
  const value = drawing.dataset.log ? (1 + end) ** share - 1 : share * end;
  return { y, value: round(value, drawing.dataset.log ? value / 50 : end / 400) };
}

/** To a number that a person would type: a multiple of 1, 2 or 5 times a power of ten near the step. */
function round(value, step) {
  if (step <= 0) return 0;
  const power = 10 ** Math.floor(Math.log10(step));
  const nice = power * [1, 2, 5, 10].find(factor => factor * power >= step * 0.999);
  return Number((Math.round(value / nice) * nice).toPrecision(12));
}
