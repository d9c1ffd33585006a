import type { TSchema } from 'typebox'
import type { RegisteredRoute } from './http.ts'
import { mediaTypeOf } from './contract.ts'
import type { RouteConfig } from './contract.ts'
import { basePath } from './http.ts'
import type { Module } from './module.ts'

/** The OpenAPI 3.1 document of the registered contracts: the same schemas that validate requests and shape answers. */
export function printOpenApi(routes: readonly RegisteredRoute[], modules: readonly Module[]) {
  const paths: Record<string, Record<string, object>> = {}
  for (const route of routes) {
    const path = basePath + route.contract.url.replace(/:(\w+)/g, '{$1}')
    paths[path] = { ...paths[path], [route.contract.method.toLowerCase()]: operationOf(route) }
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Muster',
      version: '0.1.0',
      description:
        'People, time, leave and everything around them. Conventions: every answer is an envelope; see `Failure` for what goes wrong.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    tags: modules
      .filter(({ name }) => routes.some(({ module }) => module === name))
      .map(({ name, title }) => ({ name, description: title })),
    security: [{ accessToken: [] }, { apiKey: [] }],
    paths,
    components: {
      securitySchemes: {
        accessToken: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT', description: 'Of a person who signed in; 15 minutes' },
        operatorToken: { type: 'http', scheme: 'bearer', description: 'Of an operator of the platform; also as a cookie' },
        apiKey: { type: 'apiKey', in: 'header', name: 'X-Api-Key', description: 'Of another program; only for what permissions open' },
      },
      schemas: { Failure: failure },
      headers: {
        RequestId: { description: 'The id of this request', schema: { type: 'string' } },
        RateLimit: { description: 'What is left of the allowance', schema: { type: 'string' } },
      },
    },
  }
}

function operationOf({ module, contract }: RegisteredRoute) {
  const { method, url, config, schema, examples } = contract
  const [[status, data]] = Object.entries(schema.response) as [[string, TSchema]]
  const isPublic = config.access === 'public'
  const mediaType = mediaTypeOf(data)
  return {
    operationId: operationId(method, url),
    summary: schema.summary,
    ...(schema.description && { description: schema.description }),
    tags: [module],
    'x-permission': config.access,
    ...(config.feature && { 'x-feature': config.feature }),
    ...securityOf(config),
    parameters: [
      ...parametersOf(schema.params, 'path'),
      ...parametersOf(schema.querystring, 'query', examples?.querystring),
      ...(method === 'POST' && !isPublic ? [idempotencyKey] : []),
    ],
    ...(schema.body && {
      requestBody: {
        required: Boolean((schema.body as { required?: unknown[] }).required?.length),
        content: {
          'application/json': {
            schema: plain(schema.body),
            ...(examples?.body !== undefined && { examples: { usual: { value: examples.body } } }),
          },
        },
      },
    }),
    ...(schema.upload && {
      requestBody: { required: true, content: Object.fromEntries(schema.upload.mediaTypes.map((type) => [type, {}])) },
    }),
    responses: {
      ...(mediaType && { '304': { description: 'The copy named in If-None-Match is still the current one' } }),
      [status]: {
        description: 'Done',
        headers: { 'X-Request-Id': { $ref: '#/components/headers/RequestId' }, RateLimit: { $ref: '#/components/headers/RateLimit' } },
        content: {
          [mediaType ?? 'application/json']: mediaType
            ? {}
            : {
                schema: { type: 'object', required: ['success', 'data'], properties: { success: { const: true }, data: plain(data) } },
                examples: { usual: { value: { success: true, data: exampleOf(data) } } },
              },
        },
      },
      ...Object.fromEntries(failuresOf(contract).map(([code, description]) => [code, { description, content: failureContent }])),
    },
  }
}

/** Where it differs from the general one. */
function securityOf(config: RouteConfig) {
  if (config.access === 'public') return { security: [] }
  if (config.access === 'operator') return { security: [{ operatorToken: [] }] }
  return isForKeys(config) ? {} : { security: [{ accessToken: [] }] }
}

/** What API keys may use: the same as `admit` lets them do. */
const isForKeys = ({ access, stepUp, openToKeys }: RouteConfig) => !stepUp && (access !== 'self' || openToKeys === true)

