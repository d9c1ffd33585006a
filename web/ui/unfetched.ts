const UNFETCHED = 'UNFETCHED'
const RELOADED = 'muster.reloaded'

/**
 * Marks the error of a part of the app that could not be fetched. Left as it is, the router reloads the page at once, and
 * while the server cannot be reached that ends on the browser's own error page.
 */
export function markUnfetched() {
  window.addEventListener('vite:preloadError', (event) => {
    if ('payload' in event && event.payload instanceof Error) event.payload.message = UNFETCHED
  })
}

export function isUnfetched(error: unknown) {
  return error instanceof Error && error.message === UNFETCHED
}

/** Reloads when the server answers: the part is then of an older build, and the page must be of the new one. */
export async function reloadWhenReachable() {
  const answer = await fetch('/', { method: 'HEAD', cache: 'no-store' }).catch(() => null)
  if (answer?.ok) location.reload()
}

/** The same without being asked, once a minute at most, so that a part that is really missing does not reload for ever. */
export function reloadForNewBuild() {
  const last = Number(sessionStorage.getItem(RELOADED) ?? 0)
  if (Date.now() - last < 60_000) return
  sessionStorage.setItem(RELOADED, String(Date.now()))
  void reloadWhenReachable()
}
