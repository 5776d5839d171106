// Passkeys: the browser asks the person, and the form carries the answer to the site.
const ask = {
  creation: options => navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) }),
  request: options => navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) }),
};

const words = {
  NotAllowedError: 'Nothing was chosen, or it took too long. Try again.',
  InvalidStateError: 'This device has a passkey for you already.',
  SecurityError: 'Passkeys work under the name of this site only, and by https.',
};

async function submit(form) {
  const kind = form.dataset.passkey;
  const said = form.querySelector('[data-passkey-said]');
  if (typeof PublicKeyCredential === 'undefined' || !PublicKeyCredential.parseCreationOptionsFromJSON) {
    said.textContent = 'This browser knows no passkeys. Use your password.';
    return;
  }
  const button = form.querySelector('button');
  button.disabled = true;
  said.textContent = 'Your browser asks you now.';
  try {
    const body = new FormData();
    body.set('__RequestVerificationToken', form.elements.__RequestVerificationToken.value);
    const answer = await fetch(`/account/passkeys/${kind}-options`, { method: 'POST', body });
    if (!answer.ok) throw new Error(`${answer.status}`);
    const credential = await ask[kind](await answer.json());
    form.querySelector('input[name$=".Credential"]').value = JSON.stringify(credential);
    form.submit(); // not through this listener again
  } catch (failure) {
    said.textContent = words[failure.name] ?? 'The site did not answer as expected. Load the page again.';
    button.disabled = false;
  }
}

for (const form of document.querySelectorAll('form[data-passkey]')) {
  form.addEventListener('submit', event => {
    event.preventDefault();
    submit(form);
  });
}