function failuresOf({ method, config, schema }: RegisteredRoute['contract']): [string, string][] {
  const isPublic = config.access === 'public'
  return [
    ['400', 'Malformed, or not as the schema says'],
    ...(isPublic
      ? []
      : [['401', 'Not signed in'] as [string, string], ['403', 'Not allowed, feature off, or company suspended'] as [string, string]]),
    ...(schema.params || isPublic ? [['404', 'Not there, or not visible to you'] as [string, string]] : []),
    ...(method === 'GET'
      ? []
      : [['409', 'In conflict with the state of things'] as [string, string], ['422', 'A business rule refuses it'] as [string, string]]),
    ...(schema.upload
      ? [
          ['413', `Larger than ${schema.upload.maxBytes} bytes`] as [string, string],
          ['415', 'Not one of the types it may be'] as [string, string],
        ]
      : []),
    ['429', 'Too many requests; see Retry-After'],
    ['503', 'Not available now; see Retry-After'],
  ]
}

function parametersOf(schema: TSchema | undefined, place: 'path' | 'query', examples: Readonly<Record<string, unknown>> = {}) {
  const { properties = {}, required = [] } = (schema ?? {}) as { properties?: Record<string, TSchema>; required?: string[] }
  return Object.entries(properties).map(([name, property]) => ({
    name,
    in: place,
    required: place === 'path' || required.includes(name),
    schema: plain(property),
    ...(examples[name] !== undefined && { example: examples[name] }),
  }))
}

/** A plausible value of a schema, for the answers' examples. */
export function exampleOf(schema: TSchema): unknown {
  const { type, properties, items, format, pattern, minimum, anyOf, ...rest } = schema as Loose
  if (rest.enum) return rest.enum[0]
  if (rest.const !== undefined) return rest.const
  if (rest.examples) return rest.examples[0]
  if (anyOf?.[0]) return exampleOf(anyOf[0])
  const kind = Array.isArray(type) ? type[0] : type
  if (kind === 'object') return Object.fromEntries(Object.entries(properties ?? {}).map(([name, inner]) => [name, exampleOf(inner)]))
  if (kind === 'array') return items ? [exampleOf(items)] : []
  if (kind === 'integer' || kind === 'number') return minimum ?? 1
  if (kind === 'boolean') return true
  if (format === 'uuid') return '01990000-0000-7000-8000-000000000000'
  if (format === 'date') return '2026-11-20'
  if (format === 'date-time') return '2026-11-20T09:00:00.000Z'
  // A text of a pattern says itself what it may look like.
  if (pattern && pattern !== '\\S') throw new Error(`A schema with the pattern ${pattern} gives no example`)
  return 'text'
}

type Loose = {
  type?: string | string[]
  properties?: Record<string, TSchema>
  items?: TSchema
  format?: string
  pattern?: string
  minimum?: number
  anyOf?: TSchema[]
  enum?: unknown[]
  const?: unknown
  examples?: unknown[]
}

const failure = {
  type: 'object',
  required: ['success', 'error'],
  properties: {
    success: { const: false },
    error: {
      type: 'object',
      required: ['code', 'message', 'timestamp', 'requestId', 'path'],
      properties: {
        code: { type: 'string', description: 'Stable, SCREAMING_SNAKE' },
        message: { type: 'string', description: 'A sentence for a person' },
        details: { description: 'The figures, or one entry per fault' },
        timestamp: { type: 'string', format: 'date-time' },
        requestId: { type: 'string' },
        path: { type: 'string' },
      },
    },
  },
}
const failureContent = { 'application/json': { schema: { $ref: '#/components/schemas/Failure' } } }
const idempotencyKey = {
  name: 'Idempotency-Key',
  in: 'header',
  required: false,
  description: 'Sent again within 24 hours with the same body, it gets the first answer again',
  schema: { type: 'string', maxLength: 200 },
}

const plain = (schema: TSchema) => JSON.parse(JSON.stringify(schema)) as object
const operationId = (method: string, url: string) =>
  method.toLowerCase() + url.replace(/[/:-]+(\w)/g, (_, letter: string) => letter.toUpperCase()).replace(/\W/g, '')
