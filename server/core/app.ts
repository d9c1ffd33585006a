import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import compress from '@fastify/compress'
import cookie from '@fastify/cookie'
import cors from '@fastify/cors'
import rateLimit from '@fastify/rate-limit'
import fastifyStatic from '@fastify/static'
import underPressure from '@fastify/under-pressure'
import Fastify, { LogController } from 'fastify'
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { TSchema } from 'typebox'
import type { Redis } from 'ioredis'
import type { Deps } from './deps.ts'
import { devMailRoutes } from './dev-mail.ts'
import { fail, Problem, toProblem } from './errors.ts'
import { healthRoutes } from './health.ts'
import type { HealthSources } from './health.ts'
import { basePath, contractRoutes } from './http.ts'
import type { RegisteredRoute } from './http.ts'
import { newId } from './ids.ts'
import { rewritePath } from './legacy-paths.ts'
import { loggedUrl, withoutRedaction } from './log.ts'
import type { Metrics } from './metrics.ts'
import type { Module } from './module.ts'
import { printOpenApi } from './openapi.ts'
import { makeRateLimits } from './rate-limit.ts'
import { apiHeaders, inlineScriptHashes, pageHeaders } from './security.ts'
import { validatorFor } from './validation.ts'

const webFolder = fileURLToPath(new URL('../../web/dist', import.meta.url))

export type App = { readonly fastify: FastifyInstance; readonly routes: readonly RegisteredRoute[] }

/** The HTTP server of a process: every module's routes, the web app, health, documentation. Not yet listening. */
export async function buildApp(deps: Deps, modules: readonly Module[], sources: HealthSources & { redis: Redis | null }): Promise<App> {
  const { config } = deps
  const fastify = Fastify({
    loggerInstance: deps.log as never,
    // One line per request is written by `observe`.
    logController: new LogController({ disableRequestLogging: true }),
    // Nobody logs through the request, and its own logger costs more than a line.
    childLoggerFactory: (logger) => logger,
    genReqId: (request) => saneRequestId(request.headers['x-request-id']) ?? newId(),
    rewriteUrl: (request) => rewritePath(request.url ?? '/'),
    trustProxy: trustProxy(config.TRUST_PROXY),
    bodyLimit: 1_048_576,
    requestTimeout: 60_000,
    routerOptions: { maxParamLength: 400 },
    forceCloseConnections: 'idle',
    frameworkErrors: (error, request, reply) =>
      void answerFailure(deps, error, request as FastifyRequest, reply.header('x-request-id', request.id) as FastifyReply),
  }) as unknown as FastifyInstance
  fastify.setValidatorCompiler(({ schema, httpPart }) => validatorFor(schema as TSchema, httpPart ?? 'body'))
  fastify.setErrorHandler((error: FastifyError, request, reply) => answerFailure(deps, error, request, reply))
  fastify.setNotFoundHandler((request, reply) => answerUnknown(request, reply))
  fastify.decorateRequest('identity', null)
  fastify.decorateRequest('operator', null)
  fastify.decorateRequest('contract', null)

  await fastify.register(cookie)
  if (config.ALLOWED_ORIGINS.length > 0)
    await fastify.register(cors, {
      origin: [...config.ALLOWED_ORIGINS],
      methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
      credentials: true,
      maxAge: 600,
      exposedHeaders: ['ETag', 'Location', 'X-Request-Id', 'RateLimit', 'RateLimit-Policy', 'Retry-After', 'Idempotent-Replay'],
    })
  await fastify.register(compress, { global: true, threshold: 1_400, encodings: ['br', 'gzip'] })
  await fastify.register(underPressure, {
    maxEventLoopDelay: config.MAX_EVENT_LOOP_DELAY_MS,
    retryAfter: 5,
    pressureHandler: refusePressure,
  })
  await fastify.register(rateLimit, {
    global: false,
    ...(sources.redis && { redis: sources.redis, nameSpace: 'muster-rate:', skipOnError: true }),
  })
  observe(fastify, deps)

  deps.live.attach(fastify.server)
  fastify.addHook('onListen', async () => void deps.live.listen())
  // Sockets stay open for as long as somebody looks: closing would wait for them.
  fastify.addHook('preClose', () => deps.live.close())

  const routes: RegisteredRoute[] = []
  const limits = makeRateLimits(fastify, config, deps.usage)
  for (const module of modules) module.routes(contractRoutes(fastify, deps, limits, module.name, routes))
  refuseUnknownPermissions(routes, modules)

  healthRoutes(fastify, deps, sources)
  await documentationRoutes(fastify, routes, modules)
  if (!config.production) devMailRoutes(fastify, deps)
  await webRoutes(fastify)
  return { fastify, routes }
}

