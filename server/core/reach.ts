import { sql } from 'kysely'
import type { Expression, RawBuilder, SqlBool } from 'kysely'
import type { Bound } from './context.ts'
import type { Logic, Ring, Rings } from './decision.rules.ts'

type Condition = RawBuilder<SqlBool>

const yes = sql<SqlBool>`true`
const no = sql<SqlBool>`false`

/**
 * How people are found: each row there is looked up among those within reach, or those within reach are the rows there are, by
 * index. The second is for few of many, and for a query that is asked once.
 */
export type Finding = 'each-row' | 'by-person'

/** The answers of `decision.rules.ts` as conditions on a column that holds an employee id; null is nobody, who only the company holds. */
export function conditionsOn(ctx: Bound, column: string, finding: Finding): Logic<Condition> {
  const around: Around = { ctx, subject: sql.ref(column), finding }
  const { subject } = around
  return {
    within(anchor, rings) {
      if (anchor === null) return (rings & 16) === 0 ? no : yes
      return joined(
        runsOf(rings).map(({ from, to }) => between(around, anchor, from, to)),
        sql` or `,
        no,
        yes,
      )
    },
    isOneOf: (ids) => sql<SqlBool>`(${subject} = any(${ids}::uuid[])) is true`,
    all: (...parts) => joined(parts, sql` and `, yes, no),
    any: (...parts) => joined(parts, sql` or `, no, yes),
    not: (part) => (part === yes ? no : part === no ? yes : sql<SqlBool>`(${part}) is not true`),
  }
}

/** Parts put together; `idle` says nothing and is left out, `final` says everything. */
function joined(parts: readonly Condition[], word: RawBuilder<unknown>, idle: Condition, final: Condition): Condition {
  if (parts.includes(final)) return final
  const telling = parts.filter((part) => part !== idle)
  if (telling.length === 0) return idle
  return telling.length === 1 ? telling[0]! : sql<SqlBool>`(${sql.join(telling, word)})`
}

/** Rings that follow each other, as first and last. */
function runsOf(rings: Rings) {
  const runs: { from: Ring; to: Ring }[] = []
  for (const ring of [0, 1, 2, 3, 4] as const) {
    if ((rings & (1 << ring)) === 0) continue
    const last = runs.at(-1)
    if (last && last.to === ring - 1) last.to = ring
    else runs.push({ from: ring, to: ring })
  }
  return runs
}

type Around = { readonly ctx: Bound; readonly subject: Expression<unknown>; readonly finding: Finding }

function between(around: Around, anchor: string, from: Ring, to: Ring): Condition {
  const outer = to === 4 ? yes : upTo(around, anchor, to)
  if (from === 0) return outer
  const inner = sql<SqlBool>`(${upTo(around, anchor, (from - 1) as Exclude<Ring, 4>)}) is not true`
  return outer === yes ? inner : sql<SqlBool>`(${outer} and ${inner})`
}

/** A wider reach includes the narrower. Source: rules-access.md § What is granted. */
function upTo({ ctx, subject, finding }: Around, anchor: string, ring: Exclude<Ring, 4>): Condition {
  if (ring === 0) return sql<SqlBool>`${subject} = ${anchor}`
  const people = sql.join(
    peopleOf.slice(0, ring).map((part) => part(ctx, anchor)),
    sql` union all `,
  )
  // Of an array PostgreSQL expects ten, however many it holds, and looks them up by index. It must not be a set to be joined
  // with: where it expects ten it goes through all of them for each row there is.
  if (finding === 'by-person') return sql<SqlBool>`${subject} = any(array(select ${anchor}::uuid union all ${people}))`
  return sql<SqlBool>`(${subject} = ${anchor} or ${subject} in (${people}))`
}

// "offset 0" keeps the next step of a walk a look into the index: as a join everybody may be read to find the next.
const teamOf = (ctx: Bound, anchor: string) => sql`(with recursive below as (
    select t.employee_id from employment as t where ${inForce(ctx, 't')} and t.manager_id = ${anchor}
    union select r.employee_id from below cross join lateral (
      select t.employee_id from employment as t where ${inForce(ctx, 't')} and t.manager_id = below.employee_id offset 0) as r
  ) select employee_id from below)`

const departmentOf = (ctx: Bound, anchor: string) => sql`(with recursive below as (
    select t.department_id as id from employment as t where ${inForce(ctx, 't')} and t.employee_id = ${anchor} and t.department_id is not null
    union select d.id from department as d join below on d.parent_id = below.id where d.company_id = ${ctx.companyId}
  ) select r.employee_id from below cross join lateral (
      select t.employee_id from employment as t where ${inForce(ctx, 't')} and t.department_id = below.id offset 0) as r)`

const branchOf = (ctx: Bound, anchor: string) => sql`(select r.employee_id from employment as mine cross join lateral (
      select t.employee_id from employment as t where ${inForce(ctx, 't')} and t.branch_id = mine.branch_id offset 0) as r
    where ${inForce(ctx, 'mine')} and mine.employee_id = ${anchor})`

/** Whom each ring adds, as of today: the reporting line below, the same department and those below, the same branch. */
const peopleOf = [teamOf, departmentOf, branchOf] as const

function inForce({ companyId, today }: Bound, alias: string) {
  const [company, first, last] = ['companyId', 'firstDay', 'lastDay'].map((column) => sql.ref(`${alias}.${column}`))
  return sql`${company} = ${companyId} and ${first} <= ${today} and (${last} is null or ${last} >= ${today})`
}

/** In which ring around somebody an employee is, as a number: what `within` asks, answered for one record at a time. */
export function ringOn(ctx: Bound, column: string, anchor: string): RawBuilder<Ring> {
  const subject = sql.ref(column)
  // Each is asked only of whom none before holds, so that no walk is made twice.
  const cases = peopleOf.map((part, nth) => sql`when ${subject} in (${part(ctx, anchor)}) then ${sql.lit(nth + 1)}`)
  return sql<Ring>`case when ${subject} = ${anchor} then 0 ${sql.join(cases, sql` `)} else 4 end`
}
