import type { TSchema } from 'typebox'
import type { Insertable } from 'kysely'
import { changed, mask } from '../../server/core/events.ts'
import type { DomainEvent as EventKind, Static } from '../../server/core/contract.ts'
import { companySignedUp } from '../../server/modules/companies/companies.contract.ts'
import { employeeCreated } from '../../server/modules/employees/index.ts'
import { departmentCreated } from '../../server/modules/organization/organization.contract.ts'
import type { DomainEvent } from '../types.ts'
import type { DemoCompany } from './company.ts'
import { departmentId } from './people.ts'
import type { Person } from './people.ts'
import { idAt } from './random.ts'
import { insertRows } from './write.ts'

type Act<D> = {
  readonly subject: { readonly type: string; readonly id: string }
  readonly before?: object | null
  readonly after?: object | null
  readonly data: D
}

/** Records an act of the past as `ctx.emit` records one of now; nobody is mailed about it. */
export type Story = <D extends TSchema>(event: EventKind<D>, at: number, actor: Person, act: Act<Static<D>>) => void

/** A story to tell into, and what stores it. */
export function beginStory({ id: companyId, db }: DemoCompany) {
  const rows: Insertable<DomainEvent>[] = []
  const story: Story = (event, at, actor, act) => {
    const [before, after] = changed(act.before, act.after)
    rows.push({
      companyId,
      id: idAt(at, `event ${companyId} ${rows.length}`),
      at: new Date(at).toISOString(),
      kind: event.kind,
      actorUserId: actor.userId,
      actorName: actor.name,
      subjectType: act.subject.type,
      subjectId: act.subject.id,
      before: mask(before, event.masked) as never,
      after: mask(after, event.masked) as never,
      data: mask(act.data, event.masked) as never,
    })
  }
  return { story, store: () => insertRows(db, 'domainEvent', rows) }
}

/** How the company began, and who came since. */
export function tellBeginnings({ id, plan, people, person, at }: DemoCompany, story: Story) {
  const admin = person('admin')
  const openedAt = at(plan.openedOn, '09:14')
  const minute = 60_000
  story(companySignedUp, openedAt, admin, { subject: { type: 'company', id }, data: { name: plan.name } })
  for (const [index, { code, name }] of plan.departments.entries()) {
    const subject = { type: 'department', id: departmentId(plan, openedAt, code) }
    story(departmentCreated, openedAt + (9 + index) * minute, admin, { subject, after: { id: subject.id, code, name }, data: { name } })
  }
  const recorder = people.find(({ roles }) => roles.includes('hr')) ?? admin
  for (const one of people.filter(({ enteredAt }) => enteredAt > openedAt)) {
    const { firstName, lastName, email, title, joinedOn, number } = one
    const departmentName = plan.departments.find(({ code }) => code === one.department)?.name ?? null
    const after = {
      id: one.id,
      employeeNumber: number,
      firstName,
      lastName,
      email,
      title,
      status: 'active',
      departmentName,
      managerName: one.manager && person(one.manager).name,
      joinedOn,
    }
    story(employeeCreated, one.enteredAt, recorder, { subject: { type: 'employee', id: one.id }, after, data: { name: one.name } })
  }
}