/** A route that names a permission nobody declared would be a route nobody can use, or a typo: the server does not start. */
function refuseUnknownPermissions(routes: readonly RegisteredRoute[], modules: readonly Module[]) {
  const declared = new Set(modules.flatMap((module) => module.permissions.map(({ code }) => code as string)))
  for (const { contract } of routes) {
    const { access } = contract.config
    if (access !== 'public' && access !== 'self' && access !== 'operator' && !declared.has(access)) {
      throw new Error(`${contract.method} ${contract.url} asks for the permission ${access}, which no module declares`)
    }
  }
}

function answerFailure(deps: Deps, error: FastifyError, request: FastifyRequest, reply: FastifyReply) {
  const problem = toProblem(error)
  if (problem.status >= 500) {
    deps.log.error({ requestId: request.id, err: error }, problem.code)
    const place = `${request.method} ${request.routeOptions?.url ?? 'unknown'}`
    deps.errors.note({ code: problem.code, place, requestId: request.id, companyId: request.identity?.companyId ?? null })
  }
  return sendProblem(reply, request, problem)
}

function answerUnknown(request: FastifyRequest, reply: FastifyReply) {
  const wantsPage = request.method === 'GET' && !request.url.startsWith('/api/') && (request.headers.accept ?? '').includes('text/html')
  if (wantsPage && existsSync(join(webFolder, 'index.html'))) return reply.header('cache-control', 'no-cache').sendFile('index.html')
  return sendProblem(reply, request, fail.notFound())
}

function sendProblem(reply: FastifyReply, request: FastifyRequest, problem: Problem) {
  if (problem.retryAfterSeconds !== undefined) reply.header('retry-after', String(problem.retryAfterSeconds))
  else if (problem.status === 503) reply.header('retry-after', '5')
  const body = {
    success: false,
    error: {
      code: problem.code,
      message: problem.message,
      ...(problem.details !== undefined && { details: problem.details }),
      timestamp: new Date().toISOString(),
      requestId: request.id,
      path: loggedUrl(request.originalUrl).split('?')[0],
    },
  }
  return reply
    .code(problem.status)
    .type('application/json; charset=utf-8')
    .serializer(JSON.stringify as (payload: unknown) => string)
    .send(body)
}

function refusePressure() {
  throw new Problem(503, 'OVERLOADED', 'The server is too busy; try again in a moment.', undefined, 5)
}

/** One log line and one measurement per request; the request id goes back to the caller. */
function observe(fastify: FastifyInstance, { config, log, metrics }: Deps) {
  const lines = withoutRedaction(log)
  const [ofApi, ofPages] = [apiHeaders(config), pageHeaders(config)]
  const timerOf = timers(metrics)
  fastify.addHook('onRequest', (request, reply, done) => {
    reply.headers(request.url.startsWith(basePath) ? ofApi : ofPages).header('x-request-id', request.id)
    done()
  })
  fastify.addHook('onResponse', (request, reply, done) => {
    const route = request.routeOptions.url ?? 'unknown'
    const ms = reply.elapsedTime
    timerOf(request.method, route, reply.statusCode).observe(ms / 1000)
    lines.info({
      requestId: request.id,
      method: request.method,
      url: loggedUrl(request.url),
      status: reply.statusCode,
      ms: Math.round(ms * 10) / 10,
      ...(request.identity && { companyId: request.identity.companyId, userId: request.identity.userId }),
      ...(request.operator && { by: request.operator.operatorId }),
      ...(request.identity?.actor.via && { by: request.identity.holder }),
    })
    done()
  })
}

