import { readSettings } from '../../core/access.ts'
import type { FullCtx } from '../../core/context.ts'
import { localDateOf } from '../../core/dates.ts'
import type { Deps } from '../../core/deps.ts'
import type { Cron, StoredEvent, Subscriber, Task } from '../../core/module.ts'
import { itemMerged, itemUpdated } from '../catalogs/index.ts'
import { batchSize, holdersAfter, indexPeople, reindexPeople } from './employees.search.service.ts'
import { listCompaniesToIndex, listTurnedToday } from './employees.search.system.ts'

/** Indexes all people of one company anew; run again after an error it begins from the start and does no harm. */
export async function reindexCompany(deps: Deps, { companyId }: Readonly<Record<string, string>>) {
  await reindexPeople((work) => inCompany(deps, companyId!, work))
}

/** Every company that was never indexed, or by older rules: the first minute after such an update. */
async function reindexOutdated(deps: Deps) {
  for (const companyId of await listCompaniesToIndex(deps.system)) await reindexCompany(deps, { companyId })
}

/** Titles by which people are found change with the day on which an employment begins, although nobody writes then. */
async function indexTurnedToday(deps: Deps) {
  for (const [companyId, employeeIds] of await listTurnedToday(deps.system, deps.clock())) {
    for (let from = 0; from < employeeIds.length; from += batchSize)
      await inCompany(deps, companyId, (ctx) => indexPeople(ctx, employeeIds.slice(from, from + batchSize)))
  }
}

/** People are found by the names of their skills: who has one that was renamed, or merged into another, is indexed anew. */
async function reindexHolders(deps: Deps, companyId: string, { subjectId, data }: StoredEvent) {
  const itemId = data['intoId'] ?? subjectId!
  for (let last: string | undefined, count = batchSize; count === batchSize;) {
    const ids = await inCompany(deps, companyId, async (ctx) => {
      const ids = await holdersAfter(ctx, itemId, last)
      await indexPeople(ctx, ids)
      return ids
    })
    count = ids.length
    last = ids.at(-1)
  }
}

export const searchSubscribers: readonly Subscriber[] = [{ name: 'reindex-holders', on: [itemUpdated, itemMerged], run: reindexHolders }]
export const searchTasks: readonly Task[] = [{ name: 'reindex-people', run: reindexCompany }]
export const searchCrons: readonly Cron[] = [
  { name: 'reindex-outdated-people', match: '* * * * *', run: reindexOutdated },
  { name: 'index-turned-people', match: '5 * * * *', run: indexTurnedToday },
]

/** A transaction of the company, on its own date. */
const inCompany = <T>({ door }: Deps, companyId: string, work: (ctx: FullCtx) => Promise<T>) =>
  door.enterAsSystem(companyId, async (ctx) => {
    const { timeZone } = await readSettings(ctx)
    return work({ ...ctx, today: localDateOf(ctx.now, timeZone) })
  })
