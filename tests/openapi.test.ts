import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import fc from 'fast-check'
import type { Contract } from '../server/core/contract.ts'
import { basePath } from '../server/core/http.ts'
import { validatorFor } from '../server/core/validation.ts'
import { modules } from '../server/modules.ts'
import type { Client, Failure } from './client.ts'
import { body, query, segment } from './fuzz.ts'
import type { Plain } from './fuzz.ts'
import { idSites, nameOf, plausible } from './plausible.ts'
import type { Place } from './plausible.ts'
import { populated } from './populated.ts'
import type { Populated } from './populated.ts'

type Json = { schema: Plain & { $ref?: string }; examples?: Record<string, { value: unknown }> }
/** Only a file has another key, its media type. */
type Content = { 'application/json'?: Json } & Record<string, unknown>
type Parameter = { name: string; in: string; required: boolean; schema: Plain; example?: unknown }
type Operation = {
  operationId: string
  summary: string
  tags: string[]
  parameters: Parameter[]
  security?: unknown[]
  requestBody?: { required: boolean; content: Content }
  responses: Record<string, { description: string; content: Content }>
  'x-permission': string
}
type Document = {
  openapi: string
  info: { title: string; version: string }
  tags: { name: string }[]
  security: Record<string, unknown>[]
  paths: Record<string, Record<string, Operation>>
  components: { schemas: Record<string, Plain>; securitySchemes: Record<string, unknown>; headers: Record<string, unknown> }
}

let company: Populated
let document: Document
let operations: { name: string; method: string; path: string; operation: Operation }[]
before(async (t) => {
  company = await populated(t as never, 'Open')
  document = (await company.nobody.raw('GET', 'openapi.json')).json as Document
  operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      name: `${method.toUpperCase()} ${path}`,
      method: method.toUpperCase(),
      path,
      operation,
    })),
  )
})

const faultsOf = (schema: Plain, value: unknown) => {
  const checked = validatorFor(schema, 'body')(value)
  return 'error' in checked ? checked.error.faults : []
}

test('the document is OpenAPI 3.1: its parts are there, its references lead somewhere, its names are its own', () => {
  assert.match(document.openapi, /^3\.1\.\d+$/)
  assert(document.info.title && document.info.version)
  for (const [, reference = ''] of JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)) {
    const found = reference
      .slice(2)
      .split('/')
      .reduce<unknown>((part, key) => (part as Record<string, unknown> | undefined)?.[key], document)
    assert(reference.startsWith('#/') && found, `${reference} leads nowhere`)
  }
  for (const scheme of document.security.flatMap(Object.keys)) assert(scheme in document.components.securitySchemes, scheme)
  const ids = operations.map(({ operation }) => operation.operationId)
  assert.equal(new Set(ids).size, ids.length)
  for (const id of ids) assert.match(id, /^[a-z][a-zA-Z0-9]+$/)
  const tags = document.tags.map(({ name }) => name)
  for (const { name, method, path, operation } of operations) {
    assert.match(path, /^\/api\/v1\/[a-z0-9-/{}A-Z]+$/, name)
    assert(['GET', 'POST', 'PUT', 'PATCH', 'DELETE'].includes(method), name)
    assert.deepEqual(
      operation.tags.filter((tag) => !tags.includes(tag)),
      [],
      name,
    )
    const named = operation.parameters.filter((parameter) => parameter.in === 'path').map((parameter) => parameter.name)
    assert.deepEqual(named.sort(), [...path.matchAll(/\{(\w+)\}/g)].map(([, placeholder]) => placeholder!).sort(), name)
    const places = operation.parameters.map((parameter) => `${parameter.in} ${parameter.name}`)
    assert.equal(new Set(places).size, places.length, name)
    for (const parameter of operation.parameters) {
      assert(['path', 'query', 'header'].includes(parameter.in) && parameter.schema, name)
      assert(parameter.in !== 'path' || parameter.required, name)
    }
    for (const [status, { description, content }] of Object.entries(operation.responses)) {
      assert.match(status, /^[2-5]\d\d$/, name)
      assert(description, name)
      if (status === '304') continue
      assert(
        content['application/json']?.schema ??
          Object.keys(content).every((type) => /^(image\/|text\/(csv|calendar)$|application\/(vnd\.|(octet-stream|zip)$))/.test(type)),
        name,
      )
    }
  }
})

