import assert from 'node:assert/strict'
import { Type } from 'typebox'
import type { FastifyInstance, FastifyReply, FastifyRequest, RouteOptions } from 'fastify'
import { admit } from './access.ts'
import type { Actor } from './access.ts'
import { readRecorder } from './audited-reads.ts'
import { readApiKey } from './api-keys.ts'
import { areaOf, catalogueOf } from './catalogue.ts'
import type { Ctx, FullCtx, RequestMeta } from './context.ts'
import { mediaTypeOf } from './contract.ts'
import type { BodyOf, Contract, DataOf, FileAnswer, ParamsOf, QueryOf, Schemas } from './contract.ts'
import type { Deps } from './deps.ts'
import { fail, Problem } from './errors.ts'
import { sendBytes, takeUpload } from './files.ts'
import { holderOf } from './gate.ts'
import type { Signature } from './gate.ts'
import { claimKey, freeKey, hashRequest, keepAnswer } from './idempotency.ts'
import { admitOperator, operatorCookie, readOperator } from './operators.ts'
import type { Operator } from './operators.ts'
import type { RateLimits } from './rate-limit.ts'

export const basePath = '/api/v1'

/** A request as a handler sees it: what the contract promised, who asks, and the way to the database. */
export type Asked<S extends Schemas> = {
  readonly params: ParamsOf<S>
  readonly query: QueryOf<S>
  readonly body: BodyOf<S>
  readonly meta: RequestMeta
  readonly cookies: Readonly<Record<string, string | undefined>>
  /** One transaction of the signed-in user's company. */
  company<T>(work: (ctx: FullCtx) => Promise<T>): Promise<T>
  /** Which operator asks, on routes for operators. */
  readonly operator: Operator
  /** Who is signed in; throws on public routes. */
  readonly signedIn: { readonly companyId: string; readonly userId: string | null; readonly signature: Signature }
}

export type Route<S extends Schemas> = Omit<Contract, 'schema'> & {
  readonly schema: S
  readonly handler: (req: Asked<S>, reply: FastifyReply) => Promise<DataOf<S>>
}

/** What a module's `routes` receives: registers contracts, and the things made once. */
export type MusterApp = { route<S extends Schemas>(route: Route<S>): void; readonly deps: Deps }

export type RegisteredRoute = { readonly module: string; readonly contract: Contract }

type Identity = {
  readonly companyId: string
  readonly signature: Signature
  /** Whose requests these are: the id of a user or of a key. */
  readonly holder: string
  readonly userId: string | null
  readonly actor: Actor
}
declare module 'fastify' {
  interface FastifyRequest {
    identity: Identity | null
    operator: Operator | null
    contract: Contract | null
  }
}

