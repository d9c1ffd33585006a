import { useEffect, useState, useSyncExternalStore } from 'react'
import type { Data } from '../../server/core/contract.ts'
import { openKiosk, punchKiosk } from '../../server/modules/attendance/kiosk.contract.ts'
import { ApiError, call } from '../api.ts'
import { newKey } from '../ui/forms.ts'

export type Act = 'start' | 'break' | 'resume' | 'end'
export type KioskView = Data<typeof openKiosk>
export type KioskPerson = KioskView['people'][number]
/** What was pressed. `sealed` only the server can open; `said` is why it was not taken. */
export type Pressed = {
  id: string
  name: string
  act: Act
  at: string
  sealed: string
  state: 'waiting' | 'taken' | 'refused'
  said: string | null
  notBefore: number
}

const TOKEN = 'muster-kiosk'
const QUEUE = 'muster-kiosk-queue'
const RETRY_MS = 5_000
const SHOWN = 6
const BATCH = 20

/** The token comes behind the # of the address that was shown once, and stays on this tablet. */
export function takeToken(): string | null {
  const given = location.hash.slice(1)
  if (given) {
    localStorage.setItem(TOKEN, given)
    history.replaceState(history.state, '', '/kiosk')
  }
  return localStorage.getItem(TOKEN)
}

export function forgetToken() {
  localStorage.removeItem(TOKEN)
}

let queue = JSON.parse(localStorage.getItem(QUEUE) ?? '[]') as Pressed[]
let sending = false
const listeners = new Set<() => void>()

function set(next: Pressed[]) {
  // What waits is never dropped; of the rest the newest are shown.
  const done = next.filter(({ state }) => state !== 'waiting').slice(-SHOWN)
  queue = next.filter((one) => one.state === 'waiting' || done.includes(one))
  localStorage.setItem(QUEUE, JSON.stringify(queue))
  for (const listener of listeners) listener()
}

function change(id: string, more: Partial<Pressed>) {
  set(queue.map((one) => (one.id === id ? { ...one, ...more } : one)))
}

export function useQueue() {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => queue,
  )
}

/** By what somebody says who they are. */
export type Proof = { pin: string } | { code: string }

/** Keeps what was pressed, with the instant at which it was, and sends it as soon as it can be. */
export async function press(view: KioskView, skewMs: number, token: string, what: { person: KioskPerson; act: Act; proof: Proof }) {
  const { person, act, proof } = what
  const at = new Date(Date.now() + skewMs).toISOString()
  const who = 'code' in proof ? proof : { employeeId: person.employeeId, ...proof }
  const sealed = await seal(view.publicKey, { act, at, ...who })
  const name = `${person.firstName} ${person.lastName}`
  set([...queue, { id: newKey(), name, act, at, sealed, state: 'waiting', said: null, notBefore: 0 }])
  await flush(token)
}

/** Sends what waits; an answer that never came leaves it waiting, and sent again it is taken once. */
export async function flush(token: string) {
  const due = queue.filter(({ state, notBefore }) => state === 'waiting' && notBefore <= Date.now()).slice(0, BATCH)
  if (sending || due.length === 0) return
  sending = true
  try {
    const { outcomes } = await call(punchKiosk, { body: { token, punches: due.map(({ id, sealed }) => ({ id, sealed })) } })
    for (const { id, outcome, message, retryAfterSeconds } of outcomes) {
      if (outcome === 'taken') change(id, { state: 'taken', said: null, sealed: '' })
      else if (outcome === 'blocked') change(id, { said: message, notBefore: Date.now() + (retryAfterSeconds ?? 5) * 1000 })
      else change(id, { state: 'refused', said: message, sealed: '' })
    }
  } catch (error) {
    if (error instanceof ApiError && error.status >= 400 && error.status < 500 && error.status !== 429 && error.status !== 401) {
      for (const { id } of due) change(id, { state: 'refused', said: error.message, sealed: '' })
    }
  } finally {
    sending = false
  }
}

/** What the tablet shows, kept over time without a network; `skewMs` is by how much its clock is behind the server's. */
export function useKiosk(token: string | null) {
  const [view, setView] = useState<KioskView>()
  const [skewMs, setSkew] = useState(0)
  const [error, setError] = useState<unknown>(null)
  useEffect(() => {
    if (!token) return undefined
    let over = false
    const load = async () => {
      try {
        const asked = Date.now()
        const read = await call(openKiosk, { body: { token } })
        if (over) return
        setSkew(Date.parse(read.now) - (asked + Date.now()) / 2)
        setView(read)
        setError(null)
      } catch (caught) {
        if (!over) setError(caught)
      }
    }
    void load()
    const slow = setInterval(() => void load(), 60_000)
    const quick = setInterval(() => void flush(token), RETRY_MS)
    const online = () => void flush(token)
    addEventListener('online', online)
    return () => {
      over = true
      clearInterval(slow)
      clearInterval(quick)
      removeEventListener('online', online)
    }
  }, [token])
  return { view, skewMs, error }
}

async function seal(publicKey: string, what: object): Promise<string> {
  const der = Uint8Array.from(atob(publicKey), (char) => char.charCodeAt(0))
  const key = await crypto.subtle.importKey('spki', der, { name: 'RSA-OAEP', hash: 'SHA-256' }, false, ['encrypt'])
  const bytes = await crypto.subtle.encrypt({ name: 'RSA-OAEP' }, key, new TextEncoder().encode(JSON.stringify(what)))
  return btoa(String.fromCharCode(...new Uint8Array(bytes)))
}
