// Tells the site once a minute that its person is there, while keys or a pointer are used. Without that it locks after a while.
const between = 60_000;
let isUsed = true;

for (const kind of ['pointerdown', 'pointermove', 'keydown', 'wheel', 'touchstart']) addEventListener(kind, () => { isUsed = true; }, { passive: true });

setInterval(() => {
  if (!isUsed) return;
  isUsed = false;
  fetch('/account/here', { method: 'POST' }).catch(() => {}); // without a line there is nothing to keep open
}, between);