/** Registers contracts on Fastify; the one place that knows the envelope, the access hook, idempotency and ETags. */
export function contractRoutes(
  fastify: FastifyInstance,
  deps: Deps,
  limits: RateLimits,
  module: string,
  registered: RegisteredRoute[],
): MusterApp {
  const catalogue = catalogueOf(deps.modules)
  const recordReads = readRecorder(deps.clock)
  return {
    deps,
    route(route) {
      const { method, url, config, schema } = route
      if (!config?.access) throw new Error(`${method} ${url} does not say who may use it`)
      const status = successOf(route)
      const isWrite = method !== 'GET' && !config.readOnly
      const area = partOf(route)
      const mediaType = mediaTypeOf(schema.response[status]!)
      const limit = limits.forRoute(config)
      registered.push({ module, contract: route })
      const options: RouteOptions = {
        // Old clients send PUT where the catalogue says PATCH.
        method: method === 'PATCH' ? ['PATCH', 'PUT'] : method,
        url: basePath + url,
        schema: {
          ...(schema.params && { params: schema.params }),
          ...(schema.querystring && { querystring: schema.querystring }),
          ...(schema.body && { body: schema.body }),
          ...(!mediaType && { response: { [status]: Type.Object({ success: Type.Literal(true), data: schema.response[status]! }) } }),
        },
        async onRequest(request, reply) {
          request.contract = route
          // Whoever sends tokens that are not valid is counted by address, before the token is looked at any further.
          if (config.access !== 'public') {
            await recognise(request).catch(async (error: unknown) => {
              if (error instanceof Problem && error.status === 401) await limits.ofAddress(request, reply)
              throw error
            })
          }
          await limit(request, reply)
        },
        async preValidation(request) {
          // A body of which every field is optional may be left out altogether.
          if (schema.body && (request.body === undefined || request.body === null)) request.body = {}
          takeIfMatch(request, schema)
        },
        async handler(request, reply) {
          const asked = askedOf(request, route, isWrite, area)
          const handler = route.handler as unknown as (asked: Asked<Schemas>, reply: FastifyReply) => Promise<unknown>
          const key = method === 'POST' && isWrite && request.identity ? request.headers['idempotency-key'] : undefined
          if (key === undefined) {
            const data = await handler(asked, reply)
            if (mediaType) return sendBytes(request, reply, mediaType, data as FileAnswer)
            reply.code(status)
            addHeaders(request, reply, status, data)
            return { success: true, data }
          }
          return answerOnce(request, reply, String(key), asked, (once) => handler(once, reply))
        },
      }
      if (schema.upload) takeUpload(fastify, options, schema.upload)
      else fastify.route(options)

      async function recognise(request: FastifyRequest) {
        if (config.access !== 'operator') request.identity = await identify(request, route, isWrite, area)
        else
          admitOperator((request.operator = await readOperator(deps.system, operatorTokenOf(request), deps.clock())), config, deps.clock())
      }

      /** Runs the request unless its idempotency key was answered before; the answer is kept with the work. */
      async function answerOnce(
        request: FastifyRequest,
        reply: FastifyReply,
        key: string,
        asked: Asked<Schemas>,
        run: (once: Asked<Schemas>) => Promise<unknown>,
      ) {
        if (!/^[\x21-\x7e]{1,200}$/.test(key))
          throw fail.invalid('VALIDATION_FAILED', 'The Idempotency-Key must be 1 to 200 visible ASCII characters.')
        const { companyId, holder } = request.identity!
        const hash = hashRequest(deps.secret, method, request.url, request.body)
        const replay = await deps.door.enterAsSystem(companyId, (ctx) => claimKey(ctx, holder, key, hash))
        if (replay) {
          // The answer is kept for whoever may still ask for it: their session and rights are looked at as for the first.
          await asked.company(() => Promise.resolve())
          if (replay.body === null) throw fail.conflict('SHOWN_ONCE', 'This was done already, and what it answered is shown only once.')
          reply.code(replay.status).header('idempotent-replay', 'true')
          if (replay.location) reply.header('location', replay.location)
          return { success: true, data: JSON.parse(replay.body) as unknown }
        }
        const once: Asked<Schemas> = {
          ...asked,
          signedIn: request.identity!,
          company: (work) =>
            asked.company(async (ctx) => {
              const data = await work(ctx)
              const body = config.shownOnce ? null : JSON.stringify(data)
              await keepAnswer(ctx, holder, key, { status, body, location: locationOf(request, status, data) })
              return data
            }),
        }
        try {
          const data = await run(once)
          reply.code(status)
          addHeaders(request, reply, status, data)
          return { success: true, data }
        } catch (error) {
          await deps.door.enterAsSystem(companyId, (ctx) => freeKey(ctx, holder, key))
          throw error
        }
      }
    },
  }

  /** The part of a module that a route belongs to: that of its permission, or what its method does to its own module. */
  function partOf({ method, config }: Contract) {
    const known = catalogue.get(config.access)
    if (known) return areaOf(known.module, known.kind)
    return areaOf(module, config.readOnly ? 'read' : kindOfMethod[method])
  }

  /** Who asks, and whether they may use this route. A refusal is checked against the database before it is believed. */
  async function identify(request: FastifyRequest, { config }: Contract, isWrite: boolean, area: string | undefined): Promise<Identity> {
    const { companyId, signature } = await signatureOf(request)
    let actor = await deps.door.actorOf(companyId, signature, false)
    try {
      admit(actor, config, isWrite, area)
    } catch {
      actor = await deps.door.actorOf(companyId, signature, true)
      admit(actor, config, isWrite, area)
    }
    if ('keyId' in signature) deps.keyUse.note(companyId, signature.keyId)
    return { companyId, signature, holder: holderOf(signature), userId: actor.userId, actor }
  }

  /** Says who asks what they send: an access token or an API key, and not both. */
  async function signatureOf({ headers }: FastifyRequest): Promise<{ companyId: string; signature: Signature }> {
    const apiKey = headers['x-api-key']
    if (apiKey !== undefined) {
      if (headers.authorization !== undefined) throw fail.invalid('CREDENTIALS_TWICE', 'Send an access token or an API key, not both.')
      return readApiKey(String(apiKey))
    }
    const token = headers.authorization?.startsWith('Bearer ') ? headers.authorization.slice(7) : undefined
    if (!token) throw fail.unauthenticated()
    const { companyId, userId, sessionId, supportId } = await deps.tokens.verify(token)
    return { companyId, signature: supportId ? { supportId } : { userId, sessionId } }
  }

  function askedOf(request: FastifyRequest, { config }: Contract, isWrite: boolean, area: string | undefined): Asked<Schemas> {
    const { identity } = request
    const meta: RequestMeta = {
      id: request.id,
      address: request.ip,
      userAgent: request.headers['user-agent']?.slice(0, 300) ?? null,
      sessionId: identity && 'sessionId' in identity.signature ? identity.signature.sessionId : null,
    }
    return {
      params: request.params as Asked<Schemas>['params'],
      query: request.query as Asked<Schemas>['query'],
      body: request.body,
      cookies: request.cookies,
      meta,
      // Only routes for operators read the one and routes for users the other, and they are not reached without.
      operator: request.operator!,
      signedIn: identity!,
      async company(work) {
        if (!identity) throw new Error('A public route has no company')
        const { companyId, signature, holder, actor } = identity
        const entry = {
          companyId,
          request: meta,
          seen: actor,
          admit: (now: Actor) => admit(now, config, isWrite, area),
          stepUp: config.stepUp ?? false,
          signature,
        }
        let noted: Ctx['notedReads'] = []
        const result = await deps.door.enter({ ...entry, readOnly: !isWrite }, (ctx) => {
          noted = ctx.notedReads
          return work(ctx)
        })
        assert(config.audited || noted.length === 0, 'A route on which reads are noted says that it is audited')
        // After the read, which may be read-only, and before its answer leaves: what cannot be recorded is not shown.
        await recordReads(companyId, holder, noted, (write) => deps.door.enter({ ...entry, readOnly: false }, write))
        return result
      },
    }
  }
}

