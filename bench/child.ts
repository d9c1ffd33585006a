import { fork } from 'node:child_process'
import { once } from 'node:events'

type Order = { do: 'cpu' | 'startProfile' | 'stopProfile' | 'close'; file?: string }
type Acts = { close(): Promise<unknown>; startProfile?(): Promise<void>; stopProfile?(file: string): Promise<void> }

export type Server = {
  readonly url: string
  /** CPU used so far by the server's process, in microseconds. */
  cpu(): Promise<number>
  startProfile(): Promise<unknown>
  stopProfile(file: string): Promise<unknown>
  close(): Promise<void>
}

/** Starts a server in a process of its own; what it logs goes to the file descriptor `log`. */
export async function startServer(program: string, environment: Record<string, string>, log: number): Promise<Server> {
  const child = fork(program, { env: { ...process.env, ...environment }, stdio: ['ignore', log, 'inherit', 'ipc'] })
  const ended = once(child, 'exit')
  const answer = async () => {
    const first: unknown = await Promise.race([once(child, 'message').then(([message]) => message as unknown), ended.then(() => undefined)])
    if (first === undefined) throw new Error(`${program} ended with ${child.exitCode ?? child.signalCode}`)
    return first
  }
  const order = (message: Order) => {
    child.send(message)
    return answer()
  }
  return {
    url: (await answer()) as string,
    cpu: async () => Number(await order({ do: 'cpu' })),
    startProfile: () => order({ do: 'startProfile' }),
    stopProfile: (file) => order({ do: 'stopProfile', file }),
    async close() {
      if (child.connected) child.send({ do: 'close' })
      await ended
    },
  }
}

/** The child's side: says where it listens, then does what it is told. */
export function serveParent(url: string, acts: Acts) {
  process.on('message', (message: Order) => void obey(message))
  process.on('disconnect', () => process.exit())
  process.send!(url)

  async function obey({ do: act, file = '' }: Order) {
    if (act === 'cpu') {
      const { user, system } = process.cpuUsage()
      process.send!(user + system)
      return
    }
    await (act === 'stopProfile' ? acts.stopProfile?.(file) : acts[act]?.())
    if (act === 'close') process.exit()
    process.send!('done')
  }
}
