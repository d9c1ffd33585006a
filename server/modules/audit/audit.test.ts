import assert from 'node:assert/strict'
import { test } from 'node:test'
import { connect } from '../../../tests/database.ts'
import { world } from '../../../tests/world.ts'
import { updateFeatures, updateSettings } from '../companies/companies.contract.ts'
import { updateEmployee } from '../employees/employees.contract.ts'
import { approveLeave, submitLeave } from '../leave/leave.contract.ts'
import { listTypes } from '../leave/leave.balance.contract.ts'
import { archiveUser, createUser, getUser, listUsers, restoreUser, updateUser } from '../users/users.contract.ts'
import { changePassword, login, logout, updateMe } from '../auth/auth.contract.ts'
import { hashPassword } from '../auth/index.ts'
import { newId } from '../../core/ids.ts'
import { listEntity, listLogs } from './audit.contract.ts'

const password = 'a long pass phrase'
const hash = await hashPassword(password)

test('every act leaves exactly one entry: who, what, when, for what, in which request, from where', async (t) => {
  const w = await world(t)
  const mei = await w.as(['leave.request'], { firstName: 'Mei', lastName: 'Chen', balance: { annual: '3' } })
  const leaver = await w.as([], { firstName: 'Rina', lastName: 'Adi' })
  await w.rows('update user_account set password_hash = $1 where company_id = $company', hash)
  const email = `${newId()}@people.test`
  const leaverId = { params: { id: leaver.userId } }
  const acts: [
    string,
    (headers: { headers: Record<string, string> }) => Promise<{ status: number }>,
    kind: string,
    story: string,
    actor: string | null,
  ][] = [
    [
      'settings',
      (id) => w.admin(updateSettings, { body: { currency: 'EUR' }, ...id }),
      'company.settings-changed',
      'Ada Admin changed the company settings',
      w.admin.userId,
    ],
    [
      'features',
      (id) => w.admin(updateFeatures, { body: { projects: false }, ...id }),
      'company.features-changed',
      'Ada Admin switched features',
      w.admin.userId,
    ],
    [
      'create',
      (id) => w.admin(createUser, { body: { email, firstName: 'New', lastName: 'One' }, ...id }),
      'user.created',
      `Ada Admin made an account for ${email}`,
      w.admin.userId,
    ],
    [
      'update',
      (id) => w.admin(updateUser, { ...leaverId, body: { firstName: 'Rini' }, ...id }),
      'user.updated',
      `Ada Admin changed the account of ${leaver.email}`,
      w.admin.userId,
    ],
    [
      'archive',
      (id) => w.admin(archiveUser, { ...leaverId, ...id }),
      'user.archived',
      `Ada Admin archived the account of ${leaver.email}`,
      w.admin.userId,
    ],
    [
      'restore',
      (id) => w.admin(restoreUser, { ...leaverId, ...id }),
      'user.restored',
      `Ada Admin restored the account of ${leaver.email}`,
      w.admin.userId,
    ],
    [
      'sign-in',
      (id) => w.nobody(login, { body: { email: mei.email, password }, ...id }),
      'auth.signed-in',
      'Mei Chen signed in',
      mei.userId,
    ],
    [
      'failure',
      (id) => w.nobody(login, { body: { email: mei.email, password: 'wrong' }, ...id }),
      'auth.sign-in-failed',
      `Someone failed to sign in as ${mei.email}`,
      null,
    ],
    [
      'profile',
      (id) => mei(updateMe, { body: { language: 'id' }, ...id }),
      'auth.profile-updated',
      'Mei Chen changed their own name, language, time zone or format of dates',
      mei.userId,
    ],
    [
      'password',
      (id) => mei(changePassword, { body: { currentPassword: password, newPassword: 'an even longer phrase' }, ...id }),
      'auth.password-changed',
      'Mei Chen changed the password',
      mei.userId,
    ],
    ['sign-out', (id) => mei(logout, { ...id }), 'auth.signed-out', 'Mei Chen signed out', mei.userId],
  ]
  for (const [name, act, kind, story, actor] of acts) {
    const [requestId, before] = [`request-${name}`, Date.now()]
    const { status } = await act({ headers: { 'x-request-id': requestId } })
    assert.ok(status < 300 || name === 'failure', `${name}: ${status}`)
    const entries = (await w.admin(listLogs, { query: { limit: 100 } })).data.entries.filter((entry) => entry.requestId === requestId)
    assert.equal(entries.length, 1, name)
    const [entry] = entries
    assert.partialDeepStrictEqual(entry, { kind, story, actorId: actor, address: '127.0.0.1' })
    assert.ok(Date.parse(entry!.at) >= before - 1 && Date.parse(entry!.at) <= Date.now())
    if (name !== 'failure') assert.ok(entry!.subjectId && entry!.subjectType)
  }
})

