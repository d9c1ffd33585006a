import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { TestContext } from 'node:test'
import { leaveTypes, newType, requested } from '../../../tests/leave.ts'
import { world } from '../../../tests/world.ts'
import type { World } from '../../../tests/world.ts'
import { approveLeave } from './leave.contract.ts'
import * as contract from './leave.feed.contract.ts'

async function office(t: TestContext) {
  const w = await world(t)
  w.at('2026-03-02T09:00:00Z')
  const mei = await w.as(['leave.request', 'leave.read-calendar', 'leave.read:own'], { firstName: 'Mei', lastName: 'Chen' })
  const ben = await w.as(['leave.request'], { firstName: 'Ben', lastName: 'Putra' })
  const boss = await w.as('leave.approve')
  const types = await leaveTypes(w)
  const approve = async (id: string) => assert.equal((await boss(approveLeave, { params: { id }, body: {} })).status, 200)
  return { ...w, mei, ben, types, approve }
}

/** What a calendar program gets that knows nothing but the link; folded lines are joined. */
async function read({ assembly }: Pick<World, 'assembly'>, url: string) {
  const { pathname } = new URL(url)
  const answer = await assembly.app.fastify.inject({ method: 'GET', url: pathname })
  return { status: answer.statusCode, type: answer.headers['content-type'], text: answer.body.replaceAll('\r\n ', '') }
}

const linesOf = (text: string, name: string) => text.split('\r\n').filter((line) => line.startsWith(name))

test('a link to my leave shows days as dates, hours as instants, and what waits as tentative', async (t) => {
  const { mei, types, approve, ...w } = await office(t)
  const hours = await newType(w, 'hourly', { unit: 'hours', tracks_balance: false })
  const first = await requested(mei, { typeId: types.unpaid, firstDay: '2026-03-09', lastDay: '2026-03-11', endsAt: 'noon' })
  await approve(first.id)
  await requested(mei, { typeId: hours, firstDay: '2026-03-20', fromTime: '10:00', toTime: '12:30' })
  const { feed } = (await mei(contract.createFeed, { body: { kind: 'own' } })).data
  const { status, type, text } = await read(w, feed.url)
  assert.deepEqual([status, type], [200, 'text/calendar'])
  assert.match(text, /^BEGIN:VCALENDAR\r\nVERSION:2\.0\r\n/)
  assert.deepEqual(linesOf(text, 'DTSTART'), ['DTSTART;VALUE=DATE:20260309', 'DTSTART:20260320T100000Z'])
  assert.deepEqual(linesOf(text, 'DTEND'), ['DTEND;VALUE=DATE:20260312', 'DTEND:20260320T123000Z'])
  assert.deepEqual(linesOf(text, 'STATUS'), ['STATUS:CONFIRMED', 'STATUS:TENTATIVE'])
  assert.deepEqual(linesOf(text, 'SUMMARY'), ['SUMMARY:Unpaid leave (first half 2026-03-11)', 'SUMMARY:hourly (asked for)'])
  assert.deepEqual(linesOf(text, 'UID')[0], `UID:${first.id}@muster`)
})

test('a link to the team shows who is away, not why, and nothing that waits', async (t) => {
  const { mei, ben, types, approve, ...w } = await office(t)
  await approve((await requested(ben, { typeId: types.unpaid, firstDay: '2026-03-03' })).id)
  await approve((await requested(mei, { typeId: types.unpaid, firstDay: '2026-03-05' })).id)
  await requested(ben, { typeId: types.unpaid, firstDay: '2026-03-12' })
  const { feed } = (await mei(contract.createFeed, { body: { kind: 'team' } })).data
  const { text } = await read(w, feed.url)
  assert.deepEqual(linesOf(text, 'SUMMARY'), ['SUMMARY:Ben Putra: away', 'SUMMARY:Mei Chen: Unpaid leave'])
})

test('a link ends at once: when it is revoked, when its owner may no longer see it, when their account is archived', async (t) => {
  const { mei, ...w } = await office(t)
  const make = async (kind: 'own' | 'team') => (await mei(contract.createFeed, { body: { kind } })).data.feed
  const [own, team, other] = [await make('own'), await make('team'), await make('own')]
  const statusOf = async (url: string) => (await read(w, url)).status
  assert.deepEqual(await Promise.all([own, team, other].map(({ url }) => statusOf(url))), [200, 200, 200])
  assert.equal((await mei(contract.revokeFeed, { params: { id: own.id } })).status, 200)
  assert.equal(await statusOf(own.url), 404)
  assert.equal((await mei(contract.revokeFeed, { params: { id: own.id } })).status, 404)
  await w.rows(`delete from access_grant where company_id = $company and user_id = $1 and permission = 'leave.read-calendar'`, mei.userId)
  assert.deepEqual([await statusOf(team.url), await statusOf(other.url)], [403, 200])
  await w.rows(`update user_account set status = 'archived' where company_id = $company and id = $1`, mei.userId)
  assert.equal(await statusOf(other.url), 404)
})

test('the link is kept as its hash, is told once, and belongs to one person', async (t) => {
  const { mei, ben, rows, ...w } = await office(t)
  const { feed } = (await mei(contract.createFeed, { body: { kind: 'own' } })).data
  const secret = feed.url.split('/').at(-1)!.replace('.ics', '')
  const kept = JSON.stringify(
    await rows('select f.*, encode(token_hash, $1) as hash from leave_feed as f where company_id = $company', 'hex'),
  )
  assert(!kept.includes(secret) && !JSON.stringify((await mei(contract.listFeeds)).json).includes(secret))
  const events = await rows('select data::text as data from domain_event where company_id = $company')
  assert(!JSON.stringify(events).includes(secret))
  assert.equal((await ben(contract.revokeFeed, { params: { id: feed.id } })).status, 404)
  assert.deepEqual((await ben(contract.listFeeds)).data.feeds, [])
  assert.equal((await ben(contract.createFeed, { body: { kind: 'team' } })).status, 403)
  for (const wrong of [secret.slice(0, -4) + 'AAAA', 'x', 'A'.repeat(64), `${secret}A`])
    assert.equal((await read(w, feed.url.replace(secret, wrong))).status, 404)
})

test('of many links at once only ten are made', async (t) => {
  const { mei } = await office(t)
  const made = await Promise.all(Array.from({ length: 14 }, () => mei(contract.createFeed, { body: { kind: 'own' } })))
  assert.equal(made.filter(({ status }) => status === 201).length, 10)
  assert.equal((await mei(contract.listFeeds)).data.feeds.length, 10)
})
