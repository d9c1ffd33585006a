/** Lets the browser open the app without a network: `sw.js` keeps the page and the parts of it that were fetched. */
export function keepShell() {
  if (!import.meta.env.PROD || !('serviceWorker' in navigator)) return
  void navigator.serviceWorker
    .register('/sw.js')
    .then(() => navigator.serviceWorker.ready)
    .then(({ active }) => {
      // What this page fetched before there was a worker to see it.
      const names = performance.getEntriesByType('resource').map(({ name }) => new URL(name))
      const paths = names.filter(({ origin, pathname }) => origin === location.origin && pathname.startsWith('/assets/'))
      active?.postMessage({ keep: paths.map(({ pathname }) => pathname) })
    })
    // A browser that does not let us keeps nothing; the app works all the same.
    .catch(() => undefined)
}
