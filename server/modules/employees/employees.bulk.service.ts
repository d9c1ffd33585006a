import { sql } from 'kysely'
import type { Ctx } from '../../core/context.ts'
import type { Body } from '../../core/contract.ts'
import type { DB } from '../../core/db.ts'
import { fail, mayRetry, toProblem } from '../../core/errors.ts'
import type { Problem } from '../../core/errors.ts'
import type * as contract from './employees.bulk.contract.ts'
import type { Outcome } from './employees.bulk.contract.ts'
import { startEmployment } from './employees.employment.service.ts'
import { archiveEmployee } from './employees.lifecycle.service.ts'

type BulkCtx = Ctx<keyof DB>

export function archivePeople(ctx: BulkCtx, { employeeIds, ...ask }: Body<typeof contract.archivePeople>) {
  return each(ctx, employeeIds, (id) => archiveEmployee(ctx, id, ask))
}

export function placePeople(ctx: BulkCtx, { employeeIds, ...ask }: Body<typeof contract.placePeople>) {
  const { firstDay: _, reason: _reason, ...terms } = ask
  if (Object.values(terms).every((value) => value === undefined)) {
    throw fail.invalid('VALIDATION_FAILED', 'Nothing is to be changed.', [
      { path: 'body', message: 'names nothing to change', expected: 'departmentId, branchId, managerId or positionId' },
    ])
  }
  return each(ctx, employeeIds, (id) => startEmployment(ctx, id, ask))
}

/**
 * Does the work for one after the other; what is refused of one is taken back and told, and the others go on. What is refused of all
 * for the same reason is thrown.
 */
async function each(ctx: BulkCtx, ids: readonly string[], work: (id: string) => Promise<unknown>) {
  const people: Outcome[] = []
  const problems = new Map<string, Problem>()
  for (const id of ids) {
    await sql`savepoint person`.execute(ctx.tx)
    try {
      await work(id)
      await sql`release savepoint person`.execute(ctx.tx)
      people.push({ id, problem: null })
    } catch (error) {
      const problem = toProblem(error)
      const { status, code, message } = problem
      // What is no fault of this person is so for all: a session that ended, a database that does not answer.
      if (status === 401 || status >= 500 || mayRetry(error)) throw error
      await sql`rollback to savepoint person`.execute(ctx.tx)
      people.push({ id, problem: { code, message } })
      problems.set(code, problem)
    }
  }
  const done = people.filter(({ problem }) => problem === null).length
  const [same] = problems.values()
  if (done === 0 && same && problems.size === 1) throw same
  return { people, done }
}
