import { Decimal } from 'decimal.js'
import { sql } from 'kysely'
import type { FullCtx } from '../../core/context.ts'
import { Day, Quantity } from '../../core/contract.ts'
import { newId } from '../../core/ids.ts'
import type { Refusal } from '../../core/refusal.ts'
import type { Rows } from '../../core/packed-rows.ts'
import { cellOf, isNamed, refuseRows } from '../../core/sheet-cells.ts'
import type { ExistingRow, RowChange, SheetColumn, SheetKind } from '../../core/sheet-kind.ts'
import { balanceAdjusted } from './leave.balance.contract.ts'
import { balanceOf } from './leave-balance.rules.ts'
import { insertEntries } from './leave.ledger.service.ts'
import { readAccountsOf } from './leave.grant.service.ts'
import { plainQuantity } from './leave.queries.ts'

type SheetCtx = FullCtx

/**
 * What people were given, by lot: opening balances of a new company, or grants that are corrected by file. What was taken is none of
 * it, so that a file that is imported again after somebody was away gives nothing back.
 */
export const balanceSheet: SheetKind = {
  kind: 'balances',
  title: 'Leave balances',
  feature: 'leaveManagement',
  toImport: ['employee.read', 'leave.read', 'leave.adjust'],
  toExport: ['employee.read', 'leave.read'],
  identity: ['employeeNumber', 'typeCode', 'validFrom', 'validTo'],
  columns: balanceColumns,
  read: readBalances,
  apply: applyBalances,
}

async function balanceColumns(ctx: SheetCtx): Promise<SheetColumn[]> {
  const codes = (await countedTypes(ctx)).map(({ code }) => code)
  return [
    { key: 'employeeNumber', label: 'Number', isRequired: true, refersTo: 'employees', read: (text) => text },
    {
      key: 'typeCode',
      label: 'Leave type',
      isRequired: true,
      read: (text) => (codes.includes(text) ? text : { wrong: 'is no kind of leave with a balance', expected: codes }),
    },
    { key: 'validFrom', label: 'Valid from', isRequired: true, read: cellOf(Day) },
    { key: 'validTo', label: 'Valid to', isRequired: true, read: cellOf(Day) },
    { key: 'quantity', label: 'Quantity', isRequired: true, read: quantity },
  ]
}

const readQuantity = cellOf(Quantity)
function quantity(text: string) {
  const read = readQuantity(text)
  return typeof read === 'string' ? plainQuantity(read) : read
}

function countedTypes(ctx: SheetCtx) {
  return ctx.tx
    .selectFrom('leaveType')
    .select(['id', 'code', 'name', 'unit', 'minBalance'])
    .where('companyId', '=', ctx.companyId)
    .where('tracksBalance', '=', true)
    .orderBy('code')
    .execute()
}

const peopleAtOnce = 1000

/** Lots of the same person, type and days are one row. */
async function* readBalances(ctx: SheetCtx, numbers?: readonly string[]): AsyncGenerator<ExistingRow[]> {
  for (let last = ''; ;) {
    const people = await ctx.tx
      .selectFrom('employee')
      .select(['id', 'employeeNumber'])
      .where('companyId', '=', ctx.companyId)
      .where('employeeNumber', '>', last)
      .where(isNamed('employeeNumber', numbers))
      .orderBy('employeeNumber')
      .limit(peopleAtOnce)
      .execute()
    const numberOf = new Map(people.map(({ id, employeeNumber }) => [id, employeeNumber]))
    const { rows } = await sql<{
      id: string
      employeeId: string
      typeCode: string
      validFrom: string
      validTo: string
      quantity: string
    }>`
      select min(l.id::text) as id, l.employee_id, y.code as type_code, l.valid_from, l.valid_to,
        trim_scale(coalesce(sum(g.quantity), 0))::text as quantity
      from leave_lot as l
        join leave_type as y on y.company_id = ${ctx.companyId} and y.id = l.type_id and y.tracks_balance
        left join leave_ledger as g on g.company_id = ${ctx.companyId} and g.lot_id = l.id and g.request_id is null
          and g.kind not in ('taken', 'hold', 'release', 'expiry', 'encashment')
      where l.company_id = ${ctx.companyId} and l.employee_id = any(${[...numberOf.keys()]}::uuid[])
      group by l.employee_id, y.code, l.valid_from, l.valid_to order by y.code, l.valid_from, l.valid_to`.execute(ctx.tx)
    const byPerson = Map.groupBy(rows, ({ employeeId }) => employeeId)
    yield people.flatMap(({ id: person, employeeNumber }) =>
      (byPerson.get(person) ?? []).map(({ id, employeeId: _, ...cells }) => ({ id, cells: { employeeNumber, ...cells } })),
    )
    if (people.length < peopleAtOnce) return
    last = people.at(-1)!.employeeNumber
  }
}

const judgedAtOnce = 500

type Type = Awaited<ReturnType<typeof countedTypes>>[number]
type Person = { readonly id: string; readonly name: string }
type Given = { readonly change: RowChange; readonly person: Person; readonly type: Type; readonly delta: Decimal; readonly day: string }

