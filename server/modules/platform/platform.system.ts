import { randomInt } from 'node:crypto'
import { sql } from 'kysely'
import type { Kysely } from 'kysely'
import type { RequestMeta } from '../../core/context.ts'
import type { Body, Query } from '../../core/contract.ts'
import type { DB } from '../../core/db.ts'
import type { Deps } from '../../core/deps.ts'
import { fail, Problem } from '../../core/errors.ts'
import { newId } from '../../core/ids.ts'
import type { Operator } from '../../core/operators.ts'
import { wordsIn } from '../../core/paging.ts'
import { provedForMs } from '../../core/step-up.ts'
import { asSystem } from '../../core/system-door.ts'
import { hashSecret, newSecret } from '../../core/tokens.ts'
import { matchingStep } from '../../core/totp.ts'
import { countTry, forgetTries, isPassword, plainCode, tryKey } from '../auth/index.ts'
import * as contract from './platform.contract.ts'

const sessionHours = 8
const codeCount = 10

const ownerOf = (operatorId: string) => `operator ${operatorId}`
const later = (now: Date, ms: number) => new Date(now.getTime() + ms).toISOString()

type Account = { id: string; email: string; name: string; passwordHash: string; totpSealed: Buffer | null; totpConfirmedAt: string | null }

/** Signs an operator in. Password and code are checked and counted together; the same work is done for addresses nobody has. */
export async function operatorLogin(deps: Deps, { email, password, code }: Body<typeof contract.operatorLogin>, meta: RequestMeta) {
  const address = email.toLowerCase()
  const key = tryKey(address, 'platform')
  const waitSeconds = await countTry(deps.system, key, deps.clock())
  if (waitSeconds > 0) throw fail.tooMany('SIGN_IN_DELAYED', 'Too many failed sign-ins; wait a moment and try again.', waitSeconds)
  const account = await asSystem(deps.system, (db) => findAccount(db, address))
  const wrong = fail.unauthenticated('SIGN_IN_FAILED', 'Email, password or code is wrong.')
  if (!(await isPassword(password, account?.passwordHash ?? null)) || !account) {
    if (account) await asSystem(deps.system, (db) => record(db, deps, account, 'sign-in-failed', meta))
    throw wrong
  }
  if (account.totpConfirmedAt !== null && code === undefined) {
    // The password was right, the try stays counted: only a code takes it back.
    throw new Problem(401, 'SECOND_FACTOR_NEEDED', 'Now your second factor: a code.', { methods: ['totp', 'recovery-code'] })
  }
  const now = deps.clock()
  const token = `mso_${newSecret()}`
  const expiresAt = later(now, sessionHours * 3_600_000)
  const isIn = await asSystem(deps.system, async (db) => {
    if (account.totpConfirmedAt !== null && !(await spendCode(db, deps, account, code!))) return false
    const at = now.toISOString()
    await db
      .insertInto('operatorSession')
      .values({
        id: newId(),
        operatorId: account.id,
        tokenHash: hashSecret(token),
        createdAt: at,
        lastUsedAt: at,
        provedAt: at,
        expiresAt,
        userAgent: meta.userAgent,
        address: meta.address,
      })
      .execute()
    await record(db, deps, account, 'signed-in', meta)
    return true
  })
  if (!isIn) {
    await asSystem(deps.system, (db) => record(db, deps, account, 'sign-in-failed', meta))
    throw wrong
  }
  await forgetTries(deps.system, key)
  const { id, name } = account
  return { operator: { id, email: account.email, name, hasSecondFactor: account.totpConfirmedAt !== null }, token, expiresAt }
}

function findAccount(db: Kysely<DB>, email: string) {
  return db
    .selectFrom('operator')
    .select(['id', 'email', 'name', 'passwordHash', 'totpSealed', 'totpConfirmedAt'])
    .where('email', '=', email)
    .where('archivedAt', 'is', null)
    .executeTakeFirst()
}

/** Whether a code is right, and uses it up: each works once, also for two who send it at the same moment. */
async function spendCode(db: Kysely<DB>, deps: Deps, { id, totpSealed }: Pick<Account, 'id' | 'totpSealed'>, code: string) {
  const plain = plainCode(code)
  if (!/^\d{6}$/.test(plain)) {
    const used = await db
      .updateTable('operatorRecoveryCode')
      .set({ usedAt: deps.clock().toISOString() })
      .where('operatorId', '=', id)
      .where('codeHash', '=', deps.vault.digest(plain, ownerOf(id)))
      .where('usedAt', 'is', null)
      .executeTakeFirst()
    return used.numUpdatedRows === 1n
  }
  const step = totpSealed ? matchingStep(deps.vault.open(totpSealed, ownerOf(id)), plain, deps.clock().toISOString()) : undefined
  return step !== undefined && spendStep(db, id, step)
}

async function spendStep(db: Kysely<DB>, operatorId: string, step: number) {
  const spent = await db
    .updateTable('operator')
    .set({ totpLastStep: step })
    .where('id', '=', operatorId)
    .where('totpLastStep', '<', step)
    .executeTakeFirst()
  return spent.numUpdatedRows === 1n
}

export async function operatorLogout(deps: Deps, operator: Operator, meta: RequestMeta) {
  await asSystem(deps.system, async (db) => {
    await db.updateTable('operatorSession').set({ endedAt: deps.clock().toISOString() }).where('id', '=', operator.sessionId).execute()
    await record(db, deps, { id: operator.operatorId, name: operator.name }, 'signed-out', meta)
  })
  return {}
}

