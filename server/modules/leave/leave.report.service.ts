import { sql } from 'kysely'
import { visible } from '../../core/access.ts'
import type { Data, Query } from '../../core/contract.ts'
import { fail } from '../../core/errors.ts'
import { sheetFile } from '../../core/list-csv.ts'
import { fetchPage, sorted, wordsIn } from '../../core/paging.ts'
import { writeCsv } from '../../core/sheet.ts'
import { writeXlsx } from '../../core/xlsx-write.ts'
import type { LeaveCtx } from './leave.evaluate.service.ts'
import { anyOf } from './leave.grant.queries.ts'
import * as contract from './leave.report.contract.ts'
import { readBalances } from './leave.standing.service.ts'
import type { ShownBalance } from './leave.standing.service.ts'

/** Rows of one file, and people whose balances are read at once. */
const mostRows = 100_000
const peopleAtOnce = 100

type ReportCtx = LeaveCtx
type Ask = Query<typeof contract.balanceReportCsv>
type Row = Data<typeof contract.balanceReport>['rows'][number]

/** One page of people with their kinds of leave; the balances are the ones that each person's own page shows. */
export async function reportPage(ctx: ReportCtx, ask: Query<typeof contract.balanceReport>) {
  const asOf = ask.asOf ?? ctx.today
  const paged = selectPeople(ctx, ask)
    .innerJoin('leaveType as y', (join) => join.on('y.companyId', '=', ctx.companyId))
    .where((eb) => (ask.typeId ? eb('y.id', '=', ask.typeId) : eb('y.tracksBalance', '=', true)))
    .select([...shown, 'y.id as typeId'])
    .orderBy('y.sortOrder')
    .orderBy('y.name')
    .orderBy('y.id')
  const { rows: found, pagination } = await fetchPage(paged, ask)
  const { types, balanceIn } = await readBalances(ctx, [...new Set(found.map(({ id }) => id))], asOf, ask.typeId)
  const typeOf = new Map(types.map((type) => [type.id, type]))
  return { rows: found.map(({ typeId, ...person }) => rowOf(person, balanceIn(person.id, typeOf.get(typeId)!))), pagination }
}

/** Exactly the rows that the report has for the same question, in its order. */
export async function exportReport(ctx: ReportCtx, ask: Ask, format: 'csv' | 'xlsx') {
  const asOf = ask.asOf ?? ctx.today
  const [people, { types }] = await Promise.all([selectPeople(ctx, ask).select('e.id').execute(), readBalances(ctx, [], asOf, ask.typeId)])
  const counted = types.filter(({ id, tracksBalance }) => tracksBalance || id === ask.typeId)
  const count = people.length * counted.length
  if (count > mostRows) {
    throw fail.unprocessable('TOO_MANY_ROWS', `A file holds ${mostRows} balances, and ${count} are meant; narrow the report.`, {
      rows: count,
      limit: mostRows,
    })
  }
  const lines = async function* () {
    yield [...Object.keys(personCells), 'As of', ...Object.keys(balanceCells)]
    for (let from = 0; from < people.length; from += peopleAtOnce) {
      const ids = people.slice(from, from + peopleAtOnce).map(({ id }) => id)
      const [persons, { balanceIn }] = await Promise.all([
        selectPeople(ctx, ask).where(anyOf('e.id', ids)).select(shown).execute(),
        readBalances(ctx, ids, asOf, ask.typeId),
      ])
      for (const person of persons) for (const type of counted) yield lineOf(rowOf(person, balanceIn(person.id, type)), asOf)
    }
  }
  const file = await sheetFile(format === 'csv' ? writeCsv(lines()) : writeXlsx(lines()), `leave-balances-${asOf}.${format}`)
  ctx.noteRead(contract.balancesExported, { data: { rows: count, asOf, format } })
  return file
}

/** People employed on the day in the order asked for, with where they are on it. */
function selectPeople(ctx: ReportCtx, { asOf = ctx.today, departmentId, branchId, q, sort }: Ask) {
  let people = ctx.tx
    .selectFrom('employee as e')
    .leftJoin('employment as t', (join) =>
      join
        .onRef('t.employeeId', '=', 'e.id')
        .on('t.companyId', '=', ctx.companyId)
        .on('t.firstDay', '<=', asOf)
        .on((eb) => eb.or([eb('t.lastDay', 'is', null), eb('t.lastDay', '>=', asOf)])),
    )
    .leftJoin('department as d', (join) => join.onRef('d.id', '=', 't.departmentId').on('d.companyId', '=', ctx.companyId))
    .leftJoin('branch as b', (join) => join.onRef('b.id', '=', 't.branchId').on('b.companyId', '=', ctx.companyId))
    .where('e.companyId', '=', ctx.companyId)
    .where(visible(ctx, 'leave.read', 'e.id'))
    .where('e.joinedOn', '<=', asOf)
    // Without a last day nothing says that whoever left was still there.
    .where(sql<boolean>`(e.left_on >= ${asOf} or (e.left_on is null and e.status not in ('left', 'archived')))`)
  if (departmentId) people = people.where('t.departmentId', '=', departmentId)
  if (branchId) people = people.where('t.branchId', '=', branchId)
  if (q) people = people.where(wordsIn(q, 'e.firstName', 'e.lastName', 'e.employeeNumber'))
  return sorted(people, sort ?? 'lastName,firstName', sortable, 'e.id')
}

const sortable = {
  lastName: 'e.lastName',
  firstName: 'e.firstName',
  employeeNumber: 'e.employeeNumber',
  departmentName: 'd.name',
  branchName: 'b.name',
  joinedOn: 'e.joinedOn',
}

const shown = ['e.id', 'e.employeeNumber', 'e.firstName', 'e.lastName', 'd.name as departmentName', 'b.name as branchName'] as const

type Found = Row['employee'] & Pick<Row, 'departmentName' | 'branchName'>
const rowOf = ({ departmentName, branchName, ...employee }: Found, balance: ShownBalance): Row => ({
  employee,
  departmentName,
  branchName,
  balance,
})

const lineOf = (row: Row, asOf: string) => [
  ...Object.values(personCells).map((cell) => cell(row)),
  asOf,
  ...Object.values(balanceCells).map((cell) => cell(row.balance)),
]

const personCells: Readonly<Record<string, (row: Row) => string>> = {
  Number: ({ employee }) => employee.employeeNumber,
  'First name': ({ employee }) => employee.firstName,
  'Last name': ({ employee }) => employee.lastName,
  Department: ({ departmentName }) => departmentName ?? '',
  Branch: ({ branchName }) => branchName ?? '',
}
const balanceCells: Readonly<Record<string, (balance: ShownBalance) => string>> = {
  'Leave type': ({ typeName }) => typeName,
  Available: ({ available }) => available,
  Unit: ({ unit }) => unit,
  Entitled: ({ entitled }) => entitled,
  'Carried in': ({ carriedIn }) => carriedIn,
  Accrued: ({ accrued }) => accrued,
  Adjusted: ({ adjusted }) => adjusted,
  Compensatory: ({ compensatory }) => compensatory,
  Taken: ({ taken }) => taken,
  Held: ({ held }) => held,
  Expired: ({ expired }) => expired,
  'Paid out': ({ encashed }) => encashed,
  'Lapses next': ({ expiresNext }) => expiresNext?.quantity ?? '',
  'Lapses after': ({ expiresNext }) => expiresNext?.day ?? '',
}
