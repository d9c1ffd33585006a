// Opens the app when there is no network. It keeps the page and the parts of the app that were fetched, never an answer of the API.
const CACHE = 'muster'
const MOST = 400
const page = '/'
const others = new Set(['/favicon.svg', '/colour-scheme.js', '/manifest.webmanifest'])

self.addEventListener('install', () => self.skipWaiting())
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()))
self.addEventListener('message', (event) => {
  const paths = event.data?.keep
  if (Array.isArray(paths)) event.waitUntil(keepAll([page, ...others, ...paths]))
})
self.addEventListener('fetch', (event) => {
  const { request } = event
  const { origin, pathname } = new URL(request.url)
  if (request.method !== 'GET' || origin !== location.origin) return
  if (request.mode === 'navigate') {
    if (!/^\/(api|docs|dev)(\/|$)/.test(pathname)) event.respondWith(pageOf(request))
  } else if (pathname.startsWith('/assets/') || others.has(pathname)) event.respondWith(partOf(request, pathname))
})

/** From the server, which may have a newer build; the one that was kept when it cannot be reached. */
async function pageOf(request) {
  try {
    const answer = await fetch(request)
    if (answer.ok && !answer.redirected && answer.headers.get('content-type')?.startsWith('text/html')) await put(page, answer.clone())
    return answer
  } catch (error) {
    const kept = await (await caches.open(CACHE)).match(page)
    if (kept) return kept
    throw error
  }
}

/** Parts carry their content in their name, so what is kept under one is right; the others are asked for first. */
async function partOf(request, pathname) {
  const cache = await caches.open(CACHE)
  const kept = await cache.match(pathname)
  if (kept && !others.has(pathname)) return kept
  try {
    const answer = await fetch(request)
    if (answer.ok) await put(pathname, answer.clone())
    return answer
  } catch (error) {
    if (kept) return kept
    throw error
  }
}

async function keepAll(paths) {
  const cache = await caches.open(CACHE)
  const missing = []
  for (const path of paths) if (!(await cache.match(path))) missing.push(path)
  await Promise.all(missing.map(async (path) => {
    const answer = await fetch(path).catch(() => null)
    if (answer?.ok) await put(path, answer)
  }))
}

/** The parts of older builds are the first to go. */
async function put(path, answer) {
  const cache = await caches.open(CACHE)
  await cache.put(path, answer)
  const kept = await cache.keys()
  const old = kept.filter(({ url }) => new URL(url).pathname.startsWith('/assets/'))
  for (const request of old.slice(0, Math.max(0, kept.length - MOST))) await cache.delete(request)
}
