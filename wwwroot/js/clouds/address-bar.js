// The state of a page in its address, so that a view can be sent to a colleague and survives a reload.

export class AddressBar {
  #timer = 0;

  /** @param read gives the present state by the names in the address; null leaves a name out, a list repeats it */
  constructor(read) {
    this.read = read;
    this.place = location.pathname;
  }

  /** At most about once a second: browsers refuse more. */
  touch() {
    this.#timer ||= setTimeout(() => this.write(), 700);
  }

  write() {
    clearTimeout(this.#timer);
    this.#timer = 0;
    // A page that was left while its numbers came must not write into the address of the next one.
    if (location.pathname !== this.place) return;
    const query = new URLSearchParams(location.search);
    for (const [name, value] of Object.entries(this.read())) {
      query.delete(name);
      for (const one of [value].flat()) if (one !== null) query.append(name, one);
    }
    const rest = query.toString();
    const address = `${location.pathname}${rest ? `?${rest}` : ''}${location.hash}`;
    if (address !== location.pathname + location.search + location.hash) history.replaceState(history.state, '', address);
  }

  dispose() {
    clearTimeout(this.#timer);
  }
}

/** Puts the address on the clipboard and tells the page whether the browser allowed it. */
export async function copyLink(bar, page) {
  bar.write();
  try {
    await navigator.clipboard.writeText(location.href);
    await page?.invokeMethodAsync('LinkCopied', true);
  } catch {
    await page?.invokeMethodAsync('LinkCopied', false);
  }
}
