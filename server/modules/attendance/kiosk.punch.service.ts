import { constants, privateDecrypt, createPrivateKey } from 'node:crypto'
import { sql } from 'kysely'
import { admit, loadCompany } from '../../core/access.ts'
import { areaOf } from '../../core/catalogue.ts'
import type { Ctx, FullCtx } from '../../core/context.ts'
import type { Body, Data } from '../../core/contract.ts'
import { localDateOf } from '../../core/dates.ts'
import type { Deps } from '../../core/deps.ts'
import { fail, Problem } from '../../core/errors.ts'
import { isId } from '../../core/ids.ts'
import { hashSecret } from '../../core/tokens.ts'
import { isPassword } from '../auth/index.ts'
import { clockActs } from './attendance.contract.ts'
import type { ClockAct } from './attendance.rules.ts'
import { punchOf } from './clock.service.ts'
import { requireOpenMonth } from './closed-month.queries.ts'
import { holdPunches } from './day.service.ts'
import { refuseCode } from './kiosk-code.rules.ts'
import type { KioskCode } from './kiosk-code.rules.ts'
import { openCode, spendCode } from './kiosk-code.service.ts'
import * as contract from './kiosk.contract.ts'
import { delayAfter, isPlausible } from './kiosk.rules.ts'

type Outcome = Data<typeof contract.punchKiosk>['outcomes'][number]
type Press = { employeeId: string; act: ClockAct; at: string }
/** What was pressed, and by what somebody says who they are. */
type Sealed = { act: ClockAct; at: string } & ({ employeeId: string; pin: string } | { code: string })
/** Whoever pressed, and the code that is used up by it. */
type Proof = { press: Press; userId: string; code?: KioskCode }

/** More people than this are not shown on one tablet. */
const peopleLimit = 1_000
/** A tablet asks all day: when it was last used is written once an hour. */
const noteEveryMs = 3_600_000

/** What a tablet shows, and nothing of its people but their names. */
export async function openKiosk(deps: Deps, { token }: Body<typeof contract.openKiosk>): Promise<Data<typeof contract.openKiosk>> {
  return deps.door.enterAsSystem(companyOf(token), async (ctx) => {
    const kiosk = await useKiosk(ctx, token)
    const { name, branchName, companyName, publicKey } = kiosk
    const people = await peopleOf(ctx, kiosk)
      .select(['e.firstName', 'e.lastName'])
      .select(sql<boolean>`exists (select from kiosk_pin as p where p.company_id = ${ctx.companyId} and p.employee_id = e.id)`.as('hasPin'))
      .orderBy('e.firstName')
      .orderBy('e.lastName')
      .orderBy('e.id')
      .limit(peopleLimit)
      .execute()
    return { name, branchName, companyName, publicKey, now: ctx.now, people: people.map(({ userId: _, ...person }) => person) }
  })
}

/**
 * Takes what was pressed, in the order in which it was; each for itself, so that what is refused holds up nothing. The same
 * sent again is answered as taken: an entry of a person, kind and instant is there once.
 */
export async function takePunches(deps: Deps, { token, punches }: Body<typeof contract.punchKiosk>) {
  const companyId = companyOf(token)
  const kiosk = await deps.door.enterAsSystem(companyId, (ctx) => useKiosk(ctx, token))
  const key = createPrivateKey({ key: deps.vault.open(kiosk.sealedKey, `kiosk ${kiosk.id}`), format: 'der', type: 'pkcs8' })
  const opened = punches.map(({ id, sealed }) => ({ id, punch: unseal(sealed, key) }))
  const outcomes: Outcome[] = []
  for (const { id, punch } of opened.toSorted((a, b) => ((a.punch?.at ?? '') < (b.punch?.at ?? '') ? -1 : 1)))
    outcomes.push({ id, ...(punch ? await takeOne(deps, companyId, kiosk, punch) : unreadable) })
  return { outcomes }
}

type Answer = Omit<Outcome, 'id'>
const nothing = { code: null, message: null, retryAfterSeconds: null }
const taken: Answer = { outcome: 'taken', ...nothing }
const refusedAs = (code: string, message: string): Answer => ({ ...nothing, outcome: 'refused', code, message })
const unreadable = refusedAs('PUNCH_UNREADABLE', 'This was not sealed with the key of this tablet.')
const wrongPin: Answer = { ...nothing, outcome: 'wrong-pin', code: 'PIN_WRONG', message: 'The PIN is wrong.' }

