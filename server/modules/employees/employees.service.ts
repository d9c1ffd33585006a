import type { Ctx } from '../../core/context.ts'
import type { Body, Query } from '../../core/contract.ts'
import { fail } from '../../core/errors.ts'
import { newId } from '../../core/ids.ts'
import { refuseStale } from '../../core/version.ts'
import { takePlace } from '../companies/index.ts'
import type { PlaceCtx } from '../companies/index.ts'
import { writeCustomValues } from '../custom-fields/index.ts'
import * as contract from './employees.contract.ts'
import type { EmployeeDetail } from './employees.contract.ts'
import { endRows } from './employees.employment.rules.ts'
import type { RowChange } from './employees.employment.rules.ts'
import { changeEmployment } from './employees.employment.service.ts'
import { employmentFields } from './employees.fields.contract.ts'
import { accepted, refuseUnseen } from './employees.fields.service.ts'
import { contactsUpdated } from './employees.lifecycle.contract.ts'
import type * as lifecycle from './employees.lifecycle.contract.ts'
import { changeStanding } from './employees.lifecycle.rules.ts'
import { nextNumber } from './employees.number.service.ts'
import { findDetail, getDetail, nameOf } from './employees.queries.ts'
import type { PeopleCtx, PeopleTables } from './employees.queries.ts'
import { readRows, saveRows } from './employees.rows.service.ts'
import { indexPerson } from './employees.search.service.ts'
import type { IndexTables } from './employees.search.service.ts'
import { noteGroups } from './employees.viewed.service.ts'

type WriteCtx = Ctx<PeopleTables | IndexTables>
export type HireCtx = Ctx<PeopleTables | IndexTables | 'customField' | 'customValue' | 'customFile'> & PlaceCtx

/** One person; on a day to come only for whom their terms are shown, because plans belong to the team field group. */
export async function getEmployee(ctx: PeopleCtx, id: string, { asOf }: Query<typeof contract.getEmployee> = {}) {
  const employee = await getDetail(ctx, id, 'employee.read', asOf)
  if (asOf !== undefined && asOf > ctx.today && !employee.team) {
    throw fail.forbidden('FORBIDDEN', 'You may not see what is planned for this person.', { permission: 'employee.read-team' })
  }
  noteGroups(ctx, { id, name: nameOf(employee) }, employee)
  return { employee }
}

/** Adds a person and their first employment; takes the next number of the company, and its last place when there is one. */
export async function createEmployee(ctx: HireCtx, ask: Body<typeof contract.createEmployee>) {
  const { employeeNumber, custom = {}, ...fields } = ask
  const [terms, plain] = partsOf(fields)
  const person = { ...plain, ...trimmed(plain), joinedOn: ask.joinedOn } as typeof plain & {
    firstName: string
    lastName: string
    joinedOn: string
  }
  // The state row puts hires in order: numbers have no gap, and of two for the last place one is refused.
  await ctx.raiseAccessVersion()
  await takePlace(ctx, 'employees')
  const number = employeeNumber ?? (await nextNumber(ctx, ask.joinedOn))
  const id = newId()
  await ctx.tx
    .insertInto('employee')
    .values({ ...person, companyId: ctx.companyId, id, employeeNumber: number, status: ask.joinedOn > ctx.today ? 'onboarding' : 'active' })
    .execute()
  await saveRows(ctx, [{ employeeId: id, before: [], after: [firstRow(ask.joinedOn, terms, 'hire')] }])
  await indexPerson(ctx, id)
  await writeCustomValues(ctx, id, custom, true)
  const created = await getDetail(ctx, id, 'employee.create')
  refuseUnseen(fields, created)
  await ctx.emit(contract.employeeCreated, {
    subject: { type: 'employee', id },
    after: { ...flat(created), ...person },
    data: { name: nameOf(created) },
  })
  return { employee: created }
}

/** The row with which somebody begins; what is not said is nothing, the contract permanent. */
export function firstRow(firstDay: string, terms: RowChange, reason: 'hire' | 'rehire') {
  const { title = null, departmentId = null, branchId = null, managerId = null, positionId = null } = terms
  const { workingPatternId = null, contractKind = 'permanent', weeklyHours = null, salaryRef = null } = terms
  const place = { title, departmentId, branchId, managerId, positionId }
  return { ...place, workingPatternId, contractKind, weeklyHours, salaryRef, id: newId(), firstDay, lastDay: null, reason, note: null }
}

