import type { Deps } from './deps.ts'
import { fail, Problem } from './errors.ts'
import type { RouteConfig } from './contract.ts'
import { provedForMs } from './step-up.ts'
import { asSystem } from './system-door.ts'
import type { SystemPool } from './system-door.ts'
import { hashSecret } from './tokens.ts'

/** Who of the platform asks; belongs to no company. */
export type Operator = {
  readonly operatorId: string
  readonly sessionId: string
  readonly name: string
  readonly email: string
  readonly hasSecondFactor: boolean
  readonly provedAt: string
}

export const operatorCookie = 'muster_operator'
export const operatorToken = /^mso_[\w-]{43}$/
/** A session nobody used for this long is over. */
const idleMs = 30 * 60_000
/** How often it is written that a session is used. */
const writtenEveryMs = 60_000

/** Finds out which operator a token belongs to. Read anew for every request, so that what ended is over in the next one. */
export async function readOperator(system: SystemPool, token: string | undefined, now: Date): Promise<Operator> {
  if (!token || !operatorToken.test(token)) throw fail.unauthenticated()
  const operator = await asSystem(system, async (db) => {
    const found = await db
      .selectFrom('operatorSession as s')
      .innerJoin('operator as o', 'o.id', 's.operatorId')
      .select(['o.id as operatorId', 's.id as sessionId', 'o.name', 'o.email', 'o.totpConfirmedAt', 's.provedAt', 's.lastUsedAt'])
      .where('s.tokenHash', '=', hashSecret(token))
      .where('s.endedAt', 'is', null)
      .where('s.expiresAt', '>', now.toISOString())
      .where('s.lastUsedAt', '>', new Date(now.getTime() - idleMs).toISOString())
      .where('o.archivedAt', 'is', null)
      .executeTakeFirst()
    if (found && now.getTime() - Date.parse(found.lastUsedAt) > writtenEveryMs)
      await db.updateTable('operatorSession').set({ lastUsedAt: now.toISOString() }).where('id', '=', found.sessionId).execute()
    return found
  })
  if (!operator) throw fail.unauthenticated('SESSION_ENDED', 'Your session has ended. Sign in again.')
  const { totpConfirmedAt, lastUsedAt: _, ...rest } = operator
  return { ...rest, hasSecondFactor: totpConfirmedAt !== null }
}

/** Operators have a second factor, always: without one nothing opens but setting it up. */
export function admitOperator(operator: Operator, route: RouteConfig, now: ReturnType<Deps['clock']>): void {
  if (!operator.hasSecondFactor && !route.enrolment)
    throw fail.forbidden('SECOND_FACTOR_NEEDED', 'Operators need a second factor; set one up first.')
  if (route.stepUp && operator.hasSecondFactor && now.getTime() - Date.parse(operator.provedAt) >= provedForMs)
    throw new Problem(403, 'STEP_UP_NEEDED', 'Show once more that it is you, then this can be done.', { proofs: ['totp', 'recovery-code'] })
}