/** From a cookie, or, for programs, like an access token. */
const operatorTokenOf = ({ headers, cookies }: FastifyRequest) =>
  headers.authorization?.startsWith('Bearer ') ? headers.authorization.slice(7) : cookies[operatorCookie]

const kindOfMethod = { GET: 'read', POST: 'create', PUT: 'update', PATCH: 'update', DELETE: 'delete' } as const

function successOf({ method, url, schema }: Contract) {
  const statuses = Object.keys(schema.response).map(Number)
  if (statuses.length !== 1) throw new Error(`${method} ${url} must have exactly one 2xx answer`)
  return statuses[0] as 200 | 201 | 202
}

/** `If-Match` is another way to send `version`: it wins, and one we cannot read is refused. */
function takeIfMatch(request: FastifyRequest, schema: Contract['schema']) {
  const header = request.headers['if-match']
  const { properties = {} } = (schema.body ?? {}) as { properties?: object }
  if (!header || !('version' in properties)) return
  const version = /^(?:W\/)?"(\d{1,9})"$/.exec(header)?.[1]
  if (!version)
    throw fail.invalid('VALIDATION_FAILED', 'If-Match must be the ETag of the copy you changed.', [
      { path: 'headers.if-match', message: 'is not one of our ETags', expected: '"3"' },
    ])
  request.body = Object.assign({}, request.body, { version: Number(version) })
}

function addHeaders(request: FastifyRequest, reply: FastifyReply, status: number, data: unknown) {
  const version = (onlyValue(data) as { version?: unknown } | undefined)?.version
  if (typeof version === 'number') reply.header('etag', `"${version}"`)
  const location = locationOf(request, status, data)
  if (location) reply.header('location', location)
}

function locationOf(request: FastifyRequest, status: number, data: unknown): string | null {
  const id = (onlyValue(data) as { id?: unknown } | undefined)?.id
  return status === 201 && typeof id === 'string' ? `${request.url.split('?')[0]}/${id}` : null
}

function onlyValue(data: unknown) {
  const values = data && typeof data === 'object' ? Object.values(data) : []
  return values.length === 1 ? (values[0] as unknown) : undefined
}
