import type { Actor } from './access.ts'
import type { CompanyDoor } from './company-door.ts'
import type { FullCtx } from './context.ts'
import type { Feature, RouteConfig } from './contract.ts'
import type { Deps } from './deps.ts'
import { newId } from './ids.ts'
import { lendable } from './limits.rules.ts'
import { limitReached, readLimits, tellOfUse } from './limits.ts'
import type { Problem } from './errors.ts'

const writtenEveryMs = 40_000
/** A server that could not write for so long lets no program pass on what it was lent; a little later the others take it back. */
const lentForMs = 120_000
const takenBackMs = 180_000
/** Whoever is refused asks the database again this often: the limit may have been raised. */
const refusedForMs = 1000

export const callsMetric = 'apiCalls'
export const requestsMetric = 'requests'
export const featureMetric = (feature: string) => `feature.${feature}`

export type UsageMeter = {
  /** Counts a request of a company, and the feature that it used. */
  note(companyId: string, feature: Feature | undefined): void
  /** Counts a call of a program of a company, or refuses it when the day's calls are used up (429 `LIMIT_REACHED`). */
  admitCall(companyId: string): Promise<void>
  /** Writes what was counted of a company up to now. */
  settle(companyId: string): Promise<void>
  /** Writes everything and gives back what was lent. */
  close(): Promise<void>
}

type Book = {
  readonly companyId: string
  readonly day: string
  /** What this server counted on this day, by metric; it only grows. */
  readonly counts: Map<string, number>
  /** The sum of `counts` that was written last. */
  written: number
  calls: number
  ceiling: number
  lentAt: number
  refused: { readonly until: number; readonly problem: Problem } | undefined
  writing: Promise<void> | undefined
}

/**
 * Counts in memory what companies use, and writes it in batches. What is written is always the whole sum of this server and day,
 * so that nothing counts twice however often it is written. Calls of programs pass only on what the database lent this server
 * out of the limit, so that all servers together never pass it. A server that is killed loses what it counted in the last 40 seconds.
 */
