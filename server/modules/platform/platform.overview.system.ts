import { sql } from 'kysely'
import type { Kysely } from 'kysely'
import type { RequestMeta } from '../../core/context.ts'
import { standingOf } from '../../core/access.rules.ts'
import type { Standing } from '../../core/access.rules.ts'
import { limitCodes } from '../../core/contract.ts'
import type { Data, LimitCode, Query } from '../../core/contract.ts'
import type { DB } from '../../core/db.ts'
import type { Deps } from '../../core/deps.ts'
import { fail } from '../../core/errors.ts'
import { allowedBy } from '../../core/limits.rules.ts'
import { cursorOf, fetchPage, idOfCursor, sorted, wordsIn } from '../../core/paging.ts'
import { csvFile, filtersIn } from '../../core/list-csv.ts'
import type { Cells } from '../../core/list-csv.ts'
import { mostCsvRows } from '../../core/list-contract.ts'
import type { Operator } from '../../core/operators.ts'
import { asSystem } from '../../core/system-door.ts'
import { fileTables } from '../companies/index.ts'
import type * as console from './platform.company.contract.ts'
import type * as contract from './platform.overview.contract.ts'
import { record } from './platform.system.ts'

const dayMs = 86_400_000
const before = (deps: Deps, days: number) => new Date(deps.clock().getTime() - days * dayMs).toISOString()

const sortable = { name: 'c.name', createdAt: 'c.createdAt', status: 'c.status', plan: 'c.planCode' }

export async function listCompanies(deps: Deps, ask: Query<typeof console.listCompanies>): Promise<Data<typeof console.listCompanies>> {
  return asSystem(deps.system, async (db) => {
    const { rows, pagination } = await fetchPage(companiesAsked(deps, db, ask), ask)
    return { companies: await linesOf(deps, db, rows), pagination }
  })
}

export async function exportCompanies(deps: Deps, operator: Operator, ask: Query<typeof contract.exportCompanies>, meta: RequestMeta) {
  return asSystem(deps.system, async (db) => {
    const rows = await companiesAsked(deps, db, ask)
      .limit(mostCsvRows + 1)
      .execute()
    const file = await csvFile(await linesOf(deps, db, rows), cells, `companies-${deps.clock().toISOString().slice(0, 10)}.csv`)
    const who = { id: operator.operatorId, name: operator.name }
    await record(db, deps, who, 'companies-exported', meta, { data: { count: rows.length, filters: filtersIn(ask) } })
    return file
  })
}

const used = (code: LimitCode) => (line: Line) => line[code].used
const limit = (code: LimitCode) => (line: Line) => line[code].limit
const cells: Cells<Line> = {
  Name: ({ name }) => name,
  Subdomain: ({ subdomain }) => subdomain,
  Domain: ({ domain }) => domain,
  Status: ({ status }) => status,
  Plan: ({ plan }) => plan,
  'Trial ends': ({ trialEndsAt }) => trialEndsAt,
  Created: ({ createdAt }) => createdAt,
  'Last active': ({ lastActiveAt }) => lastActiveAt,
  People: used('employees'),
  'People allowed': limit('employees'),
  'Bytes stored': used('storageBytes'),
  'Bytes allowed': limit('storageBytes'),
  Branches: used('locations'),
  'Branches allowed': limit('locations'),
  'API calls today': used('apiCallsPerDay'),
  'API calls allowed a day': limit('apiCallsPerDay'),
  'Errors today': ({ errorsToday }) => errorsToday,
}