/** Opens lots that are not there, and writes of the others the difference to what was given, as an adjustment of that lot. */
async function applyBalances(ctx: SheetCtx, changes: Rows<RowChange>, done: (count: number) => Promise<void>) {
  const types = new Map((await countedTypes(ctx)).map((type) => [type.code, type]))
  const numbers = new Set<string>()
  for (const some of changes.pieces()) for (const { cells } of some) numbers.add(cells['employeeNumber']!)
  const people = await lockPeople(ctx, [...numbers])
  const refused: { change: RowChange; refusal: Refusal }[] = []
  const taking: Given[] = []
  let count = 0
  for (const some of changes.pieces()) {
    const given = some.map((change): Given => {
      const { cells, before } = change
      const day = dayWithin(cells['validFrom']!, cells['validTo']!, ctx.today)
      const delta = new Decimal(cells['quantity']!).minus(before?.['quantity'] ?? 0)
      return { change, person: people.get(cells['employeeNumber']!)!, type: types.get(cells['typeCode']!)!, delta, day }
    })
    const wrong = given.filter(({ change }) => change.cells['validTo']! < change.cells['validFrom']!)
    refused.push(...wrong.map(({ change }) => ({ change, refusal: refusalOfDays(change.cells) })))
    const sound = given.filter((one) => !wrong.includes(one))
    await write(ctx, sound)
    taking.push(...sound.filter(({ delta }) => delta.isNegative()))
    await done((count += some.length))
  }
  // What one row takes another may give, so that all are written before any is judged; of a refused file all is taken back.
  for (let at = 0; at < taking.length; at += judgedAtOnce) refused.push(...(await overdrawn(ctx, taking.slice(at, at + judgedAtOnce))))
  refuseRows(refused)
}

async function write(ctx: SheetCtx, given: readonly Given[]) {
  const lots = await openLots(ctx, given)
  await insertEntries(
    ctx,
    given.map(({ change, person, type, delta, day }) => ({
      employeeId: person.id,
      typeId: type.id,
      kind: change.id === null ? ('grant' as const) : ('adjustment' as const),
      lotId: change.id ?? lots.get(change)!,
      requestId: null,
      day: change.id === null ? change.cells['validFrom']! : day,
      quantity: delta.toFixed(),
      reason,
    })),
  )
  await ctx.emitAll(
    balanceAdjusted,
    given.map(({ change, person, type, delta }) => ({
      subject: { type: 'employee', id: person.id },
      before: { quantity: change.before?.['quantity'] ?? '0' },
      after: { quantity: change.cells['quantity']! },
      data: {
        employeeId: person.id,
        typeName: type.name,
        quantity: delta.toFixed(),
        unit: type.unit as 'days' | 'hours',
        reason,
        person: person.name,
      },
    })),
  )
}

const reason = 'From a file'

/** The day of a lot from which a change of it counts: today, or the nearest to it. */
const dayWithin = (from: string, to: string, today: string) => (today < from ? from : today > to ? to : today)

/** By number; locked, because a request that is asked for at the same moment counts on what is there. */
async function lockPeople(ctx: SheetCtx, numbers: readonly string[]): Promise<ReadonlyMap<string, Person>> {
  const rows = await ctx.tx
    .selectFrom('employee')
    .select(['id', 'employeeNumber', sql<string>`first_name || ' ' || last_name`.as('name')])
    .where('companyId', '=', ctx.companyId)
    .where((eb) => sql<boolean>`${eb.ref('employeeNumber')} = any(${numbers}::text[])`)
    .orderBy('id')
    .forNoKeyUpdate()
    .execute()
  return new Map(rows.map(({ employeeNumber, ...person }) => [employeeNumber, person]))
}

function refusalOfDays({ validFrom, validTo }: RowChange['cells']): Refusal {
  return { code: 'LEAVE_LOT_DAYS', message: 'A balance cannot end before it begins.', details: { validFrom, validTo } }
}

/** The rule of an adjustment: nothing is taken that is not there. Said is what would be there without the row. */
async function overdrawn(ctx: SheetCtx, taking: readonly Given[]) {
  const accounts = await readAccountsOf(
    ctx,
    taking.map(({ person }) => person.id),
    taking.map(({ type }) => type.id),
  )
  return taking.flatMap(({ change, person, type, delta, day }) => {
    const { lots, entries } = accounts.get(`${person.id} ${type.id}`)!
    const left = new Decimal(balanceOf(lots, entries, day).available)
    if (left.gte(type.minBalance)) return []
    const available = left.minus(delta).toFixed()
    const message = `Only ${available} ${type.unit} are available to take away on ${day}.`
    return [{ change, refusal: { code: 'LEAVE_BALANCE_INSUFFICIENT', message, details: { available, day } } satisfies Refusal }]
  })
}

async function openLots(ctx: SheetCtx, given: readonly Given[]): Promise<ReadonlyMap<RowChange, string>> {
  const lots = new Map<RowChange, string>()
  const rows = given
    .filter(({ change }) => change.id === null)
    .map(({ change, person, type }) => {
      const id = newId()
      lots.set(change, id)
      const { validFrom, validTo } = change.cells as Record<'validFrom' | 'validTo', string>
      return { companyId: ctx.companyId, id, employeeId: person.id, typeId: type.id, validFrom, validTo }
    })
  if (rows.length > 0) await ctx.tx.insertInto('leaveLot').values(rows).execute()
  return lots
}