test('the document lists every registered route and no other', () => {
  const registered = company.assembly.app.routes.map(
    ({ contract: { method, url } }) => `${method} ${basePath}${url.replace(/:(\w+)/g, '{$1}')}`,
  )
  assert.deepEqual(operations.map(({ name }) => name).sort(), registered.sort())
})

test('every operation says what it does, who may use it, what can go wrong, and gives an example', () => {
  const permissions = new Set<string>([
    'public',
    'self',
    'operator',
    ...modules.flatMap((module) => module.permissions.map(({ code }) => code as string)),
  ])
  for (const { name, method, path, operation } of operations) {
    assert(operation.summary.length > 5, name)
    assert.equal(operation.tags.length, 1, name)
    assert(permissions.has(operation['x-permission']), name)
    const isPublic = operation['x-permission'] === 'public'
    const { config } = company.assembly.app.routes.find(
      ({ contract }) => `${contract.method} ${basePath}${contract.url.replace(/:(\w+)/g, '{$1}')}` === name,
    )!.contract
    const isForPeople = config.stepUp || (config.access === 'self' && !config.openToKeys)
    const schemes = config.access === 'operator' ? ['operatorToken'] : isForPeople ? ['accessToken'] : undefined
    assert.deepEqual(operation.security, isPublic ? [] : schemes?.map((scheme) => ({ [scheme]: [] })), name)
    const expected = [
      '400',
      '429',
      '503',
      ...(isPublic ? [] : ['401', '403']),
      ...(path.includes('{') ? ['404'] : []),
      ...(method === 'GET' ? [] : ['409', '422']),
    ]
    assert.deepEqual(
      expected.filter((status) => !(status in operation.responses)),
      [],
      name,
    )
    for (const { examples = {} } of jsonOf(operation)) assert(Object.keys(examples).length > 0, name)
  }
})

test('every example is one that its schema takes', () => {
  for (const { name, operation } of operations) {
    for (const { schema, examples = {} } of jsonOf(operation)) {
      for (const { value } of Object.values(examples)) assert.deepEqual(faultsOf(schema, value), [], name)
    }
    for (const { schema, example, name: parameter } of operation.parameters) {
      if (example !== undefined) assert.deepEqual(faultsOf(schema, example), [], `${name} ${parameter}`)
    }
  }
})

test('every GET answers what its schema says', async () => {
  const { boss, ids } = company
  for (const { contract } of company.assembly.app.routes.filter(
    ({ contract }) => contract.method === 'GET' && !['public', 'operator'].includes(contract.config.access),
  )) {
    const own = ids.get('employee')!.find((id) => id === boss.employeeId)!
    const input = plausible(contract, (table) => (table === 'employee' ? own : ids.get(table)![0]!))
    const { status, json, headers } = await boss(contract as never, input as never)
    assert.equal(status, 200, nameOf(contract))
    const success = successOf(operationOf(contract))
    const [type, answered] = [Object.keys(success)[0]!, success['application/json']]
    assert(String(headers['content-type']).startsWith(type), nameOf(contract))
    if (answered) assert.deepEqual(faultsOf(answered.schema, json), [], nameOf(contract))
  }
})

const runs = 1_000
/** These would end the session that asks, or switch off what the others need; they are asked by somebody else. */
const selfHarm = /^(POST \/auth\/logout|DELETE \/auth\/sessions|PATCH \/company\/)/