function companiesAsked(deps: Deps, db: Kysely<DB>, ask: Query<typeof contract.exportCompanies>) {
  const now = deps.clock().toISOString()
  let query = db
    .selectFrom('company as c')
    .select(['c.id', 'c.name', 'c.subdomain', 'c.domain', 'c.status', 'c.planCode as plan', 'c.trialEndsAt', 'c.createdAt'])
  if (ask.q) query = query.where(wordsIn(ask.q, 'c.name', 'c.subdomain', 'c.domain'))
  if (ask.plan) query = query.where('c.planCode', '=', ask.plan)
  if (ask.status === 'trial')
    query = query.where('c.status', '=', 'trial').where((eb) => eb.or([eb('c.trialEndsAt', 'is', null), eb('c.trialEndsAt', '>', now)]))
  else if (ask.status === 'expired')
    query = query.where((eb) =>
      eb.or([eb('c.status', '=', 'expired'), eb.and([eb('c.status', '=', 'trial'), eb('c.trialEndsAt', '<=', now)])]),
    )
  else if (ask.status) query = query.where('c.status', '=', ask.status)
  return sorted(query, ask.sort ?? 'name', sortable, 'c.id')
}

type Found = Awaited<ReturnType<ReturnType<typeof companiesAsked>['execute']>>[number]
type Line = Data<typeof console.listCompanies>['companies'][number]

async function linesOf(deps: Deps, db: Kysely<DB>, rows: readonly Found[]): Promise<Line[]> {
  const now = deps.clock().toISOString()
  const figures = await figuresOf(deps, db, rows)
  return rows.map((row) => ({ ...row, status: standingOf(row.status as Standing, row.trialEndsAt, now), ...figures(row) }))
}

/** What these companies use of what they may, in a few statements however many they are. */
async function figuresOf(deps: Deps, db: Kysely<DB>, companies: readonly { id: string }[]) {
  const ids = companies.map(({ id }) => id)
  const counted = async (query: ReturnType<typeof sql>) =>
    new Map(
      ((await query.execute(db)).rows as { companyId: string; amount: string | number }[]).map((row) => [
        row.companyId,
        Number(row.amount),
      ]),
    )
  const among = sql`company_id = any(${ids}::uuid[])`
  const files = fileTables.map((table) => sql`select company_id, octet_length(content) as size from ${sql.table(table)} where ${among}`)
  const today = deps.clock().toISOString().slice(0, 10)
  const [employees, locations, storageBytes, apiCallsPerDay, errors, active, plans, own] = await Promise.all([
    counted(sql`select company_id, count(*) as amount from employee where ${among} and status not in ('left', 'archived') group by 1`),
    counted(sql`select company_id, count(*) as amount from branch where ${among} and archived_at is null group by 1`),
    counted(sql`select company_id, sum(size) as amount from (${sql.join(files, sql` union all `)}) f where size is not null group by 1`),
    counted(
      sql`select company_id, sum(amount) as amount from usage_day where ${among} and day = ${today}::date and metric = 'apiCalls' group by 1`,
    ),
    counted(sql`select about_company as company_id, count(*) as amount from server_error
      where about_company = any(${ids}::uuid[]) and at > ${before(deps, 1)} group by 1`),
    sql<{ companyId: string; at: string }>`select company_id, max(written_at) as at from usage_day
      where ${among} and metric = 'requests' group by 1`.execute(db),
    db.selectFrom('plan').select(['code', 'employeeLimit', 'storageGb', 'locationLimit', 'apiCallsPerDay']).execute(),
    ids.length === 0 ? [] : db.selectFrom('companyLimit').selectAll().where('companyId', 'in', ids).execute(),
  ])
  const used: Record<LimitCode, Map<string, number>> = { employees, locations, storageBytes, apiCallsPerDay }
  return ({ id, plan }: { id: string; plan?: string }) => {
    const limitOf = (code: LimitCode) =>
      own.find((row) => row.companyId === id && row.code === code)?.amount ??
      allowedBy(
        plans.find((one) => one.code === plan)!,
        code,
      )
    const of = (code: LimitCode) => ({ used: used[code].get(id) ?? 0, limit: limitOf(code) })
    return {
      employees: of('employees'),
      storageBytes: of('storageBytes'),
      locations: of('locations'),
      apiCallsPerDay: of('apiCallsPerDay'),
      lastActiveAt: active.rows.find((row) => row.companyId === id)?.at ?? null,
      errorsToday: errors.get(id) ?? 0,
    }
  }
}

