import { sql } from 'kysely'
import type { Expression, RawBuilder, SqlBool } from 'kysely'
import type { Bound } from './context.ts'
import type { Logic, Ring, Rings } from './decision.rules.ts'

type Condition = RawBuilder<SqlBool>

const yes = sql<SqlBool>`true`
const no = sql<SqlBool>`false`

/** The answers of `decision.rules.ts` as conditions on a column that holds an employee id; null is nobody, who only the company holds. */
export function conditionsOn(ctx: Bound, column: string): Logic<Condition> {
  const subject = sql.ref(column)
  return {
    within(anchor, rings) {
      if (anchor === null) return (rings & 16) === 0 ? no : yes
      return joined(
        runsOf(rings).map(({ from, to }) => between(ctx, subject, anchor, from, to)),
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

function between(ctx: Bound, subject: Expression<unknown>, anchor: string, from: Ring, to: Ring): Condition {
  const outer = to === 4 ? yes : upTo(ctx, subject, anchor, to)
  if (from === 0) return outer
  const inner = sql<SqlBool>`(${upTo(ctx, subject, anchor, (from - 1) as Exclude<Ring, 4>)}) is not true`
  return outer === yes ? inner : sql<SqlBool>`(${outer} and ${inner})`
}

function upTo(ctx: Bound, subject: Expression<unknown>, anchor: string, ring: Exclude<Ring, 4>): Condition {
  if (ring === 0) return sql<SqlBool>`${subject} = ${anchor}`
  return sql<SqlBool>`(${subject} = ${anchor} or ${subject} in (${peopleWithin(ctx, ring, anchor)}))`
}

/**
 * Everyone below in the reporting line today; for the department also the same department and below; for the branch also the
 * same branch: a wider reach includes the narrower. Source: rules-access.md § What is granted.
 */
function peopleWithin(ctx: Bound, ring: 1 | 2 | 3, employeeId: string) {
  const { companyId } = ctx
  const parts = [
    sql`(with recursive below as (
      select t.employee_id from employment as t where ${inForce(ctx, 't')} and t.manager_id = ${employeeId}
      union select t.employee_id from employment as t join below on t.manager_id = below.employee_id where ${inForce(ctx, 't')}
    ) select employee_id from below)`,
  ]
  if (ring >= 2) {
    parts.push(sql`(with recursive below as (
      select t.department_id as id from employment as t where ${inForce(ctx, 't')} and t.employee_id = ${employeeId} and t.department_id is not null
      union select d.id from department as d join below on d.parent_id = below.id where d.company_id = ${companyId}
    ) select t.employee_id from employment as t join below on t.department_id = below.id where ${inForce(ctx, 't')})`)
  }
  if (ring === 3) {
    parts.push(sql`(select t.employee_id from employment as t join employment as mine on mine.branch_id = t.branch_id
      where ${inForce(ctx, 't')} and ${inForce(ctx, 'mine')} and mine.employee_id = ${employeeId})`)
  }
  return sql.join(parts, sql` union `)
}

function inForce({ companyId, today }: Bound, alias: string) {
  const [company, first, last] = ['companyId', 'firstDay', 'lastDay'].map((column) => sql.ref(`${alias}.${column}`))
  return sql`${company} = ${companyId} and ${first} <= ${today} and (${last} is null or ${last} >= ${today})`
}

/** In which ring around somebody an employee is, as a number: what `within` asks, answered for one record at a time. */
export function ringOn(ctx: Bound, column: string, anchor: string): RawBuilder<Ring> {
  const subject = sql.ref(column)
  const cases = ([0, 1, 2, 3] as const).map((ring) => sql`when ${upTo(ctx, subject, anchor, ring)} then ${sql.lit(ring)}`)
  return sql<Ring>`case ${sql.join(cases, sql` `)} else 4 end`
}
