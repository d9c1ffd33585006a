import assert from 'node:assert/strict'
import type { AddressInfo } from 'node:net'
import { io } from 'socket.io-client'
import type { Assembly } from '../server/assemble.ts'
import type { Ending } from './database.ts'

/** Opens a server of a test to the network of this machine. */
export async function open({ app, deps }: Assembly) {
  await app.fastify.listen({ port: 0, host: '127.0.0.1' })
  await deps.live.listen()
  return `http://127.0.0.1:${(app.fastify.server.address() as AddressInfo).port}`
}

/** A page that listens: what it heard, in order, and why it could not. */
export function listener(t: Ending, url: string, token: string | undefined, topics: unknown = ['presence']) {
  const socket = io(url, { path: '/realtime', transports: ['websocket'], reconnection: false, forceNew: true, auth: { token, topics } })
  const page = { heard: [] as string[], isOpen: false, refusal: '' }
  socket.on('connect', () => (page.isOpen = true))
  socket.on('disconnect', () => (page.isOpen = false))
  socket.on('connect_error', ({ message }) => (page.refusal = message))
  socket.on('full', () => (page.refusal = 'full'))
  socket.on('changed', (topic: string) => page.heard.push(topic))
  t.after(() => void socket.disconnect())
  return Object.assign(page, { socket })
}

export async function listening(t: Ending, url: string, token: string) {
  const page = listener(t, url, token)
  await until(() => page.isOpen || page.refusal !== '')
  assert.equal(page.refusal, '')
  return page
}

/** Waits for what comes by itself within a few seconds. */
export async function until(holds: () => boolean | Promise<boolean>) {
  for (const deadline = Date.now() + 15_000; !(await holds());) {
    if (Date.now() > deadline) throw new Error('It did not come within 15 s')
    await new Promise((done) => setTimeout(done, 20))
  }
}