async function takeOne(deps: Deps, companyId: string, kiosk: Found, punch: Sealed): Promise<Answer> {
  const proof = 'code' in punch ? await proveByCode(deps, companyId, kiosk, punch) : await proveByPin(deps, companyId, kiosk, punch)
  if ('outcome' in proof) return proof
  const { press, userId, code } = proof
  const { employeeId, act, at } = press
  try {
    await deps.door.enterAsUser(companyId, userId, async (ctx) => {
      if (!code) await forgetTries(ctx, employeeId)
      if (await isTaken(ctx, press)) return
      admit(ctx.actor, { access: 'attendance.clock', feature: 'attendance' }, true, areaOf('attendance', 'create'))
      // What waited on the tablet may be of a month that is closed by now.
      await holdPunches(ctx, [employeeId])
      if (code) {
        // The same sent twice at once: the second comes here once the first is there.
        if (await isTaken(ctx, press)) return
        await spendCode(ctx, code)
      }
      await requireOpenMonth(ctx, localDateOf(at, kiosk.timeZone))
      await punchOf(ctx, employeeId, act, { at, timeZone: kiosk.timeZone, source: 'kiosk' })
    })
    return taken
  } catch (error) {
    if (!(error instanceof Problem) || error.status >= 500) throw error
    return refusedAs(error.code, error.message)
  }
}

const codeFaults = {
  CODE_EXPIRED: 'This code is too old; show the next one.',
  PUNCH_TIME: 'This was not pressed while the code was shown; look at the clock of the tablet.',
} as const

/** A code has to arrive while it is good: unlike a PIN it cannot wait for a network. */
function proveByCode(deps: Deps, companyId: string, kiosk: Found, { code: text, act, at }: Extract<Sealed, { code: string }>) {
  const code = openCode(deps.vault, companyId, text)
  if (!code) return refusedAs('CODE_UNKNOWN', 'This is no code for clocking in this company.')
  const press = { employeeId: code.employeeId, act, at }
  return deps.door.enterAsSystem(companyId, async (ctx): Promise<Answer | Proof> => {
    if (await isTaken(ctx, press)) return taken
    const person = await peopleOf(ctx, kiosk).where('e.id', '=', code.employeeId).executeTakeFirst()
    if (!person?.userId) return refusedAs('CODE_PERSON', 'Whoever this code is of does not work at this branch today.')
    const fault = refuseCode(code, at, ctx.now)
    return fault ? refusedAs(fault, codeFaults[fault]) : { press, userId: person.userId, code }
  })
}

async function proveByPin(deps: Deps, companyId: string, kiosk: Found, punch: Extract<Sealed, { pin: string }>): Promise<Answer | Proof> {
  const { employeeId, act, at, pin } = punch
  const claim = await deps.door.enterAsSystem(companyId, (ctx) => claimTry(ctx, kiosk, punch))
  if ('outcome' in claim) return claim
  // Slow on purpose, so outside of any transaction.
  if (!(await isPassword(pepper(deps, employeeId, pin), claim.pinHash))) return wrongPin
  return { press: { employeeId, act, at }, userId: claim.userId }
}

/**
 * Counts a try before the PIN is looked at and takes it off the count when it was right, so that many tries at once are
 * counted like many after each other. While the delay runs nothing is looked at.
 */
async function claimTry(ctx: FullCtx, kiosk: Found, { employeeId, at }: Omit<Press, 'act'>) {
  if (!isPlausible(at, ctx.now))
    return refusedAs('PUNCH_TIME', 'A punch is at most 7 days old and 5 minutes ahead; look at the clock of the tablet.')
  const person = await peopleOf(ctx, kiosk).where('e.id', '=', employeeId).executeTakeFirst()
  const pin = await ctx.tx
    .selectFrom('kioskPin')
    .select(['pinHash', 'failures', 'blockedUntil'])
    .where('companyId', '=', ctx.companyId)
    .where('employeeId', '=', employeeId)
    .forUpdate()
    .executeTakeFirst()
  if (!person?.userId || !pin) return refusedAs('PIN_MISSING', 'Choose a PIN in Muster first, on the page of your time.')
  const waitMs = pin.blockedUntil ? Date.parse(pin.blockedUntil) - Date.parse(ctx.now) : 0
  if (waitMs > 0) {
    const message = 'Too many wrong PINs; wait a moment.'
    return { ...nothing, outcome: 'blocked', code: 'PIN_BLOCKED', message, retryAfterSeconds: Math.ceil(waitMs / 1000) } satisfies Answer
  }
  const failures = pin.failures + 1
  const delay = delayAfter(failures)
  const blockedUntil = delay > 0 ? new Date(Date.parse(ctx.now) + delay * 1000).toISOString() : null
  await ctx.tx
    .updateTable('kioskPin')
    .set({ failures, blockedUntil })
    .where('companyId', '=', ctx.companyId)
    .where('employeeId', '=', employeeId)
    .execute()
  if (pin.failures > 1)
    await ctx.emit(contract.pinBlocked, {
      subject: { type: 'employee', id: employeeId },
      data: { name: kiosk.name, failures: pin.failures },
    })
  return { pinHash: pin.pinHash, userId: person.userId }
}

