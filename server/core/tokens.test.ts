import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import { SignJWT } from 'jose'
import { newId } from './ids.ts'
import { hashSecret, makeTokens, newSecret } from './tokens.ts'

const secret = 'a secret of at least 32 characters'
const start = Date.parse('2026-07-29T12:00:00.400Z')
const claims = { companyId: newId(), userId: newId(), sessionId: newId() }
const clockAt = (offsetMs: number) => () => new Date(start + offsetMs)
const refusedAs = (code: string) => (error: { status: number; code: string }) => error.status === 401 && error.code === code

test('a token gives back exactly who it was signed for', async () => {
  const tokens = makeTokens(secret, 900, clockAt(0))
  const { accessToken, accessTokenExpiresAt } = await tokens.sign(claims)
  const expiresAt = Date.parse(accessTokenExpiresAt)
  assert.deepEqual(await tokens.verify(accessToken), { ...claims, expiresAt })
  assert.deepEqual(await tokens.verify(accessToken), { ...claims, expiresAt }, 'also from memory')
  assert.equal(accessTokenExpiresAt, '2026-07-29T12:15:00.000Z')
})

test('a token works until the instant it names and not at it, whether remembered or read anew', async () => {
  let nowMs = start
  const remembering = makeTokens(secret, 900, () => new Date(nowMs))
  const { accessToken, accessTokenExpiresAt } = await remembering.sign(claims)
  const endMs = Date.parse(accessTokenExpiresAt)
  await remembering.verify(accessToken)
  nowMs = endMs - 1
  await remembering.verify(accessToken)
  await makeTokens(secret, 900, () => new Date(endMs - 1)).verify(accessToken)
  nowMs = endMs
  await assert.rejects(remembering.verify(accessToken), refusedAs('TOKEN_EXPIRED'))
  await assert.rejects(makeTokens(secret, 900, () => new Date(endMs)).verify(accessToken), refusedAs('TOKEN_EXPIRED'))
})

test('what is not one of our tokens is refused in one way: garbage, another secret, a changed byte', async () => {
  const tokens = makeTokens(secret, 900, clockAt(0))
  const { accessToken } = await tokens.sign(claims)
  const [head, body, signature] = accessToken.split('.') as [string, string, string]
  const forged = Buffer.from(JSON.stringify({ ...JSON.parse(Buffer.from(body, 'base64url').toString()), sub: newId() })).toString(
    'base64url',
  )
  const foreign = await makeTokens('another secret of 32 characters ..', 900, clockAt(0)).sign(claims)
  const flipped = signature.startsWith('A') ? `B${signature.slice(1)}` : `A${signature.slice(1)}`
  for (const token of [
    '',
    'x',
    'a.b.c',
    accessToken.slice(0, -2),
    `${head}.${forged}.${signature}`,
    `${head}.${body}.${flipped}`,
    foreign.accessToken,
  ]) {
    await assert.rejects(tokens.verify(token), refusedAs('TOKEN_INVALID'), token)
  }
  await tokens.verify(accessToken)
})

test('a token that is rightly signed but says less or other than ours is refused', async () => {
  const tokens = makeTokens(secret, 900, clockAt(0))
  const key = createHash('sha256').update(`access-token:${secret}`).digest()
  type Variant = {
    typ?: string
    alg?: string
    issuer?: string
    audience?: string
    claims?: Record<string, unknown>
    subject?: string
    endless?: true
  }
  const make = ({
    typ = 'at+jwt',
    alg = 'HS256',
    issuer = 'muster',
    audience = 'muster-api',
    claims: own,
    subject = claims.userId,
    endless,
  }: Variant) => {
    const jwt = new SignJWT(own ?? { cid: claims.companyId, sid: claims.sessionId })
      .setProtectedHeader({ alg, typ })
      .setSubject(subject)
      .setIssuer(issuer)
      .setAudience(audience)
    return (endless ? jwt : jwt.setExpirationTime(Math.floor(start / 1000) + 900)).sign(key)
  }
  await tokens.verify(await make({}))
  const refused: Variant[] = [
    { typ: 'JWT' },
    { alg: 'HS384' },
    { issuer: 'someone' },
    { audience: 'another-api' },
    { claims: { cid: claims.companyId } },
    { claims: { cid: "x'; drop table company", sid: claims.sessionId } },
    { subject: 'nobody' },
    { endless: true },
  ]
  for (const variant of refused)
    await assert.rejects(tokens.verify(await make(variant)), refusedAs('TOKEN_INVALID'), JSON.stringify(variant))
  const unsigned = `${Buffer.from('{"alg":"none","typ":"at+jwt"}').toString('base64url')}.${(await make({})).split('.')[1]}.`
  await assert.rejects(tokens.verify(unsigned), refusedAs('TOKEN_INVALID'))
})

test('secrets of links have 256 random bits and are stored as their SHA-256', () => {
  const secrets = Array.from({ length: 1000 }, newSecret)
  assert.equal(new Set(secrets).size, 1000)
  for (const one of secrets) assert.match(one, /^[\w-]{43}$/)
  assert.equal(hashSecret('abc').toString('hex'), 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad')
})
