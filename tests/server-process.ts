import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'

export type ServerProcess = { readonly url: string; readonly process: ChildProcess; readonly ended: Promise<number | null> }
export type Call = <D>(method: string, path: string, body?: object) => Promise<{ status: number; data: D }>

/** The product as a process of its own, in a data directory of its own; with its own PostgreSQL unless `settings` names a database. */
export async function startServer(dir: string, settings: Readonly<Record<string, string>> = {}): Promise<ServerProcess> {
  const child = spawn(process.execPath, ['server/main.ts'], {
    env: {
      ...process.env,
      DATABASE_URL: '',
      MUSTER_DATA_DIR: dir,
      PORT: '0',
      DEMO: 'false',
      LOG_LEVEL: 'warn',
      RATE_LIMIT_PER_MINUTE: '0',
      RATE_LIMIT_PUBLIC_PER_MINUTE: '0',
      // How busy the machine of a test is says nothing about the server.
      MAX_EVENT_LOOP_DELAY_MS: '0',
      ...settings,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const ended = once(child, 'exit').then(([code]) => code as number | null)
  let output = ''
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()))
  return new Promise((resolve, reject) => {
    void ended.then((code) => reject(new Error(`The server ended with ${code}: ${output}`)))
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString()
      const address = /Muster is ready: (\S+)/.exec(output)?.[1]
      if (address) resolve({ url: `${address}/api/v1`, process: child, ended })
    })
  })
}

/** Calls a server over a connection of its own, by its API. */
export function callerOf(url: string, token: string): Call {
  return async <D>(method: string, path: string, body?: object) => {
    const response = await fetch(`${url}/${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, ...(body && { 'content-type': 'application/json' }) },
      ...(body && { body: JSON.stringify(body) }),
    })
    const { data } = (await response.json()) as { data: D }
    return { status: response.status, data }
  }
}
