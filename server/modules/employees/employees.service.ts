import { sql } from 'kysely'
import type { Ctx } from '../../core/context.ts'
import type { Body, Query } from '../../core/contract.ts'
import { fail } from '../../core/errors.ts'
import { newId } from '../../core/ids.ts'
import { literals } from '../../core/statement.ts'
import { refuseStale } from '../../core/version.ts'
import { requireOpenBranch } from '../organization/index.ts'
import * as contract from './employees.contract.ts'
import { changeEmployment, refuseReportingCycle } from './employees.employment.service.ts'
import type { EmploymentChange } from './employees.employment.service.ts'
import { findDetail, listPage } from './employees.queries.ts'
import type { PeopleCtx } from './employees.queries.ts'

type HireCtx = Ctx<'employee' | 'employment' | 'department' | 'branch' | 'companyState' | 'company' | 'plan'>

export const listEmployees = (ctx: PeopleCtx, ask: Query<typeof contract.listEmployees>) => listPage(ctx, ask)

export async function getEmployee(ctx: PeopleCtx, id: string, permission = 'employee.read') {
  const employee = await findDetail(ctx, id, permission)
  if (!employee) throw fail.notFound()
  return { employee }
}

/** Adds a person and their first employment; takes the next number of the company, and its last place when there is one. */
export async function createEmployee(ctx: HireCtx, ask: Body<typeof contract.createEmployee>) {
  const { title = null, departmentId = null, branchId = null, managerId = null, employeeNumber, ...fields } = ask
  const person = { ...fields, ...trimmed(fields) }
  const next = await takePlace(ctx, employeeNumber)
  await requireOpenBranch(ctx, branchId)
  const id = newId()
  await ctx.tx
    .insertInto('employee')
    .values({
      ...person,
      companyId: ctx.companyId,
      id,
      employeeNumber: next,
      status: ask.joinedOn > ctx.today ? 'onboarding' : 'active',
    })
    .execute()
  await ctx.tx
    .insertInto('employment')
    .values({ companyId: ctx.companyId, id: newId(), employeeId: id, firstDay: ask.joinedOn, title, departmentId, branchId, managerId })
    .execute()
  const created = await getEmployee(ctx, id, 'employee.create')
  await ctx.emit(contract.employeeCreated, {
    subject: { type: 'employee', id },
    after: { ...created.employee, ...person },
    data: { name: nameOf(created.employee) },
  })
  return created
}

/**
 * Reserves a place under the plan's limit and an employee number. The company's state row is locked until commit, so that
 * two hires at once are put in order: numbers have no gap, and of two for the last place one is refused.
 */
async function takePlace(ctx: HireCtx, wanted: string | undefined): Promise<string> {
  await ctx.raiseAccessVersion()
  const { limit, used, code } = await ctx.tx
    .selectFrom('company as c')
    .innerJoin('plan as p', 'p.code', 'c.planCode')
    .select(['p.employeeLimit as limit', 'p.code'])
    .select((eb) =>
      eb
        .selectFrom('employee as e')
        .select((inner) => inner.cast<number>(inner.fn.countAll(), 'integer').as('used'))
        .where('e.companyId', '=', ctx.companyId)
        .where('e.status', 'not in', literals('left', 'archived'))
        .$asScalar()
        .$notNull()
        .as('used'),
    )
    .where('c.id', '=', ctx.companyId)
    .executeTakeFirstOrThrow()
  if (used >= limit) {
    throw fail.conflict('LIMIT_REACHED', `Your plan allows ${limit} people, and ${used} are employed.`, { limit, used, plan: code })
  }
  return wanted ?? (await nextNumber(ctx))
}

/** The next number that nobody was given by hand. */
async function nextNumber(ctx: HireCtx): Promise<string> {
  const { nextEmployeeNumber: first } = await ctx.tx
    .selectFrom('companyState')
    .select('nextEmployeeNumber')
    .where('companyId', '=', ctx.companyId)
    .executeTakeFirstOrThrow()
  const candidates = Array.from({ length: 1000 }, (_, index) => first + index)
  const taken = await ctx.tx
    .selectFrom('employee')
    .select('employeeNumber')
    .where('companyId', '=', ctx.companyId)
    .where((eb) => sql<boolean>`${eb.ref('employeeNumber')} = any(${candidates.map(format)})`)
    .execute()
  const isTaken = new Set(taken.map(({ employeeNumber }) => employeeNumber))
  const number = candidates.find((candidate) => !isTaken.has(format(candidate)))!
  await ctx.tx
    .updateTable('companyState')
    .set({ nextEmployeeNumber: number + 1 })
    .where('companyId', '=', ctx.companyId)
    .execute()
  return format(number)
}

const format = (number: number) => String(number).padStart(4, '0')

export async function updateEmployee(ctx: HireCtx, id: string, ask: Body<typeof contract.updateEmployee>) {
  const { version, title, departmentId, branchId, managerId, ...fields } = ask
  const person = { ...fields, ...trimmed(fields) }
  // The state row puts changes of the reporting line in order: two of them at once cannot make a cycle together.
  await ctx.raiseAccessVersion()
  const { employee: before } = await getEmployee(ctx, id, 'employee.update')
  refuseStale(version, before.version)
  const change = withoutUndefined({ title, departmentId, branchId, managerId }) as EmploymentChange
  if (change.branchId !== before.branchId) await requireOpenBranch(ctx, change.branchId)
  if (change.managerId) await refuseReportingCycle(ctx, id, change.managerId)
  if (Object.keys(change).length > 0) await changeEmployment(ctx, id, change)
  await ctx.tx
    .updateTable('employee')
    .set((eb) => ({ ...person, version: eb('version', '+', 1) }))
    .where('companyId', '=', ctx.companyId)
    .where('id', '=', id)
    .execute()
  // The change itself may have put the person out of the caller's reach.
  const after = { employee: (await findDetail(ctx, id))! }
  const { personal: known, ...plain } = after.employee
  await ctx.emit(contract.employeeUpdated, {
    subject: { type: 'employee', id },
    before: { ...before, ...before.personal, personal: undefined, can: undefined },
    after: { ...plain, ...known, ...person, can: undefined },
    data: { name: nameOf(after.employee) },
  })
  return after
}

const nameOf = ({ firstName, lastName }: { firstName: string; lastName: string }) => `${firstName} ${lastName}`
const trimmed = ({ firstName, lastName }: { firstName?: string; lastName?: string }) =>
  withoutUndefined({ firstName: firstName?.trim(), lastName: lastName?.trim() })
const withoutUndefined = (fields: object) => Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))
