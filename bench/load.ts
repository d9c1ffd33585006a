import autocannon from 'autocannon'
import type { Client, Request } from 'autocannon'

export type Measure = { readonly perSecond: number; readonly p50: number; readonly p99: number; readonly count: number }
export type { Request }

/**
 * Requests as fast as they are answered: one connection per list, which it sends in a circle, one at a time.
 * Throws when anything but a 2xx came back: a server that refuses is fast.
 */
export async function load(url: string, lists: readonly Request[][], seconds: number): Promise<Measure> {
  const waiting = [...lists]
  const times: number[] = []
  const startedMs = performance.now()
  let endedMs = startedMs
  const setupClient = (client: Client) => client.setRequests(waiting.pop()!)
  const running = autocannon({ url, connections: lists.length, duration: seconds, sampleInt: 100, setupClient })
  running.on('response', (_client, _status, _bytes, ms) => {
    times.push(ms)
    endedMs = performance.now()
  })
  const { errors, timeouts, non2xx, statusCodeStats } = await running
  if (errors + timeouts + non2xx > 0)
    throw new Error(`${url}: ${errors} errors, ${timeouts} timeouts, answers ${JSON.stringify(statusCodeStats)}`)
  // What the closed connections had asked for is still being worked on.
  await new Promise((done) => setTimeout(done, 300))
  const sorted = Float64Array.from(times).sort()
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN
  return { perSecond: (times.length / (endedMs - startedMs)) * 1000, p50: at(0.5), p99: at(0.99), count: times.length }
}

/** Sends one request and hands back what came, for looking at rather than measuring. */
export async function ask(url: string, { method, path, headers, body }: Request) {
  const answer = await fetch(url + path, { method, headers, ...(body !== undefined && { body }) })
  const text = await answer.text()
  if (!answer.ok) throw new Error(`${method} ${url}${path}: ${answer.status} ${text}`)
  return JSON.parse(text) as unknown
}

/** Asks everything in the lists once, so that what a server keeps between requests is there. */
export async function askAll(url: string, lists: readonly Request[][]) {
  await Promise.all(
    lists.map(async (list) => {
      for (const request of list) await ask(url, request)
    }),
  )
}
