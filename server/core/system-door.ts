import type { Kysely } from 'kysely'
import type pg from 'pg'
import { noGuard, statementsOn } from './db.ts'
import type { DB } from './db.ts'

/** Opaque outside this file: holding it opens nothing. Only the files that the lint rules name may import `asSystem`. */
export type SystemPool = { readonly pool: pg.Pool }

/**
 * One transaction across companies, as `muster_system`: finding the company of an email or a domain, opening a company,
 * changing its status, sealing the audit log. Rolled back when `work` throws.
 */
export async function asSystem<T>({ pool }: SystemPool, work: (db: Kysely<DB>) => Promise<T>): Promise<T> {
  const client = await pool.connect()
  const statements = statementsOn(client, noGuard)
  statements.run('begin').catch(() => undefined)
  try {
    const result = await work(statements.db)
    await statements.end('commit')
    client.release()
    return result
  } catch (error) {
    await statements.end('rollback').then(
      () => client.release(),
      (broken: Error) => client.release(broken),
    )
    throw error
  }
}
