import { sql } from 'kysely'
import { reachesAll } from '../../core/access.ts'
import type { Ctx } from '../../core/context.ts'
import { Day, Nullable, OneOf, Text } from '../../core/contract.ts'
import type { DB } from '../../core/db.ts'
import { cellOf, columnsOf, filledCells } from '../../core/sheet-cells.ts'
import type { ExistingRow, SheetColumn } from '../../core/sheet-kind.ts'
import { customColumns, readCustomCells } from '../custom-fields/index.ts'
import { createEmployee } from './employees.contract.ts'
import { covers } from './employees.employment.rules.ts'
import { contractKinds, employeeStatuses, employmentFields, groupOfField, personFields } from './employees.fields.contract.ts'
import type { References } from './employees.sheet.rules.ts'

export type SheetCtx = Ctx<keyof DB>

const labels: Readonly<Record<string, string>> = {
  employeeNumber: 'Number',
  firstName: 'First name',
  lastName: 'Last name',
  preferredName: 'Preferred name',
  email: 'Email',
  workPhone: 'Work phone',
  joinedOn: 'Joined on',
  status: 'Status',
  leftOn: 'Last day',
  noticeOn: 'Notice given on',
  leavingReason: 'Reason for leaving',
  title: 'Title',
  departmentCode: 'Department',
  branchCode: 'Branch',
  positionCode: 'Position',
  managerNumber: 'Manager',
  contractKind: 'Contract',
  weeklyHours: 'Weekly hours',
  phone: 'Private phone',
  birthDate: 'Birth date',
  personalEmail: 'Private email',
  address: 'Address',
  gender: 'Gender',
  nationality: 'Nationality',
  maritalStatus: 'Marital status',
  salaryRef: 'Salary reference',
  bankName: 'Bank',
  bankAccount: 'Bank account',
  taxNumber: 'Tax number',
}

const body = createEmployee.schema.body
const required = new Set(['employeeNumber', 'firstName', 'lastName', 'joinedOn'])
const referTo: Readonly<Record<string, string>> = {
  departmentCode: 'departments',
  branchCode: 'branches',
  positionCode: 'positions',
  managerNumber: 'employees',
}
const readers: Readonly<Record<string, SheetColumn['read']>> = {
  status: cellOf(OneOf(...employeeStatuses)),
  leftOn: cellOf(Day),
  noticeOn: cellOf(Day),
  leavingReason: cellOf(Nullable(Text(500))),
  contractKind: cellOf(OneOf(...contractKinds)),
  weeklyHours: hours,
}

/** Weekly hours as they are kept: more than 0, at most 168, in their shortest form. */
export function hours(text: string): ReturnType<SheetColumn['read']> {
  const read = readHours(text)
  if (typeof read !== 'string') return read
  const number = Number(read)
  return number > 0 && number <= 168 ? String(number) : { wrong: 'is out of range', expected: 'more than 0, at most 168' }
}
const readHours = cellOf(employmentFields.weeklyHours)

const ownColumns: readonly SheetColumn[] = Object.entries(labels).map(([key, label]) => {
  const refersTo = referTo[key]
  if (refersTo) return { key, label, refersTo, read: (text) => text }
  const read = readers[key] ?? columnsOf(body, { [key]: label })[0]!.read
  return {
    key,
    label,
    read,
    ...(required.has(key) && { isRequired: true as const }),
    ...((key === 'status' || key === 'contractKind') && { blankKeeps: true as const }),
  }
})

/** Whether the caller sees a field's group over the whole company: a column tells it of everybody. */
export function isShownOfAll({ actor }: SheetCtx, key: string): boolean {
  const group = groupOfField[key]
  return group === undefined || reachesAll(actor, `employee.read-${group}`)
}

/** The columns of people for the caller, custom fields among them. */
export async function peopleColumns(ctx: SheetCtx): Promise<readonly SheetColumn[]> {
  const columns = ownColumns.filter(({ key }) => isShownOfAll(ctx, key))
  return [...columns, ...(await customColumns(ctx, columns))]
}

/** Which columns are fields of the person alone. */
export const personKeys: readonly string[] = ['firstName', 'lastName', 'email', ...Object.keys(personFields)]

const peopleAtOnce = 2000

/**
 * Everybody, as the employment in force shows them; who left and who is archived among them. Tables are asked one by one and put
 * together here: the planner knows nothing yet of what an import has just written, and would join person by person.
 */