/** The histogram's child for a method, route and status; looking labels up takes longer than counting. */
function timers(metrics: Metrics) {
  const known = new Map<string, { observe(seconds: number): void }>()
  return (method: string, route: string, status: number) => {
    const key = `${method} ${status} ${route}`
    let timer = known.get(key)
    if (!timer) known.set(key, (timer = metrics.requests.labels(method, route, String(status))))
    return timer
  }
}

async function documentationRoutes(fastify: FastifyInstance, routes: readonly RegisteredRoute[], modules: readonly Module[]) {
  let document: string | undefined
  fastify.get(`${basePath}/openapi.json`, (_, reply) => {
    document ??= JSON.stringify(printOpenApi(routes, modules))
    return reply.type('application/json; charset=utf-8').send(document)
  })
  await fastify.register(async (docs) => {
    docs.addHook('onSend', async (_, reply, payload) => {
      // The page's one inline script is allowed by its hash, so that the policy needs no unsafe-inline.
      if (typeof payload === 'string' && String(reply.getHeader('content-type')).startsWith('text/html')) {
        const policy = String(reply.getHeader('content-security-policy'))
        reply.header('content-security-policy', policy.replace("script-src 'self'", `script-src 'self' ${inlineScriptHashes(payload)}`))
      }
      return payload
    })
    let reference: Promise<FastifyInstance> | undefined
    const answer = async ({ url }: FastifyRequest, reply: FastifyReply) => {
      const { statusCode, headers, body } = await (await (reference ??= openReference())).inject(url)
      for (const name of ['content-type', 'location', 'etag']) if (headers[name]) reply.header(name, headers[name])
      return reply.code(statusCode).send(body)
    }
    docs.get('/docs', answer)
    docs.get('/docs/*', answer)
  })
}

/** Loaded when somebody first looks: it takes 20 MB, which a server that nobody reads about needs for its work. */
async function openReference(): Promise<FastifyInstance> {
  const { default: apiReference } = await import('@scalar/fastify-api-reference')
  const pages = Fastify()
  await pages.register(apiReference, {
    routePrefix: '/docs',
    configuration: { url: `${basePath}/openapi.json`, pageTitle: 'Muster API', telemetry: false, withDefaultFonts: false },
  })
  return pages
}

async function webRoutes(fastify: FastifyInstance) {
  if (!existsSync(join(webFolder, 'index.html'))) {
    fastify.get('/', async (_, reply) => reply.type('text/plain').send('The web app is not built yet: npm run build.'))
    return
  }
  const index = await readFile(join(webFolder, 'index.html'), 'utf8')
  const files = { index: false as const, preCompressed: true }
  const others = { ...files, root: webFolder, wildcard: false, globIgnore: ['assets/**'] }
  await fastify.register(fastifyStatic, { ...others, setHeaders: keptFor('no-cache') })
  // One route for all: one for each of a thousand files took 7 MB and a part of every start.
  const assets = { ...files, root: join(webFolder, 'assets'), prefix: '/assets/', decorateReply: false }
  await fastify.register(fastifyStatic, { ...assets, setHeaders: keptFor('public, max-age=31536000, immutable') })
  fastify.get('/', async (_, reply) => reply.type('text/html; charset=utf-8').header('cache-control', 'no-cache').send(index))
}

const keptFor = (how: string) => (reply: { header(name: string, value: string): unknown }) => void reply.header('cache-control', how)

function saneRequestId(header: unknown) {
  return typeof header === 'string' && /^[\w.:-]{8,80}$/.test(header) ? header : undefined
}

function trustProxy(setting: string): boolean | string {
  if (setting === '' || setting === 'false') return false
  if (setting === 'true') return true
  return setting
}
