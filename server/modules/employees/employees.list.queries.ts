import { sql } from 'kysely'
import { reachesAll, visible, visibleRows } from '../../core/access.ts'
import type { Bound, Ctx } from '../../core/context.ts'
import type { Query } from '../../core/contract.ts'
import { fail } from '../../core/errors.ts'
import { countOver, pageOf, paginationOf, sorted } from '../../core/paging.ts'
import { literals, statement } from '../../core/statement.ts'
import { conditionHolds, readConditions, readShown, valuesOf } from '../custom-fields/index.ts'
import type { ListCondition } from '../custom-fields/index.ts'
import type { listEmployees, ListFilters, searchPeople } from './employees.list.contract.ts'
import { selectAll, withEmployment } from './employees.queries.ts'
import type { People, PeopleCtx, PeopleTables } from './employees.queries.ts'
import { mostFound, peopleMeant, wantedBy } from './employees.search.queries.ts'
import type { Wanted } from './employees.search.queries.ts'

export type ListCtx = Ctx<PeopleTables | 'personWord' | 'personGram' | 'employeePhoto' | 'employeeSkill' | 'customField' | 'customValue'>
type ListAsk = Query<typeof listEmployees>

/** One page of the people within reach, filtered and sorted as asked, with the custom fields that were asked for. */
export async function listPage(ctx: ListCtx, { page, limit: size, customFields = [], ...filters }: ListAsk) {
  const [shown, values] = [await readShown(ctx, customFields), await valuesFor(ctx, filters)]
  // Of nothing but marks there are no words, and so nobody is meant.
  if (!values) return { employees: [], pagination: paginationOf({ page, limit: size }, 0) }
  const { limit, offset } = pageOf({ page, limit: size })
  const rows = await rowsOfPage(ctx, { ...values, limit, offset })
  const total = rows[0]?.total ?? (offset > 0 ? ((await rowsOfPage(ctx, { ...values, limit: 1, offset: 0 }))[0]?.total ?? 0) : 0)
  const custom = await valuesOf(
    ctx,
    shown,
    rows.map(({ id }) => id),
  )
  const employees = rows.map(({ total: _, ...person }) => ({ ...person, ...(shown.length > 0 && { custom: custom.get(person.id) ?? {} }) }))
  return { employees, pagination: paginationOf({ page, limit: size }, total) }
}

/** The ids of the first people of a list in its order, and how many people the list has in all. */
export async function listIds(ctx: ListCtx, ask: ListFilters, limit: number): Promise<{ ids: string[]; total: number }> {
  const values = await valuesFor(ctx, ask)
  const rows = values ? await idsInOrder(ctx, { ...values, limit, offset: 0 }) : []
  return { ids: rows.map(({ id }) => id), total: rows[0]?.total ?? 0 }
}

/** What a list is asked for as values of its statements; undefined when nobody can be meant. */
async function valuesFor(ctx: ListCtx, ask: ListFilters) {
  refuseHidden(ctx, ask)
  const wanted = ask.q === undefined ? {} : await wantedBy(ctx, ask.q)
  const conditions = await readConditions(ctx, ask.custom ?? [])
  const { q: _q, sort, includeBelow, custom: _custom, ...filters } = ask
  return wanted && { ...filters, ...wanted, ...customOf(conditions), $includeBelow: includeBelow || undefined, $sort: sort }
}

/** Conditions on custom fields as values of a statement: how they compare is part of its shape. */
function customOf(conditions: readonly ListCondition[]): CustomFilters {
  if (conditions.length === 0) return {}
  const values = Object.fromEntries(
    conditions.flatMap(({ fieldId, value }, nth) => [
      [`customId${nth}`, fieldId],
      [`customValue${nth}`, value],
    ]),
  )
  return { ...values, $custom: conditions.map(({ shape }) => shape) }
}

/** The people that a question means, best first: what a quick search shows of them. */
export async function searchPage(ctx: ListCtx, { q, limit = 10 }: Query<typeof searchPeople>) {
  const wanted = await wantedBy(ctx, q)
  return { people: wanted ? await glimpses(ctx, { ...wanted, limit }) : [] }
}

/** The team field group: what its holders may filter by, and sort by when they see it of everybody. */
const teamGroup = 'employee.read-team'

/**
 * An order or a selection tells what it goes by: fields of a group that the caller does not see are refused, by name.
 * A filter is answered within the reach of the group, so that any reach will do for it.
 */
