import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import pg from 'pg'
import { buildApp } from '../server/core/app.ts'
import { toProblem } from '../server/core/errors.ts'
import { newId } from '../server/core/ids.ts'
import { resolveCompany, updateSettings } from '../server/modules/companies/companies.contract.ts'
import { createEmployee, getEmployee, updateEmployee } from '../server/modules/employees/employees.contract.ts'
import { listEmployees } from '../server/modules/employees/employees.list.contract.ts'
import { createDepartment, updateDepartment } from '../server/modules/organization/organization.contract.ts'
import { clientOf } from './client.ts'
import { anotherServer, world } from './world.ts'

const department = () => ({ code: newId().slice(-12), name: 'Some department' })

test('a stale copy is refused with the current version, by body and by If-Match', async (t) => {
  const { admin } = await world(t)
  const { employee } = (await admin(createEmployee, { body: { firstName: 'A', lastName: 'B', joinedOn: '2026-01-05' } })).data
  const params = { id: employee.id }
  const read = await admin(getEmployee, { params })
  assert.equal(read.headers['etag'], `"${employee.version}"`)
  const changed = await admin(updateEmployee, { params, body: { firstName: 'C' }, headers: { 'if-match': `"${employee.version}"` } })
  assert.equal(changed.headers['etag'], `"${employee.version + 1}"`)
  for (const stale of [
    await admin(updateEmployee, { params, body: { firstName: 'D', version: employee.version } }),
    await admin(updateEmployee, { params, body: { firstName: 'D' }, headers: { 'if-match': `"${employee.version}"` } }),
    await admin(updateEmployee, {
      params,
      body: { firstName: 'D', version: employee.version + 1 },
      headers: { 'if-match': `W/"${employee.version}"` },
    }),
  ]) {
    assert.deepEqual([stale.status, stale.error.code, stale.error.details], [409, 'STALE_VERSION', { current: employee.version + 1 }])
  }
  assert.equal(
    (await admin(updateEmployee, { params, body: { firstName: 'D' }, headers: { 'if-match': '"of somebody else"' } })).status,
    400,
  )
  assert.equal((await admin(getEmployee, { params })).data.employee.firstName, 'C')
})

test('of two who change the same copy at once one is told that it is stale', async (t) => {
  const { admin } = await world(t)
  const { id, version } = (await admin(createDepartment, { body: department() })).data.department
  const changes = ['One', 'Two', 'Three', 'Four'].map((name) => admin(updateDepartment, { params: { id }, body: { name, version } }))
  assert.deepEqual(
    (await Promise.all(changes)).map(({ status }) => status).toSorted((a, b) => a - b),
    [200, 409, 409, 409],
  )
  const settings = ['12', '24', '12', '24'].map((timeFormat) =>
    admin(updateSettings, { body: { timeFormat: timeFormat as '12', version: 1 } }),
  )
  assert.deepEqual(
    (await Promise.all(settings)).map(({ status }) => status).toSorted((a, b) => a - b),
    [200, 409, 409, 409],
  )
})

test('what is created says where it is', async (t) => {
  const { admin } = await world(t)
  const created = await admin(createEmployee, { body: { firstName: 'A', lastName: 'B', joinedOn: '2026-01-05' } })
  assert.equal(created.headers['location'], `/api/v1/employees/${created.data.employee.id}`)
  assert.deepEqual((await admin.raw('GET', `/api/v1/employees/${created.data.employee.id}`)).data, created.data)
})

test('every answer carries a request id: the sane one that was sent, or a new one', async (t) => {
  const { admin, nobody } = await world(t)
  const sane = 'caller-7.42:abc'
  const answers = [
    await admin.raw('GET', 'auth/me', undefined, { 'x-request-id': sane }),
    await nobody.raw('GET', 'auth/me', undefined, { 'x-request-id': sane }),
  ]
  for (const { headers } of answers) assert.equal(headers['x-request-id'], sane)
  assert.equal(answers[1]!.error.requestId, sane)
  for (const odd of ['short', 'with space in it', '<script>alert(1)', 'x'.repeat(81)]) {
    assert.match(String((await admin.raw('GET', 'auth/me', undefined, { 'x-request-id': odd })).headers['x-request-id']), /^[0-9a-f-]{36}$/)
  }
})

