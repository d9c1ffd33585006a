import { sql } from 'kysely'
import type { Kysely } from 'kysely'
import { systemActor, systemRequest } from '../../server/core/context.ts'
import type { Ctx } from '../../server/core/context.ts'
import { addDays, instantOf, localDateOf, millisOf } from '../../server/core/dates.ts'
import type { Deps } from '../../server/core/deps.ts'
import { assignmentsOf } from '../../server/modules/attendance/day-sources.queries.ts'
import { publicHolidays } from '../../server/modules/attendance/index.ts'
import { companyPattern } from '../../server/modules/working-time/calendar.queries.ts'
import { scheduleOf } from '../../server/modules/working-time/working-time.rules.ts'
import type { DaySchedule, WorkingPattern } from '../../server/modules/working-time/working-time.rules.ts'
import type { DB } from '../types.ts'
import { insertPeople, peopleOf } from './people.ts'
import type { Person } from './people.ts'
import type { CompanyPlan } from './plan.ts'
import { idAt } from './random.ts'
import { insertRows } from './write.ts'

/** A demo company in the transaction that loads it, with what the rules need to compute its figures. */
export type DemoCompany = {
  readonly db: Kysely<DB>
  readonly ctx: Ctx<keyof DB>
  readonly id: string
  readonly plan: CompanyPlan
  readonly zone: string
  /** The instant of the load, in milliseconds. */
  readonly now: number
  readonly today: string
  readonly people: readonly Person[]
  readonly person: (key: string) => Person
  readonly schedule: (person: Person, day: string) => DaySchedule
  /** The instant, in milliseconds, at which the company's clocks show a time of a day. */
  readonly at: (day: string, time: string) => number
}

/** What somebody stays longer than planned is overtime from here on, as most companies have it. */
export const overtimeToleranceMinutes = 30

/** Opens a company as signing up does, on a day in the past, and brings its people along. */
export async function openCompany(db: Kysely<DB>, deps: Deps, plan: CompanyPlan, passwordHash: string): Promise<DemoCompany> {
  const { settings } = plan
  const zone = settings.timeZone
  const at = (day: string, time: string) => millisOf(instantOf(day, time, zone))
  const openedAt = at(plan.openedOn, '09:14')
  const id = idAt(openedAt, plan.domain)
  const ctx = deps.contexts(db, id, systemRequest, { ...systemActor, settings })
  const today = localDateOf(ctx.now, zone)
  const people = peopleOf(plan, openedAt)
  const person = (key: string) => people.find((one) => one.key === key)!

  await sql.raw(`set local app.company_id = '${id}'`).execute(db)
  await insertCompany(db, plan, id, openedAt)
  const accounts = people.map((one) => accountOf(one, id, plan, passwordHash, ctx.now))
  await insertRows(db, 'userAccount', accounts)
  const permissions = deps.modules.flatMap((module) => module.permissions)
  const approvalKinds = deps.modules.flatMap((module) => module.approvalKinds ?? [])
  const made = { adminUserId: person('admin').userId, country: settings.country, permissions, approvalKinds }
  for (const module of deps.modules) await module.onboard?.(ctx, made)
  await insertHolidays(db, plan, id, openedAt, today)
  const fourDays = await insertFourDays(db, plan, id, openedAt)
  await insertPeople(db, {
    plan,
    id,
    openedAt,
    people,
    fourDaysId: fourDays?.id ?? null,
    branchIds: await insertBranches(db, plan, id, openedAt),
  })
  const schedule = await schedulesOf(db, plan, id, fourDays)
  return { db, ctx, id, plan, zone, now: Date.parse(ctx.now), today, people, person, schedule, at }
}

async function insertCompany(db: Kysely<DB>, plan: CompanyPlan, id: string, openedAt: number) {
  const { name, domain, subdomain, phone, address, planCode, tagline, primaryColor, settings } = plan
  const createdAt = new Date(openedAt).toISOString()
  await db
    .insertInto('company')
    .values({
      id,
      name,
      domain,
      subdomain,
      adminEmail: `admin@${domain}`,
      phone,
      address,
      status: 'active',
      trialEndsAt: null,
      planCode,
      tagline,
      primaryColor,
      createdAt,
    })
    .execute()
  await db
    .insertInto('companyState')
    .values({ companyId: id, nextEmployeeNumber: plan.staff.length + 1 })
    .execute()
  await db
    .insertInto('companySettings')
    .values({ companyId: id, firstDay: '1970-01-01', settings: JSON.stringify(settings) })
    .execute()
  await db
    .insertInto('attendancePolicy')
    .values({ companyId: id, firstDay: plan.openedOn, policy: JSON.stringify({ overtimeToleranceMinutes }), version: 1 })
    .execute()
}

