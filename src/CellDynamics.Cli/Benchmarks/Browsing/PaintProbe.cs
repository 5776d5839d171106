namespace CellDynamics.Cli.Benchmarks.Browsing;

/// <summary>Measures in the page itself from an input event to the frame that shows its effect.</summary>
internal static class PaintProbe
{
    /// <summary>Put into every page before its own scripts.</summary>
    /// <remarks><c>cdProbe.arm(kind, isThere)</c> waits for the next event of that kind, looks before every frame whether the effect is there, and when it is lets one more frame pass, since canvases
    /// draw in the frame after a change; the time is taken when that frame has been handed over for painting. <c>cdProbe.result</c> is the promise of the milliseconds since the event happened.
    /// <c>cdProbe.placeOf</c> waits, as a person does, until what is to be clicked stands still: right after a navigation the page is scrolled once more, and the click would meet another link.</remarks>
    public const string Script = """
        window.cdProbe = {
          result: null,
          arm(kind, isThere, patience) {
            this.result = new Promise((resolve, reject) => {
              addEventListener(kind, event => {
                const begun = event.timeStamp;
                const painted = () => requestAnimationFrame(() => {
                  const { port1, port2 } = new MessageChannel();
                  port1.onmessage = () => resolve(performance.now() - begun);
                  port2.postMessage(0);
                });
                const look = () => {
                  if (isThere()) painted();
                  else if (performance.now() - begun > patience) reject(new Error('no effect: ' + this.standing()));
                  else requestAnimationFrame(look);
                };
                requestAnimationFrame(look);
              }, { capture: true, once: true });
            });
            this.result.catch(() => {});
          },
          isQuiet() {
            return !document.querySelector('[aria-busy=true], [data-state=loading], [data-state=reading], .tj-bone');
          },
          standing() {
            const said = selector => document.querySelector(selector)?.textContent.trim().replace(/\s+/g, ' ').slice(0, 80);
            const state = document.querySelector('.tj-page')?.dataset.state;
            const waits = document.querySelector('[aria-busy=true], [data-state=loading], [data-state=reading], .tj-bone')?.className;
            const attribute = (selector, name) => document.querySelector(selector)?.getAttribute(name) ?? undefined;
            return JSON.stringify({
              explorer: state, waits, whole: this.isWhole(), alert: said('[role=alert]'), at: location.pathname, focus: document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.tagName, typed: document.activeElement?.value,
              slider: attribute('[data-part=range]', 'aria-valuetext'), figure: attribute('[data-panel=right] [data-part=figure]', 'aria-label'), drawn: attribute('[data-panel=right] [data-part=figure]', 'data-state'),
            });
          },
          isWhole() {
            const lost = document.querySelector('#components-reconnect-modal');
            const fault = document.querySelector('#blazor-error-ui');
            return !(lost?.open) && (!fault || getComputedStyle(fault).display === 'none');
          },
          async until(isThere, patience) {
            const begun = performance.now();
            while (!isThere()) {
              if (performance.now() - begun > patience) throw new Error('did not come about: ' + this.standing());
              await new Promise(resolve => setTimeout(resolve, 50));
            }
            return performance.now() - begun;
          },
          async placeOf(selector) {
            let before = null;
            for (let frame = 0; frame < 120; frame++) {
              const element = document.querySelector(selector);
              if (!element) return null;
              element.scrollIntoView({ block: 'center', behavior: 'instant' });
              const box = element.getBoundingClientRect();
              const place = { x: box.left + box.width / 2, y: box.top + box.height / 2 };
              if (before?.x === place.x && before.y === place.y && element.contains(document.elementFromPoint(place.x, place.y))) return place;
              before = place;
              await new Promise(resolve => requestAnimationFrame(resolve));
            }
            throw new Error('does not come to rest: ' + selector + ' ' + this.standing());
          },
        };
        """;
}