test('a failure says what and where, and nothing of how the server works', async (t) => {
  const { admin } = await world(t)
  const tried = [
    [await admin.raw('GET', 'no/such/thing?secret=1'), 404, 'NOT_FOUND'],
    [await admin.raw('POST', 'departments', '{"code":', { 'content-type': 'application/json' }), 400, 'MALFORMED_JSON'],
    [await admin.raw('POST', 'departments', '', { 'content-type': 'application/json' }), 400, 'MALFORMED_JSON'],
    [await admin.raw('POST', 'departments', '{"__proto__":{"code":"x"}}', { 'content-type': 'application/json' }), 400, 'MALFORMED_JSON'],
    [await admin.raw('POST', 'departments', '<code/>', { 'content-type': 'application/xml' }), 415, 'WRONG_MEDIA_TYPE'],
    [await admin.raw('POST', 'departments', { code: 'X', name: 'x'.repeat(1_100_000) }), 413, 'BODY_TOO_LARGE'],
  ] as const
  for (const [{ error, json, headers, status }, expected, code] of tried) {
    assert.deepEqual([status, (json as { success: boolean }).success, error.code], [expected, false, code])
    assert.match(error.message, /^[A-Z].*\.$/)
    assert.equal(new Date(error.timestamp).toISOString(), error.timestamp)
    assert.equal(error.requestId, headers['x-request-id'])
    assert(!error.path.includes('?'))
    assert.doesNotMatch(JSON.stringify(json), /stack|node_modules|\.ts\b|select |FST_/i)
  }
})

test('a path that cannot be decoded is refused in the same envelope', async (t) => {
  const { admin } = await world(t)
  const { status, json } = await admin.raw('GET', 'employees/%E0%A4%A')
  assert.deepEqual([status, (json as { error: { code?: string } }).error.code], [400, 'MALFORMED_REQUEST'])
})

test('a file outside of its folder is one that is not there, not a fault of ours', () => {
  const { status, code } = toProblem(Object.assign(new Error('Forbidden'), { statusCode: 403 }))
  assert.deepEqual([status, code], [404, 'NOT_FOUND'])
})

test('old spellings and PUT reach the same routes, and nothing else is rewritten', async (t) => {
  const { admin, assembly } = await world(t)
  const created = (await admin(createDepartment, { body: department() })).data.department
  const put = await admin.raw('PUT', `departments/${created.id}`, { name: 'By PUT' })
  assert.equal((put.data as { department: { name: string } }).department.name, 'By PUT')
  for (const [old, now] of [
    ['organizations/departments', 'departments'],
    [`organizations/departments/${created.id}`, `departments/${created.id}`],
    ['organizations/schools?limit=5', 'branches?limit=5'],
    ['audits?limit=1', 'audit/logs?limit=1'],
  ] as const) {
    assert.deepEqual((await admin.raw('GET', old)).data, (await admin.raw('GET', now)).data, old)
  }
  const [{ subdomain }] = (await (await world(t)).rows<{ subdomain: string }>('select subdomain from company where id = $company')) as [
    { subdomain: string },
  ]
  assert.equal((await clientOf(assembly, null)(resolveCompany, { query: { domain: subdomain } })).status, 200)
  assert.equal((await admin.raw('GET', `company/resolve?domain=${subdomain}`)).status, 200)
  assert.equal((await admin.raw('GET', 'organizations/departmentsx')).status, 404)
})

test('whoever asks too often is told to wait, by user and by address, and how much is left', async (t) => {
  const company = await world(t)
  const server = await anotherServer(t, { RATE_LIMIT_PER_MINUTE: '5', RATE_LIMIT_PUBLIC_PER_MINUTE: '3' })
  const [one, two, nobody] = [
    clientOf(server, company.admin),
    clientOf(server, await company.as(['employee.read'])),
    clientOf(server, null),
  ]
  for (let left = 4; left >= 0; left -= 1) {
    const { status, headers } = await one(listEmployees)
    assert.equal(status, 200)
    assert.equal(headers['ratelimit-policy'], '"user";q=5;w=60')
    assert.match(String(headers['ratelimit']), new RegExp(`^"user";r=${left};t=\\d+$`))
  }
  const refused = await one(listEmployees)
  assert.deepEqual([refused.status, refused.error.code], [429, 'RATE_LIMITED'])
  assert(Number(refused.headers['retry-after']) >= 1 && Number(refused.headers['retry-after']) <= 60)
  assert.equal((await two(listEmployees)).status, 200, 'another user has an allowance of their own')
  const resolve = () => nobody(resolveCompany, { query: { domain: 'nobody.test' } })
  const statuses = [await resolve(), await resolve(), await resolve(), await resolve()].map(({ status }) => status)
  assert.deepEqual(statuses, [404, 404, 404, 429])
})

test('only the origins that were named may read answers, with every method the API has', async (t) => {
  await world(t)
  const server = await anotherServer(t, { ALLOWED_ORIGINS: 'https://app.example, https://other.example' })
  const preflight = (origin: string, method: string) =>
    server.app.fastify.inject({
      method: 'OPTIONS',
      url: '/api/v1/departments',
      headers: { origin, 'access-control-request-method': method },
    })
  for (const method of ['GET', 'POST', 'PATCH', 'PUT', 'DELETE']) {
    const { headers } = await preflight('https://app.example', method)
    assert.equal(headers['access-control-allow-origin'], 'https://app.example')
    assert.equal(headers['access-control-allow-credentials'], 'true')
    assert(
      String(headers['access-control-allow-methods']).split(/,\s*/).includes(method),
      `${method} is not in ${headers['access-control-allow-methods']}`,
    )
  }
  assert.equal((await preflight('https://evil.example', 'GET')).headers['access-control-allow-origin'], undefined)
  const { headers } = await server.app.fastify.inject({ url: '/api/v1/auth/me', headers: { origin: 'https://app.example' } })
  for (const name of ['ETag', 'Location', 'X-Request-Id', 'RateLimit', 'RateLimit-Policy', 'Retry-After', 'Idempotent-Replay']) {
    assert(String(headers['access-control-expose-headers']).split(/,\s*/).includes(name), `${name} is not exposed`)
  }
})

