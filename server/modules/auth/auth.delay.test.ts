import assert from 'node:assert/strict'
import { test } from 'node:test'
import { world } from '../../../tests/world.ts'
import type { World } from '../../../tests/world.ts'
import { newId } from '../../core/ids.ts'
import { login } from './auth.contract.ts'
import { hashPassword } from './password.ts'

const password = 'a long pass phrase'
const hash = await hashPassword(password)
const start = Date.parse('2026-07-29T12:00:00.000Z')
const after = (seconds: number) => new Date(start + seconds * 1000).toISOString()
const freshEmail = () => `${newId()}@people.test`

async function account(w: World, email = freshEmail()) {
  const person = await w.as([])
  await w.rows('update user_account set password_hash = $2, email = $3 where company_id = $company and id = $1', person.userId, hash, email)
  return email
}
async function tryTo(w: World, email: string, guess: string, company?: string) {
  const answer = await w.nobody(login, { body: { email, password: guess, ...(company !== undefined && { company }) } })
  return answer.status === 429 ? `wait ${String(answer.headers['retry-after'])}` : answer.status
}

test('after five failures the next try must wait, longer each time, whether or not there is such an account', async (t) => {
  const w = await world(t)
  for (const email of [await account(w), freshEmail()]) {
    w.at(after(0))
    const seen: (number | string)[] = []
    for (let round = 0; round < 6; round += 1) seen.push(await tryTo(w, email, 'wrong'))
    w.at(after(0.999))
    seen.push(await tryTo(w, email, 'wrong'))
    w.at(after(1))
    seen.push(await tryTo(w, email, 'wrong'), await tryTo(w, email, 'wrong'))
    w.at(after(2.5))
    seen.push(await tryTo(w, email, 'wrong'))
    w.at(after(3))
    seen.push(await tryTo(w, email, 'wrong'), await tryTo(w, email, 'wrong'))
    assert.deepEqual(seen, [401, 401, 401, 401, 401, 'wait 1', 'wait 1', 401, 'wait 2', 'wait 1', 401, 'wait 4'], email)
  }
})

test('whoever must wait is told so in one way, and the right password does not get past the wait', async (t) => {
  const w = await world(t)
  w.at(after(0))
  const email = await account(w)
  for (let round = 0; round < 5; round += 1) await tryTo(w, email, 'wrong')
  const delayed = await w.nobody(login, { body: { email, password } })
  assert.deepEqual(
    [delayed.status, delayed.error.code, delayed.error.details, delayed.headers['retry-after']],
    [429, 'SIGN_IN_DELAYED', { retryAfterSeconds: 1 }, '1'],
  )
  w.at(after(1))
  assert.equal(await tryTo(w, email, password), 200)
})

test('signing in forgets the failures before it', async (t) => {
  const w = await world(t)
  w.at(after(0))
  const email = await account(w)
  for (let round = 0; round < 4; round += 1) assert.equal(await tryTo(w, email, 'wrong'), 401)
  assert.equal(await tryTo(w, email, password), 200)
  for (let round = 0; round < 5; round += 1) assert.equal(await tryTo(w, email, 'wrong'), 401)
  assert.equal(await tryTo(w, email, 'wrong'), 'wait 1')
})

test('20 guesses at the same moment get no more than the five that are free', async (t) => {
  const w = await world(t)
  w.at(after(0))
  for (const email of [await account(w), freshEmail()]) {
    const answers = await Promise.all(Array.from({ length: 20 }, (_, index) => tryTo(w, email, `guess ${index}`)))
    assert.equal(answers.filter((answer) => answer === 401).length, 5)
    assert.equal(answers.filter((answer) => answer === 'wait 1').length, 15)
  }
})

test('another spelling of the same company is not another allowance', async (t) => {
  const w = await world(t)
  w.at(after(0))
  const email = await account(w)
  const domain = w.admin.email.split('@')[1]!
  const spellings = [
    domain,
    domain.toUpperCase(),
    ` ${domain}`,
    `https://${domain}`,
    `${domain}/1`,
    `${domain}/2`,
    `x@${domain}`,
    `${domain}:443`,
    `c-${domain.split('.')[0]}`,
  ]
  const answers: (number | string)[] = []
  for (const company of spellings) answers.push(await tryTo(w, email, 'wrong', company))
  assert.deepEqual(answers, [401, 401, 401, 401, 401, 'wait 1', 'wait 1', 'wait 1', 'wait 1'])
  const unknown = freshEmail()
  const elsewhere: (number | string)[] = []
  for (let round = 0; round < 6; round += 1) elsewhere.push(await tryTo(w, unknown, 'wrong', `nobody-${round}.test`))
  assert.deepEqual(elsewhere, [401, 401, 401, 401, 401, 'wait 1'])
})

test('an account somebody opened elsewhere in another’s name does not clear the failures of guessing at theirs', async (t) => {
  const [victim, attacker] = [await world(t), await world(t)]
  victim.at(after(0))
  const email = freshEmail()
  await account(victim, email)
  await account(attacker, email)
  await attacker.rows(
    'update user_account set password_hash = $1 where company_id = $company and email = $2',
    await hashPassword('the attacker’s own'),
    email,
  )
  const answers: (number | string)[] = []
  for (let round = 0; round < 3; round += 1) {
    for (const guess of ['guess one', 'guess two', 'the attacker’s own']) answers.push(await tryTo(attacker, email, guess))
  }
  assert.deepEqual(answers, [401, 401, 200, 401, 401, 200, 401, 'wait 1', 'wait 1'])
})

test('one person’s failures delay nobody else, and not the same address at another company', async (t) => {
  const [w, other] = [await world(t), await world(t)]
  w.at(after(0))
  const [email, colleague] = [await account(w), await account(w)]
  await account(other, email)
  const [here, there] = [w, other].map(({ admin }) => admin.email.split('@')[1]!)
  for (let round = 0; round < 5; round += 1) await tryTo(w, email, 'wrong', here)
  assert.equal(await tryTo(w, email, password, here), 'wait 1')
  assert.equal(await tryTo(w, colleague, password, here), 200)
  assert.equal(await tryTo(w, email, password, there), 200)
})

test('the addresses that failed are not kept in clear', async (t) => {
  const w = await world(t)
  const email = freshEmail()
  await tryTo(w, email, 'wrong')
  const rows = await w.rows<{ key: string }>('select * from sign_in_failure')
  assert.ok(rows.length > 0 && rows.every((row) => !JSON.stringify(row).includes(email) && /^[\w-]{43}$/.test(row.key)))
})