function refuseHidden({ actor }: Bound, { contractKind, sort = '' }: ListFilters) {
  const refuse = (path: string, message: string) =>
    fail.invalid('VALIDATION_FAILED', 'You may not see what this list should go by.', [{ path, message, expected: teamGroup }])
  if (contractKind !== undefined && !actor.permissions.has(teamGroup))
    throw refuse('querystring.contractKind', 'contractKind is not shown to you')
  if (/(^|[,-])contractKind\b/.test(sort) && !reachesAll(actor, teamGroup))
    throw refuse('querystring.sort', 'contractKind is not shown to you of everybody')
}

const words = [
  'departmentId',
  'branchId',
  'managerId',
  'positionId',
  'contractKind',
  'joinedFrom',
  'joinedTo',
  'leftFrom',
  'leftTo',
] as const
const filterNames = [...words, 'skillId', 'status', '$custom'] as const

type CustomFilters = { readonly [K in `custom${'Id' | 'Value'}${number}`]?: string | undefined } & {
  readonly $custom?: readonly ListCondition['shape'][] | undefined
}
type Filters = CustomFilters &
  Partial<Record<(typeof words)[number], string | undefined>> & {
    skillId?: readonly string[] | undefined
    status?: readonly string[] | undefined
    $includeBelow?: boolean | undefined
  }

type PageValues = Filters & Partial<Wanted> & { $sort: string | undefined; limit: number; offset: number }
const shaping = ['employee.read', 'employee.read-personal', teamGroup, 'employee.read-pay']
const orderFor = ({ $sort }: PageValues) => $sort ?? 'lastName,firstName'
const isRankedBy = ({ word0, $sort }: PageValues) => word0 !== undefined && $sort === undefined

/**
 * The page is found among the people alone where nothing else decides it, so that the rest is joined to its few rows only. It is
 * put in order by the place that each row had: an order by a column of everybody is one that an index has, and PostgreSQL, which
 * takes a reach for vastly more than it is, would go through everybody in that order to save sorting twenty.
 */
const pages = statement((ctx: PeopleCtx, values: PageValues) => {
  const placed = ctx.tx
    .selectFrom(idsOfPage(ctx, values).as('found'))
    .select(['found.id', 'found.total', sql<number>`row_number() over ()`.as('place')])
  return selectAll(ctx).innerJoin(placed.as('p'), 'p.id', 'e.id').select('p.total').orderBy('p.place')
}, shaping)

const idsInOrder = statement(idsOfPage, shaping)

/**
 * Of a narrow reach PostgreSQL expects so much work that to look through everybody for the twenty of a page is nothing beside it, in
 * its eyes: they are then found in one statement and read in the next.
 */
async function rowsOfPage(ctx: PeopleCtx, values: PageValues) {
  if (reachesAll(ctx.actor, 'employee.read')) return pages(ctx, values)
  const found = await idsInOrder(ctx, values)
  if (found.length === 0) return []
  const ids = found.map(({ id }) => id)
  const people = new Map((await peopleOfPage(ctx, { ids })).map((person) => [person.id, person]))
  // Whoever left between the two readings is not there any more.
  return found.flatMap(({ id, total }) => (people.has(id) ? [{ ...people.get(id)!, total }] : []))
}

const peopleOfPage = statement(
  (ctx: PeopleCtx, { ids }: { ids: readonly string[] }) => selectAll(ctx).where(sql<boolean>`e.id = any(${ids}::uuid[])`),
  shaping,
)

function idsOfPage(ctx: PeopleCtx, { limit, offset, ...values }: PageValues) {
  const asked = { ...values, limit, offset }
  const order = orderFor(asked)
  let people = selection(ctx, values, /title|department|branch|contractKind/.test(order))
  if (isRankedBy(asked)) people = people.orderBy(sql`h.rank`)
  return sorted(people, order, sortable, 'e.id')
    .select(['e.id', countOver.as('total')])
    .$if(isRankedBy(asked), (query) => query.select(sql<number>`h.rank`.as('rank')))
    .limit(limit)
    .offset(offset)
}

const glimpses = statement(
  (ctx: PeopleCtx, { limit, ...wanted }: Wanted & { limit: number }) => {
    const best = sorted(selection(ctx, wanted, false).orderBy(sql`h.rank`), 'lastName,firstName', sortable, 'e.id')
      .select(['e.id', sql<number>`h.rank`.as('rank')])
      .limit(limit)
    const shown = withEmployment(ctx, ctx.tx.selectFrom('employee as e').where('e.companyId', '=', ctx.companyId))
      .leftJoin('department as d', (join) => join.onRef('d.id', '=', 't.departmentId').on('d.companyId', '=', ctx.companyId))
      .innerJoin(best.as('p'), 'p.id', 'e.id')
      .select(['e.id', 'e.firstName', 'e.lastName', 't.title', 'd.name as departmentName'])
      .select(
        sql<string | null>`(select f.hash from employee_photo as f where f.company_id = ${ctx.companyId} and f.employee_id = e.id
          order by f.size limit 1)`.as('photoHash'),
      )
    return sorted(shown.orderBy(sql`p.rank`), 'lastName,firstName', sortable, 'e.id')
  },
  ['employee.read', 'employee.read-personal'],
)

