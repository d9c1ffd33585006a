import { sql } from 'kysely'
import type { Query } from '../../core/contract.ts'
import { fail } from '../../core/errors.ts'
import { sheetFile } from '../../core/list-csv.ts'
import { writeCsv } from '../../core/sheet.ts'
import { readShown, valuesOf } from '../custom-fields/index.ts'
import type { csvGroups, exportEmployees as contract } from './employees.list.contract.ts'
import { listIds } from './employees.list.queries.ts'
import type { ListCtx } from './employees.list.queries.ts'
import { groupColumns, selectAll } from './employees.queries.ts'
import { peopleExported } from './employees.viewed.contract.ts'

/** People of one file, and how many of them are looked up at once. */
export const mostRows = 50_000
const rowsAtOnce = 1000

type Group = (typeof csvGroups)[number]
type Ask = Query<typeof contract>

/** Exactly the people that the list shows for the same question, in its order. */
export async function exportEmployees(ctx: ListCtx, { fieldGroup = [], customFields = [], ...filters }: Ask) {
  const groups = [...new Set(fieldGroup)]
  refuseHiddenGroups(ctx, groups)
  const shown = await readShown(ctx, customFields)
  const { ids, total } = await listIds(ctx, filters, mostRows)
  if (total > mostRows) {
    throw fail.unprocessable('TOO_MANY_ROWS', `A file holds ${mostRows} people, and ${total} are meant; narrow the list.`, {
      rows: total,
      limit: mostRows,
    })
  }
  const lines = async function* () {
    const ofGroups = groups.flatMap((group) => Object.values(groupLabels[group]))
    yield [...Object.values(publicLabels), ...ofGroups, ...shown.map(({ label }) => label)]
    for (let from = 0; from < ids.length; from += rowsAtOnce) {
      const some = ids.slice(from, from + rowsAtOnce)
      const [people, custom] = await Promise.all([readPeople(ctx, some), valuesOf(ctx, shown, some)])
      for (const id of some) yield lineOf(people.get(id)!, custom.get(id) ?? {})
    }
  }
  const lineOf = (person: Person, custom: Readonly<Record<string, string>>) => [
    ...Object.keys(publicLabels).map((key) => person[key as keyof typeof publicLabels] ?? ''),
    ...groups.flatMap((group) => Object.keys(groupLabels[group]).map((key) => person[group]?.[key] ?? '')),
    ...shown.map(({ key }) => custom[key] ?? ''),
  ]
  const file = await sheetFile(writeCsv(lines()), `people-${ctx.today}.csv`)
  ctx.noteRead(peopleExported, { data: { count: ids.length, groups: ['public', ...groups].join(', ') } })
  return file
}

/** A group that is not shown of anybody is refused by its name; of whom it is shown is decided person by person. */
function refuseHiddenGroups({ actor }: ListCtx, groups: readonly Group[]) {
  const hidden = groups.find((group) => !actor.permissions.has(`employee.read-${group}`))
  if (!hidden) return
  throw fail.invalid('VALIDATION_FAILED', 'You may not see what this file should hold.', [
    { path: 'querystring.fieldGroup', message: `${hidden} is not shown to you`, expected: `employee.read-${hidden}` },
  ])
}

type Person = Readonly<Record<keyof typeof publicLabels, string | null>> &
  Readonly<Record<Group, Readonly<Record<string, string | null>> | null>>

async function readPeople(ctx: ListCtx, ids: readonly string[]): Promise<ReadonlyMap<string, Person>> {
  const rows = await selectAll(ctx)
    .leftJoin('position as s', (join) => join.onRef('s.id', '=', 't.positionId').on('s.companyId', '=', ctx.companyId))
    .select(['e.preferredName', 'e.workPhone', 's.title as positionTitle'])
    .select(groupColumns(ctx))
    .where(sql<boolean>`e.id = any(${ids}::uuid[])`)
    .execute()
  return new Map(rows.map((row) => [row.id, row as unknown as Person]))
}

const publicLabels = {
  employeeNumber: 'Number',
  firstName: 'First name',
  lastName: 'Last name',
  preferredName: 'Preferred name',
  email: 'Email',
  workPhone: 'Work phone',
  title: 'Title',
  status: 'Status',
  departmentName: 'Department',
  branchName: 'Branch',
  positionTitle: 'Position',
  managerName: 'Manager',
  joinedOn: 'Joined',
  leftOn: 'Last day',
}
const groupLabels: Readonly<Record<Group, Readonly<Record<string, string>>>> = {
  team: { contractKind: 'Contract', weeklyHours: 'Weekly hours', noticeOn: 'Notice', leavingReason: 'Reason for leaving' },
  personal: {
    phone: 'Private phone',
    birthDate: 'Born',
    personalEmail: 'Private email',
    address: 'Address',
    gender: 'Gender',
    nationality: 'Nationality',
    maritalStatus: 'Marital status',
  },
  pay: { salaryRef: 'Salary', bankName: 'Bank', bankAccount: 'Account', taxNumber: 'Tax number' },
}
