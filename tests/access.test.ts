import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import { SignJWT, UnsecuredJWT } from 'jose'
import { featureDefaults } from '../server/core/contract.ts'
import type { Contract } from '../server/core/contract.ts'
import { newId } from '../server/core/ids.ts'
import { modules } from '../server/modules.ts'
import { logout, me } from '../server/modules/auth/auth.contract.ts'
import { endSession } from '../server/modules/auth/auth.session.contract.ts'
import { getCompany, listPlans, updateFeatures, updateSettings } from '../server/modules/companies/companies.contract.ts'
import { changeStatus } from '../server/modules/companies/index.ts'
import { archiveUser, restoreUser } from '../server/modules/users/users.contract.ts'
import { urlOf } from './client.ts'
import type { Answer, Client } from './client.ts'
import { nameOf, plausible } from './plausible.ts'
import { signInAs, tokenSecret, world } from './world.ts'
import type { World } from './world.ts'

const everyPermission = modules.flatMap((module) => module.permissions.map(({ code }) => code as string))
const routesOf = ({ assembly }: World) => assembly.app.routes.map(({ contract }) => contract)
/** Of the people of companies; those of operators are another world. */
const closedRoutes = (company: World) =>
  routesOf(company).filter(({ config }) => config.access !== 'public' && config.access !== 'operator')
const operatorRoutes = (company: World) => routesOf(company).filter(({ config }) => config.access === 'operator')
const someId = () => newId()

/** The route with ids that do not exist and a body that no schema takes: whoever is refused is refused before it is read. */
const probe = (client: Client, contract: Contract): Promise<Answer<never>> =>
  client.raw(contract.method, urlOf(contract, plausible(contract, someId)), contract.method === 'GET' ? undefined : { garbage: [true] })

/** The route as it should be called, with ids that do not exist. */
const ask = (client: Client, contract: Contract): Promise<Answer<never>> => {
  const { body, ...input } = plausible(contract, someId)
  return client.raw(contract.method, urlOf(contract, input), body)
}

/** The same, except that it does not sign itself out. */
const callOwn = (client: Client, contract: Contract) => (contract.url === logout.url ? probe : ask)(client, contract)

const errorOf = ({ status, json }: Answer<never>) => `${status} ${(json as { error?: { code: string } }).error?.code ?? 'no error'}`

test('every route says who may use it, and what it asks for is declared by exactly one module', async (t) => {
  const company = await world(t)
  assert(routesOf(company).length > 40)
  assert.equal(new Set(everyPermission).size, everyPermission.length)
  for (const { method, url, config } of routesOf(company)) {
    assert(['public', 'self', 'operator', ...everyPermission].includes(config.access), `${method} ${url}`)
    assert(config.feature === undefined || config.feature in featureDefaults, `${method} ${url}`)
  }
})

test('nobody gets 401 from every route that is not public, in one and the same shape', async (t) => {
  const company = await world(t)
  for (const contract of closedRoutes(company)) {
    const answer = await probe(company.nobody, contract)
    assert.equal(errorOf(answer), '401 NOT_SIGNED_IN', nameOf(contract))
    const { success, error } = answer.json as { success: boolean; error: object }
    assert.equal(success, false)
    assert.deepEqual(Object.keys(error), ['code', 'message', 'timestamp', 'requestId', 'path'], nameOf(contract))
  }
})

test('routes of operators are closed to nobody and to every account of a company alike', async (t) => {
  const company = await world(t)
  assert(operatorRoutes(company).length >= 9)
  for (const contract of operatorRoutes(company)) {
    assert.match(contract.url, /^\/(platform\/|companies(\/csv$|\/:id|$))/, nameOf(contract))
    for (const client of [company.nobody, company.admin, await company.as(everyPermission)])
      assert.equal(errorOf(await probe(client, contract)), '401 NOT_SIGNED_IN', nameOf(contract))
  }
})

