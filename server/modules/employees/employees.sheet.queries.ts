import { sql } from 'kysely'
import { reachesAll } from '../../core/access.ts'
import type { Ctx } from '../../core/context.ts'
import type { DB } from '../../core/db.ts'
import { cellOf, columnsOf, filledCells } from '../../core/sheet-cells.ts'
import type { ExistingRow, SheetColumn } from '../../core/sheet-kind.ts'
import { customColumns, readCustomCells } from '../custom-fields/index.ts'
import { createEmployee } from './employees.contract.ts'
import { contractKinds, employeeStatuses, employmentFields, groupOfField, personFields } from './employees.fields.contract.ts'
import { Day, Nullable, OneOf, Text } from '../../core/contract.ts'
import { withEmployment } from './employees.queries.ts'
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

/** Everybody, as the employment in force shows them; who left and who is archived among them. */
export async function readPeople(ctx: SheetCtx): Promise<ExistingRow[]> {
  const keys = Object.keys(labels).filter((key) => isShownOfAll(ctx, key))
  const custom = await readCustomCells(ctx)
  const people: ExistingRow[] = []
  for (let last = ''; ;) {
    const rows = await peopleAfter(ctx, last)
    for (const row of rows) {
      const shown = Object.fromEntries(keys.map((key) => [key, row[key as keyof typeof row] ?? null]))
      people.push({ id: row.id, cells: { ...filledCells(shown), ...custom.get(row.id) } })
    }
    if (rows.length < peopleAtOnce) return people
    last = rows.at(-1)!.employeeNumber
  }
}

function peopleAfter(ctx: SheetCtx, last: string) {
  const people = ctx.tx.selectFrom('employee as e').where('e.companyId', '=', ctx.companyId).where('e.employeeNumber', '>', last)
  return withEmployment(ctx, people)
    .leftJoin('department as d', (join) => join.onRef('d.id', '=', 't.departmentId').on('d.companyId', '=', ctx.companyId))
    .leftJoin('branch as b', (join) => join.onRef('b.id', '=', 't.branchId').on('b.companyId', '=', ctx.companyId))
    .leftJoin('position as s', (join) => join.onRef('s.id', '=', 't.positionId').on('s.companyId', '=', ctx.companyId))
    .leftJoin('employee as m', (join) => join.onRef('m.id', '=', 't.managerId').on('m.companyId', '=', ctx.companyId))
    .select(['e.id', 'e.employeeNumber', 'e.firstName', 'e.lastName', 'e.email', 'e.status', 'e.joinedOn', 'e.leftOn', 'e.noticeOn'])
    .select(['e.leavingReason', 'e.preferredName', 'e.workPhone', 'e.phone', 'e.birthDate', 'e.personalEmail', 'e.address', 'e.gender'])
    .select(['e.nationality', 'e.maritalStatus', 'e.bankName', 'e.bankAccount', 'e.taxNumber'])
    .select(['t.title', 't.contractKind', 't.salaryRef', 'd.code as departmentCode', 'b.code as branchCode', 's.code as positionCode'])
    .select(['m.employeeNumber as managerNumber', sql<string | null>`trim_scale(t.weekly_hours)::text`.as('weeklyHours')])
    .orderBy('e.employeeNumber')
    .limit(peopleAtOnce)
    .execute()
}

/** The employee numbers of everybody. */
export async function readNumbers(ctx: Ctx<'employee'>): Promise<string[]> {
  const rows = await ctx.tx.selectFrom('employee').select('employeeNumber').where('companyId', '=', ctx.companyId).execute()
  return rows.map(({ employeeNumber }) => employeeNumber)
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