/** The people within reach whom the filters and the question leave. */
function selection(ctx: PeopleCtx, values: Filters & Partial<Wanted>, needsPlace: boolean): People {
  const { departmentId, branchId, managerId, positionId, contractKind, skillId, status, joinedFrom, joinedTo, leftFrom, leftTo } = values
  let people: People = ctx.tx.selectFrom('employee as e').where('e.companyId', '=', ctx.companyId)
  // Those who are meant are within reach: it was asked of their words already.
  people = values.word0 === undefined ? people.where(visibleRows(ctx, 'employee.read', 'e.id')) : meant(ctx, people, values)
  if (status) people = people.where(sql<boolean>`e.status = any(${status}::text[])`)
  // Whoever asks when people left means those who did.
  else if (!leftFrom && !leftTo) people = people.where('e.status', 'not in', literals('left', 'archived'))
  if (joinedFrom) people = people.where('e.joinedOn', '>=', joinedFrom)
  if (joinedTo) people = people.where('e.joinedOn', '<=', joinedTo)
  if (leftFrom) people = people.where('e.leftOn', '>=', leftFrom)
  if (leftTo) people = people.where('e.leftOn', '<=', leftTo)
  if (skillId)
    people = people.where(
      sql<boolean>`not exists (select from unnest(${skillId}::uuid[]) as s(id) where not exists (
        select from employee_skill as k where k.company_id = ${ctx.companyId} and k.employee_id = e.id and k.item_id = s.id))`,
    )
  for (const [nth, shape] of (values.$custom ?? []).entries())
    people = people.where(conditionHolds(ctx, { shape, fieldId: values[`customId${nth}`]!, value: values[`customValue${nth}`]! }, 'e.id'))
  if (!(departmentId || branchId || managerId || positionId || contractKind || needsPlace)) return people
  let employed = withEmployment(ctx, people)
  if (departmentId && values.$includeBelow)
    employed = employed.where(sql<boolean>`t.department_id in (${departmentsBelow(ctx, departmentId)})`)
  else if (departmentId) employed = employed.where('t.departmentId', '=', departmentId)
  if (branchId) employed = employed.where('t.branchId', '=', branchId)
  if (managerId) employed = employed.where('t.managerId', '=', managerId)
  if (positionId) employed = employed.where('t.positionId', '=', positionId)
  if (contractKind) employed = employed.where('t.contractKind', '=', contractKind).where(visible(ctx, teamGroup, 'e.id'))
  return employed
    .leftJoin('department as d', (join) => join.onRef('d.id', '=', 't.departmentId').on('d.companyId', '=', ctx.companyId))
    .leftJoin('branch as b', (join) => join.onRef('b.id', '=', 't.branchId').on('b.companyId', '=', ctx.companyId))
}

/** The people who are meant; the best of them alone when nothing else is asked for. */
function meant(ctx: PeopleCtx, people: People, values: Filters & Partial<Wanted>): People {
  const isNarrowed = filterNames.some((name) => values[name] !== undefined)
  const isPast = values.status || values.leftFrom || values.leftTo ? 'yes' : 'no'
  const found = peopleMeant(ctx, values, { isPast, isNarrowed })
  const best = isNarrowed ? found : sql`(select * from ${found} as found order by rank, employee_id limit ${sql.lit(mostFound)})`
  return people.innerJoin(sql<object>`${best}`.as('h'), (join) => join.on(sql<boolean>`h.employee_id = e.id`)) as People
}

const departmentsBelow = ({ companyId }: Bound, departmentId: string) => sql`with recursive below as (
  select ${departmentId}::uuid as id
  union select d.id from department as d join below on d.parent_id = below.id where d.company_id = ${companyId}) select id from below`

const sortable = {
  lastName: 'e.lastName',
  firstName: 'e.firstName',
  employeeNumber: 'e.employeeNumber',
  email: 'e.email',
  joinedOn: 'e.joinedOn',
  leftOn: 'e.leftOn',
  title: 't.title',
  departmentName: 'd.name',
  branchName: 'b.name',
  status: 'e.status',
  contractKind: 't.contractKind',
}
