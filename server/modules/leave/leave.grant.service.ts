import { Decimal } from 'decimal.js'
import { sql } from 'kysely'
import { newId } from '../../core/ids.ts'
import { balanceOf } from './leave-balance.rules.ts'
import { creditThatFits } from './leave-grant.rules.ts'
import type { CreditRow } from './leave-grant.rules.ts'
import type { LedgerEntry, Lot } from './leave-ledger.rules.ts'
import { insertEntries } from './leave.ledger.service.ts'
import type { WrittenEntry } from './leave.ledger.service.ts'
import { anyOf } from './leave.grant.queries.ts'
import type { FailedCredit, GrantCtx, GrantedType } from './leave.grant.queries.ts'

/** The credits of one leave year of one account that are to be written now. */
export type Due = {
  employeeId: string
  type: GrantedType
  lot: { id: string | undefined; validFrom: string; validTo: string }
  rows: CreditRow[]
  failed: FailedCredit | undefined
  /** What the credits written so far have brought. */
  lastTotal: string
  kind: 'grant' | 'accrual'
}

type CreditRecord = CreditRow & {
  id: string
  employeeId: string
  typeId: string
  lotId: string
  yearLast: string
  state: 'credited' | 'failed'
  problem: string | null
}
type Account = { lots: Lot[]; entries: LedgerEntry[] }

/** Writes credits with their ledger entries and lots; the rows of their employees are locked. What cannot be written is kept as failed. */
export async function writeCredits(ctx: GrantCtx, given: readonly Due[]) {
  if (given.length === 0) return
  const dues = given.map((due) => ({ ...due, lotId: due.lot.id ?? newId() }))
  const lots = dues
    .filter(({ lot }) => lot.id === undefined)
    .map(({ employeeId, type, lot, lotId }) => ({ ...lot, id: lotId, employeeId, typeId: type.id }))
  const added: CreditRecord[] = []
  const retried: CreditRecord[] = []
  const entries: WrittenEntry[] = []
  const accounts = await accountsOf(ctx, dues.filter(needsAccount))
  for (const { employeeId, type, lot, lotId, rows, failed, lastTotal, kind } of dues) {
    const account = accounts.get(`${employeeId} ${type.id}`) ?? { lots: [], entries: [] }
    const base = { employeeId, typeId: type.id, lotId, yearLast: lot.validTo }
    // What failed is settled by the first row that is written for its year, or by there being nothing to write any more.
    let open = failed
    for (const row of rows.length > 0 || !failed ? rows : [{ ...failed, total: lastTotal, quantity: '0' }]) {
      const { quantity, problem } = judge(type, row, lotId, account)
      const record = { ...base, ...row, quantity, state: problem ? ('failed' as const) : ('credited' as const), problem }
      if (open) retried.push({ ...record, id: open.id })
      else added.push({ ...record, id: newId() })
      open = undefined
      // The credits after one that failed wait for it.
      if (problem) break
      if (new Decimal(quantity).isZero()) continue
      const entry = { kind, lotId, requestId: null, day: row.dueOn, quantity }
      account.entries.push(entry)
      const reason = row.revision > 0 || new Decimal(quantity).isNegative() ? 'The entitlement changed' : null
      entries.push({ ...entry, employeeId, typeId: type.id, reason })
    }
  }
  await insertLots(ctx, lots)
  // Settled first: it may give up the day that another credit takes.
  await settleFailed(ctx, retried)
  await Promise.all([insertCredits(ctx, added), insertEntries(ctx, entries)])
}

const needsAccount = ({ type, rows }: Due) => type.maxBalance !== null || rows.some(({ quantity }) => quantity.startsWith('-'))

/** A credit is cut to what the maximum balance leaves room for; lowering below what is used is refused (rules-leave.md § Granting). */
function judge({ maxBalance, minBalance }: GrantedType, row: CreditRow, lotId: string, { lots, entries }: Account) {
  const quantity = new Decimal(row.quantity)
  if (quantity.isNegative()) {
    const left = entries.reduce((sum, entry) => (entry.lotId === lotId ? sum.plus(entry.quantity) : sum), new Decimal(0))
    const after = left.plus(quantity)
    if (after.gte(minBalance)) return { quantity: row.quantity, problem: null }
    const problem = `LEAVE_GRANT_BELOW_TAKEN: ${quantity.negated().toFixed()} should go, but only ${left.toFixed()} of it are neither taken nor held`
    return { quantity: '0', problem }
  }
  return { quantity: creditThatFits({ maxBalance }, row.quantity, () => balanceOf(lots, entries, row.dueOn).available), problem: null }
}

