import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ById, Bytes, Day, Fields, Id, Instant, Named, Nullable, OneOf, PageQuery, Text, Type } from './contract.ts'
import type { Contract } from './contract.ts'
import { exampleOf, printOpenApi } from './openapi.ts'
import { validatorFor } from './validation.ts'

const Thing = Type.Object({
  id: Id,
  name: Text(9),
  state: OneOf('new', 'done'),
  day: Nullable(Day),
  at: Instant,
  tags: Type.Array(Text(5)),
  count: Type.Integer({ minimum: 3 }),
  on: Type.Boolean(),
})
const getThing = {
  method: 'GET',
  url: '/things/:id',
  config: { access: 'thing.read' },
  schema: { summary: 'One thing', params: ById, response: { 200: Named('thing', Thing) } },
} as const satisfies Contract
const listThings = {
  method: 'GET',
  url: '/things',
  config: { access: 'public' },
  schema: { summary: 'Things', querystring: PageQuery({ q: Text(9) }), response: { 200: Named('thing', Thing) } },
  examples: { querystring: { q: 'pen' } },
} as const satisfies Contract
const makeThing = {
  method: 'POST',
  url: '/things',
  config: { access: 'thing.create', feature: 'projects' },
  schema: { summary: 'Make a thing', body: Fields({ name: Text(9) }), response: { 201: Named('thing', Thing) } },
  examples: { body: { name: 'pen' } },
} as const satisfies Contract

type Operation = {
  operationId: string
  tags: string[]
  security?: unknown[]
  parameters: { name: string; in: string; required: boolean; example?: unknown }[]
  requestBody?: { required: boolean; content: { 'application/json': { schema: object; examples: { usual: { value: unknown } } } } }
  responses: Record<
    string,
    { content: { 'application/json': { schema: { $ref?: string }; examples?: { usual: { value: { data: unknown } } } } } }
  >
  [extension: `x-${string}`]: unknown
}
const routes = [getThing, listThings, makeThing].map((contract) => ({ module: 'things', contract }))
const document = printOpenApi(routes, [{ name: 'things', title: 'Things', routes: () => undefined, permissions: [], events: [] }])
const operation = (path: string, method: string) => document.paths[path]?.[method] as Operation

test('each contract is one operation under the base path, with its parameters in OpenAPI spelling', () => {
  assert.equal(document.openapi, '3.1.0')
  assert.deepEqual(Object.keys(document.paths).toSorted(), ['/api/v1/things', '/api/v1/things/{id}'])
  assert.deepEqual(Object.keys(document.paths['/api/v1/things']!).toSorted(), ['get', 'post'])
  const ids = [operation('/api/v1/things/{id}', 'get'), operation('/api/v1/things', 'get'), operation('/api/v1/things', 'post')].map(
    ({ operationId }) => operationId,
  )
  assert.equal(new Set(ids).size, 3)
  assert.deepEqual(
    operation('/api/v1/things/{id}', 'get').parameters.map((one) => [one.name, one.in, one.required]),
    [['id', 'path', true]],
  )
  const query = operation('/api/v1/things', 'get').parameters
  assert.deepEqual(
    query.map(({ name, required }) => [name, required]),
    [
      ['page', false],
      ['limit', false],
      ['sort', false],
      ['q', true],
    ],
  )
  assert.equal(query.find(({ name }) => name === 'q')?.example, 'pen')
  assert.deepEqual(document.tags, [{ name: 'things', description: 'Things' }])
})

test('each operation says who may use it; only a public one asks for no token', () => {
  assert.equal(operation('/api/v1/things/{id}', 'get')['x-permission'], 'thing.read')
  assert.equal(operation('/api/v1/things', 'post')['x-feature'], 'projects')
  assert.deepEqual(operation('/api/v1/things', 'get').security, [])
  assert.equal(operation('/api/v1/things', 'post').security, undefined)
  assert.deepEqual(document.security, [{ accessToken: [] }, { apiKey: [] }])
})

test('each operation lists the failures it can have, all of one shape', () => {
  const codes = (path: string, method: string) => Object.keys(operation(path, method).responses)
  assert.deepEqual(codes('/api/v1/things/{id}', 'get'), ['200', '400', '401', '403', '404', '429', '503'])
  assert.deepEqual(codes('/api/v1/things', 'post'), ['201', '400', '401', '403', '409', '422', '429', '503'])
  assert.ok(!codes('/api/v1/things', 'get').includes('401'))
  for (const [code, answer] of Object.entries(operation('/api/v1/things', 'post').responses)) {
    if (code !== '201') assert.equal(answer.content['application/json'].schema.$ref, '#/components/schemas/Failure')
  }
  assert.deepEqual(document.components.schemas.Failure.properties.error.required, ['code', 'message', 'timestamp', 'requestId', 'path'])
})

test('a body is printed as the schema that validates it, with its example; writes take an idempotency key', () => {
  const { requestBody, parameters } = operation('/api/v1/things', 'post')
  assert.equal(requestBody?.required, true)
  assert.deepEqual(requestBody?.content['application/json'].schema, JSON.parse(JSON.stringify(makeThing.schema.body)))
  assert.deepEqual(requestBody?.content['application/json'].examples.usual.value, { name: 'pen' })
  assert.ok(parameters.some(({ name, in: place }) => name === 'Idempotency-Key' && place === 'header'))
})

test('the example of an answer is itself a valid answer', () => {
  const { data } = operation('/api/v1/things', 'post').responses['201']!.content['application/json'].examples!.usual.value
  assert.deepEqual(validatorFor(makeThing.schema.response[201], 'body')(data), { value: data })
  assert.equal(exampleOf(OneOf('new', 'done')), 'new')
  assert.equal(exampleOf(Type.Integer({ minimum: 3 })), 3)
})

test('the document is plain JSON: nothing is lost when it is printed', () => {
  assert.deepEqual(JSON.parse(JSON.stringify(document)), document)
})

test('a file is printed as its media type: what a route takes with its limits, what it answers with the copy that is kept', () => {
  const sendFile = {
    method: 'POST',
    url: '/things/:id/picture',
    config: { access: 'thing.create' },
    schema: {
      summary: 'Send a picture',
      params: ById,
      upload: { mediaTypes: ['image/png', 'image/webp'], maxBytes: 500 },
      response: { 200: Named('thing', Thing) },
    },
  } as const satisfies Contract
  const getFile = {
    method: 'GET',
    url: '/things/:id/picture',
    config: { access: 'thing.read' },
    schema: { summary: 'The picture', params: ById, response: { 200: Bytes('image/webp') } },
  } as const satisfies Contract
  const { paths } = printOpenApi(
    [sendFile, getFile].map((contract) => ({ module: 'things', contract })),
    [],
  )
  const { post, get } = paths['/api/v1/things/{id}/picture'] as Record<'post' | 'get', Operation>
  assert.deepEqual(post.requestBody, { required: true, content: { 'image/png': {}, 'image/webp': {} } })
  assert.match((post.responses['413'] as unknown as { description: string }).description, /500 bytes/)
  assert.ok('415' in post.responses && !('415' in operation('/api/v1/things', 'post').responses))
  assert.deepEqual(get.responses['200']!.content, { 'image/webp': {} })
  assert.deepEqual(Object.keys(get.responses), ['200', '304', '400', '401', '403', '404', '429', '503'])
})
