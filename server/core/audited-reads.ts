import type { Act, Ctx } from './context.ts'
import type { DomainEvent } from './contract.ts'

/** A read that must be recorded, as a service noted it. */
export type NotedRead = { readonly event: DomainEvent; readonly act: Act<unknown> }

const sameActMs = 15 * 60_000
const mostKept = 20_000

/**
 * Which reads are acts of their own: looking at the same thing of the same person again within a quarter of an hour is not, because a
 * page asks several times while it is open. What has no subject, such as an export, always is.
 */
export function knownReads(clock: () => Date) {
  const seen = new Map<string, number>()
  const keyOf = (companyId: string, holder: string, { event, act }: NotedRead) =>
    [companyId, holder, event.kind, act.subject?.type, act.subject?.id, JSON.stringify(act.data)].join(' ')
  return {
    fresh(companyId: string, holder: string, reads: readonly NotedRead[]): NotedRead[] {
      const now = clock().getTime()
      return reads.filter((read) => !read.act.subject || (seen.get(keyOf(companyId, holder, read)) ?? 0) <= now)
    },
    keep(companyId: string, holder: string, reads: readonly NotedRead[]) {
      const until = clock().getTime() + sameActMs
      for (const read of reads) {
        const key = keyOf(companyId, holder, read)
        // The newest stand last, so the first is what was kept longest.
        seen.delete(key)
        seen.set(key, until)
        if (seen.size > mostKept) seen.delete(seen.keys().next().value!)
      }
    },
  }
}

export async function recordReads(ctx: Ctx<'domainEvent'>, reads: readonly NotedRead[]) {
  for (const { event, act } of reads) await ctx.emit(event, act as Act<never>)
}
