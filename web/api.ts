import { queryOptions, type QueryClient } from '@tanstack/react-query'
import type { Body, Contract, Data, Params, Query } from '../server/core/contract.ts'
import { logout, refresh } from '../server/modules/auth/auth.contract.ts'
import type { login } from '../server/modules/auth/auth.contract.ts'

const BASE = '/api/v1'
const RENEW_BEFORE_MS = 20_000

/** What the server (or the network, with status 0) answered instead of data; `message` is a sentence for the person. */
export class ApiError extends Error {
  status: number
  code: string
  details: unknown
  requestId: string | null
  constructor(status: number, code: string, message: string, details?: unknown, requestId: string | null = null) {
    super(message)
    this.name = 'ApiError'
    this.status = status
    this.code = code
    this.details = details
    this.requestId = requestId
  }
}

export type Sent<C extends Contract> = {
  params?: Params<C>
  query?: Query<C>
  body?: Body<C>
  idempotencyKey?: string
  signal?: AbortSignal
}

/** Calls a route as its contract says; signs in again with the refresh cookie when the access token is over. */
export async function call<C extends Contract>(contract: C, sent: Sent<C> = {}): Promise<Data<C>> {
  // Operators are known by a cookie of their own.
  if (contract.config.access === 'public' || contract.config.access === 'operator') return send(contract, sent, null)
  if (knownOut) throw new ApiError(401, 'UNAUTHENTICATED', '')
  if (!access || access.expiresAt - RENEW_BEFORE_MS < Date.now()) await renewSession()
  const used = access?.token ?? null
  try {
    return await send(contract, sent, used)
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    if (error.code === 'STEP_UP_NEEDED' && (await isProvedAnew(error))) return send(contract, sent, access?.token ?? null)
    if (error.status !== 401 || !used || !(await renewSession(used))) throw error
    return send(contract, sent, access?.token ?? null)
  }
}

/** What somebody can show once more who they are with; `recovery-code` goes where a code goes. */
export type Proof = 'password' | 'totp' | 'passkey' | 'recovery-code'

let onStepUp = (_proofs: readonly Proof[]) => Promise.resolve(false)
let proving: Promise<boolean> | null = null

/** Called when an act asks for a fresh proof; says whether it was given, and then the act goes on. */
export function whenStepUpNeeded(ask: typeof onStepUp) {
  onStepUp = ask
}

/** Two acts at once ask once. */
function isProvedAnew({ details }: ApiError) {
  proving ??= onStepUp((details as { proofs: Proof[] }).proofs).finally(() => {
    proving = null
  })
  return proving
}

/** A query for `useQuery` or `ensureQueryData`; its key is the route and what is sent. */
export function q<C extends Contract>(contract: C, sent: Pick<Sent<C>, 'params' | 'query' | 'body'> = {}) {
  return queryOptions({
    queryKey: [contract.url, sent.params ?? null, sent.query ?? null, sent.body ?? null] as const,
    queryFn: ({ signal }) => call(contract, { ...sent, signal }),
  })
}

/** Marks what was read from routes below these paths as out of date, here and in the other tabs. */
export function outdate(client: QueryClient, ...paths: string[]) {
  tabs.postMessage({ kind: 'outdated', paths } satisfies Word)
  return outdateHere(client, paths)
}

export function outdateHere(client: QueryClient, paths: readonly string[]) {
  return client.invalidateQueries({ predicate: ({ queryKey }) => paths.some((path) => String(queryKey[0]).startsWith(path)) })
}

async function send<C extends Contract>(contract: C, sent: Sent<C>, token: string | null): Promise<Data<C>> {
  const headers: Record<string, string> = { accept: 'application/json' }
  if (token) headers.authorization = `Bearer ${token}`
  const file: unknown = sent.body
  if (sent.body !== undefined) headers['content-type'] = file instanceof Blob ? file.type : 'application/json'
  if (sent.idempotencyKey) headers['idempotency-key'] = sent.idempotencyKey
  let response: Response
  try {
    response = await fetch(BASE + address(contract.url, sent.params, sent.query), {
      method: contract.method,
      headers,
      credentials: 'same-origin',
      // A renewal cut off by leaving the page would lose the new cookie, and the old one would end the session when used again.
      keepalive: (contract as Contract) === refresh,
      body: sent.body === undefined ? null : file instanceof Blob ? file : JSON.stringify(sent.body),
      signal: sent.signal ?? null,
    })
  } catch (cause) {
    if (sent.signal?.aborted) throw cause
    throw new ApiError(0, 'UNREACHABLE', '')
  }
  // A route that answers a file answers it as it stands; what it refuses is JSON like everywhere.
  if (response.ok && !response.headers.get('content-type')?.includes('json')) return (await response.blob()) as unknown as Data<C>
  const answer = (await response.json().catch(() => null)) as Answer | null
  if (response.ok && answer?.success) return answer.data as Data<C>
  const problem = answer?.error
  throw new ApiError(
    response.status,
    problem?.code ?? 'UNREADABLE',
    problem?.message ?? '',
    problem?.details,
    problem?.requestId ?? response.headers.get('x-request-id'),
  )
}

type Answer = { success: boolean; data?: unknown; error?: { code: string; message: string; details?: unknown; requestId?: string } }