async function forgetTries(ctx: Ctx<'kioskPin'>, employeeId: string) {
  await ctx.tx
    .updateTable('kioskPin')
    .set({ failures: 0, blockedUntil: null })
    .where('companyId', '=', ctx.companyId)
    .where('employeeId', '=', employeeId)
    .execute()
}

async function isTaken(ctx: Ctx<'attendanceEntry'>, { employeeId, act, at }: Press): Promise<boolean> {
  const entry = await ctx.tx
    .selectFrom('attendanceEntry')
    .select('id')
    .where('companyId', '=', ctx.companyId)
    .where('employeeId', '=', employeeId)
    .where('kind', '=', act)
    .where('at', '=', at)
    .executeTakeFirst()
  return entry !== undefined
}

/** A PIN is short enough to be guessed from a bare hash; with the server's secret in it that takes the secret too. */
export const pepper = ({ vault }: Pick<Deps, 'vault'>, employeeId: string, pin: string) =>
  vault.digest(pin, `pin ${employeeId}`).toString('base64')

type Found = Awaited<ReturnType<typeof useKiosk>>

async function useKiosk(ctx: FullCtx, token: string) {
  const kiosk = await ctx.tx
    .selectFrom('kiosk as k')
    .innerJoin('branch as b', (join) => join.onRef('b.id', '=', 'k.branchId').on('b.companyId', '=', ctx.companyId))
    .innerJoin('company as c', (join) => join.on('c.id', '=', ctx.companyId))
    .select([
      'k.id',
      'k.name',
      'k.branchId',
      'k.publicKey',
      'k.sealedKey',
      'k.lastUsedAt',
      'b.name as branchName',
      'b.timeZone',
      'c.name as companyName',
    ])
    .where('k.companyId', '=', ctx.companyId)
    .where('k.tokenHash', '=', hashSecret(token))
    .where('k.revokedAt', 'is', null)
    .executeTakeFirst()
  if (!kiosk) throw unknown()
  const company = await loadCompany(ctx)
  if (company.standing === 'suspended' || !company.features.has('attendance'))
    throw fail.forbidden('FEATURE_OFF', 'This part of Muster is switched off for your company.', { feature: 'attendance' })
  if (kiosk.lastUsedAt === null || Date.parse(ctx.now) - Date.parse(kiosk.lastUsedAt) > noteEveryMs)
    await ctx.tx
      .updateTable('kiosk')
      .set({ lastUsedAt: ctx.now })
      .where('companyId', '=', ctx.companyId)
      .where('id', '=', kiosk.id)
      .execute()
  const timeZone = kiosk.timeZone ?? company.settings.timeZone
  return { ...kiosk, timeZone, today: localDateOf(ctx.now, timeZone) }
}

const unknown = () => fail.unauthenticated('KIOSK_UNKNOWN', 'This tablet is not registered, or not any more.')

/** Who works at a branch today. */
function peopleOf(ctx: FullCtx, { branchId, today }: Pick<Found, 'branchId' | 'today'>) {
  return ctx.tx
    .selectFrom('employee as e')
    .innerJoin('employment as t', (join) => join.onRef('t.employeeId', '=', 'e.id').on('t.companyId', '=', ctx.companyId))
    .select(['e.id as employeeId', 'e.userId'])
    .where('e.companyId', '=', ctx.companyId)
    .where('e.status', 'not in', ['left', 'archived'])
    .where('t.branchId', '=', branchId)
    .where('t.firstDay', '<=', today)
    .where((eb) => eb.or([eb('t.lastDay', 'is', null), eb('t.lastDay', '>=', today)]))
}

function companyOf(token: string): string {
  const bytes = Buffer.from(token, 'base64url')
  const id = bytes
    .subarray(0, 16)
    .toString('hex')
    .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
  if (bytes.length !== 48 || !isId(id)) throw unknown()
  return id
}

function unseal(sealed: string, key: ReturnType<typeof createPrivateKey>): Sealed | null {
  let read: Partial<Record<'employeeId' | 'act' | 'at' | 'pin' | 'code', unknown>>
  try {
    const bytes = privateDecrypt({ key, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha256' }, Buffer.from(sealed, 'base64'))
    read = JSON.parse(bytes.toString()) as typeof read
  } catch {
    return null
  }
  const { employeeId, at, pin, code } = read
  const act = clockActs.find((one) => one === read.act)
  if (!act || typeof at !== 'string' || !isInstant(at)) return null
  if (typeof code === 'string') return { act, at, code }
  return typeof employeeId === 'string' && isId(employeeId) && typeof pin === 'string' ? { act, at, employeeId, pin } : null
}

const isInstant = (at: string) => !Number.isNaN(Date.parse(at)) && new Date(at).toISOString() === at