function accountOf(
  { key, userId, email, firstName, lastName, enteredAt }: Person,
  companyId: string,
  { settings }: CompanyPlan,
  passwordHash: string,
  now: string,
) {
  const createdAt = new Date(enteredAt).toISOString()
  // The named accounts have not signed in yet, so that whoever tries them is the first.
  const lastSignedInAt = key.includes('.')
    ? new Date(Math.max(enteredAt, Date.parse(now) - (1 + (email.length % 5)) * 86_400_000)).toISOString()
    : null
  return {
    companyId,
    id: userId,
    email,
    firstName,
    lastName,
    passwordHash,
    status: 'active',
    language: settings.language,
    emailVerifiedAt: createdAt,
    lastSignedInAt,
    createdAt,
  }
}

/** The years before this one, and what the country's list does not have; sign-up itself adds this year's and the next's. */
async function insertHolidays(db: Kysely<DB>, plan: CompanyPlan, companyId: string, openedAt: number, today: string) {
  const year = Number(today.slice(0, 4))
  const ofCountry = publicHolidays(plan.settings.country!, year - 1, plan.settings.language)
  const extra = [year - 1, year, year + 1].flatMap((one) => plan.extraHolidays.map(({ date, name }) => ({ day: `${one}-${date}`, name })))
  const calendar = await db.selectFrom('holidayCalendar').select('id').where('companyId', '=', companyId).executeTakeFirstOrThrow()
  const known = await db.selectFrom('holiday').select('firstDay').where('companyId', '=', companyId).execute()
  const taken = new Set(known.map(({ firstDay }) => firstDay))
  const rows = [...ofCountry, ...extra]
    .filter(({ day }) => !taken.has(day))
    .map(({ day, name }) => ({
      companyId,
      id: idAt(openedAt, `holiday ${plan.domain} ${day}`),
      calendarId: calendar.id,
      firstDay: day,
      lastDay: day,
      name,
    }))
  await insertRows(db, 'holiday', rows)
}

async function insertFourDays(db: Kysely<DB>, plan: CompanyPlan, companyId: string, openedAt: number): Promise<WorkingPattern | undefined> {
  if (!plan.staff.some((one) => one.worksFourDays)) return undefined
  const company = companyPattern(plan.settings)
  const pattern = {
    ...company,
    id: idAt(openedAt, `pattern ${plan.domain}`),
    name: 'Monday to Thursday',
    times: company.times.filter(({ weekday }) => weekday < 5),
  }
  const { times, ...rest } = pattern
  await db
    .insertInto('workingPattern')
    .values({ companyId, ...rest, times: JSON.stringify(times) })
    .execute()
  return pattern
}

/** @returns the ids by code */
async function insertBranches(db: Kysely<DB>, plan: CompanyPlan, companyId: string, openedAt: number) {
  const [first, ...others] = plan.branches
  const office = await db
    .updateTable('branch')
    .set(first!)
    .where('companyId', '=', companyId)
    .where('code', '=', 'HQ')
    .returning('id')
    .executeTakeFirstOrThrow()
  const rows = others.map((branch) => ({ companyId, id: idAt(openedAt, `branch ${plan.domain} ${branch.code}`), ...branch }))
  await insertRows(db, 'branch', rows)
  return new Map([[first!.code, office.id], ...rows.map(({ code, id }) => [code, id] as const)])
}

/** The schedule of a person and date as the app computes it; people who work alike share the answer. */
async function schedulesOf(db: Kysely<DB>, plan: CompanyPlan, companyId: string, fourDays: WorkingPattern | undefined) {
  const holidays = await db.selectFrom('holiday').select(['firstDay', 'name']).where('companyId', '=', companyId).execute()
  const holidaysOf = Map.groupBy(
    holidays.map(({ firstDay, name }) => ({ day: firstDay!, name, portion: 'full' as const })),
    ({ day }) => day,
  )
  const settings = [{ firstDay: '1970-01-01', settings: plan.settings }]
  const known = new Map<string, DaySchedule>()
  const notEmployed: DaySchedule = { kind: 'not-employed', scheduledMinutes: 0, patternMinutes: 0, times: [] }
  return ({ joinedOn, worksFourDays }: Person, day: string): DaySchedule => {
    if (day < joinedOn) return notEmployed
    const key = `${worksFourDays} ${day}`
    let schedule = known.get(key)
    if (!schedule) {
      const assignments = assignmentsOf({ firstDay: day, lastDay: day, pattern: worksFourDays ? fourDays! : null }, settings)
      schedule = scheduleOf(day, assignments, holidaysOf.get(day) ?? [])
      known.set(key, schedule)
    }
    return schedule
  }
}

/** The first day from `day` on that a person works, or the last up to it when `step` is −1; at most a month away. */
export function workdayFrom({ schedule }: Pick<DemoCompany, 'schedule'>, person: Person, day: string, step: 1 | -1 = 1): string {
  for (let found = day, tries = 0; tries < 31; found = addDays(found, step), tries += 1) {
    if (schedule(person, found).kind === 'work') return found
  }
  return day
}
