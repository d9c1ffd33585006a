import { sql } from 'kysely'
import type { Ctx } from '../../core/context.ts'
import type { Body } from '../../core/contract.ts'
import * as contract from './companies.setup.contract.ts'

type SetupCtx = Ctx<
  | 'companySetupSkip'
  | 'company'
  | 'branch'
  | 'department'
  | 'employee'
  | 'invitation'
  | 'holiday'
  | 'holidayCalendar'
  | 'holidayCalendarAssignment'
  | 'leavePolicy'
  | 'leaveAssignment'
  | 'leaveAudience'
>

type Facts = {
  skipped: string[]
  hasAddress: boolean
  branches: number
  withoutHolidays: number
  departments: number
  people: number
  invited: number
  withPolicy: number
  givesLater: boolean
}

/** Done is what the data says, so that no step stays open that was done elsewhere, and none closed that was undone. */
export async function getSetup(ctx: SetupCtx): Promise<{ setup: contract.Setup }> {
  const facts = await readFacts(ctx)
  const { branches, departments, people, withPolicy, withoutHolidays, invited, givesLater } = facts
  const states: Record<(typeof contract.setupSteps)[number], { isDone: boolean; count: number }> = {
    company: { isDone: facts.hasAddress && ctx.actor.settings.country !== null, count: 0 },
    branches: { isDone: branches > 0 && withoutHolidays === 0, count: branches },
    departments: { isDone: departments > 0, count: departments },
    people: { isDone: people > 0, count: people },
    leave: { isDone: withPolicy > 0 || givesLater, count: withPolicy },
  }
  const steps = contract.setupSteps.map((step) => ({ step, ...states[step], isSkipped: facts.skipped.includes(step) }))
  return { setup: { steps, withoutHolidays, invited } }
}

/** Two at once: the steps of whoever came last. */
export async function updateSetup(ctx: SetupCtx, { skipped }: Body<typeof contract.updateSetup>) {
  const { companyId } = ctx
  const before = await ctx.tx.deleteFrom('companySetupSkip').where('companyId', '=', companyId).returning('step').execute()
  if (skipped.length > 0) {
    await ctx.tx
      .insertInto('companySetupSkip')
      .values(skipped.map((step) => ({ companyId, step, skippedAt: ctx.now })))
      .onConflict((conflict) => conflict.columns(['companyId', 'step']).doNothing())
      .execute()
  }
  await ctx.emit(contract.setupChanged, {
    subject: { type: 'company', id: companyId },
    before: { skipped: before.map(({ step }) => step).toSorted() },
    after: { skipped: skipped.toSorted() },
    data: {},
  })
  return getSetup(ctx)
}

/** All of it in one question: each part looks no further than it must. */
async function readFacts(ctx: SetupCtx): Promise<Facts> {
  const { companyId, today, now } = ctx
  const year = Number(today.slice(0, 4))
  const ofThisYear = sql`(h.first_day between ${`${year}-01-01`}::date and ${`${year}-12-31`}::date
    or (h.yearly is not null and coalesce(h.from_year, ${year}) <= ${year} and coalesce(h.to_year, ${year}) >= ${year}))`
  const holidayOf = (calendar: ReturnType<typeof sql>) => sql`exists (select from holiday as h
    where h.company_id = ${companyId} and ${ofThisYear} and h.calendar_id in (${calendar}))`
  const { rows } = await sql<Facts>`
    select array(select s.step from company_setup_skip as s where s.company_id = ${companyId}) as skipped,
      (select c.address is not null from company as c where c.id = ${companyId}) as has_address,
      (select count(*)::int from branch as b where b.company_id = ${companyId} and b.archived_at is null) as branches,
      (select count(*)::int from branch as b where b.company_id = ${companyId} and b.archived_at is null
        and not ${holidayOf(sql`select k.id from holiday_calendar as k where k.company_id = ${companyId} and k.is_company`)}
        and not ${holidayOf(sql`select a.calendar_id from holiday_calendar_assignment as a
          where a.company_id = ${companyId} and a.branch_id = b.id and (a.last_day is null or a.last_day >= ${today}::date)`)}
      ) as without_holidays,
      (select count(*)::int from department as d where d.company_id = ${companyId}) as departments,
      (select count(*)::int from employee as e where e.company_id = ${companyId} and e.status not in ('left', 'archived')) as people,
      (select count(*)::int from invitation as i
        where i.company_id = ${companyId} and i.accepted_at is null and i.revoked_at is null and i.expires_at > ${now}) as invited,
      (select count(distinct a.employee_id)::int from leave_assignment as a
        where a.company_id = ${companyId} and (a.last_day is null or a.last_day >= ${today}::date)) as with_policy,
      exists (select from leave_audience as g join leave_policy as p on p.company_id = ${companyId} and p.id = g.policy_id
        where g.company_id = ${companyId} and p.is_active) as gives_later`.execute(ctx.tx)
  return rows[0]!
}
