import { Logger, parseCronItems, run } from 'graphile-worker'
import type { Runner, TaskList } from 'graphile-worker'
import type pg from 'pg'
import type { DomainEvent } from './contract.ts'
import { deliver, isOff, type Delivery } from './delivery.ts'
import type { Deps } from './deps.ts'
import type { JobGuard } from './job-guard.ts'
import type { Listeners } from './events.ts'
import type { Module, Task } from './module.ts'

/**
 * Starts the worker: event deliveries, the modules' tasks and their scheduled work, in the same PostgreSQL. A job that fails is
 * tried again with growing pauses; one server of several runs each job.
 */
export async function startJobs(deps: Deps, modules: readonly Module[], pool: pg.Pool, guard: JobGuard, concurrency = 4): Promise<Runner> {
  const crons = modules.flatMap((module) => module.crons ?? [])
  return run({
    pgPool: pool,
    concurrency,
    pollInterval: 2_000,
    noHandleSignals: true,
    events: guard.events,
    taskList: taskListOf(deps, modules),
    parsedCronItems: parseCronItems(
      crons.map(({ name, match }) => ({ task: name, match, identifier: name, options: { backfillPeriod: 0 } })),
    ),
    logger: quietLogger(deps),
  })
}

/** Everything the worker can do, by task name. */
export function taskListOf(deps: Deps, modules: readonly Module[]): TaskList {
  const subscribers = new Map(modules.flatMap((module) => module.subscribers ?? []).map((subscriber) => [subscriber.name, subscriber]))
  const taskList: TaskList = { deliver: counted(deps, 'deliver', (payload) => deliver(deps, subscribers, payload as unknown as Delivery)) }
  for (const task of modules.flatMap((module) => module.tasks ?? []))
    taskList[task.name] = counted(deps, task.name, (payload) => runTask(deps, task, payload))
  for (const cron of modules.flatMap((module) => module.crons ?? [])) taskList[cron.name] = counted(deps, cron.name, () => cron.run(deps))
  return taskList
}

/** Who listens to each kind of event. */
export function listenersByKind(modules: readonly Module[]): Listeners {
  const subscribers = byKind(modules.flatMap((module) => module.subscribers ?? []))
  const tellings = byKind(modules.flatMap((module) => module.tellings ?? []))
  return {
    subscribersOf: (kind) => (subscribers.get(kind) ?? none).map(({ name }) => name),
    tellingsOf: (kind) => tellings.get(kind) ?? none,
  }
}

function byKind<T extends { readonly on: readonly DomainEvent[] }>(listeners: readonly T[]): ReadonlyMap<string, readonly T[]> {
  const found = new Map<string, T[]>()
  for (const listener of listeners) {
    for (const { kind } of listener.on) found.set(kind, [...(found.get(kind) ?? []), listener])
  }
  return found
}

const none: readonly never[] = []

type Payload = Readonly<Record<string, string>>

const offMs = 3_600_000

/** Runs a task, or puts it off while its feature is switched off for the company. */
async function runTask(deps: Deps, { name, run, feature }: Task, payload: Payload) {
  const isPutOff =
    feature !== undefined &&
    (await deps.door.enterAsSystem(payload['companyId']!, async (ctx) => {
      if (!(await isOff(ctx, feature))) return false
      await ctx.enqueue(name, payload, { runAt: new Date(Date.parse(ctx.now) + offMs).toISOString() })
      return true
    }))
  if (!isPutOff) await run(deps, payload)
}

function counted(deps: Deps, task: string, work: (payload: Payload) => Promise<void>) {
  return async (payload: unknown) => {
    try {
      await work((payload ?? {}) as Payload)
      deps.metrics.jobs.inc({ task, outcome: 'done' })
    } catch (error) {
      deps.metrics.jobs.inc({ task, outcome: 'failed' })
      deps.log.error({ task, err: error }, 'a job failed and will be tried again')
      const { companyId = null } = (payload ?? {}) as { companyId?: string | null }
      deps.errors.note({ code: 'JOB_FAILED', place: `job ${task}`, requestId: null, companyId })
      throw error
    }
  }
}

function quietLogger({ log }: Deps) {
  return new Logger(() => (level, message) => {
    if (level === 'error') log.error(message)
    else if (level === 'warning') log.warn(message)
    else log.debug(message)
  })
}
