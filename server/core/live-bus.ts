import pg from 'pg'
import type { Redis } from 'ioredis'
import type { Logger } from 'pino'
import { asRole } from './migrate.ts'

/** Carries short texts to every server of the installation, this one included. What is lost is lost. */
export type LiveBus = {
  /** Begins to hear, which it does once this is fulfilled; several times is as once. */
  listen(hear: (text: string) => void): Promise<unknown>
  publish(text: string): Promise<unknown>
  close(): Promise<void>
}

const channel = 'muster_live'
const pauseMs = 2_000

/** Over PostgreSQL: one connection listens, another says. */
export function postgresBus(url: string, pool: pg.Pool, log: Logger): LiveBus {
  let client: pg.Client | undefined
  let isClosed = false
  let listening: Promise<unknown> | undefined
  let retry: NodeJS.Timeout | undefined
  return {
    listen: (hear) => (listening ??= connect(hear)),
    publish: (text) => pool.query('select pg_notify($1, $2)', [channel, text]),
    async close() {
      isClosed = true
      clearTimeout(retry)
      await client?.end().catch(() => undefined)
    },
  }

  function connect(hear: (text: string) => void) {
    const fresh = new pg.Client({ connectionString: asRole(url, 'muster_app'), application_name: channel, keepAlive: true })
    client = fresh
    let isOver = false
    const again = (cause?: Error) => {
      if (isOver || isClosed) return
      isOver = true
      log.warn({ err: cause?.message }, 'live updates of other servers are not heard; trying again')
      void fresh.end().catch(() => undefined)
      retry = setTimeout(() => void connect(hear), pauseMs)
    }
    fresh.on('error', again)
    fresh.on('end', () => again())
    fresh.on('notification', ({ payload }) => hear(payload ?? ''))
    return fresh
      .connect()
      .then(() => fresh.query(`listen ${channel}`))
      .catch(again)
  }
}

/** Over Redis; a connection that listens can do nothing else. */
export function redisBus(redis: Redis, log: Logger): LiveBus {
  let listener: Redis | undefined
  let listening: Promise<unknown> | undefined
  return {
    listen(hear) {
      if (listening) return listening
      listener = redis.duplicate({ enableOfflineQueue: true, maxRetriesPerRequest: null })
      listener.on('error', (error: Error) => log.debug({ err: error.message }, 'live updates of other servers are not heard'))
      listener.on('message', (_, text: string) => hear(text))
      return (listening = listener.subscribe(channel).catch(() => undefined))
    },
    publish: (text) => redis.publish(channel, text),
    close() {
      listener?.disconnect()
      return Promise.resolve()
    },
  }
}
