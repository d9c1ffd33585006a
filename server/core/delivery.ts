import { loadCompany } from './access.ts'
import type { FullCtx } from './context.ts'
import type { Feature } from './contract.ts'
import type { Deps } from './deps.ts'
import type { StoredEvent, Subscriber } from './module.ts'

/** A job that hands one event, or many of one act, to one subscriber. */
export type Delivery = {
  readonly companyId: string
  readonly subscriber: string
  readonly eventId?: string
  readonly eventIds?: readonly string[]
}

/**
 * Hands events to a subscriber that had not got them yet: all at once where it takes many, else one by one. What fails for one is
 * tried again with the job and does not keep the others from theirs.
 */
export async function deliver(deps: Deps, subscribers: ReadonlyMap<string, Subscriber>, { companyId, subscriber: name, ...of }: Delivery) {
  const subscriber = subscribers.get(name)
  if (!subscriber) throw new Error(`No subscriber is called ${name}`)
  const events = await readUndelivered(deps, companyId, subscriber, of.eventIds ?? [of.eventId!])
  if (subscriber.runAll && events.length > 1) {
    const isDone = await subscriber.runAll(deps, companyId, events).then(
      () => true,
      (error: unknown) => {
        deps.log.warn({ err: error, companyId, subscriber: name }, 'events could not be taken together; each is tried by itself')
        return false
      },
    )
    if (isDone) return noteDelivered(deps, companyId, name, events)
  }
  const faults: unknown[] = []
  for (const event of events) {
    await subscriber
      .run(deps, companyId, event)
      .then(() => noteDelivered(deps, companyId, name, [event]))
      .catch((fault: unknown) => faults.push(fault))
  }
  if (faults.length > 1) throw new AggregateError(faults, `${faults.length} of ${events.length} events could not be handed to ${name}`)
  if (faults.length === 1) throw faults[0]
}

function readUndelivered(deps: Deps, companyId: string, { name, feature }: Subscriber, eventIds: readonly string[]) {
  return deps.door.enterAsSystem(companyId, async (ctx) => {
    if (await isOff(ctx, feature)) return []
    const rows = await ctx.tx
      .selectFrom('domainEvent as e')
      .select(['e.id', 'e.kind', 'e.at', 'e.actorUserId', 'e.subjectId', 'e.data'])
      .where('e.companyId', '=', ctx.companyId)
      .where('e.id', 'in', eventIds)
      .where(({ not, exists, selectFrom }) =>
        not(
          exists(
            selectFrom('eventDelivery as d')
              .select('d.eventId')
              .where('d.companyId', '=', ctx.companyId)
              .whereRef('d.eventId', '=', 'e.id')
              .where('d.subscriber', '=', name),
          ),
        ),
      )
      .orderBy('e.at')
      .orderBy('e.id')
      .execute()
    return rows as StoredEvent[]
  })
}

function noteDelivered(deps: Deps, companyId: string, subscriber: string, events: readonly StoredEvent[]) {
  return deps.door.enterAsSystem(companyId, async (ctx) => {
    await ctx.tx
      .insertInto('eventDelivery')
      .values(events.map(({ id }) => ({ companyId: ctx.companyId, eventId: id, subscriber })))
      .onConflict((conflict) => conflict.doNothing())
      .execute()
  })
}

/** Whether the company has switched off what something belongs to. */
export async function isOff(ctx: FullCtx, feature: Feature | undefined) {
  return feature !== undefined && !(await loadCompany(ctx)).features.has(feature)
}