export async function readPeople(ctx: SheetCtx): Promise<ExistingRow[]> {
  const keys = Object.keys(labels).filter((key) => isShownOfAll(ctx, key))
  const names = await readNames(ctx)
  const custom = await readCustomCells(ctx, names.employee)
  const people: ExistingRow[] = []
  for (let last = ''; ;) {
    const rows = await peopleAfter(ctx, last)
    const terms = await termsInForce(ctx, rows, names)
    for (const row of rows) {
      const cells = filledCells({ ...row, ...terms.get(row.id) }, keys)
      people.push({ id: row.id, cells: Object.assign(cells, custom.get(row.id)) })
    }
    if (rows.length < peopleAtOnce) return people
    last = rows.at(-1)!.employeeNumber
  }
}

function peopleAfter(ctx: SheetCtx, last: string) {
  return ctx.tx
    .selectFrom('employee')
    .select(['id', 'employeeNumber', 'firstName', 'lastName', 'email', 'status', 'joinedOn', 'leftOn', 'noticeOn', 'leavingReason'])
    .select(['preferredName', 'workPhone', 'phone', 'birthDate', 'personalEmail', 'address', 'gender', 'nationality', 'maritalStatus'])
    .select(['bankName', 'bankAccount', 'taxNumber'])
    .where('companyId', '=', ctx.companyId)
    .where('employeeNumber', '>', last)
    .orderBy('employeeNumber')
    .limit(peopleAtOnce)
    .execute()
}

/** What the employment says that is in force today, or with which somebody begins who joins later. */
async function termsInForce(ctx: SheetCtx, people: readonly { id: string; joinedOn: string }[], names: Names) {
  const rows = await readEmploymentRows(
    ctx,
    people.map(({ id }) => id),
    ctx.today,
  )
  const byPerson = Map.groupBy(rows, ({ employeeId }) => employeeId)
  return new Map(
    people.flatMap(({ id, joinedOn }) => {
      const row = byPerson.get(id)?.find((one) => covers(one, joinedOn > ctx.today ? joinedOn : ctx.today))
      return row ? [[id, termCells(row, names)] as const] : []
    }),
  )
}

/** The employments of people that end on `from` or later, in their order. */
export function readEmploymentRows(ctx: SheetCtx, employeeIds: readonly string[], from = '1000-01-01') {
  return ctx.tx
    .selectFrom('employment as t')
    .select(['t.id', 't.employeeId', 't.firstDay', 't.lastDay', 't.title', 't.departmentId', 't.branchId', 't.positionId', 't.managerId'])
    .select(['t.contractKind', 't.salaryRef', 't.reason', 't.note', sql<string | null>`trim_scale(t.weekly_hours)::text`.as('weeklyHours')])
    .where('t.companyId', '=', ctx.companyId)
    .where(sql<boolean>`t.employee_id = any(${employeeIds}::uuid[])`)
    .where((eb) => eb.or([eb('t.lastDay', 'is', null), eb('t.lastDay', '>=', from)]))
    .orderBy('t.firstDay')
    .execute()
}

/** The cells of what an employment says. */
export function termCells(row: Awaited<ReturnType<typeof readEmploymentRows>>[number], names: Names) {
  const { title, contractKind, salaryRef, weeklyHours, departmentId, branchId, positionId, managerId } = row
  return {
    title,
    contractKind,
    salaryRef,
    weeklyHours,
    departmentCode: names.department.get(departmentId ?? '') ?? null,
    branchCode: names.branch.get(branchId ?? '') ?? null,
    positionCode: names.position.get(positionId ?? '') ?? null,
    managerNumber: names.employee.get(managerId ?? '') ?? null,
  }
}

/** The employee numbers of everybody. */
export async function readNumbers(ctx: Ctx<'employee'>): Promise<string[]> {
  const rows = await ctx.tx.selectFrom('employee').select('employeeNumber').where('companyId', '=', ctx.companyId).execute()
  return rows.map(({ employeeNumber }) => employeeNumber)
}

/** Codes and numbers by what they stand for: `References` the other way round. */
type Names = References

export async function readNames(ctx: SheetCtx): Promise<Names> {
  const { department, branch, position, employee } = await readReferences(ctx)
  const turned = (names: ReadonlyMap<string, string>) => new Map([...names].map(([name, id]) => [id, name]))
  return { department: turned(department), branch: turned(branch), position: turned(position), employee: turned(employee) }
}

/** What codes and numbers stand for here. */
export async function readReferences(ctx: SheetCtx): Promise<References> {
  const byCode = async (table: 'department' | 'branch' | 'position') => {
    const rows = await ctx.tx.selectFrom(table).select(['id', 'code']).where('companyId', '=', ctx.companyId).execute()
    return new Map(rows.map(({ id, code }) => [code, id]))
  }
  const people = await ctx.tx.selectFrom('employee').select(['id', 'employeeNumber']).where('companyId', '=', ctx.companyId).execute()
  return {
    department: await byCode('department'),
    branch: await byCode('branch'),
    position: await byCode('position'),
    employee: new Map(people.map(({ id, employeeNumber }) => [employeeNumber, id])),
  }
}
