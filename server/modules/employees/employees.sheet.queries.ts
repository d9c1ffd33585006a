import { sql } from 'kysely'
import { reachesAll } from '../../core/access.ts'
import type { Ctx, FullCtx } from '../../core/context.ts'
import { Day, Nullable, OneOf, Text } from '../../core/contract.ts'
import { cellOf, columnsOf, filledCells, isNamed } from '../../core/sheet-cells.ts'
import type { ExistingRow, SheetColumn } from '../../core/sheet-kind.ts'
import { readUseCells, useColumns } from '../catalogs/index.ts'
import { customColumns, readCustomCells } from '../custom-fields/index.ts'
import { createEmployee } from './employees.contract.ts'
import { covers } from './employees.employment.rules.ts'
import { contractKinds, employeeStatuses, employmentFields, groupOfField, personFields } from './employees.fields.contract.ts'
import type { References } from './employees.sheet.rules.ts'

export type SheetCtx = FullCtx

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
  workingPattern: 'Working pattern',
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
  workingPattern: (text) => text,
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
  const group = groupOfField[key === 'workingPattern' ? 'workingPatternId' : key]
  return group === undefined || reachesAll(actor, `employee.read-${group}`)
}

/** The columns of people for the caller; skills and hobbies for who may change them, custom fields among the others. */
export async function peopleColumns(ctx: SheetCtx): Promise<readonly SheetColumn[]> {
  const own = await withPatterns(
    ctx,
    ownColumns.filter(({ key }) => isShownOfAll(ctx, key)),
  )
  const columns = [...own, ...(mayWriteUses(ctx) ? await useColumns(ctx) : [])]
  return [...columns, ...(await customColumns(ctx, columns))]
}

const mayWriteUses = ({ actor }: SheetCtx) => reachesAll(actor, 'employee.update-records')

/** Working patterns are named, by any of the company's. */
export async function withPatterns(ctx: SheetCtx, columns: readonly SheetColumn[]): Promise<SheetColumn[]> {
  const names = (await readPatterns(ctx)).map(({ name }) => name).sort()
  const read = (text: string) => (names.includes(text) ? text : { wrong: 'is no working pattern', expected: names })
  return columns.map((column) => (column.key === 'workingPattern' ? { ...column, read } : column))
}

/** Which columns are fields of the person alone. */
export const personKeys: readonly string[] = ['firstName', 'lastName', 'email', ...Object.keys(personFields)]

/** How a field of a person is called in the database. */
export const columnOf = (key: string) => key.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)

const peopleAtOnce = 1000

/**
 * Everybody, or those of some numbers, as the employment in force shows them; who left and who is archived among them. Tables are asked
 * one by one and put together here: the planner knows nothing yet of what an import has just written, and would join person by person.
 */
export async function* readPeople(ctx: SheetCtx, numbers?: readonly string[]): AsyncGenerator<ExistingRow[]> {
  const keys = Object.keys(labels).filter((key) => isShownOfAll(ctx, key))
  for await (const rows of peopleOf(ctx, numbers)) {
    const terms = await termsInForce(ctx, rows)
    const custom = await readCustomCells(
      ctx,
      rows.map(({ id }) => id),
    )
    const uses = mayWriteUses(ctx)
      ? await readUseCells(
          ctx,
          rows.map(({ id }) => id),
        )
      : undefined
    yield rows.map((row) => {
      const cells = filledCells({ ...row, ...terms.get(row.id) }, keys)
      return { id: row.id, cells: Object.assign(cells, uses?.get(row.id), custom.get(row.id)) }
    })
  }
}

/** People by their number, some at a time. */
async function* peopleOf(ctx: SheetCtx, numbers: readonly string[] | undefined) {
  for (let last = ''; ;) {
    const rows = await peopleAfter(ctx, last, numbers)
    if (rows.length > 0) yield rows
    if (rows.length < peopleAtOnce) return
    last = rows.at(-1)!.employeeNumber
  }
}

function peopleAfter(ctx: SheetCtx, last: string, numbers: readonly string[] | undefined) {
  return ctx.tx
    .selectFrom('employee')
    .select(['id', 'employeeNumber', 'firstName', 'lastName', 'email', 'status', 'joinedOn', 'leftOn', 'noticeOn', 'leavingReason'])
    .select(['preferredName', 'workPhone', 'phone', 'birthDate', 'personalEmail', 'address', 'gender', 'nationality', 'maritalStatus'])
    .select(['bankName', 'bankAccount', 'taxNumber'])
    .where('companyId', '=', ctx.companyId)
    .where('employeeNumber', '>', last)
    .where(isNamed('employeeNumber', numbers))
    .orderBy('employeeNumber')
    .limit(peopleAtOnce)
    .execute()
}

