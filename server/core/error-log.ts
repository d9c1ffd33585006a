import type { Deps } from './deps.ts'
import { newId } from './ids.ts'
import { asSystem } from './system-door.ts'
import type { SystemPool } from './system-door.ts'

/** Where something went wrong on our side; never what was sent. */
export type ServerError = {
  readonly code: string
  readonly place: string
  readonly requestId: string | null
  readonly companyId: string | null
}
export type ErrorLog = {
  note(error: ServerError): void
  /** Writes what was noted up to now. */
  settle(): Promise<void>
  close(): Promise<void>
}

const writtenEveryMs = 5_000
/** More than this between two writes is a flood: the rest is in the log only. */
const mostNoted = 200
const keptDays = 30

/** Keeps what operators should see of failures. Nobody waits for it, and what cannot be written is in the log all the same. */
export function makeErrorLog(system: SystemPool, log: Deps['log'], clock: () => Date): ErrorLog {
  let noted: { id: string; at: string; code: string; place: string; requestId: string | null; aboutCompany: string | null }[] = []
  const timer = setInterval(() => void settle(), writtenEveryMs).unref()

  async function settle() {
    const errors = noted
    noted = []
    if (errors.length === 0) return
    const oldest = new Date(clock().getTime() - keptDays * 86_400_000).toISOString()
    await asSystem(system, async (db) => {
      await db.insertInto('serverError').values(errors).execute()
      await db.deleteFrom('serverError').where('at', '<', oldest).execute()
    }).catch((error: unknown) => log.warn({ err: error, errors: errors.length }, 'what went wrong could not be written for operators'))
  }

  return {
    note({ code, place, requestId, companyId }) {
      if (noted.length >= mostNoted) return
      noted.push({ id: newId(), at: clock().toISOString(), code, place, requestId, aboutCompany: companyId })
    },
    settle,
    async close() {
      clearInterval(timer)
      await settle()
    },
  }
}
