import assert from 'node:assert/strict'
import { test } from 'node:test'
import { clientOf } from '../../../tests/client.ts'
import { givePassword, passphrase, setUpApp, setUpPasskey } from '../../../tests/factors.ts'
import { signInAs, world } from '../../../tests/world.ts'
import type { World } from '../../../tests/world.ts'
import { me, updateMe } from './auth.contract.ts'
import { getSecondFactors, listDemands, removeTotp, renewRecoveryCodes, setDemands, setUpTotp } from './auth.mfa.contract.ts'
import { passkeyOptions, removePasskey } from './auth.passkey.contract.ts'
import { stepUp, stepUpOptions } from './auth.session.contract.ts'

const noon = '2026-06-15T12:00:00.000Z'
const later = (seconds: number) => new Date(Date.parse(noon) + seconds * 1000).toISOString()

async function person(w: World) {
  w.at(noon)
  const mei = await w.as([])
  await givePassword(w, mei)
  return mei
}

test('a sensitive act asks again from the tenth minute on, to the second, and names what can be shown', async (t) => {
  const w = await world(t)
  const mei = await person(w)
  w.at(later(599))
  assert.equal((await mei(setUpTotp)).status, 201)
  w.at(later(600))
  const refused = await mei(setUpTotp)
  assert.deepEqual([refused.status, refused.error.code, refused.error.details], [403, 'STEP_UP_NEEDED', { proofs: ['password'] }])
  assert.equal((await mei(updateMe, { body: { language: 'id' } })).status, 200, 'other acts go on')
  assert.equal((await mei(stepUp, { body: { password: passphrase } })).data.provedUntil, later(1200))
  assert.equal((await mei(setUpTotp)).status, 201)
})

test('whoever has a second factor shows that one: the password alone is not enough', async (t) => {
  const w = await world(t)
  const mei = await person(w)
  const { codeAt, recoveryCodes } = await setUpApp(mei, noon)
  w.at(later(700))
  assert.deepEqual((await mei(removeTotp)).error.details, { proofs: ['totp', 'recovery-code'] })
  assert.equal((await mei(stepUp, { body: { password: passphrase } })).error.code, 'PROOF_WRONG')
  assert.equal((await mei(removeTotp)).status, 403)
  assert.equal((await mei(stepUp, { body: { code: codeAt(later(700)) } })).status, 200)
  const { recoveryCodes: fresh } = (await mei(renewRecoveryCodes)).data
  assert.equal((await mei(stepUp, { body: { code: codeAt(later(700)) } })).error.code, 'PROOF_WRONG', 'a code works once')
  assert.equal((await mei(stepUp, { body: { code: recoveryCodes[0]! } })).error.code, 'PROOF_WRONG', 'renewed meanwhile')
  assert.equal((await mei(stepUp, { body: { code: fresh[0]! } })).status, 200)
  assert.equal((await mei(removeTotp)).status, 200)
})

test('a passkey proves the session whose challenge it signed, and no other', async (t) => {
  const w = await world(t)
  const mei = await person(w)
  const { device, passkey } = await setUpPasskey(w, mei)
  const elsewhere = clientOf(w.assembly, { ...mei, token: await signInAs(w.assembly, w.companyId, mei.userId) })
  w.at(later(650))
  const { options } = (await mei(stepUpOptions)).data
  const credential = device.get(options)
  assert.equal((await elsewhere(stepUp, { body: { passkey: credential } })).error.code, 'PROOF_WRONG')
  assert.equal((await mei(stepUp, { body: { passkey: credential } })).status, 200)
  assert.equal((await mei(stepUp, { body: { passkey: credential } })).error.code, 'PROOF_WRONG', 'once')
  assert.equal((await elsewhere(removePasskey, { params: { id: passkey.id } })).error.code, 'STEP_UP_NEEDED', 'a proof is of one session')
  assert.equal((await mei(removePasskey, { params: { id: passkey.id } })).status, 200)
})