test('public routes answer without a token', async (t) => {
  const company = await world(t)
  const open = routesOf(company).filter(({ config }) => config.access === 'public')
  assert.deepEqual(open.map(({ url }) => url).sort(), [
    '/auth/forgot-password',
    '/auth/login',
    '/auth/passkeys/sign-in',
    '/auth/passkeys/sign-in/options',
    '/auth/refresh',
    '/auth/reset-password',
    '/auth/signup',
    '/auth/verify-email',
    '/companies/logo/:token',
    '/companies/resolve',
    '/invitations/:token/accept',
    '/invitations/token/:token',
    '/kiosk/open',
    '/kiosk/punches',
    '/leave/feed/:token',
    '/platform/auth/login',
  ])
  for (const contract of open) assert.notEqual((await ask(company.nobody, contract)).status, 403, nameOf(contract))
})

test('somebody without the permission of a route gets 403 before the request is read', async (t) => {
  const company = await world(t)
  const powerless = await company.as([])
  for (const contract of closedRoutes(company)) {
    const { access } = contract.config
    if (access === 'self') {
      assert.notEqual((await callOwn(powerless, contract)).status, 403, nameOf(contract))
      continue
    }
    const answer = await probe(powerless, contract)
    assert.equal(errorOf(answer), '403 FORBIDDEN', nameOf(contract))
    assert.deepEqual(answer.error.details, { permission: access })
  }
})

test('every permission but the one a route asks for does not open it', async (t) => {
  const company = await world(t)
  const guarded = Map.groupBy(closedRoutes(company), ({ config }) => config.access)
  for (const [access, routes] of guarded) {
    if (access === 'self') continue
    const almost = await company.as(everyPermission.filter((code) => code !== access))
    const exact = await company.as(access)
    for (const contract of routes) {
      assert.equal(errorOf(await probe(almost, contract)), '403 FORBIDDEN', nameOf(contract))
      assert.notEqual(errorOf(await ask(exact, contract)), '403 FORBIDDEN', nameOf(contract))
    }
  }
})

test('a route whose feature is off is closed even to whoever may do everything', async (t) => {
  const company = await world(t)
  const featured = closedRoutes(company).filter(({ config }) => config.feature)
  const used = [...new Set(featured.map(({ config }) => config.feature!))]
  const off = Object.fromEntries(['payroll', 'advancedReporting', ...used].map((code) => [code, false]))
  assert.equal((await company.admin(updateFeatures, { body: off })).status, 200)
  assert.equal(errorOf(await ask(company.admin, featured[0]!)), '403 FEATURE_OFF', 'in the very next request')
  for (const contract of featured) assert.equal(errorOf(await probe(company.admin, contract)), '403 FEATURE_OFF', nameOf(contract))
  const on = Object.fromEntries(used.map((code) => [code, true]))
  assert.equal((await company.admin(updateFeatures, { body: on })).status, 200)
  for (const contract of featured) assert.notEqual(errorOf(await probe(company.admin, contract)), '403 FEATURE_OFF', nameOf(contract))
})

test('of a suspended company only its admin enters, and only what tells why', async (t) => {
  const company = await world(t)
  const person = await company.as(everyPermission.filter((code) => code !== 'company.update-settings'))
  await changeStatus(company.assembly.deps, company.companyId, 'suspended', 'by a test')
  for (const contract of closedRoutes(company)) {
    assert.equal(errorOf(await probe(person, contract)), '403 COMPANY_SUSPENDED', nameOf(contract))
    if (!contract.config.anyStatus) assert.equal(errorOf(await probe(company.admin, contract)), '403 COMPANY_SUSPENDED', nameOf(contract))
  }
  assert.equal((await company.admin(getCompany)).data.company.status, 'suspended')
  for (const contract of [me, listPlans, logout]) assert.equal((await company.admin(contract)).status, 200)
})

test('an expired or cancelled company can be read but not changed', async (t) => {
  for (const status of ['expired', 'cancelled'] as const) {
    const company = await world(t)
    const person = await company.as(everyPermission)
    await changeStatus(company.assembly.deps, company.companyId, status, 'by a test')
    await readOnly(company, person)
  }
})

