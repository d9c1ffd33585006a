import type { Act, Ctx } from './context.ts'
import type { DomainEvent } from './contract.ts'

/** A read that must be recorded, as a service noted it. */
export type NotedRead = { readonly event: DomainEvent; readonly act: Act<unknown> }

const sameActMs = 10 * 60_000
const mostKept = 20_000

type Write = (work: (ctx: Ctx<'domainEvent'>) => Promise<void>) => Promise<void>

/**
 * Records what was noted while something was read, by `write`, unless it is the same act as before: looking at the same thing of the
 * same person again within ten minutes is, because a page asks several times while it is open. What has no subject, such as an export,
 * always is an act of its own.
 */
export function readRecorder(clock: () => Date) {
  const seen = new Map<string, number>()
  return async (companyId: string, holder: string, noted: readonly NotedRead[], write: Write): Promise<void> => {
    const now = clock().getTime()
    const keyOf = ({ event, act }: NotedRead) =>
      [companyId, holder, event.kind, act.subject?.type, act.subject?.id, JSON.stringify(act.data)].join(' ')
    const fresh = noted.filter((read) => !read.act.subject || (seen.get(keyOf(read)) ?? 0) <= now)
    if (fresh.length === 0) return
    await write(async (ctx) => {
      for (const { event, act } of fresh) await ctx.emit(event, act)
    })
    for (const read of fresh) {
      // The newest stand last, so the first is what was kept longest.
      seen.delete(keyOf(read))
      seen.set(keyOf(read), now + sameActMs)
      if (seen.size > mostKept) seen.delete(seen.keys().next().value!)
    }
  }
}