/** Keeps a new secret until its first code comes; one that is on is not replaced. */
export async function beginTotp(deps: Deps, { operatorId }: Operator, secret: Uint8Array) {
  const begun = await asSystem(deps.system, (db) =>
    db
      .updateTable('operator')
      .set({ totpSealed: deps.vault.seal(secret, ownerOf(operatorId)), totpBegunAt: deps.clock().toISOString(), totpLastStep: 0 })
      .where('id', '=', operatorId)
      .where('totpConfirmedAt', 'is', null)
      .executeTakeFirst(),
  )
  if (begun.numUpdatedRows === 0n) throw fail.conflict('TOTP_ON', 'You have an authenticator app already.')
}

const letters = 'abcdefghjkmnpqrstuvwxyz23456789'

export async function confirmTotp(deps: Deps, { operatorId, name }: Operator, code: string, withinMs: number, meta: RequestMeta) {
  return asSystem(deps.system, async (db) => {
    const row = await db
      .selectFrom('operator')
      .select(['totpSealed', 'totpBegunAt'])
      .where('id', '=', operatorId)
      .where('totpConfirmedAt', 'is', null)
      .forUpdate()
      .executeTakeFirst()
    const now = deps.clock()
    if (!row?.totpSealed || now.getTime() - Date.parse(row.totpBegunAt!) >= withinMs)
      throw fail.conflict('TOTP_NOT_BEGUN', 'There is nothing to confirm, or it took too long; begin again.')
    const step = matchingStep(deps.vault.open(row.totpSealed, ownerOf(operatorId)), plainCode(code), now.toISOString())
    if (step === undefined)
      throw fail.unprocessable('CODE_WRONG', 'This code is not right; check the clock of your telephone and take the next one.')
    await db.updateTable('operator').set({ totpConfirmedAt: now.toISOString(), totpLastStep: step }).where('id', '=', operatorId).execute()
    const codes = Array.from({ length: codeCount }, () => Array.from({ length: 10 }, () => letters[randomInt(letters.length)]).join(''))
    await db.deleteFrom('operatorRecoveryCode').where('operatorId', '=', operatorId).execute()
    await db
      .insertInto('operatorRecoveryCode')
      .values(codes.map((one) => ({ operatorId, codeHash: deps.vault.digest(one, ownerOf(operatorId)) })))
      .execute()
    await record(db, deps, { id: operatorId, name }, 'totp-on', meta)
    return codes.map((one) => `${one.slice(0, 5)}-${one.slice(5)}`)
  })
}

/** Proves once more which operator this is; failures are counted with those of signing in. */
export async function operatorStepUp(deps: Deps, operator: Operator, code: string) {
  const key = tryKey(operator.email, 'platform')
  const now = deps.clock()
  const waitSeconds = await countTry(deps.system, key, now)
  if (waitSeconds > 0) throw fail.tooMany('SIGN_IN_DELAYED', 'Too many failed sign-ins; wait a moment and try again.', waitSeconds)
  const proved = await asSystem(deps.system, async (db) => {
    const { totpSealed } = await db
      .selectFrom('operator')
      .select('totpSealed')
      .where('id', '=', operator.operatorId)
      .executeTakeFirstOrThrow()
    if (!(await spendCode(db, deps, { id: operator.operatorId, totpSealed }, code))) return false
    await db.updateTable('operatorSession').set({ provedAt: now.toISOString() }).where('id', '=', operator.sessionId).execute()
    return true
  })
  if (!proved) throw fail.unprocessable('PROOF_WRONG', 'This is not right; nothing was done.')
  await forgetTries(deps.system, key)
  return { provedUntil: later(now, provedForMs) }
}

export async function findCompanies(deps: Deps, q: string) {
  const companies = await asSystem(deps.system, (db) =>
    db
      .selectFrom('company')
      .select(['id', 'name', 'subdomain', 'domain', 'status'])
      .where(wordsIn(q, 'name', 'subdomain', 'domain'))
      .orderBy('name')
      .orderBy('id')
      .limit(20)
      .execute(),
  )
  return { companies: companies as (Omit<(typeof companies)[number], 'status'> & { status: 'active' })[] }
}

/** One line of the operators' own audit; nothing changes or removes it. */
export async function record(
  db: Kysely<DB>,
  deps: Deps,
  operator: { id: string; name: string },
  kind: string,
  meta: RequestMeta,
  about: { companyId?: string; data?: object } = {},
) {
  await db
    .insertInto('operatorEvent')
    .values({
      id: newId(),
      at: deps.clock().toISOString(),
      operatorId: operator.id,
      operatorName: operator.name,
      kind,
      aboutCompany: about.companyId ?? null,
      address: meta.address,
      requestId: meta.id,
      data: sql`${JSON.stringify(about.data ?? {})}::jsonb`,
    })
    .execute()
}

export async function listOperatorEvents(deps: Deps, { cursor, limit = 20 }: Query<typeof contract.listOperatorEvents>) {
  const before = cursor === undefined ? undefined : Buffer.from(cursor, 'base64url').toString()
  if (before !== undefined && !/^[0-9a-f-]{36}$/.test(before)) throw fail.invalid('CURSOR_INVALID', 'This cursor is not one of ours.')
  const rows = await asSystem(deps.system, (db) => {
    let query = db.selectFrom('operatorEvent').selectAll()
    if (before) query = query.where('id', '<', before)
    return query
      .orderBy('id', 'desc')
      .limit(limit + 1)
      .execute()
  })
  const shown = rows.slice(0, limit)
  const last = rows.length > limit ? shown.at(-1)! : undefined
  return {
    events: shown.map(({ id, at, operatorName, kind, aboutCompany, address, data }) => ({
      id,
      at,
      operatorName,
      kind,
      companyId: aboutCompany,
      address,
      data: data as Readonly<Record<string, unknown>>,
    })),
    nextCursor: last ? Buffer.from(last.id).toString('base64url') : null,
  }
}