test('a trial whose time is over reads as expired at once', async (t) => {
  const company = await world(t)
  const person = await company.as(everyPermission)
  assert.equal((await person(updateSettings, { body: { timeFormat: '24' } })).status, 200)
  const trialEndsAt = (await person(getCompany)).data.company.trialEndsAt!
  company.at(trialEndsAt)
  // The token is younger than the trial, so that only the trial is over.
  const token = await signInAs(company.assembly, company.companyId, person.userId)
  const later = (method: string, url: string, body?: unknown) => person.raw(method, url, body, { authorization: `Bearer ${token}` })
  assert.equal(((await later('GET', 'company')).json as { data: { company: { status: string } } }).data.company.status, 'expired')
  assert.equal(errorOf(await later('PATCH', 'company/settings', { timeFormat: '12' })), '403 COMPANY_READ_ONLY')
})

async function readOnly(company: World, person: Client) {
  for (const contract of closedRoutes(company)) {
    const { anyStatus, readOnly: computes, whenReadOnly } = contract.config
    const answer = await callOwn(person, contract)
    const isOpen = contract.method === 'GET' || computes || anyStatus || whenReadOnly
    assert(!whenReadOnly || contract.url.startsWith('/company/exports'), nameOf(contract))
    if (isOpen) assert.notEqual(errorOf(answer), '403 COMPANY_READ_ONLY', nameOf(contract))
    else assert.equal(errorOf(answer), '403 COMPANY_READ_ONLY', nameOf(contract))
  }
}

test('no token but our own, whole and in its time, opens anything', async (t) => {
  const [company, other] = [await world(t), await world(t)]
  const { userId: sub, token } = company.admin
  const sid = JSON.parse(Buffer.from(token.split('.')[1]!, 'base64url').toString()).sid as string
  const keyOf = (secret: string) => createHash('sha256').update(`access-token:${secret}`).digest()
  const claims = { cid: company.companyId, sid }
  const made = (
    change: {
      claims?: object
      alg?: string
      typ?: string
      audience?: string
      issuer?: string
      key?: Uint8Array
      ends?: string
      sub?: string
    } = {},
  ) => {
    const { alg = 'HS256', typ = 'at+jwt', audience = 'muster-api', issuer = 'muster', key = keyOf(tokenSecret), ends = '5m' } = change
    const jwt = new SignJWT({ ...claims, ...change.claims }).setProtectedHeader({ alg, typ }).setSubject(change.sub ?? sub)
    return jwt.setIssuer(issuer).setAudience(audience).setIssuedAt().setExpirationTime(ends).sign(key)
  }
  const [head, body, signature] = token.split('.') as [string, string, string]
  const payload = (change: object) =>
    Buffer.from(JSON.stringify({ ...JSON.parse(Buffer.from(body, 'base64url').toString()), ...change })).toString('base64url')
  const attacks: Record<string, string> = {
    'no signature, alg none': new UnsecuredJWT(claims)
      .setSubject(sub)
      .setIssuer('muster')
      .setAudience('muster-api')
      .setExpirationTime('5m')
      .encode(),
    'alg none in another spelling': `${Buffer.from('{"alg":"nOnE","typ":"at+jwt"}').toString('base64url')}.${body}.`,
    'signature left out': `${head}.${body}.`,
    'another key': await made({ key: keyOf('some other secret of 32 characters') }),
    'the bare secret as key': await made({ key: new TextEncoder().encode(tokenSecret) }),
    'another algorithm, same key': await made({ alg: 'HS512' }),
    'another audience': await made({ audience: 'somebody-else' }),
    'another issuer': await made({ issuer: 'somebody-else' }),
    'another kind of token': await made({ typ: 'JWT' }),
    expired: await made({ ends: '-1s' }),
    'company changed, signature kept': `${head}.${payload({ cid: other.companyId })}.${signature}`,
    'user changed, signature kept': `${head}.${payload({ sub: other.admin.userId })}.${signature}`,
    'signed for a company the user is not of': await made({ claims: { cid: other.companyId } }),
    'signed for a company that does not exist': await made({ claims: { cid: newId() } }),
    'signed with a company that is no id': await made({ claims: { cid: "' or true --" } }),
    'signed for a session that does not exist': await made({ claims: { sid: newId() } }),
    'signed for a user that does not exist': await made({ sub: newId() }),
    'no session': await made({ claims: { sid: undefined } }),
    'not a token': 'muster',
    empty: '',
  }
  assert.equal(
    (await company.nobody.raw('GET', 'auth/me', undefined, { authorization: `Bearer ${await made()}` })).status,
    200,
    'a token made like this works',
  )
  for (const [name, attack] of Object.entries(attacks)) {
    const answer = await company.nobody.raw('GET', 'auth/me', undefined, { authorization: `Bearer ${attack}` })
    assert.equal(answer.status, 401, name)
    assert(!('details' in answer.error), name)
  }
  for (const authorization of [token, `Basic ${token}`, `bearer: ${token}`]) {
    assert.equal((await company.nobody.raw('GET', 'auth/me', undefined, { authorization })).status, 401, authorization.slice(0, 8))
  }
})

