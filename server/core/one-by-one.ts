import { sql } from 'kysely'
import type { FullCtx } from './context.ts'
import type { Outcome } from './contract.ts'
import { mayRetry, toProblem } from './errors.ts'
import type { Problem } from './errors.ts'

/**
 * Does the work for one after the other in the same transaction; what is refused of one is taken back and told, and the others go on.
 * What is refused of all for the same reason is thrown, and so is what is no fault of anybody: it would be so for all.
 */
export async function oneByOne(ctx: Pick<FullCtx, 'tx'>, ids: readonly string[], work: (id: string) => Promise<unknown>) {
  const outcomes: Outcome[] = []
  const problems = new Map<string, Problem>()
  for (const id of ids) {
    await sql`savepoint one`.execute(ctx.tx)
    try {
      await work(id)
      await sql`release savepoint one`.execute(ctx.tx)
      outcomes.push({ id, problem: null })
    } catch (error) {
      const problem = toProblem(error)
      const { status, code, message } = problem
      // A session that ended, a database that does not answer.
      if (status === 401 || status >= 500 || mayRetry(error)) throw error
      await sql`rollback to savepoint one`.execute(ctx.tx)
      outcomes.push({ id, problem: { code, message } })
      problems.set(code, problem)
    }
  }
  const done = outcomes.filter(({ problem }) => problem === null).length
  const [same] = problems.values()
  if (done === 0 && same && problems.size === 1) throw same
  return { outcomes, done }
}