export function makeUsageMeter(door: CompanyDoor, log: Deps['log'], clock: () => Date): UsageMeter {
  const writer = newId()
  const books = new Map<string, Book>()
  const timer = setInterval(() => void writeAll(false), writtenEveryMs).unref()

  function bookOf(companyId: string): Book {
    const day = clock().toISOString().slice(0, 10)
    const key = companyId + day
    let book = books.get(key)
    if (!book) {
      book = { companyId, day, counts: new Map(), written: 0, calls: 0, ceiling: 0, lentAt: 0, refused: undefined, writing: undefined }
      books.set(key, book)
    }
    return book
  }

  async function admitCall(companyId: string) {
    for (;;) {
      const book = bookOf(companyId)
      if (book.calls < book.ceiling && performance.now() - book.lentAt < lentForMs) {
        book.calls += 1
        return
      }
      if (book.refused && performance.now() < book.refused.until) throw book.refused.problem
      await write(book, 'borrow')
    }
  }

  /** One at a time for each book; who comes meanwhile waits for the same. */
  function write(book: Book, lending: Lending): Promise<void> {
    return (book.writing ??= writeNow(book, lending).finally(() => (book.writing = undefined)))
  }

  async function writeNow(book: Book, lending: Lending) {
    const total = totalOf(book)
    const calls = book.calls
    const askedAt = performance.now()
    // Until it is known what this server may let pass from now on, nothing passes.
    book.ceiling = calls
    const lent = await door.enterAsSystem(book.companyId, async (ctx) => {
      const ceiling = calls > 0 || lending === 'borrow' ? await lend(ctx, book, calls, lending) : undefined
      const rows = [...book.counts].map(([metric, amount]) => ({ metric, amount, ceiling: 0 }))
      if (ceiling) rows.push({ metric: callsMetric, amount: calls, ceiling: ceiling.ceiling })
      if (rows.length > 0) await keep(ctx, book.day, rows)
      return ceiling
    })
    book.written = total
    if (!lent) return
    book.ceiling = lent.ceiling
    book.lentAt = askedAt
    book.refused = lent.problem && { until: performance.now() + refusedForMs, problem: lent.problem }
  }

  /** What this server may let pass, of what no other was lent. The state row puts servers in order. */
  async function lend(ctx: FullCtx, { day }: Book, calls: number, lending: Lending) {
    await ctx.tx.selectFrom('companyState').select('companyId').where('companyId', '=', ctx.companyId).forNoKeyUpdate().execute()
    const [limits, others] = await Promise.all([
      readLimits(ctx),
      ctx.tx
        .selectFrom('usageDay')
        .select(['amount', 'ceiling', 'writtenAt'])
        .where('companyId', '=', ctx.companyId)
        .where('day', '=', day)
        .where('metric', '=', callsMetric)
        .where('writer', '!=', writer)
        .execute(),
    ])
    const limit = limits('apiCallsPerDay')
    const alive = Date.parse(ctx.now) - takenBackMs
    const used = others.reduce((sum, { amount }) => sum + amount, calls)
    const lent = others.reduce(
      (sum, row) => sum + (Date.parse(row.writtenAt) < alive ? row.amount : Math.max(row.amount, row.ceiling)),
      calls,
    )
    await tellOfUse(ctx, limit, 0, used, day)
    const more = lending === 'return' ? 0 : lendable(limit.limit, lent)
    const problem = lending === 'borrow' && more === 0 ? limitReached(limit, lent, lent + 1, secondsLeft(ctx.now)) : undefined
    return { ceiling: calls + more, problem }
  }

  async function keep(ctx: FullCtx, day: string, rows: readonly { metric: string; amount: number; ceiling: number }[]) {
    await ctx.tx
      .insertInto('usageDay')
      .values(rows.map((row) => ({ ...row, companyId: ctx.companyId, day, writer, writtenAt: ctx.now })))
      .onConflict((conflict) =>
        conflict.columns(['companyId', 'day', 'metric', 'writer']).doUpdateSet((eb) => ({
          amount: eb.fn('greatest', [eb.ref('usageDay.amount'), eb.ref('excluded.amount')]),
          ceiling: eb.ref('excluded.ceiling'),
          writtenAt: eb.ref('excluded.writtenAt'),
        })),
      )
      .execute()
  }

  async function writeAll(isLast: boolean) {
    const today = clock().toISOString().slice(0, 10)
    for (const [key, book] of books) {
      const isOver = book.day < today
      const isIdle = totalOf(book) === book.written
      if (isIdle && book.ceiling <= book.calls) {
        if (isOver) books.delete(key)
        continue
      }
      // What a company does not use is lent to others.
      await write(book, isLast || isOver || isIdle ? 'return' : 'renew').catch((error: unknown) =>
        log.warn({ err: error, companyId: book.companyId }, 'what a company used could not be written; it will be tried again'),
      )
    }
  }

  return {
    note(companyId, feature) {
      const { counts } = bookOf(companyId)
      for (const metric of feature ? [requestsMetric, featureMetric(feature)] : [requestsMetric])
        counts.set(metric, (counts.get(metric) ?? 0) + 1)
    },
    admitCall,
    async settle(companyId) {
      const book = bookOf(companyId)
      await book.writing?.catch(() => undefined)
      if (totalOf(book) !== book.written) await write(book, 'renew')
    },
    async close() {
      clearInterval(timer)
      for (const { writing } of books.values()) await writing?.catch(() => undefined)
      await writeAll(true)
    },
  }
}

/** Counts a request of somebody who is signed in; support is no use of the company's. */
export async function countUse(usage: UsageMeter, { companyId, actor }: { companyId: string; actor: Actor }, { feature }: RouteConfig) {
  if (actor.via?.kind === 'key') await usage.admitCall(companyId)
  if (actor.via?.kind !== 'support') usage.note(companyId, feature)
}

/** To get more, to keep what is needed, or to give back what is not. */
type Lending = 'borrow' | 'renew' | 'return'

const totalOf = ({ counts, calls }: Book) => [...counts.values()].reduce((sum, count) => sum + count, calls)

/** Until the next day begins, in UTC. */
const secondsLeft = (now: string) => Math.max(1, Math.ceil((86_400_000 - (Date.parse(now) % 86_400_000)) / 1000))