/** What the employment says that is in force today, or with which somebody begins who joins later. */
async function termsInForce(ctx: SheetCtx, people: readonly { id: string; joinedOn: string }[]) {
  const rows = await readEmploymentRows(
    ctx,
    people.map(({ id }) => id),
    ctx.today,
  )
  const names = await readNames(ctx, rows)
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
    .select([
      't.workingPatternId',
      't.contractKind',
      't.salaryRef',
      't.reason',
      't.note',
      sql<string | null>`trim_scale(t.weekly_hours)::text`.as('weeklyHours'),
    ])
    .where('t.companyId', '=', ctx.companyId)
    .where(sql<boolean>`t.employee_id = any(${employeeIds}::uuid[])`)
    .where((eb) => eb.or([eb('t.lastDay', 'is', null), eb('t.lastDay', '>=', from)]))
    .orderBy('t.firstDay')
    .execute()
}

/** The cells of what an employment says. */
export function termCells(row: Awaited<ReturnType<typeof readEmploymentRows>>[number], names: Names) {
  const { title, contractKind, salaryRef, weeklyHours, departmentId, branchId, positionId, managerId, workingPatternId } = row
  return {
    title,
    contractKind,
    salaryRef,
    weeklyHours,
    departmentCode: names.department.get(departmentId ?? '') ?? null,
    branchCode: names.branch.get(branchId ?? '') ?? null,
    positionCode: names.position.get(positionId ?? '') ?? null,
    managerNumber: names.employee.get(managerId ?? '') ?? null,
    workingPattern: names.pattern.get(workingPatternId ?? '') ?? null,
  }
}

/** The employee numbers of everybody. */
export async function readNumbers(ctx: Ctx<'employee'>): Promise<string[]> {
  const rows = await ctx.tx.selectFrom('employee').select('employeeNumber').where('companyId', '=', ctx.companyId).execute()
  return rows.map(({ employeeNumber }) => employeeNumber)
}

/** Codes and numbers by what they stand for: `References` the other way round. */
type Names = References

/** What employments name: codes and numbers by what they stand for. */
export async function readNames(ctx: SheetCtx, rows: Awaited<ReturnType<typeof readEmploymentRows>>): Promise<Names> {
  const idsOf = (ids: readonly (string | null)[]) => [...new Set(ids)].filter((id) => id !== null)
  const byId = async (table: 'department' | 'branch' | 'position', ids: readonly string[]) => {
    const found = await ctx.tx
      .selectFrom(table)
      .select(['id', 'code'])
      .where('companyId', '=', ctx.companyId)
      .where(sql<boolean>`id = any(${ids}::uuid[])`)
      .execute()
    return new Map(found.map(({ id, code }) => [id, code]))
  }
  return {
    department: await byId('department', idsOf(rows.map(({ departmentId }) => departmentId))),
    branch: await byId('branch', idsOf(rows.map(({ branchId }) => branchId))),
    position: await byId('position', idsOf(rows.map(({ positionId }) => positionId))),
    employee: await readNumbersOf(ctx, idsOf(rows.map(({ managerId }) => managerId))),
    pattern: new Map((await readPatterns(ctx)).map(({ id, name }) => [id, name])),
  }
}

async function readPatterns(ctx: SheetCtx) {
  const patterns = await ctx.tx.selectFrom('workingPattern').select(['id', 'name']).where('companyId', '=', ctx.companyId).execute()
  return patterns.map(({ id, name }) => ({ id, name: name.trim() }))
}

async function readNumbersOf(ctx: SheetCtx, ids: readonly string[]) {
  const found = await ctx.tx
    .selectFrom('employee')
    .select(['id', 'employeeNumber'])
    .where('companyId', '=', ctx.companyId)
    .where(sql<boolean>`id = any(${ids}::uuid[])`)
    .execute()
  return new Map(found.map(({ id, employeeNumber }) => [id, employeeNumber]))
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
    pattern: new Map((await readPatterns(ctx)).map(({ id, name }) => [name, id])),
  }
}