test(`${runs} malformed requests: never a 5xx, always the envelope, every fault by its path`, async (t) => {
  const [seed, other] = [20_261_120, await populated(t, 'Other')]
  const wrong = new Map<string, string>()
  const statuses = new Map<number, number>()
  const asked = company.assembly.app.routes
    .map(({ contract }) => contract)
    .filter(({ method, schema }) => method !== 'GET' || schema.querystring || schema.params)
  for (const [index, contract] of asked.entries()) {
    const on = selfHarm.test(nameOf(contract)) ? other : company
    for (const { url, payload } of fc.sample(requestTo(contract, on), { numRuns: Math.ceil(runs / asked.length), seed: seed + index })) {
      const answer = await on.boss.raw(contract.method, url, payload, payload === undefined ? {} : { 'content-type': 'application/json' })
      statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1)
      const fault = faultOf(answer, operationOf(contract))
      if (fault) wrong.set(`${nameOf(contract)}: ${fault}`, `${url.slice(0, 300)} ${payload?.slice(0, 300) ?? ''}`)
    }
  }
  assert.deepEqual(
    [...wrong].map(([fault, sample]) => `${fault} ← ${sample}`),
    [],
  )
  for (const status of [200, 201, 400, 404, 409, 422])
    assert((statuses.get(status) ?? 0) > 10, `${status}: ${statuses.get(status)}; the requests are not varied enough`)
})

/** Requests of a route, made of the schemas in the document around what would be a plausible one. */
function requestTo(contract: Contract, { ids }: Populated): fc.Arbitrary<{ url: string; payload: string | undefined }> {
  const operation = operationOf(contract)
  const sites = idSites(contract)
  const idsIn = (place: Place) => (name: string) =>
    ids.get(sites.find((site) => site.place === place && site.name === name)?.table ?? 'user_account')!
  const usual = () => plausible(contract, (table) => ids.get(table)!.at(-1)!)
  const parameters = operation.parameters.filter((parameter) => parameter.in === 'query')
  const asked: Plain = { properties: Object.fromEntries(parameters.map((one) => [one.name, one.schema])) }
  const schema = operation.requestBody?.content['application/json']?.schema
  const segments = fc.record(
    Object.fromEntries(
      operation.parameters
        .filter((one) => one.in === 'path')
        .map(({ name }) => [name, segment(name === 'type' ? ['employee', 'user'] : idsIn('params')(name))]),
    ),
  )
  return fc
    .record({
      segments,
      search: parameters.length > 0 ? query(asked, () => usual().query, idsIn('query')) : fc.constant(''),
      sent: schema ? body(schema, () => (usual().body ?? {}) as Record<string, unknown>, idsIn('body')) : fc.constant(undefined),
    })
    .map(({ segments: parts, search, sent }) => ({
      url: `${basePath}${contract.url.replace(/:(\w+)/g, (_, name: string) => encode(parts[name]!))}${search && `?${search}`}`,
      payload: sent === undefined ? undefined : JSON.stringify(sent),
    }))
}

const operationOf = ({ method, url }: Contract) => document.paths[basePath + url.replace(/:(\w+)/g, '{$1}')]![method.toLowerCase()]!
// A segment of dots alone is no parameter: it is taken away before the URL is sent.
const encode = (text: string) => (text.startsWith('%') ? text : /^\.{1,2}$/.test(text) ? `${text}x` : encodeURIComponent(text))

function faultOf({ status, json }: Awaited<ReturnType<Client['raw']>>, operation: Operation): string | undefined {
  if (status >= 500) return `${status} ${JSON.stringify(json)}`
  const answered = successOf(operation)['application/json']
  if (status < 300)
    return answered && faultsOf(answered.schema, json).length > 0
      ? `an answer that is not as its schema says: ${JSON.stringify(json)}`
      : undefined
  const { error } = json as { error?: Partial<Failure> }
  if (!error || !/^[A-Z][A-Z0-9_]+$/.test(error.code ?? '') || !error.message || !error.requestId || !error.timestamp || !error.path)
    return `no envelope: ${JSON.stringify(json)}`
  if (status === 400 && error.code === 'VALIDATION_FAILED') {
    const faults = error.details as { path?: string; message?: string }[] | undefined
    if (!faults?.length || !faults.every((fault) => /^(body|params|querystring|headers)/.test(fault.path ?? '') && fault.message))
      return `a fault without its path: ${JSON.stringify(error)}`
  }
  return undefined
}

function successOf({ responses }: Operation): Content {
  const [, success] = Object.entries(responses).find(([status]) => status.startsWith('2'))!
  return success.content
}

/** What is JSON of what an operation takes and answers. */
const jsonOf = (operation: Operation): Json[] =>
  [successOf(operation), operation.requestBody?.content].flatMap((content) => content?.['application/json'] ?? [])