/** How long an entry may stand unsealed before something is wrong: it is sealed every minute. */
const sealedWithinMs = 10 * 60_000

export async function getHealthOf(deps: Deps, id: string): Promise<Data<typeof console.getHealthOf>> {
  await deps.errors.settle()
  return asSystem(deps.system, async (db) => {
    const company = await db.selectFrom('company').select(['id', 'planCode as plan']).where('id', '=', id).executeTakeFirst()
    if (!company) throw fail.notFound()
    const [figures, jobs, { rows: found }] = await Promise.all([
      figuresOf(deps, db, [company]),
      jobFigures(db, id),
      sql<{ admins: number; unsealedSince: string | null }>`select
        (select count(distinct u.id)::int from role r
           join role_assignment a on a.company_id = r.company_id and a.role_id = r.id
           join user_account u on u.company_id = a.company_id and u.id = a.user_id and u.status = 'active'
           where r.company_id = ${id} and r.code = 'admin' and (a.valid_from is null or a.valid_from <= ${deps.clock().toISOString()})
             and (a.valid_to is null or a.valid_to > ${deps.clock().toISOString()})) as admins,
        (select min(e.at) from domain_event e where e.company_id = ${id}
           and e.at > coalesce((select max(b.sealed_at) from audit_batch b where b.company_id = ${id}), '-infinity')
           and not exists (select from audit_leaf l where l.company_id = ${id} and l.event_id = e.id)) as unsealed_since`.execute(db),
    ])
    const use = figures(company)
    const { admins, unsealedSince } = found[0]!
    const limitsReached = limitCodes.filter((code) => use[code].used >= use[code].limit)
    const isUnsealed = unsealedSince !== null && deps.clock().getTime() - Date.parse(unsealedSince) > sealedWithinMs
    const problems = [
      ...(admins === 0 ? (['no-admin'] as const) : []),
      ...(use.errorsToday > 0 ? (['errors'] as const) : []),
      ...(jobs.failed > 0 ? (['failed-jobs'] as const) : []),
      ...(isUnsealed ? (['unsealed'] as const) : []),
      ...(limitsReached.length > 0 ? (['limit-reached'] as const) : []),
    ]
    const isBad = problems.some((problem) => problem === 'no-admin' || problem === 'failed-jobs' || problem === 'unsealed')
    return {
      health: {
        status: isBad ? 'bad' : problems.length > 0 ? 'waiting' : 'good',
        lastActiveAt: use.lastActiveAt,
        admins,
        errorsToday: use.errorsToday,
        jobsWaiting: jobs.waiting,
        jobsFailed: jobs.failed,
        unsealedSince,
        limitsReached,
        problems,
      },
    }
  })
}

async function jobFigures(db: Kysely<DB>, companyId: string | null = null) {
  const { rows } = await sql<{ waiting: number; failed: number }>`select waiting, failed from job_figures(${companyId}::uuid)`.execute(db)
  return rows[0]!
}

export async function getOverview(deps: Deps): Promise<Data<typeof contract.getOverview>> {
  await deps.errors.settle()
  const now = deps.clock().toISOString()
  return asSystem(deps.system, async (db) => {
    const [companies, jobs, { rows }] = await Promise.all([
      db.selectFrom('company').select(['status', 'planCode', 'trialEndsAt', 'createdAt']).execute(),
      jobFigures(db),
      sql<{ employees: number; requests: number; calls: number; errors: number; bytes: number }>`select
        (select count(*)::int from employee where status not in ('left', 'archived')) as employees,
        (select coalesce(sum(amount), 0)::bigint from usage_day where day = ${now.slice(0, 10)}::date and metric = 'requests') as requests,
        (select coalesce(sum(amount), 0)::bigint from usage_day where day = ${now.slice(0, 10)}::date and metric = 'apiCalls') as calls,
        (select count(*)::int from server_error where at > ${before(deps, 1)}) as errors,
        pg_database_size(current_database()) as bytes`.execute(db),
    ])
    const standings = companies.map((row) => standingOf(row.status as Standing, row.trialEndsAt, now))
    const soon = new Date(Date.parse(now) + 7 * dayMs).toISOString()
    const { employees, requests, calls, errors, bytes } = rows[0]!
    return {
      overview: {
        companies: companies.length,
        byStatus: countsOf(standings),
        byPlan: countsOf(companies.map(({ planCode }) => planCode)),
        newIn30Days: companies.filter(({ createdAt }) => createdAt > before(deps, 30)).length,
        trialsEndingIn7Days: companies.filter(
          ({ trialEndsAt }, at) => standings[at] === 'trial' && trialEndsAt !== null && trialEndsAt <= soon,
        ).length,
        employees,
        requestsToday: requests,
        apiCallsToday: calls,
        errorsToday: errors,
        jobsWaiting: jobs.waiting,
        jobsFailed: jobs.failed,
        databaseBytes: bytes,
      },
    }
  })
}

