import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parse } from 'csv-parse/sync'
import { world } from '../../../tests/world.ts'
import { updateUser } from '../users/users.contract.ts'
import { exportLogs, listLogs } from './audit.contract.ts'

test('the log is narrowed by name, by subject and by any text before or after, and the file holds exactly the same', async (t) => {
  const w = await world(t)
  const clerk = await w.as(['user.update'], { firstName: 'Rina', lastName: 'Adi' })
  const mei = await w.as([], { firstName: 'Mei', lastName: 'Chen' })
  await clerk(updateUser, { params: { id: mei.userId }, body: { firstName: '=cmd|calc' } })
  await w.admin(updateUser, { params: { id: clerk.userId }, body: { lastName: 'Quetzal' } })
  const found = async (query: object) => (await w.admin(listLogs, { query })).data.entries.map(({ story }) => story)
  const [ofMei, ofRina] = [`Rina Adi changed the account of ${mei.email}`, `Ada Admin changed the account of ${clerk.email}`]
  assert.deepEqual(await found({ actor: 'rina' }), [ofMei])
  assert.deepEqual(await found({ q: 'quetz' }), [ofRina], 'what it became')
  assert.deepEqual(await found({ q: 'Adi', kind: 'user.updated' }), [ofRina, ofMei], 'what it was, and who acted')
  assert.deepEqual(await found({ subjectType: 'user', subjectId: mei.userId }), [ofMei])
  assert.deepEqual(await found({ q: '%' }), [], 'a sign of the search is a sign')
  const query = { kind: 'user.updated' }
  const file = await w.admin(exportLogs, { query })
  assert.match(String(file.headers['content-disposition']), /audit-\d{4}-\d\d-\d\d\.csv/)
  const [head, ...rows] = parse(file.bytes, { bom: true })
  assert.deepEqual(head!.slice(0, 4), ['at', 'kind', 'what', 'actor'])
  assert.deepEqual(
    rows.map((row) => row[2]),
    await found(query),
  )
  assert.equal(rows[1]![7], 'firstName: Mei -> =cmd|calc')
  const [own] = (await w.admin(listLogs, { query: { kind: 'audit.exported' } })).data.entries
  assert.equal(own!.story, 'Ada Admin exported 2 entries of the audit log')
  assert.equal((await mei(exportLogs)).status, 403)
})

test('names that begin like a formula are made safe in the file', async (t) => {
  const w = await world(t)
  const clerk = await w.as(['user.update'], { firstName: '=HYPERLINK("http://evil.test")', lastName: 'X' })
  await clerk(updateUser, { params: { id: clerk.userId }, body: { lastName: 'Y' } })
  const [, row] = parse((await w.admin(exportLogs, { query: { kind: 'user.updated' } })).bytes, { bom: true })
  assert(row![3]!.startsWith("'=HYPERLINK"))
  assert(row![2]!.startsWith("'=HYPERLINK"))
})
