import assert from 'node:assert/strict'
import { test } from 'node:test'
import { world } from '../../../tests/world.ts'
import type { World } from '../../../tests/world.ts'
import { forgotPassword, login, me, refresh } from './auth.contract.ts'
import { sweep } from './auth.system.ts'
import { hashPassword } from './password.ts'

const password = 'a long pass phrase'
const hash = await hashPassword(password)
const start = Date.parse('2026-07-29T12:00:00.000Z')
const after = (days: number) => new Date(start + days * 86_400_000)

async function signedIn(w: World) {
  const person = await w.as([])
  await w.rows('update user_account set password_hash = $2 where company_id = $company and id = $1', person.userId, hash)
  await w.rows('delete from session where company_id = $company and user_id = $1', person.userId)
  const { tokens } = (await w.nobody(login, { body: { email: person.email, password, tokenDelivery: 'body' } })).data
  return { person, tokens: tokens as { accessToken: string; refreshToken: string } }
}
const count = async ({ rows }: World, table: string) => (await rows(`select from ${table} where company_id = $company`)).length

test('sweeping ends the sessions that no token can revive and no other, and clears what has had its time', async (t) => {
  const w = await world(t)
  const { deps } = w.assembly
  w.at(after(0).toISOString())
  const [left, kept] = [await signedIn(w), await signedIn(w)]
  await w.nobody(login, { body: { email: kept.person.email, password: 'wrong' } })
  await w.nobody(forgotPassword, { body: { email: left.person.email } })
  await w.runJobs()
  w.at(after(13).toISOString())
  const renewed = (await w.nobody(refresh, { body: { refreshToken: kept.tokens.refreshToken } })).data.tokens
  assert.deepEqual([await count(w, 'refresh_token'), await count(w, 'mail_token')], [3, 2])

  await sweep(deps.system, after(13.9))
  assert.equal((await w.nobody(login, { body: { email: left.person.email, password } })).status, 200)
  assert.deepEqual(
    await w.rows(
      'select ended_at from session where company_id = $company and user_id = $1 and created_at = $2',
      left.person.userId,
      after(0),
    ),
    [{ ended_at: null }],
  )
  const failures = await w.rows('select from sign_in_failure where last_at < $1', after(1))
  assert.deepEqual([await count(w, 'mail_token'), failures.length], [0, 0])

  await sweep(deps.system, after(14.1))
  assert.deepEqual(
    await w.rows(
      'select ended_reason from session where company_id = $company and user_id = $1 and created_at = $2',
      left.person.userId,
      after(0),
    ),
    [{ ended_reason: 'expired' }],
  )
  const authorization = `Bearer ${renewed.accessToken}`
  assert.equal((await w.nobody.raw('GET', me.url.slice(1), undefined, { authorization })).status, 200)

  await sweep(deps.system, after(22))
  assert.equal(await count(w, 'refresh_token'), 2, 'those that still work')
  w.at(after(22).toISOString())
  assert.equal((await w.nobody(refresh, { body: { refreshToken: renewed.refreshToken! } })).status, 200)
})
