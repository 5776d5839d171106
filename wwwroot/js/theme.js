// Light or dark before the first paint, hence a plain script in the head and no module. The system decides until the person chooses.
(() => {
  const key = 'celldynamics-theme';
  const system = matchMedia('(prefers-color-scheme: dark)');
  const listeners = new Set();

  function chosen() {
    try {
      return localStorage.getItem(key);
    } catch {
      return null; // storage is blocked: the system decides
    }
  }

  const isDark = () => (chosen() ?? (system.matches ? 'dark' : 'light')) === 'dark';

  function apply() {
    document.documentElement.dataset.theme = isDark() ? 'dark' : 'light';
    for (const listener of listeners) listener.invokeMethodAsync('SetDark', isDark()).catch(() => listeners.delete(listener));
  }

  window.cellDynamicsTheme = {
    watch(listener) {
      listeners.add(listener);
      return isDark();
    },
    forget(listener) {
      listeners.delete(listener);
    },
    choose(theme) {
      try {
        localStorage.setItem(key, theme);
      } catch {
        document.documentElement.dataset.theme = theme;
      }
      apply();
    },
  };

  system.addEventListener('change', apply);
  addEventListener('storage', event => event.key === key && apply());
  apply();
})();
