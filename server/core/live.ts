import type { Server as HttpServer } from 'node:http'
import type { Duplex } from 'node:stream'
import { setTimeout as pause } from 'node:timers/promises'
import { LRUCache } from 'lru-cache'
import type { Logger } from 'pino'
import { Server } from 'socket.io'
import type { DefaultEventsMap, Socket } from 'socket.io'
import { admit } from './access.ts'
import { areaOf } from './catalogue.ts'
import type { Catalogue } from './catalogue.ts'
import type { CompanyDoor } from './company-door.ts'
import type { FullCtx, RequestMeta } from './context.ts'
import type { Contract } from './contract.ts'
import { fail, toProblem } from './errors.ts'
import { holderOf } from './gate.ts'
import type { Signature } from './gate.ts'
import type { LiveBus } from './live-bus.ts'
import { add, changesOf, textsOf } from './live-text.ts'
import type { Changes } from './live-text.ts'
import type { Tokens } from './tokens.ts'

/** Something that pages show as it is now. Whoever may use `route` may hear of it, and only of what they may see. */
export type LiveTopic = {
  readonly name: string
  readonly route: Contract
  /** Whether the actor sees any of these. */
  readonly sees: (ctx: FullCtx, subjectIds: readonly string[]) => Promise<boolean>
}

/** Something that pages show live changed about this. */
export type Change = { readonly topic: string; readonly subjectId: string }

export type Live = {
  /** What a transaction changed, once it is committed: pages of whoever may see it read again. */
  tell(companyId: string, changes: readonly Change[]): void
  /** Answers at `/realtime` of this HTTP server. */
  attach(server: HttpServer): void
  /** Hears what any server tells, from when this is fulfilled. */
  listen(): Promise<unknown>
  close(): Promise<void>
}

export type LiveDeps = {
  readonly door: CompanyDoor
  readonly tokens: Tokens
  readonly bus: LiveBus
  readonly catalogue: Catalogue
  readonly topics: readonly LiveTopic[]
  readonly clock: () => Date
  readonly log: Logger
}

type Listener = {
  companyId: string
  signature: Signature
  meta: RequestMeta
  expiresAt: number
  topics: readonly LiveTopic[]
}
type Words = { changed: (topic: string) => void; full: () => void }
type LiveSocket = Socket<DefaultEventsMap, Words, DefaultEventsMap, Listener>

export const livePath = '/realtime'
/** Of one server process. */
export const liveLimits = { perHolder: 5, perCompany: 500, perServer: 5_000, attemptsPerMinute: 30 }
/** What changes within this is sent to the other servers together, and told to pages once. */
const sendMs = 50
const gatherMs = 200
const checksAtOnce = 4
const closingMs = 1_000

/**
 * Tells pages that something they show has changed, and nothing else: no name, no id, no state goes over the socket, so that what
 * is shown comes from the same list, through the same decisions, as without it. Whom it is told is decided anew each time, in a
 * transaction that holds their session and their permissions as any request does; there is nothing to forget when these change.
 */