/** Lots and entries of some kinds of leave of some people, by `employee type`. */
export async function readAccountsOf(
  ctx: GrantCtx,
  employeeIds: readonly string[],
  typeIds: readonly string[],
): Promise<Map<string, Account>> {
  const accounts = new Map<string, Account>()
  if (employeeIds.length === 0) return accounts
  const [people, types] = [[...new Set(employeeIds)], [...new Set(typeIds)]]
  const [lots, entries] = await Promise.all([
    ctx.tx
      .selectFrom('leaveLot')
      .select(['id', 'employeeId', 'typeId', 'validFrom', 'validTo'])
      .where('companyId', '=', ctx.companyId)
      .where(anyOf('employeeId', people))
      .where(anyOf('typeId', types))
      .execute(),
    ctx.tx
      .selectFrom('leaveLedger')
      .select(['employeeId', 'typeId', 'kind', 'lotId', 'requestId', 'day', 'quantity', 'reverses'])
      .where('companyId', '=', ctx.companyId)
      .where(anyOf('employeeId', people))
      .where(anyOf('typeId', types))
      .execute(),
  ])
  for (const { employeeId, typeId, ...lot } of lots) accountIn(accounts, employeeId, typeId).lots.push(lot)
  for (const { employeeId, typeId, ...entry } of entries) accountIn(accounts, employeeId, typeId).entries.push(entry as LedgerEntry)
  return accounts
}

async function accountsOf(ctx: GrantCtx, dues: readonly (Due & { lotId: string })[]): Promise<Map<string, Account>> {
  const accounts = await readAccountsOf(
    ctx,
    dues.map(({ employeeId }) => employeeId),
    dues.map(({ type }) => type.id),
  )
  for (const { employeeId, type, lot, lotId } of dues)
    if (!lot.id) accountIn(accounts, employeeId, type.id).lots.push({ ...lot, id: lotId })
  return accounts
}

function accountIn(accounts: Map<string, Account>, employeeId: string, typeId: string): Account {
  const key = `${employeeId} ${typeId}`
  const account = accounts.get(key) ?? { lots: [], entries: [] }
  accounts.set(key, account)
  return account
}

async function insertLots(ctx: GrantCtx, lots: readonly object[]) {
  if (lots.length === 0) return
  await sql`
    insert into leave_lot (company_id, id, employee_id, type_id, valid_from, valid_to, origin)
    select ${ctx.companyId}, id, "employeeId", "typeId", "validFrom", "validTo", 'grant'
    from jsonb_to_recordset(${JSON.stringify(lots)}::jsonb) as x(id uuid, "employeeId" uuid, "typeId" uuid, "validFrom" date, "validTo" date)`.execute(
    ctx.tx,
  )
}

async function insertCredits(ctx: GrantCtx, records: readonly CreditRecord[]) {
  if (records.length === 0) return
  await sql`
    insert into leave_credit (company_id, id, employee_id, type_id, lot_id, year_last, due_on, revision, total, quantity, state, problem, tried_at)
    select ${ctx.companyId}, id, "employeeId", "typeId", "lotId", "yearLast", "dueOn", revision, total, quantity, state, problem, ${ctx.now}::timestamptz
    from jsonb_to_recordset(${JSON.stringify(records)}::jsonb) as x(id uuid, "employeeId" uuid, "typeId" uuid, "lotId" uuid, "yearLast" date,
      "dueOn" date, revision int, total numeric, quantity numeric, state text, problem text)`.execute(ctx.tx)
}

async function settleFailed(ctx: GrantCtx, records: readonly CreditRecord[]) {
  for (const { id, dueOn, revision, total, quantity, state, problem } of records) {
    await ctx.tx
      .updateTable('leaveCredit')
      .set((eb) => ({ dueOn, revision, total, quantity, state, problem, attempts: eb('attempts', '+', 1), triedAt: ctx.now }))
      .where('companyId', '=', ctx.companyId)
      .where('id', '=', id)
      .where('state', '=', 'failed')
      .execute()
  }
}
