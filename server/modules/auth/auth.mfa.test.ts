import assert from 'node:assert/strict'
import { test } from 'node:test'
import { clientOf } from '../../../tests/client.ts'
import { askedFor, givePassword, passphrase, setUpApp } from '../../../tests/factors.ts'
import { signInAs, world } from '../../../tests/world.ts'
import { newId } from '../../core/ids.ts'
import { listLogs } from '../audit/audit.contract.ts'
import { changePassword, login, me } from './auth.contract.ts'
import { confirmTotp, getSecondFactors, removeTotp, renewRecoveryCodes, setUpTotp } from './auth.mfa.contract.ts'

const noon = '2026-06-15T12:00:00.000Z'
const later = (seconds: number) => new Date(Date.parse(noon) + seconds * 1000).toISOString()

test('an authenticator app counts from its first code on, which is used up by it, and recovery codes come with it', async (t) => {
  const w = await world(t)
  w.at(noon)
  const mei = await w.as([])
  await givePassword(w, mei)
  const { totp } = (await mei(setUpTotp)).data
  assert.match(totp.secret, /^[A-Z2-7]{32}$/)
  assert.match(totp.uri, /^otpauth:\/\/totp\/Muster%20Company/)
  assert.equal((await mei(confirmTotp, { body: { code: '000000' } })).error.code, 'CODE_WRONG')
  assert.equal((await w.nobody(login, { body: { email: mei.email, password: passphrase } })).status, 200, 'not on before it is confirmed')
  const { codeAt, recoveryCodes } = await setUpApp(mei, noon)
  assert.equal(new Set(recoveryCodes).size, 10)
  for (const code of recoveryCodes) assert.match(code, /^[a-z2-9]{5}-[a-z2-9]{5}$/)
  assert.deepEqual((await mei(getSecondFactors)).data.secondFactors, {
    totpSince: noon,
    passkeyCount: 0,
    recoveryCodesLeft: 10,
    demanded: false,
  })
  assert.equal((await mei(setUpTotp)).error.code, 'TOTP_ON')
  const { mfaToken, methods } = await askedFor(w, mei)
  assert.deepEqual(methods, ['totp', 'recovery-code'])
  assert.equal((await w.nobody(login, { body: { mfaToken, code: codeAt(noon) } })).error.code, 'CODE_WRONG', 'the code that confirmed it')
  w.at(later(30))
  const { user, tokens } = (await w.nobody(login, { body: { mfaToken, code: codeAt(later(30)), tokenDelivery: 'body' } })).data
  assert.equal(user.id, mei.userId)
  const again = clientOf(w.assembly, { token: tokens.accessToken, userId: user.id, employeeId: null, companyId: w.companyId, email: '' })
  assert.equal((await again(me)).status, 200)
  assert.equal((await w.nobody(login, { body: { mfaToken, code: codeAt(later(60)) } })).error.code, 'SIGN_IN_EXPIRED', 'the token is used')
})

test('one code opens one session, however many send it at the same moment', async (t) => {
  const w = await world(t)
  w.at(noon)
  const mei = await w.as([])
  await givePassword(w, mei)
  const { codeAt } = await setUpApp(mei, noon)
  w.at(later(30))
  // Five tries have no delay; each has a token of its own.
  const asked = [await askedFor(w, mei), await askedFor(w, mei), await askedFor(w, mei), await askedFor(w, mei)]
  const code = codeAt(later(30))
  const answers = await Promise.all(asked.map(({ mfaToken }) => w.nobody(login, { body: { mfaToken, code } })))
  assert.deepEqual(
    answers.map(({ status }) => status).sort((a, b) => a - b),
    [200, 401, 401, 401],
  )
})