test('what is refused, and what only reads, leaves no entry', async (t) => {
  const w = await world(t)
  const mei = await w.as(['user.read'])
  const count = async () => (await w.rows('select from domain_event where company_id = $company')).length
  const before = await count()
  await mei(listUsers)
  await mei(getUser, { params: { id: mei.userId } })
  await mei(updateSettings, { body: { currency: 'EUR' } })
  await w.admin(updateSettings, { body: { timeZone: 'Mars/Olympus' } })
  await w.admin(updateUser, { params: { id: mei.userId }, body: { firstName: 'x', version: 9 } })
  await w.admin(createUser, { body: { email: mei.email, firstName: 'x', lastName: 'y' } })
  await w.admin(listLogs)
  assert.equal(await count(), before)
})

test('a change is told with what was before and after, and only what differs', async (t) => {
  const w = await world(t)
  const mei = await w.as([], { firstName: 'Mei', lastName: 'Chen' })
  await w.admin(updateUser, { params: { id: mei.userId }, body: { firstName: 'Mei Lin', lastName: 'Chen' } })
  const [entry] = (await w.admin(listLogs, { query: { kind: 'user.updated' } })).data.entries
  assert.deepEqual(entry?.changes, [{ field: 'firstName', before: 'Mei', after: 'Mei Lin' }])
})

test('a sensitive field is told as changed and its value is nowhere in the log, not even in the database', async (t) => {
  const w = await world(t)
  const mei = await w.as([], { firstName: 'Mei', lastName: 'Chen' })
  const hr = await w.as(['employee.update', 'employee.read', 'employee.read-personal'])
  const body = { phone: '+62 811 555 0199', address: 'Jalan Sudirman 7' }
  assert.equal((await hr(updateEmployee, { params: { id: mei.employeeId }, body })).status, 200)
  assert.equal(
    (await hr(updateEmployee, { params: { id: mei.employeeId }, body: { phone: '+62 811 555 0200', title: 'Lead' } })).status,
    200,
  )
  const [second, first] = (await w.admin(listLogs, { query: { kind: 'employee.updated' } })).data.entries
  const told = (entry: typeof first) => Object.fromEntries(entry!.changes.map(({ field, before, after }) => [field, [before, after]]))
  assert.partialDeepStrictEqual(told(first), { phone: [null, '***'], address: [null, '***'] })
  assert.partialDeepStrictEqual(told(second), { phone: ['***', '***'], title: [null, 'Lead'] })
  assert.ok(!('address' in told(second)))
  for (const row of await w.rows('select to_jsonb(e)::text as text from domain_event e where company_id = $company'))
    assert.doesNotMatch(String(row['text']), /811 555|Sudirman/)
})