export function makeLive({ door, tokens, bus, catalogue, topics, clock, log }: LiveDeps): Live {
  const topicsByName = new Map(topics.map((topic) => [topic.name, topic]))
  const attempts = new LRUCache<string, number>({ max: 20_000, ttl: 60_000 })
  const unsent: Changes = new Map()
  const changes: Changes = new Map()
  const connections = new Set<Duplex>()
  let io: Server<DefaultEventsMap, Words, DefaultEventsMap, Listener> | undefined
  let [sending, gathering]: (NodeJS.Timeout | undefined)[] = []
  let telling: Promise<void> | undefined
  let isClosed = false

  return {
    tell(companyId, told) {
      if (isClosed || told.length === 0) return
      for (const { topic, subjectId } of told) add(unsent, `${topic} ${companyId}`, subjectId)
      sending ??= setTimeout(send, sendMs)
    },
    attach(server) {
      server.on('upgrade', (_, connection: Duplex) => {
        connections.add(connection)
        connection.once('close', () => connections.delete(connection))
      })
      io = new Server(server, {
        path: livePath,
        // One process may take the whole of a connection only where it is one connection.
        transports: ['websocket'],
        serveClient: false,
        connectTimeout: 5_000,
        maxHttpBufferSize: 4_096,
        allowRequest: (_, answer) => answer(null, !isClosed && connections.size <= liveLimits.perServer),
      })
      io.use((socket, next) => void letIn(socket, next))
      io.on('connection', welcome)
    },
    listen: () => bus.listen(hear),
    async close() {
      isClosed = true
      clearTimeout(sending)
      clearTimeout(gathering)
      io?.local.disconnectSockets(true)
      for (const deadline = Date.now() + closingMs; connections.size > 0 && Date.now() < deadline;) await pause(20)
      for (const connection of connections) connection.destroy()
      io?.engine.close()
      await telling
      await bus.close()
    },
  }

  async function letIn(socket: LiveSocket, next: (refusal?: Error) => void) {
    const refusal = await recognise(socket).then(
      () => undefined,
      (error: unknown) => new Error(toProblem(error).code),
    )
    next(refusal)
  }

  async function recognise({ handshake, data }: LiveSocket) {
    const { token, topics: asked } = handshake.auth as { token?: unknown; topics?: unknown }
    if (typeof token !== 'string') throw fail.unauthenticated()
    const { companyId, userId, sessionId, supportId, expiresAt } = await tokens.verify(token)
    const signature: Signature = supportId ? { supportId } : { userId, sessionId }
    refuseHasty(companyId + holderOf(signature))
    const known = Array.isArray(asked) ? asked.map((name) => topicsByName.get(String(name))) : []
    if (known.length === 0 || known.length > topicsByName.size || known.includes(undefined))
      throw fail.invalid('VALIDATION_FAILED', `"topics" must name one or more of ${[...topicsByName.keys()].join(', ')}.`)
    const meta: RequestMeta = {
      id: null,
      address: handshake.address,
      userAgent: handshake.headers['user-agent']?.slice(0, 300) ?? null,
      sessionId,
    }
    Object.assign(data, { companyId, signature, expiresAt, meta, topics: known as LiveTopic[] } satisfies Listener)
    for (const topic of data.topics) await enter(data, topic, () => Promise.resolve())
  }

  function refuseHasty(holder: string) {
    const count = (attempts.get(holder) ?? 0) + 1
    attempts.set(holder, count, { noUpdateTTL: true })
    if (count > liveLimits.attemptsPerMinute) throw fail.unavailable('TOO_MANY_REQUESTS', 'Too many connections within a minute.')
  }

  function welcome(socket: LiveSocket) {
    const { companyId, signature, expiresAt } = socket.data
    const ofCompany = listeners().filter(({ data }) => data.companyId === companyId)
    const ofHolder = ofCompany.filter(({ data }) => holderOf(data.signature) === holderOf(signature))
    if (isClosed || ofCompany.length > liveLimits.perCompany || ofHolder.length > liveLimits.perHolder) {
      socket.emit('full')
      socket.disconnect(true)
      return
    }
    const end = setTimeout(() => socket.disconnect(true), Math.max(0, expiresAt - clock().getTime()))
    socket.on('disconnect', () => clearTimeout(end))
    // Nothing is asked over it.
    socket.onAny(() => socket.disconnect(true))
  }

  function listeners(): LiveSocket[] {
    return [...(io?.sockets.sockets.values() ?? [])]
  }

  function send() {
    sending = undefined
    for (const text of textsOf(unsent)) void publish(text)
    unsent.clear()
  }

  async function publish(text: string) {
    await bus.publish(text).catch((error: unknown) => {
      log.debug({ err: error }, 'a live update stays on this server')
      hear(text)
    })
  }

  /** What any server says, this one included. */
  function hear(text: string) {
    if (isClosed) return
    for (const [key, subjectIds] of changesOf(text, topicsByName)) for (const subjectId of subjectIds) add(changes, key, subjectId)
    if (changes.size > 0) gather()
  }

  function gather() {
    gathering ??= setTimeout(() => {
      telling = tellAll().finally(() => {
        gathering = telling = undefined
        if (changes.size > 0 && !isClosed) gather()
      })
    }, gatherMs)
  }

  async function tellAll() {
    const told = [...changes].flatMap(([key, subjectIds]) => {
      const [name = '', companyId] = key.split(' ')
      const topic = topicsByName.get(name)!
      const sockets = listeners().filter(({ data }) => data.companyId === companyId && data.topics.includes(topic))
      return sockets.map((socket) => ({ socket, topic, subjectIds: [...subjectIds] }))
    })
    changes.clear()
    // Beside what people ask for, not instead of it.
    const next = told.values()
    await Promise.all(
      Array.from({ length: checksAtOnce }, async () => {
        for (const { socket, topic, subjectIds } of next) await tellOne(socket, topic, subjectIds)
      }),
    )
  }

  async function tellOne(socket: LiveSocket, topic: LiveTopic, subjectIds: readonly string[]) {
    if (!socket.connected) return
    try {
      if (socket.data.expiresAt <= clock().getTime()) throw fail.unauthenticated()
      if (await enter(socket.data, topic, (ctx) => topic.sees(ctx, subjectIds))) socket.emit('changed', topic.name)
    } catch (error) {
      const { status } = toProblem(error)
      if (status === 401 || status === 403) socket.disconnect(true)
      else log.warn({ err: error }, 'somebody could not be told of a change')
    }
  }

  /** As a request to the topic's route would be. */
  function enter<T>({ companyId, signature, meta }: Listener, { route: { config } }: LiveTopic, work: (ctx: FullCtx) => Promise<T>) {
    const permission = catalogue.get(config.access)
    const area = permission && areaOf(permission.module, permission.kind)
    return door.enter({ companyId, signature, readOnly: true, request: meta, admit: (actor) => admit(actor, config, false, area) }, work)
  }
}