test('one recovery code opens one session, in any spelling, and what is left is told', async (t) => {
  const w = await world(t)
  w.at(noon)
  const mei = await w.as([])
  await givePassword(w, mei)
  const { recoveryCodes } = await setUpApp(mei, noon)
  const [one, two] = recoveryCodes as [string, string]
  const asked = [await askedFor(w, mei), await askedFor(w, mei), await askedFor(w, mei)]
  const answers = await Promise.all(asked.map(({ mfaToken }) => w.nobody(login, { body: { mfaToken, code: one.toUpperCase() } })))
  assert.deepEqual(
    answers.map(({ status }) => status).sort((a, b) => a - b),
    [200, 401, 401],
  )
  const { mfaToken } = await askedFor(w, mei)
  assert.equal((await w.nobody(login, { body: { mfaToken, code: ` ${two.replace('-', ' ')}` } })).status, 200)
  assert.equal((await mei(getSecondFactors)).data.secondFactors.recoveryCodesLeft, 8)
  const { entries } = (await w.admin(listLogs, { query: { kind: 'auth.recovery-code-used' } })).data
  assert.deepEqual(
    entries.map(({ story }) => story.replace(/^Pat Person \w+/, 'Pat')),
    ['Pat used a recovery code; 8 are left', 'Pat used a recovery code; 9 are left'],
  )
  const { recoveryCodes: fresh } = (await mei(renewRecoveryCodes)).data
  assert.equal(fresh.length, 10)
  const asked2 = await askedFor(w, mei)
  assert.equal((await w.nobody(login, { body: { mfaToken: asked2.mfaToken, code: recoveryCodes[5]! } })).error.code, 'CODE_WRONG')
  assert.equal((await w.nobody(login, { body: { mfaToken: asked2.mfaToken, code: fresh[5]! } })).status, 200)
})

test('wrong codes are counted by person and delayed like wrong passwords, however many tokens are fetched for them', async (t) => {
  const w = await world(t)
  w.at(noon)
  const mei = await w.as([])
  await givePassword(w, mei)
  const { codeAt } = await setUpApp(mei, noon)
  w.at(later(300))
  for (let index = 0; index < 6; index += 1) {
    const { mfaToken } = await askedFor(w, mei)
    const answer = await w.nobody(login, { body: { mfaToken, code: '000000' } })
    assert.equal(answer.error.code, index < 5 ? 'CODE_WRONG' : 'SIGN_IN_DELAYED', `try ${index + 1}`)
  }
  const { mfaToken } = await askedFor(w, mei)
  const delayed = await w.nobody(login, { body: { mfaToken, code: codeAt(later(300)) } })
  assert.deepEqual([delayed.status, delayed.headers['retry-after']], [429, '1'], 'a right one waits too')
  w.at(later(302))
  assert.equal((await w.nobody(login, { body: { mfaToken, code: codeAt(later(302)) } })).status, 200)
  const failures = (await w.admin(listLogs, { query: { kind: 'auth.second-factor-failed' } })).data.entries
  assert.equal(failures.length, 5)
})

test('a sign-in that was begun ends after five minutes, and when the password changes', async (t) => {
  const w = await world(t)
  w.at(noon)
  const mei = await w.as([])
  await givePassword(w, mei)
  const { codeAt } = await setUpApp(mei, noon)
  const [first, second] = [await askedFor(w, mei), await askedFor(w, mei)]
  assert.equal((await mei(changePassword, { body: { currentPassword: passphrase, newPassword: 'another long phrase 5' } })).status, 200)
  w.at(later(60))
  assert.equal((await w.nobody(login, { body: { mfaToken: first.mfaToken, code: codeAt(later(60)) } })).error.code, 'SIGN_IN_EXPIRED')
  await givePassword(w, mei)
  const third = await askedFor(w, mei)
  w.at(later(60 + 300))
  assert.equal((await w.nobody(login, { body: { mfaToken: third.mfaToken, code: codeAt(later(360)) } })).error.code, 'SIGN_IN_EXPIRED')
  for (const mfaToken of [second.mfaToken, `${newId()}.${'x'.repeat(43)}`, 'x'.repeat(80)])
    assert.equal((await w.nobody(login, { body: { mfaToken, code: '123456' } })).error.code, 'SIGN_IN_EXPIRED')
})

