import { EventEmitter } from 'node:events'
import type { WorkerEvents } from 'graphile-worker'
import type pg from 'pg'
import type { Logger } from 'pino'

/** Keeps our advisory locks apart from whatever else takes one. */
const space = 0x6d75_7374
const everyMs = 15_000

export type JobGuard = {
  /** To be given to the runner, which tells here of each pool of workers it makes. */
  readonly events: WorkerEvents
  /** Frees the jobs of pools that are gone; tells how many those were. */
  freeDead(): Promise<number>
  stop(): void
}

/**
 * What `kill -9` leaves behind: a job stays locked by the pool of workers it ran in, and graphile-worker gives it up only after four
 * hours. So each pool holds an advisory lock that PostgreSQL takes back with the process, and every 15 s the jobs of pools whose
 * lock is free are freed. A job that was begun a few seconds ago is left alone: its pool may not have its lock yet.
 */
export function guardJobs(pool: pg.Pool, log: Logger): JobGuard {
  const events = new EventEmitter() as WorkerEvents
  const mine = new Set<string>()
  let held: { client: pg.PoolClient; ids: Set<string> } | undefined
  let isStopped = false
  events.on('pool:create', ({ workerPool }) => {
    mine.add(workerPool.id)
    void freeDead().catch(complain)
  })

  let last: Promise<unknown> = Promise.resolve()
  /** One act after the other: all of them share one connection. */
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const next = last.then(work)
    last = next.catch(() => undefined)
    return next
  }

  /** The connection that holds the locks of our pools; a new one where the last was lost. */
  async function hold(): Promise<pg.PoolClient> {
    if (!held) {
      const client = await pool.connect()
      // Given back at once: the pool's end would wait for it.
      if (isStopped) client.release(true)
      if (isStopped) throw new Error('The guard of jobs has stopped')
      const taken = { client, ids: new Set<string>() }
      held = taken
      // It may be told of more than one error, and of some after it was given back.
      client.on('error', (error: Error) => {
        if (held !== taken) return
        held = undefined
        client.release(error)
      })
    }
    const { client, ids } = held
    for (const id of mine) {
      if (ids.has(id)) continue
      ids.add(id)
      await client.query('select pg_advisory_lock($1, hashtext($2))', [space, id])
    }
    return client
  }

  const freeDead = () => inTurn(freeNow)

  async function freeNow(): Promise<number> {
    const client = await hold()
    const { rows } = await client.query<{ id: string }>(
      `select distinct locked_by as id from (
         select locked_by, locked_at from graphile_worker._private_jobs union all select locked_by, locked_at from graphile_worker._private_job_queues
       ) as l where locked_by is not null and locked_at < now() - interval '5 seconds'`,
    )
    let count = 0
    for (const { id } of rows) {
      if (mine.has(id)) continue
      const { rows: tried } = await client.query<{ free: boolean }>('select pg_try_advisory_lock($1, hashtext($2)) as free', [space, id])
      if (!tried[0]!.free) continue
      await client.query('select graphile_worker.force_unlock_workers(array[$1])', [id])
      await client.query('select pg_advisory_unlock($1, hashtext($2))', [space, id])
      count += 1
      log.warn({ pool: id }, 'the jobs of workers that are gone are free again')
    }
    return count
  }

  const complain = (error: unknown) => {
    if (!isStopped) log.error({ err: error }, 'the jobs of workers that are gone could not be looked for')
  }
  const timer = setInterval(() => void freeDead().catch(complain), everyMs).unref()
  return {
    events,
    freeDead,
    stop() {
      isStopped = true
      clearInterval(timer)
      const client = held?.client
      held = undefined
      client?.release(true)
    },
  }
}