function address(url: string, params: unknown, query: unknown) {
  const path = url.replaceAll(/:(\w+)/g, (_, name: string) => encodeURIComponent(String((params as Record<string, string>)[name])))
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(query ?? {}))
    for (const one of [value].flat()) if (one !== undefined && one !== '') search.append(name, String(one))
  return search.size ? `${path}?${search}` : path
}

// The session. The access token lives in this variable only; the refresh token is a cookie scripts cannot read.

type Tokens = Data<typeof login>['tokens']
type Access = { token: string; expiresAt: number }
type Word =
  | { kind: 'outdated'; paths: readonly string[] }
  | { kind: 'renewed'; access: Access }
  | { kind: 'signed-in' }
  | { kind: 'signed-out' }

let access: Access | null = null
let renewing: Promise<boolean> | null = null
/** The server said that nobody is signed in here; asking again would only say so again. */
let knownOut = false
/**
 * The support access of an operator whose tab this is: the refresh cookie, if there is one, is somebody's own. Only its id is
 * kept where it survives loading the page again; the token is asked for anew, which only the operator's own cookie gets.
 */
const SUPPORT = 'muster-support'
let supportId = sessionStorage.getItem(SUPPORT)
let onOver = () => {}
let onOutdated = (_paths: readonly string[]) => {}
const tabs = new BroadcastChannel('muster-session')

/** Called when the session ended: here, in another tab, or because the server said so. */
export function whenSessionEnds(act: () => void) {
  onOver = act
}

/** Called when another tab changed what was read from routes below these paths. */
export function whenOutdated(act: (paths: readonly string[]) => void) {
  onOutdated = act
}

export function isSignedIn() {
  return access !== null
}

export function mayBeSignedIn() {
  return !knownOut
}

export function beginSession(tokens: Tokens) {
  knownOut = false
  access = { token: tokens.accessToken, expiresAt: Date.parse(tokens.accessTokenExpiresAt) }
  tabs.postMessage({ kind: 'signed-in' } satisfies Word)
}

/** Goes on in a company that an operator entered, until the access ends. */
export function beginSupport({ id, accessToken, endsAt }: { id: string; accessToken: string; endsAt: string }) {
  knownOut = false
  supportId = id
  sessionStorage.setItem(SUPPORT, id)
  access = { token: accessToken, expiresAt: Date.parse(endsAt) + RENEW_BEFORE_MS }
}

export async function endSession(all: boolean) {
  await call(logout, { body: { all } }).catch(() => {})
  access = null
  knownOut = true
  tabs.postMessage({ kind: 'signed-out' } satisfies Word)
  onOver()
}

/** The access token, renewed when it is over or nearly so; null when nobody is signed in. */
export async function accessToken(): Promise<string | null> {
  if (!knownOut && (!access || access.expiresAt - RENEW_BEFORE_MS < Date.now())) await renewSession()
  return access?.token ?? null
}

/**
 * Gets a new access token; false when nobody is signed in. A refresh token works once and a second use ends the session,
 * so tabs take turns, and one that waited takes the token the other tab got.
 */
export function renewSession(refused?: string): Promise<boolean> {
  if (supportId) return renewSupport(supportId, refused)
  renewing ??= inTurn(async () => {
    if (access && access.token !== refused && access.expiresAt - RENEW_BEFORE_MS > Date.now()) return true
    try {
      const { tokens } = await send(refresh, { body: {} }, null)
      access = { token: tokens.accessToken, expiresAt: Date.parse(tokens.accessTokenExpiresAt) }
      tabs.postMessage({ kind: 'renewed', access } satisfies Word)
      return true
    } catch (error) {
      if (!(error instanceof ApiError) || error.status === 0 || error.status >= 429) throw error
      const was = access
      access = null
      knownOut = true
      if (was) onOver()
      return false
    }
  }).finally(() => {
    renewing = null
  })
  return renewing
}

function renewSupport(id: string, refused?: string): Promise<boolean> {
  if (access && access.token !== refused && access.expiresAt > Date.now()) return Promise.resolve(true)
  renewing ??= resumed(id)
    .catch((error: unknown) => {
      if (!(error instanceof ApiError) || error.status === 0 || error.status >= 429) throw error
      endSupport()
      return false
    })
    .finally(() => {
      renewing = null
    })
  return renewing
}

async function resumed(id: string) {
  const { resumeSupport } = await import('../server/modules/platform/support.contract.ts')
  beginSupport((await call(resumeSupport, { params: { id } })).supportAccess)
  return true
}

/** The company is left: what the operator does next begins at their own page. */
export function endSupport() {
  access = null
  supportId = null
  sessionStorage.removeItem(SUPPORT)
  knownOut = true
  location.assign('/operator')
}

function inTurn<T>(work: () => Promise<T>): Promise<T> {
  // Locks exist only in secure contexts; over plain HTTP each tab is on its own.
  return 'locks' in navigator ? navigator.locks.request('muster-refresh', work) : work()
}

tabs.addEventListener('message', ({ data: word }: MessageEvent<Word>) => {
  if (word.kind === 'outdated') {
    onOutdated(word.paths)
    return
  }
  // Who signs in or out elsewhere in this browser is not the operator of this tab.
  if (supportId) return
  if (word.kind === 'renewed') {
    if (access) access = word.access
    return
  }
  if (word.kind === 'signed-in') {
    location.reload()
    return
  }
  if (!access) return
  access = null
  knownOut = true
  onOver()
})
