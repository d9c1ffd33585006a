import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { delimiter, join } from 'node:path'
import { aptInstall, canAptInstall } from './apt.ts'

/** The path of a Redis server for tests; installed by apt as root on Debian when there is none. */
export function ensureRedis(): string {
  const found = findRedis()
  if (found) return found
  if (!canAptInstall()) throw new Error('No redis-server was found; install Redis, such as the Debian package redis-server.')
  aptInstall('redis-server')
  const installed = findRedis()
  if (!installed) throw new Error('The Debian package redis-server was installed, but brought no redis-server.')
  return installed
}

function findRedis() {
  return (process.env.PATH ?? '')
    .split(delimiter)
    .map((dir) => join(dir, 'redis-server'))
    .find((path) => existsSync(path))
}

type TestRedis = { readonly url: string; stop(): Promise<void>; start(): Promise<void> }

/** Starts an empty Redis on 127.0.0.1 that keeps nothing; it can be stopped and started again on the same port. */
export async function startRedis(): Promise<TestRedis> {
  const program = ensureRedis()
  const port = await freePort()
  const run = async () => {
    const child = spawn(program, ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const ended = once(child, 'exit')
    let said = ''
    for await (const chunk of child.stdout.iterator({ destroyOnReturn: false })) {
      said += String(chunk)
      if (said.includes('Ready to accept connections')) break
    }
    if (child.exitCode !== null) throw new Error(`redis-server ended:\n${said}`)
    child.stdout.resume()
    return async () => {
      child.kill('SIGTERM')
      await ended
    }
  }
  let stop: (() => Promise<void>) | undefined = await run()
  return {
    url: `redis://127.0.0.1:${port}`,
    async stop() {
      await stop?.()
      stop = undefined
    },
    async start() {
      stop ??= await run()
    },
  }
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}