test('a token works until the second it expires, and no longer, however often it was seen before', async (t) => {
  const company = await world(t)
  const issued = new Date(Math.floor(Date.now() / 1000) * 1000)
  company.at(issued.toISOString())
  const token = await signInAs(company.assembly, company.companyId, company.admin.userId)
  const at = (seconds: number) => {
    company.at(new Date(issued.getTime() + seconds * 1000).toISOString())
    return company.nobody.raw('GET', 'auth/me', undefined, { authorization: `Bearer ${token}` })
  }
  assert.equal((await at(0)).status, 200)
  assert.equal((await at(15 * 60 - 1)).status, 200)
  assert.equal(errorOf(await at(15 * 60)), '401 TOKEN_EXPIRED')
})

test('a session that ended is over in the next request of every token of it', async (t) => {
  const company = await world(t)
  const { deps } = company.assembly
  const second = await signInAs(company.assembly, company.companyId, company.admin.userId)
  const withSecond = () => company.nobody.raw('GET', 'auth/me', undefined, { authorization: `Bearer ${second}` })
  assert.equal((await withSecond()).status, 200)
  const { sessionId } = await deps.tokens.verify(second)
  assert.equal((await company.admin(endSession, { params: { id: sessionId } })).status, 200)
  assert.equal(errorOf(await withSecond()), '401 SESSION_ENDED')
  assert.equal((await company.admin(me)).status, 200, 'the other session goes on')
  assert.equal((await company.admin(logout)).status, 200)
  assert.equal(errorOf((await company.admin(me)) as Answer<never>), '401 SESSION_ENDED')
})

test('an archived user is out in the next request, and stays out with the old token when restored', async (t) => {
  const company = await world(t)
  const person = await company.as(['employee.read'])
  assert.equal((await person.raw('GET', 'employees')).status, 200)
  assert.equal((await company.admin(archiveUser, { params: { id: person.userId } })).status, 200)
  assert.equal((await person.raw('GET', 'employees')).status, 401)
  assert.equal((await company.admin(restoreUser, { params: { id: person.userId } })).status, 200)
  assert.equal((await person.raw('GET', 'employees')).status, 401)
  const token = await signInAs(company.assembly, company.companyId, person.userId)
  assert.equal((await person.raw('GET', 'employees', undefined, { authorization: `Bearer ${token}` })).status, 200)
})

test('an archived account is out even where a session of it was left open', async (t) => {
  const company = await world(t)
  const person = await company.as(['employee.read'])
  assert.equal((await person.raw('GET', 'employees')).status, 200)
  await company.rows(`update user_account set status = 'archived' where company_id = $company and id = $1`, person.userId)
  await company.rows('update company_state set access_version = access_version + 1 where company_id = $company')
  assert.equal((await person.raw('GET', 'employees')).status, 401)
})