test('the story of one thing is told oldest first, and reads like one', async (t) => {
  const w = await world(t)
  const mei = await w.as(['leave.request', 'leave.read:own'], { firstName: 'Mei', lastName: 'Chen', balance: { annual: '10' } })
  const boss = await w.as(['leave.approve', 'leave.read'], { firstName: 'Budi', lastName: 'Santoso' })
  const typeId = (await w.admin(listTypes)).data.types.find(({ code }) => code === 'annual')!.id
  const { request } = (await mei(submitLeave, { body: { typeId, firstDay: '2026-12-01', lastDay: '2026-12-03' } })).data
  await boss(approveLeave, { params: { id: request.id }, body: {} })
  const [{ type }] = (await w.rows<{ type: string }>(
    'select distinct subject_type as type from domain_event where company_id = $company and subject_id = $1',
    request.id,
  )) as [{ type: string }]
  const { entries, nextCursor } = (await w.admin(listEntity, { params: { type, id: request.id } })).data
  assert.equal(nextCursor, null)
  assert.equal(entries.length, 2)
  assert.match(entries[0]!.story, /^Mei Chen .*3 days of Annual leave.*2026-12-01.*2026-12-03/)
  assert.match(entries[1]!.story, /^Budi Santoso approved 3 days of Annual leave.*2026-12-01.*2026-12-03.*Mei Chen/)
  for (const { story } of entries) assert.doesNotMatch(story, /[{}…]|undefined|\[object/)
})

test('the log is read in pages by cursor, newest first, each entry once, also while it grows', async (t) => {
  const w = await world(t)
  const mei = await w.as([])
  for (let index = 0; index < 7; index += 1) await w.admin(updateUser, { params: { id: mei.userId }, body: { firstName: `Name ${index}` } })
  const query = { kind: 'user.updated', limit: 3 }
  const seen: string[] = []
  let page = (await w.admin(listLogs, { query })).data
  await w.admin(updateUser, { params: { id: mei.userId }, body: { firstName: 'meanwhile' } })
  for (;;) {
    seen.push(...page.entries.map(({ changes }) => changes[0]!.after!))
    assert.ok(!('pagination' in page), 'a stream never counts')
    if (!page.nextCursor) break
    page = (await w.admin(listLogs, { query: { ...query, cursor: page.nextCursor } })).data
  }
  assert.deepEqual(
    seen,
    [6, 5, 4, 3, 2, 1, 0].map((index) => `Name ${index}`),
  )
  const story: string[] = []
  for (let cursor: string | null | undefined; cursor !== null;) {
    const { entries, nextCursor } = (
      await w.admin(listEntity, { params: { type: 'user', id: mei.userId }, query: { limit: 3, ...(cursor && { cursor }) } })
    ).data
    story.push(...entries.map(({ changes }) => changes[0]!.after!))
    cursor = nextCursor
  }
  assert.deepEqual(story, [...[0, 1, 2, 3, 4, 5, 6].map((index) => `Name ${index}`), 'meanwhile'])
})

test('the log is narrowed by kind, by who acted and by time, half-open', async (t) => {
  const w = await world(t)
  const clerk = await w.as(['user.update'])
  await clerk(updateUser, { params: { id: clerk.userId }, body: { firstName: 'Own' } })
  await w.admin(updateUser, { params: { id: clerk.userId }, body: { firstName: 'By admin' } })
  const kinds = async (query: object) => (await w.admin(listLogs, { query })).data.entries
  const [latest, earlier] = await kinds({ kind: 'user.updated' })
  assert.deepEqual(
    (await kinds({ actorId: clerk.userId })).map(({ id }) => id),
    [earlier!.id],
  )
  await w.rows("update domain_event set at = at - interval '1 hour' where company_id = $company and id = $1", earlier!.id)
  assert.deepEqual(
    (await kinds({ kind: 'user.updated', from: latest!.at })).map(({ id }) => id),
    [latest!.id],
  )
  assert.deepEqual(
    (await kinds({ kind: 'user.updated', to: latest!.at })).map(({ id }) => id),
    [earlier!.id],
  )
  assert.deepEqual(await kinds({ kind: 'no.such-kind' }), [])
  for (const bad of [
    'cursor=x',
    `cursor=${Buffer.from('-'.repeat(36)).toString('base64url')}`,
    'from=yesterday',
    'actorId=1',
    'limit=0',
    'page=2',
  ]) {
    assert.equal((await w.admin.raw('GET', `audit/logs?${bad}`)).status, 400, bad)
  }
})

test('only who may read the log does, and nobody reads another company’s', async (t) => {
  const [w, other] = [await world(t), await world(t)]
  const mei = await w.as(['user.read', 'audit.verify'])
  const theirs = await other.as([])
  await other.admin(updateUser, { params: { id: theirs.userId }, body: { firstName: 'Hidden' } })
  for (const refused of [await mei(listLogs), await mei(listEntity, { params: { type: 'user', id: mei.userId } })])
    assert.equal(refused.status, 403)
  assert.equal((await w.nobody(listLogs)).status, 401)
  assert.deepEqual((await w.admin(listEntity, { params: { type: 'user', id: theirs.userId } })).data, { entries: [], nextCursor: null })
  assert.ok(!JSON.stringify((await w.admin(listLogs, { query: { limit: 100 } })).json).includes('Hidden'))
  const own = (await other.admin(listLogs, { query: { kind: 'user.updated' } })).data.entries[0]!
  const cursor = Buffer.from(own.id).toString('base64url')
  assert.ok(!JSON.stringify((await w.admin(listLogs, { query: { cursor, limit: 100 } })).json).includes('Hidden'))
})

test('the app itself can neither change nor remove what happened, nor write a seal', async (t) => {
  const w = await world(t)
  const app = await connect(t, 'muster_app')
  const statements = [
    "update domain_event set actor_name = 'x'",
    'delete from domain_event',
    'truncate domain_event',
    'update audit_leaf set position = 1',
    'delete from audit_leaf',
    'delete from audit_batch',
    "update audit_batch set root = ''",
    `insert into audit_leaf values ('${w.companyId}', '${newId()}', 1, 1, '')`,
  ]
  for (const statement of statements) await assert.rejects(app.query(statement), { code: '42501' }, statement)
})