test('failed proofs are delayed like failed sign-ins, and exactly one proof is taken', async (t) => {
  const w = await world(t)
  const mei = await person(w)
  for (let index = 0; index < 5; index += 1)
    assert.equal((await mei(stepUp, { body: { password: 'not this one' } })).error.code, 'PROOF_WRONG')
  assert.equal((await mei(stepUp, { body: { password: passphrase } })).error.code, 'SIGN_IN_DELAYED')
  assert.equal((await mei(stepUp, { body: { password: passphrase, code: '123456' } })).status, 400)
  assert.equal((await mei(stepUp, { body: {} })).status, 400)
})

test('who holds a role that demands a second factor gets in only as far as setting one up, from the next request on', async (t) => {
  const w = await world(t)
  w.at(noon)
  const hr = await w.as(['employee.read'])
  await w.rows(
    `insert into role_assignment (company_id, user_id, role_id) select $company, $1, id from role where company_id = $company and code = 'hr'`,
    hr.userId,
  )
  await w.rows('update company_state set access_version = access_version + 1 where company_id = $company')
  assert.equal((await hr.raw('GET', 'employees')).status, 200)
  const { roles } = (await w.admin(listDemands)).data
  const role = roles.find(({ code }) => code === 'hr')!
  assert.deepEqual([role.demanded, role.people, role.peopleWithout], [false, 1, 1])
  const set = await w.admin(setDemands, { body: { roleIds: [role.roleId] } })
  assert.equal(set.data.roles.find(({ code }) => code === 'hr')!.demanded, true)
  for (const url of ['employees', 'auth/sessions', 'users/me']) {
    const answer = await hr.raw('GET', url)
    assert.deepEqual([answer.status, answer.error.code], [403, 'SECOND_FACTOR_NEEDED'], url)
  }
  assert.equal((await hr(me)).status, 200)
  assert.equal((await hr(getSecondFactors)).data.secondFactors.demanded, true)
  assert.equal((await hr(passkeyOptions)).status, 200)
  await setUpApp(hr, noon)
  assert.equal((await hr.raw('GET', 'employees')).status, 200)
  assert.equal((await hr(removeTotp)).status, 200)
  assert.equal((await hr.raw('GET', 'employees')).error.code, 'SECOND_FACTOR_NEEDED')
  await setUpPasskey(w, hr)
  assert.equal((await hr.raw('GET', 'employees')).status, 200, 'a passkey will do')
})

test('a demand begins and ends with the assignment of the role, to the millisecond', async (t) => {
  const w = await world(t)
  w.at(noon)
  const hr = await w.as(['employee.read'])
  await w.rows(
    `insert into role_assignment (company_id, user_id, role_id, valid_from, valid_to) select $company, $1, id, $2, $3 from role where company_id = $company and code = 'hr'`,
    hr.userId,
    later(10),
    later(20),
  )
  const { roles } = (await w.admin(listDemands)).data
  await w.admin(setDemands, { body: { roleIds: roles.filter(({ code }) => code === 'hr').map(({ roleId }) => roleId) } })
  const at = async (seconds: number) => {
    w.at(later(seconds))
    return (await hr.raw('GET', 'employees')).status
  }
  assert.deepEqual([await at(9.999), await at(10), await at(19.999), await at(20)], [200, 403, 403, 200])
})

test('roles that are not there are not taken, and changing what is demanded asks for a proof', async (t) => {
  const w = await world(t)
  w.at(noon)
  const admin = clientOf(w.assembly, { ...w.admin, token: await signInAs(w.assembly, w.companyId, w.admin.userId) })
  assert.equal((await admin(setDemands, { body: { roleIds: [admin.userId] } })).error.code, 'ROLE_NOT_FOUND')
  w.at(later(600))
  assert.equal((await admin(setDemands, { body: { roleIds: [] } })).error.code, 'STEP_UP_NEEDED')
})