test('no page runs a script that is not ours, /docs no other than the ones it came with', async (t) => {
  const { assembly } = await world(t)
  const get = (url: string) => assembly.app.fastify.inject({ url, headers: { accept: 'text/html' } })
  for (const url of ['/', '/docs', '/docs/', '/health', '/dev/mail', '/nothing']) {
    const { headers } = await get(url)
    const scripts = scriptSources(headers)
    assert(scripts.includes("'self'"), url)
    assert(!/unsafe|\*|https?:|data:/.test(scripts.join(' ')), `${url}: ${scripts.join(' ')}`)
    assert.match(String(headers['content-security-policy']), /object-src 'none'.*frame-ancestors 'none'/)
    assert.equal(headers['x-content-type-options'], 'nosniff')
  }
  const { headers } = await get('/api/v1/auth/me')
  assert.equal(headers['content-security-policy'], "default-src 'none'; frame-ancestors 'none'")
  assert.equal(headers['x-content-type-options'], 'nosniff')
  const answer = await get('/docs/')
  const page = answer.statusCode === 200 ? answer : await get('/docs')
  const inline = [...page.body.matchAll(/<script(?![^>]*\ssrc=)[^>]*>([\s\S]*?)<\/script>/g)].map(([, code = '']) => code)
  assert(inline.length > 0 && page.body.includes('/api/v1/openapi.json'))
  for (const code of inline) assert(scriptSources(page.headers).includes(`'sha256-${createHash('sha256').update(code).digest('base64')}'`))
  for (const [, source = ''] of page.body.matchAll(/<script[^>]*\ssrc="([^"]+)"/g)) {
    const file = await get(new URL(source, 'http://localhost/docs/').pathname)
    assert.deepEqual([source.startsWith('http'), file.statusCode], [false, 200], source)
  }
})

const scriptSources = (headers: Readonly<Record<string, unknown>>) =>
  /script-src ([^;]+)/.exec(String(headers['content-security-policy']))?.[1]?.split(' ') ?? []

test('health says what works without a sign-in, and that the server is not ready without its database or while it closes', async (t) => {
  const { assembly } = await world(t)
  const unreachable = new pg.Pool({ connectionString: 'postgres://127.0.0.1:1/nothing' })
  let closing = false
  const serverOn = async (pool: pg.Pool) => {
    const { fastify } = await buildApp(assembly.deps, [], { database: pool, pool: assembly.pool, redis: null, isClosing: () => closing })
    t.after(() => fastify.close())
    return async (url: string) => {
      const { statusCode, body, headers } = await fastify.inject({ url })
      return {
        ...(JSON.parse(body) as { status: string; checks?: Record<string, unknown> }),
        code: statusCode,
        retry: headers['retry-after'] !== undefined,
      }
    }
  }
  const [well, broken] = [await serverOn(assembly.deps.system.pool), await serverOn(unreachable)]
  const said = async (get: typeof well, url: string) => {
    const { code, status, retry } = await get(url)
    return `${code} ${status}${retry ? ', retry' : ''}`
  }
  assert.deepEqual(await Promise.all(['/health', '/health/live', '/health/ready'].map((url) => said(well, url))), [
    '200 up',
    '200 up',
    '200 ready',
  ])
  const { database, cache } = (await well('/health')).checks!
  assert.deepEqual([database, cache], ['up', 'memory'])
  const failing = ['503 down, retry', '200 up', '503 not-ready, retry']
  assert.deepEqual(await Promise.all(['/health', '/health/live', '/health/ready'].map((url) => said(broken, url))), failing)
  closing = true
  assert.deepEqual(await Promise.all(['/health', '/health/live', '/health/ready'].map((url) => said(well, url))), failing)
})

test('metrics count requests by route and status, and are closed to whoever has no token for them', async (t) => {
  const { admin } = await world(t)
  const token = 'a token for metrics only'
  const server = await anotherServer(t, { METRICS_TOKEN: token })
  await clientOf(server, admin)(getEmployee, { params: { id: newId() } })
  const read = (authorization?: string) =>
    server.app.fastify.inject({ url: '/metrics', headers: { ...(authorization && { authorization }) } })
  for (const wrong of [undefined, 'Bearer wrong', token]) assert.equal((await read(wrong)).statusCode, 401)
  const { body } = await read(`Bearer ${token}`)
  assert.match(body, /muster_http_request_seconds_count\{method="GET",route="\/api\/v1\/employees\/:id",status="404"\} 1/)
  assert(!body.includes(admin.companyId))
})