test("nobody's token or code opens somebody else's account", async (t) => {
  const w = await world(t)
  w.at(noon)
  const [mei, adi] = [await w.as([]), await w.as([])]
  for (const person of [mei, adi]) await givePassword(w, person)
  const apps = [await setUpApp(mei, noon), await setUpApp(adi, noon)] as const
  w.at(later(30))
  const { mfaToken } = await askedFor(w, mei)
  assert.equal((await w.nobody(login, { body: { mfaToken, code: apps[1].codeAt(later(30)) } })).error.code, 'CODE_WRONG')
  assert.equal((await w.nobody(login, { body: { mfaToken, code: apps[1].recoveryCodes[0]! } })).error.code, 'CODE_WRONG')
})

test('an app that was begun must be confirmed within ten minutes, and a new beginning forgets the one before', async (t) => {
  const w = await world(t)
  w.at(noon)
  const mei = await w.as([])
  const first = (await mei(setUpTotp)).data.totp
  const second = (await mei(setUpTotp)).data.totp
  assert.notEqual(first.secret, second.secret)
  const { fromBase32 } = await import('../../../tests/factors.ts')
  const { totpCode, totpStepOf } = await import('../../core/totp.ts')
  const codeOf = (secret: string, at: string) => totpCode(fromBase32(secret), totpStepOf(at))
  assert.equal((await mei(confirmTotp, { body: { code: codeOf(first.secret, noon) } })).error.code, 'CODE_WRONG')
  w.at(later(600))
  const late = clientOf(w.assembly, { ...mei, token: await signInAs(w.assembly, w.companyId, mei.userId) })
  assert.equal((await late(confirmTotp, { body: { code: codeOf(second.secret, later(600)) } })).error.code, 'TOTP_NOT_BEGUN')
  assert.equal((await late(renewRecoveryCodes)).error.code, 'SECOND_FACTOR_MISSING')
  assert.equal((await late(removeTotp)).status, 404)
})

test('removing the app makes the password enough again', async (t) => {
  const w = await world(t)
  w.at(noon)
  const mei = await w.as([])
  await givePassword(w, mei)
  await setUpApp(mei, noon)
  assert.equal((await mei(removeTotp)).status, 200)
  assert.equal((await w.nobody(login, { body: { email: mei.email, password: passphrase } })).status, 200)
})

test('the secret and the codes are in no table, no event and no kept answer', async (t) => {
  const w = await world(t)
  w.at(noon)
  const mei = await w.as([])
  const headers = { 'idempotency-key': newId() }
  const { totp } = (await mei(setUpTotp, { headers })).data
  const replay = await mei(setUpTotp, { headers })
  assert.deepEqual([replay.status, replay.error.code], [409, 'SHOWN_ONCE'])
  const { fromBase32 } = await import('../../../tests/factors.ts')
  const { totpCode, totpStepOf } = await import('../../core/totp.ts')
  const secret = fromBase32(totp.secret)
  const confirmed = await mei(confirmTotp, { body: { code: totpCode(secret, totpStepOf(noon)) }, headers: { 'idempotency-key': newId() } })
  const hidden = [
    totp.secret,
    secret.toString('hex'),
    ...confirmed.data.recoveryCodes,
    ...confirmed.data.recoveryCodes.map((c) => c.replace('-', '')),
  ]
  for (const table of ['totp_factor', 'recovery_code', 'domain_event', 'idempotency_key', 'auth_challenge', 'user_account']) {
    for (const { row } of await w.rows<{ row: string }>(`select x::text as row from ${table} x where company_id = $company`))
      for (const one of hidden) assert(!row.includes(one), table)
  }
})