/** Changes a person; what their employment says is changed from today on, and their rows end on a last day that is set. */
export async function updateEmployee(ctx: HireCtx, id: string, ask: Body<typeof contract.updateEmployee>) {
  const { version, ...fields } = ask
  const [terms, { status, noticeOn, leftOn, leavingReason, ...plain }] = partsOf(fields)
  // The state row puts changes of the reporting line in order: two of them at once cannot make a cycle together.
  await ctx.raiseAccessVersion()
  const before = await getDetail(ctx, id, 'employee.update')
  refuseStale(version, before.version)
  refuseUnseen(fields, before)
  if (before.status === 'archived') throw fail.conflict('EMPLOYEE_ARCHIVED', 'This person is archived; restore them first.')
  const isLeaving = [status, noticeOn, leftOn, leavingReason].some((value) => value !== undefined)
  const known = await noticeOf(ctx, id)
  const standing = isLeaving
    ? accepted(changeStanding({ ...before, noticeOn: known }, { status, noticeOn, leftOn, leavingReason }, ctx.today))
    : {}
  if (Object.keys(terms).length > 0) await changeEmployment(ctx, before, terms, ctx.today)
  if (standing.leftOn !== undefined && standing.leftOn !== before.leftOn) await endEmployments(ctx, id, before.joinedOn, standing.leftOn)
  await writePerson(ctx, id, { ...plain, ...trimmed(plain), ...standing })
  // The change itself may have put the person out of the caller's reach.
  const after = (await findDetail(ctx, id))!
  await ctx.emit(contract.employeeUpdated, {
    subject: { type: 'employee', id },
    before: flat(before),
    after: { ...flat(after), ...plain, ...trimmed(plain), ...standing },
    data: { name: nameOf(after) },
  })
  return { employee: after }
}

/** Not every writer is shown it, and what is allowed must not depend on that. */
async function noticeOf(ctx: HireCtx, id: string) {
  const row = await ctx.tx
    .selectFrom('employee')
    .select('noticeOn')
    .where('companyId', '=', ctx.companyId)
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
  return row.noticeOn
}

/** Ends somebody's employments on a day, or opens the last one again. */
export async function endEmployments(ctx: HireCtx, employeeId: string, joinedOn: string, leftOn: string | null) {
  const before = await readRows(ctx, employeeId)
  await saveRows(ctx, [{ employeeId, before, after: endRows(before, { joinedOn, leftOn }) }])
}

/** What people change of themselves. */
export async function updateContacts(ctx: WriteCtx, id: string, { version, ...fields }: Body<typeof lifecycle.updateContacts>) {
  // Two changes at once are put in order by the row.
  await ctx.tx.selectFrom('employee').select('id').where('companyId', '=', ctx.companyId).where('id', '=', id).forUpdate().execute()
  const before = await getDetail(ctx, id, 'employee.update-contacts')
  refuseStale(version, before.version)
  refuseUnseen(fields, before)
  await writePerson(ctx, id, fields)
  const after = (await findDetail(ctx, id))!
  await ctx.emit(contactsUpdated, {
    subject: { type: 'employee', id },
    before: flat(before),
    after: flat(after),
    data: { name: nameOf(after) },
  })
  return { employee: after }
}

async function writePerson(ctx: WriteCtx, id: string, fields: object) {
  await ctx.tx
    .updateTable('employee')
    .set((eb) => Object.assign({ version: eb('version', '+', 1) }, withoutUndefined(fields)))
    .where('companyId', '=', ctx.companyId)
    .where('id', '=', id)
    .execute()
  await indexPerson(ctx, id)
}

/** What a person's employment says, and what is said of them alone. */
function partsOf<T extends object>(fields: T): [RowChange, Omit<T, keyof typeof employmentFields>] {
  const [terms, person]: Record<string, unknown>[] = [{}, {}]
  for (const [name, value] of Object.entries(fields)) if (value !== undefined) (name in employmentFields ? terms : person)![name] = value
  return [terms as RowChange, person as Omit<T, keyof typeof employmentFields>]
}

/** A person as one flat object, for the audit log. */
export function flat({ team, personal, pay, can: _, ...employee }: EmployeeDetail): object {
  const { firstDay: _first, lastDay: _last, ...terms } = team ?? {}
  return { ...employee, ...terms, ...personal, ...pay }
}

const trimmed = ({ firstName, lastName }: { firstName?: string | undefined; lastName?: string | undefined }) =>
  withoutUndefined({ firstName: firstName?.trim(), lastName: lastName?.trim() })
const withoutUndefined = (fields: object) => Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))
