import { useSyncExternalStore } from 'react'
import type { Body } from '../../server/core/contract.ts'
import { end, pause, resume, start, type ClockStatus } from '../../server/modules/attendance/attendance.contract.ts'
import { ApiError, call } from '../api.ts'
import { newKey } from '../ui/forms.ts'

export type Act = ClockStatus['allowed'][number]
export const contracts = { start, break: pause, resume, end }

/** What was pressed while the server could not be reached. */
export type Kept = { key: string; userId: string; act: Act; body: Body<typeof start> & { pressedAt: string } }
/** Whose clock this browser showed last, so that it works without a network too. */
export type Known = { userId: string; name: string; status: ClockStatus }
export type Outcome = { act: Act; status: ClockStatus } | { act: Act; error: ApiError }

/** While something waits, the server is tried again so often. */
export const retryMs = 15_000
const QUEUE = 'muster.clock-queue'
const KNOWN = 'muster.clock-known'
const after: Readonly<Record<Act, ClockStatus['state']>> = { start: 'working', break: 'break', resume: 'working', end: 'off' }
const none: readonly Kept[] = []

let queue = read<readonly Kept[]>(QUEUE) ?? none
let sending: Promise<readonly Outcome[]> | null = null
const listeners = new Set<() => void>()

/** What this person pressed and the server has not got yet. */
export function useKept(userId: string | undefined): readonly Kept[] {
  const all = useSyncExternalStore(subscribe, () => queue)
  return all.filter((one) => one.userId === userId)
}

export function keptOf(userId: string) {
  return queue.filter((one) => one.userId === userId)
}

export function keep(one: Omit<Kept, 'key'>) {
  set([...queue, { ...one, key: newKey() }])
}

/** Sends what waits, in the order in which it was pressed; what is refused is taken off and told of, what cannot be sent stays. */
export function sendKept(userId: string): Promise<readonly Outcome[]> {
  sending ??= send(userId).finally(() => {
    sending = null
  })
  return sending
}

async function send(userId: string) {
  const outcomes: Outcome[] = []
  for (const one of keptOf(userId)) {
    try {
      const { status } = await call(contracts[one.act], { body: one.body, idempotencyKey: one.key })
      outcomes.push({ act: one.act, status })
    } catch (error) {
      if (!(error instanceof ApiError) || mayComeLater(error)) return outcomes
      // The first try had arrived, only its answer had not.
      if ((error.details as { state?: string } | undefined)?.state !== after[one.act]) outcomes.push({ act: one.act, error })
    }
    set(queue.filter(({ key }) => key !== one.key))
  }
  return outcomes
}

const mayComeLater = ({ status }: ApiError) => status === 0 || status === 401 || status === 429 || status >= 500

export function remember(known: Known) {
  write(KNOWN, known)
}

export function lastKnown(): Known | null {
  return read<Known>(KNOWN)
}

/** Whoever signs out leaves nothing of theirs here but what is not sent yet. */
export function forgetKnown() {
  localStorage.removeItem(KNOWN)
}

function set(next: readonly Kept[]) {
  queue = next
  write(QUEUE, queue)
  for (const listener of listeners) listener()
}

function subscribe(listener: () => void) {
  // Another tab may have sent it.
  const onStorage = ({ key }: StorageEvent) => {
    if (key !== QUEUE) return
    queue = read<readonly Kept[]>(QUEUE) ?? none
    listener()
  }
  listeners.add(listener)
  addEventListener('storage', onStorage)
  return () => {
    listeners.delete(listener)
    removeEventListener('storage', onStorage)
  }
}

function read<T>(key: string): T | null {
  try {
    return JSON.parse(localStorage.getItem(key) ?? 'null') as T | null
  } catch {
    return null
  }
}

function write(key: string, value: unknown) {
  try {
    localStorage.setItem(key, JSON.stringify(value))
  } catch {
    // A browser that keeps nothing has no clock without a network.
  }
}
