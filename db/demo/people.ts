import type { Kysely } from 'kysely'
import { addDays, daysBetween, weekdayOf } from '../../server/core/dates.ts'
import { instantOf, millisOf } from '../../server/core/dates.ts'
import type { DB } from '../types.ts'
import { keyOf } from './plan.ts'
import type { CompanyPlan, StaffPlan } from './plan.ts'
import { dice, idAt } from './random.ts'
import { insertRows } from './write.ts'

export type Person = StaffPlan & {
  readonly key: string
  readonly id: string
  readonly userId: string
  readonly email: string
  readonly name: string
  readonly number: string
  readonly worksFourDays: boolean
  /** When they were entered into Muster, in milliseconds. */
  readonly enteredAt: number
}

/** The people of a plan with their ids, numbered in the order in which they joined. */
export function peopleOf({ staff, domain, settings }: CompanyPlan, openedAt: number): Person[] {
  const byJoining = staff.toSorted((a, b) => (a.joinedOn < b.joinedOn ? -1 : a.joinedOn > b.joinedOn ? 1 : 0))
  return staff.map((one) => {
    const email = `${keyOf(one)}@${domain}`
    const enteredAt = Math.max(openedAt, millisOf(instantOf(one.joinedOn, '08:30', settings.timeZone)))
    return {
      ...one,
      key: keyOf(one),
      id: idAt(enteredAt, `employee ${email}`),
      userId: idAt(enteredAt, `user ${email}`),
      email,
      name: `${one.firstName} ${one.lastName}`,
      number: String(byJoining.indexOf(one) + 1).padStart(4, '0'),
      worksFourDays: one.worksFourDays ?? false,
      enteredAt,
    }
  })
}

type Target = {
  readonly plan: CompanyPlan
  readonly id: string
  readonly openedAt: number
  readonly people: readonly Person[]
  readonly fourDaysId: string | null
  readonly branchIds: ReadonlyMap<string, string>
}

/** Departments, people, where they work and what they may do. */
export async function insertPeople(db: Kysely<DB>, { plan, id: companyId, openedAt, people, fourDaysId, branchIds }: Target) {
  const idOf = (key: string) => people.find((one) => one.key === key)!.id
  const departments = plan.departments.map(({ code, name, branch }) => ({
    companyId,
    id: departmentId(plan, openedAt, code),
    code,
    name,
    branchId: branchIds.get(branch)!,
  }))
  await insertRows(db, 'department', departments)
  await insertRows(
    db,
    'employee',
    people.map((one) => employeeOf(one, companyId, plan)),
  )
  const employments = people.flatMap((one) => {
    const row = {
      companyId,
      employeeId: one.id,
      branchId: branchIds.get(one.branch)!,
      departmentId: one.department && departmentId(plan, openedAt, one.department),
      managerId: one.manager && idOf(one.manager),
      workingPatternId: one.worksFourDays ? fourDaysId : null,
    }
    return stepsOf(one, plan).map((step, index) => ({ ...row, ...step, id: idAt(one.enteredAt + index, `employment ${one.email}`) }))
  })
  await insertRows(db, 'employment', employments)
  for (const { code, head } of plan.departments) {
    await db
      .updateTable('department')
      .set({ headEmployeeId: idOf(head) })
      .where('companyId', '=', companyId)
      .where('code', '=', code)
      .execute()
  }
  const roles = await db.selectFrom('role').select(['id', 'code']).where('companyId', '=', companyId).execute()
  const roleIds = new Map(roles.map(({ id, code }) => [code, id]))
  const assignments = people.flatMap((one) => one.roles.map((code) => ({ companyId, userId: one.userId, roleId: roleIds.get(code)! })))
  // The first admin has their role from the sign-up already.
  await db
    .insertInto('roleAssignment')
    .values(assignments)
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}

export const departmentId = ({ domain }: CompanyPlan, openedAt: number, code: string) => idAt(openedAt, `department ${domain} ${code}`)

/** One title all the time, or a rise on a first of a month half way. */
function stepsOf({ title, formerTitle, joinedOn }: Person, { openedOn }: CompanyPlan) {
  if (!formerTitle) return [{ title, firstDay: joinedOn, lastDay: null }]
  const half = addDays(joinedOn, Math.floor(daysBetween(joinedOn, openedOn) / 2))
  const rise = half > joinedOn ? `${half.slice(0, 7)}-01` : addDays(joinedOn, 400)
  const day = rise > joinedOn ? rise : addDays(joinedOn, 31)
  return [
    { title: formerTitle, firstDay: joinedOn, lastDay: addDays(day, -1) },
    { title, firstDay: day, lastDay: null },
  ]
}

function employeeOf(
  { id, userId, number, firstName, lastName, email, joinedOn, enteredAt }: Person,
  companyId: string,
  { streets, domain }: CompanyPlan,
) {
  const chance = dice(`person ${email}`)
  const birthDate = addDays(`${Number(joinedOn.slice(0, 4)) - chance.int(23, 41)}-01-01`, chance.int(0, 364))
  return {
    companyId,
    id,
    userId,
    employeeNumber: number,
    firstName,
    lastName,
    email,
    status: 'active',
    joinedOn,
    phone: `+62 81${chance.int(1, 9)} ${chance.int(1000, 9999)} ${chance.int(1000, 9999)}`,
    birthDate,
    personalEmail: `${firstName}.${lastName}@mail.${domain.split('.').at(-1)}`.toLowerCase(),
    address: `${chance.pick(streets)} ${chance.int(1, 180)}, ${weekdayOf(birthDate) > 3 ? 'Jakarta' : 'Depok'}`,
    createdAt: new Date(enteredAt).toISOString(),
  }
}
