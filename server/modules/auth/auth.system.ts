import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import { asSystem } from '../../core/system-door.ts'
import type { SystemPool } from '../../core/system-door.ts'
import { hashSecret, newSecret } from '../../core/tokens.ts'
import { signInDelaySeconds } from './auth.rules.ts'

const candidateLimit = 5

/** The open companies that know an email; more than a handful are not told apart by trying them all. */
export async function companiesOfEmail(system: SystemPool, email: string): Promise<string[]> {
  const rows = await asSystem(system, (db) =>
    db
      .selectFrom('userAccount')
      .select('companyId')
      .where('email', '=', email)
      .where('status', '=', 'active')
      .orderBy('companyId')
      .limit(candidateLimit)
      .execute(),
  )
  return rows.map(({ companyId }) => companyId)
}

/**
 * Counts a try to sign in before it is made, so that tries at the same moment cannot slip past the delay together.
 * @returns the seconds still to wait, 0 when the try may go on
 */
export async function countTry(system: SystemPool, key: string, now: Date): Promise<number> {
  return asSystem(system, async (db) => {
    // One statement, so that who forgets the failures at this moment cannot take the row away in between; it is locked from here.
    const row = await db
      .insertInto('signInFailure')
      .values({ key, failures: 0, lastAt: now.toISOString() })
      .onConflict((conflict) => conflict.column('key').doUpdateSet((eb) => ({ failures: eb.ref('signInFailure.failures') })))
      .returning(['failures', 'lastAt'])
      .executeTakeFirstOrThrow()
    const waitMs = Date.parse(row.lastAt) + signInDelaySeconds(row.failures) * 1000 - now.getTime()
    if (row.failures > 0 && waitMs > 0) return Math.ceil(waitMs / 1000)
    await db
      .updateTable('signInFailure')
      .set({ failures: row.failures + 1, lastAt: now.toISOString() })
      .where('key', '=', key)
      .execute()
    return 0
  })
}

/** Forgets the failures once the password was right. */
export async function forgetTries(system: SystemPool, key: string) {
  await asSystem(system, (db) => db.deleteFrom('signInFailure').where('key', '=', key).execute())
}

/** Takes back only the try that was right, and leaves the failures before it. */
export async function takeBackTry(system: SystemPool, key: string) {
  await asSystem(system, (db) =>
    db
      .updateTable('signInFailure')
      .set((eb) => ({ failures: eb('failures', '-', 1) }))
      .where('key', '=', key)
      .where('failures', '>', 0)
      .execute(),
  )
}

/**
 * What failures are counted under: the email, and the company it was tried at rather than how that was spelled, so that
 * another spelling of the same company is not another allowance.
 */
export const tryKey = (email: string, company: string) => createHash('sha256').update(`${company}\n${email}`).digest('base64url')

/** Enqueues the search for an account that forgot its password: the caller's answer takes the same time for every email. */
export async function enqueueForgotPassword(system: SystemPool, email: string, company: string | null) {
  await asSystem(system, (db) => sql`select enqueue_job('forgot-password', ${JSON.stringify({ email, company })}::json)`.execute(db))
}

/** Clears what has had its time: sessions past their last refresh token, used and expired tokens and links, old failures and keys. */
export async function sweep(system: SystemPool, now: Date) {
  const ago = (hours: number) => new Date(now.getTime() - hours * 3_600_000).toISOString()
  await asSystem(system, async (db) => {
    await sql`update session s set ended_at = ${now.toISOString()}, ended_reason = 'expired'
      where s.ended_at is null and not exists (select from refresh_token t
        where t.company_id = s.company_id and t.session_id = s.id and t.used_at is null and t.expires_at > ${now.toISOString()})`.execute(
      db,
    )
    await db
      .deleteFrom('refreshToken')
      .where('expiresAt', '<', ago(24 * 7))
      .execute()
    await db
      .deleteFrom('mailToken')
      .where('expiresAt', '<', ago(24 * 7))
      .execute()
    await db.deleteFrom('authChallenge').where('expiresAt', '<', ago(1)).execute()
    await db.deleteFrom('passkeyChallenge').where('expiresAt', '<', ago(1)).execute()
    await db.deleteFrom('signInFailure').where('lastAt', '<', ago(24)).execute()
    await db.deleteFrom('idempotencyKey').where('startedAt', '<', ago(24)).execute()
  })
}

const challengeMinutes = 5

/** Makes a challenge for a passkey of whoever it may be; a table of the platform, because no company is known yet. */
export async function keepPasskeyChallenge(system: SystemPool, now: Date): Promise<string> {
  const token = newSecret()
  const expiresAt = new Date(now.getTime() + challengeMinutes * 60_000).toISOString()
  await asSystem(system, (db) =>
    db
      .insertInto('passkeyChallenge')
      .values({ challengeHash: hashSecret(token), expiresAt })
      .execute(),
  )
  return token
}

/** Whether a challenge is still open; it can be taken once. */
export async function takePasskeyChallenge(system: SystemPool, token: string, now: Date): Promise<boolean> {
  const { numDeletedRows } = await asSystem(system, (db) =>
    db
      .deleteFrom('passkeyChallenge')
      .where('challengeHash', '=', hashSecret(token))
      .where('expiresAt', '>', now.toISOString())
      .executeTakeFirst(),
  )
  return numDeletedRows === 1n
}
