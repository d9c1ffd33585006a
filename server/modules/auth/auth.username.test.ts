import assert from 'node:assert/strict'
import { test } from 'node:test'
import { world } from '../../../tests/world.ts'
import type { World } from '../../../tests/world.ts'
import { createUser, updateUser } from '../users/users.contract.ts'
import { newId } from '../../core/ids.ts'
import { login } from './auth.contract.ts'
import { hashPassword } from './password.ts'

const password = 'a long pass phrase'
const hash = await hashPassword(password)
const start = Date.parse('2026-07-29T12:00:00.000Z')

async function account(w: World, username: string) {
  const person = await w.as([])
  await w.rows(
    'update user_account set password_hash = $2, username = $3 where company_id = $company and id = $1',
    person.userId,
    hash,
    username,
  )
  return person
}
const domainOf = (w: World) => w.admin.email.split('@')[1]!

test('a username opens the account of the company that is named, however it is spelled', async (t) => {
  const [w, other] = [await world(t), await world(t)]
  const [mei, theirs] = [await account(w, 'mei.chen'), await account(other, 'mei.chen')]
  for (const username of ['mei.chen', 'Mei.CHEN']) {
    assert.equal((await w.nobody(login, { body: { username, password, company: domainOf(w) } })).data.user.id, mei.userId)
    assert.equal((await w.nobody(login, { body: { username, password, company: domainOf(other) } })).data.user.id, theirs.userId)
  }
  assert.equal((await w.nobody(login, { body: { email: mei.email, password } })).data.user.id, mei.userId, 'the email still does')
})

test('a username without a company, with an email, or malformed is a 400; so is neither', async (t) => {
  const w = await world(t)
  const company = domainOf(w)
  for (const body of [
    { username: 'mei', password },
    { username: 'mei', email: 'mei@acme.test', password, company },
    { password, company },
    { username: 'm', password, company },
    { username: 'mei@acme.test', password, company },
    { username: 'mei chen', password, company },
  ])
    assert.equal((await w.nobody.raw('POST', 'auth/login', body)).status, 400, JSON.stringify(body))
})

test('whether there is such a username cannot be told from the answer or the delay', async (t) => {
  const w = await world(t)
  const [mei, archived] = [await account(w, 'mei'), await account(w, 'gone')]
  await w.rows("update user_account set status = 'archived' where company_id = $company and id = $1", archived.userId)
  w.at(new Date(start).toISOString())
  const bodies = new Set<string>()
  for (const username of ['mei', 'gone', 'nobody']) {
    const seen: number[] = []
    for (let round = 0; round < 6; round += 1) {
      const answer = await w.nobody(login, { body: { username, password: username === 'mei' ? 'wrong' : password, company: domainOf(w) } })
      const { requestId: _, timestamp: __, ...error } = answer.error
      seen.push(answer.status)
      if (round === 0) bodies.add(JSON.stringify(error))
    }
    assert.deepEqual(seen, [401, 401, 401, 401, 401, 429], username)
  }
  assert.equal(bodies.size, 1)
  const byEmail = await w.nobody(login, { body: { email: mei.email, password: 'wrong', company: domainOf(w) } })
  assert.equal(byEmail.status, 401, 'a delay would tell whose username it is')
})

test('the same work is done for a username nobody has', async (t) => {
  const w = await world(t)
  await account(w, 'mei')
  const spent: Record<string, number[]> = { mei: [], nobody: [] }
  for (let round = 0; round < 3; round += 1) {
    for (const username of ['mei', 'nobody']) {
      const { user, system } = process.cpuUsage()
      await w.nobody(login, { body: { username, password: 'wrong', company: domainOf(w) } })
      const after = process.cpuUsage()
      spent[username]!.push((after.user + after.system - user - system) / 1000)
    }
  }
  const [known, unknown] = ['mei', 'nobody'].map((name) => spent[name]!.toSorted((a, b) => a - b)[1]!)
  const ratio = unknown! / known!
  assert.ok(ratio > 1 / 4 && ratio < 4, `${unknown} ms against ${known} ms`)
})

test('a username is unique in its company, whatever its case, and kept in lower case', async (t) => {
  const [w, other] = [await world(t), await world(t)]
  const bodyFor = (username: string) => ({ email: `${newId()}@people.test`, firstName: 'Mei', lastName: 'Chen', username })
  assert.equal((await w.admin(createUser, { body: bodyFor('Mei.Chen') })).data.user.username, 'mei.chen')
  const taken = await w.admin(createUser, { body: bodyFor('MEI.chen') })
  assert.deepEqual([taken.status, taken.error.code], [409, 'USER_USERNAME_TAKEN'])
  assert.equal((await other.admin(createUser, { body: bodyFor('mei.chen') })).status, 201)
  const rina = await w.as([])
  const renamed = await w.admin(updateUser, { params: { id: rina.userId }, body: { username: 'Mei.chen' } })
  assert.deepEqual([renamed.status, renamed.error.code], [409, 'USER_USERNAME_TAKEN'])
  assert.equal((await w.admin(updateUser, { params: { id: rina.userId }, body: { username: 'rina' } })).data.user.username, 'rina')
  const both = await Promise.all(['One', 'oNE'].map((username) => w.admin(createUser, { body: bodyFor(username) })))
  assert.deepEqual(
    both.map(({ status }) => status).toSorted((a, b) => a - b),
    [201, 409],
  )
  for (const username of ['me', '-mei', 'mei-', 'mei@acme', 'x'.repeat(41)])
    assert.equal((await w.admin.raw('POST', 'users', bodyFor(username))).status, 400, username)
})