const countsOf = (names: readonly string[]) =>
  [...Map.groupBy(names, (name) => name)].map(([name, all]) => ({ name, count: all.length })).sort((a, b) => b.count - a.count)

export async function listErrors(deps: Deps, { companyId, cursor, limit = 20 }: Query<typeof contract.listErrors>) {
  await deps.errors.settle()
  const rows = await asSystem(deps.system, (db) => {
    let query = db
      .selectFrom('serverError as e')
      .leftJoin('company as c', 'c.id', 'e.aboutCompany')
      .select(['e.id', 'e.at', 'e.code', 'e.place', 'e.requestId', 'e.aboutCompany as companyId', 'c.name as companyName'])
      .orderBy('e.id', 'desc')
      .limit(limit + 1)
    if (companyId) query = query.where('e.aboutCompany', '=', companyId)
    if (cursor) query = query.where('e.id', '<', idOfCursor(cursor))
    return query.execute()
  })
  const errors = rows.slice(0, limit)
  return { errors, nextCursor: rows.length > limit ? cursorOf(errors.at(-1)!.id) : null }
}

export async function listActivity(deps: Deps, ask: Query<typeof contract.listActivity>): Promise<Data<typeof contract.listActivity>> {
  const now = deps.clock().toISOString()
  const from = before(deps, 6).slice(0, 10)
  return asSystem(deps.system, async (db) => {
    const uses = db
      .selectFrom('usageDay')
      .select('companyId')
      .select(({ fn, cast }) => [
        cast<number>(sql`coalesce(sum(amount) filter (where metric = 'requests'), 0)`, 'bigint').as('requests'),
        cast<number>(sql`coalesce(sum(amount) filter (where metric = 'apiCalls'), 0)`, 'bigint').as('apiCalls'),
        cast<number>(sql`count(distinct day) filter (where metric = 'requests')`, 'integer').as('activeDays'),
        fn.max(sql<string>`case when metric = 'requests' then written_at end`).as('lastActiveAt'),
      ])
      .where('day', '>=', from)
      .groupBy('companyId')
      .as('u')
    const query = db
      .selectFrom('company as c')
      .leftJoin(uses, 'u.companyId', 'c.id')
      .select(['c.id', 'c.name', 'c.status', 'c.trialEndsAt', 'u.lastActiveAt'])
      .select(({ fn, val }) => [
        fn.coalesce('u.requests', val(0)).as('requests'),
        fn.coalesce('u.apiCalls', val(0)).as('apiCalls'),
        fn.coalesce('u.activeDays', val(0)).as('activeDays'),
      ])
      .orderBy(sql`coalesce(u.requests, 0)`, 'desc')
      .orderBy('c.id')
    const { rows, pagination } = await fetchPage(query, ask)
    const companies = rows.map(({ trialEndsAt, ...row }) => ({
      ...row,
      lastActiveAt: row.lastActiveAt ?? null,
      status: standingOf(row.status as Standing, trialEndsAt, now),
    }))
    return { companies, pagination }
  })
}
