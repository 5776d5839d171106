// Moves the dialog that Blazor fills with the state of its connection.
const dialog = document.getElementById('components-reconnect-modal');

dialog.addEventListener('components-reconnect-state-changed', event => {
  const state = event.detail.state;
  dialog.dataset.state = state;
  if (state === 'show' && !dialog.open) dialog.showModal();
  else if (state === 'hide') dialog.close();
  else if (state === 'failed') document.addEventListener('visibilitychange', whenSeen);
  else if (state === 'rejected') location.reload();
});

dialog.querySelector('[data-do="reload"]').addEventListener('click', reconnect);
dialog.addEventListener('cancel', event => event.preventDefault());

async function reconnect() {
  document.removeEventListener('visibilitychange', whenSeen);
  dialog.dataset.state = 'show';
  try {
    const isBack = await Blazor.reconnect();
    if (!isBack) location.reload();
  } catch {
    dialog.dataset.state = 'failed';
    document.addEventListener('visibilitychange', whenSeen);
  }
}

function whenSeen() {
  if (document.visibilityState === 'visible') reconnect();
}
