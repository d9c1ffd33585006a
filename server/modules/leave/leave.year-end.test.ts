import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { TestContext } from 'node:test'
import { balanceFor, grantLot, leaveTypes, requested } from '../../../tests/leave.ts'
import { world } from '../../../tests/world.ts'
import type { Client } from '../../../tests/world.ts'
import { defaultSettings } from '../../core/settings.ts'
import { newId } from '../../core/ids.ts'
import { listLedger } from './leave.balance.contract.ts'
import { updateType } from './leave.type.contract.ts'
import * as contract from './leave.year-end.contract.ts'
import { stepYearEnd } from './leave.year-end.service.ts'

const lastDay = '2025-12-31'

/** 5 January 2026: Mei and Ben have leave of 2025 left, of which annual leave is carried on up to five days until the end of March. */
async function office(t: TestContext) {
  const w = await world(t)
  w.at('2026-01-05T09:00:00Z')
  const hr = await w.as(['leave.configure', 'leave.read', 'leave.adjust'])
  const mei = await w.as(['leave.request', 'leave.read:own'], { lastName: 'Chen' })
  const ben = await w.as(['leave.request'], { lastName: 'Abe' })
  const types = await leaveTypes(w)
  await hr(updateType, { params: { id: types.annual }, body: { carryOver: 'limited', carryLimit: '5', carryExpiresOn: '03-31' } })
  await grantLot(w, mei, types.annual, '2025-01-01', lastDay, '7.5')
  await grantLot(w, ben, types.annual, '2025-01-01', lastDay, '2')
  await grantLot(w, mei, types.sick, '2025-01-01', lastDay, '4')
  return { ...w, hr, mei, ben, types }
}

const start = (hr: Client, day = lastDay) => hr(contract.startYearEnd, { body: { lastDay: day } })
const undo = (hr: Client, id: string) => hr(contract.undoYearEnd, { params: { id } })
const written = async (hr: Client, { employeeId }: Client, typeId: string) =>
  (await hr(listLedger, { query: { employeeId, typeId, limit: 100 } })).data.entries
    .map(({ kind, day, quantity, reason }) => `${kind} ${day} ${quantity} ${reason ?? ''}`.trim())
    .reverse()

test('the preview says what the run then does: carried on up to the limit, the rest written off, each with its reason', async (t) => {
  const { hr, mei, ben, types, runJobs } = await office(t)
  const { preview } = (await hr(contract.previewYearEnd, { query: { lastDay } })).data
  assert.deepEqual([preview.people, preview.accounts], [2, 2])
  assert.deepEqual(
    preview.types.map(({ typeName, people, carried, lost }) => [typeName, people, carried, lost]),
    [['Annual leave', 2, '7', '2.5']],
    'kinds without carry-over need no run',
  )
  const { yearEnd } = (await start(hr)).data
  assert.equal(yearEnd.state, 'running')
  await runJobs()
  const { items } = (await hr(contract.listYearEndItems, { params: { id: yearEnd.id } })).data
  const shown = (all: typeof items) =>
    all.map(({ lastName, typeName, carried, lost, validTo }) => [lastName, typeName, carried, lost, validTo])
  assert.deepEqual(shown(items), [
    ['Abe', 'Annual leave', '2', '0', '2026-03-31'],
    ['Chen', 'Annual leave', '5', '2.5', '2026-03-31'],
  ])
  assert.deepEqual(new Set(shown(preview.first).map(String)), new Set(shown(items).map(String)))
  assert.deepEqual(
    (await written(hr, mei, types.sick)).filter((entry) => entry.startsWith('expiry')),
    ['expiry 2026-01-01 -4'],
    'they are written off by themselves',
  )
  const [run] = (await hr(contract.listYearEnds)).data.yearEnds
  assert.deepEqual([run?.state, run?.accounts, run?.people], ['done', 2, 2])
  assert.deepEqual(
    (await written(hr, mei, types.annual)).filter((entry) => !entry.startsWith('grant')),
    [
      'expiry 2026-01-01 -5 Carried on, valid until 2026-03-31',
      'expiry 2026-01-01 -2.5 Not carried on',
      'carry-in 2026-01-01 5 From the leave year until 2025-12-31',
    ],
  )
  assert.partialDeepStrictEqual(await balanceFor(hr, mei, types.annual, '2026-03-31'), { carriedIn: '5', entitled: '20', available: '25' })
  assert.partialDeepStrictEqual(await balanceFor(hr, mei, types.annual, '2026-04-01'), { carriedIn: '5', expired: '5', available: '20' })
  assert.equal((await balanceFor(hr, ben, types.annual)).available, '22')
})

test('a year is closed once: a second run has nothing to do, and two at once are one', async (t) => {
  const { hr, mei, types, runJobs } = await office(t)
  const answers = await Promise.all([start(hr), start(hr), start(hr)])
  assert.deepEqual(
    answers.map(({ status }) => status).sort((a, b) => a - b),
    [202, 409, 409],
  )
  await runJobs()
  const before = await written(hr, mei, types.annual)
  const again = await start(hr)
  assert.deepEqual([again.status, again.error.code], [422, 'LEAVE_YEAR_NOTHING_TO_CLOSE'])
  await runJobs()
  assert.deepEqual(await written(hr, mei, types.annual), before)
})

test('a run that was stopped in the middle goes on, and several workers at once change nothing', async (t) => {
  const { hr, mei, ben, types, assembly, companyId } = await office(t)
  await start(hr)
  const { door } = assembly.deps
  const step = () => door.enterAsSystem(companyId, (ctx) => stepYearEnd(ctx, defaultSettings, '2026-01-05'))
  // Killed: what it did in this step is rolled back.
  await assert.rejects(
    door.enterAsSystem(companyId, async (ctx) => {
      await stepYearEnd(ctx, defaultSettings, '2026-01-05')
      throw new Error('killed')
    }),
    /killed/,
  )
  assert.equal(
    (await written(hr, mei, types.annual)).some((entry) => entry.startsWith('carry-in')),
    false,
  )
  await Promise.all([step(), step(), step(), step()])
  assert.equal(await step(), false)
  for (const person of [mei, ben])
    assert.equal((await written(hr, person, types.annual)).filter((entry) => entry.startsWith('carry-in')).length, 1)
})

test('undoing reverses every entry, and the year can be closed anew', async (t) => {
  const { hr, mei, types, runJobs } = await office(t)
  const before = await balanceFor(hr, mei, types.annual, '2025-12-31')
  const { id } = (await start(hr)).data.yearEnd
  const early = await undo(hr, id)
  assert.deepEqual([early.status, early.error.code], [409, 'LEAVE_YEAR_END_STATE'])
  await runJobs()
  assert.equal((await undo(hr, id)).data.yearEnd.state, 'undoing')
  await runJobs()
  assert.deepEqual((await balanceFor(hr, mei, types.annual, '2025-12-31')).available, before.available)
  assert.partialDeepStrictEqual(await balanceFor(hr, mei, types.annual), { carriedIn: '0', available: '20' })
  assert.equal((await written(hr, mei, types.annual)).filter((entry) => entry.startsWith('reversal')).length, 2)
  assert.equal((await undo(hr, id)).status, 409)
  assert.equal((await start(hr)).status, 202)
  await runJobs()
  assert.partialDeepStrictEqual(await balanceFor(hr, mei, types.annual), { carriedIn: '5', available: '25' })
})

test('a run whose carry-over is used cannot be undone, and says who uses it', async (t) => {
  const { hr, mei, types, runJobs } = await office(t)
  const { id } = (await start(hr)).data.yearEnd
  await runJobs()
  await requested(mei, { typeId: types.annual, firstDay: '2026-01-12', lastDay: '2026-01-13' })
  const refused = await undo(hr, id)
  assert.deepEqual([refused.status, refused.error.code], [422, 'LEAVE_CARRY_OVER_USED'])
  assert.partialDeepStrictEqual(refused.error.details, { people: [{ lastName: 'Chen', used: '2' }] })
})

test('what is carried on and not used is written off by the nightly job once it has ended, once', async (t) => {
  const { hr, mei, types, runJobs, at, as, assembly } = await office(t)
  await start(hr)
  await runJobs()
  await requested(mei, { typeId: types.annual, firstDay: '2026-01-12', lastDay: '2026-01-13' })
  at('2026-04-02T03:00:00Z')
  for (const _ of [1, 2]) {
    await assembly.deps.door.enterAsSystem(mei.companyId, (ctx) => ctx.enqueue('leave-grant', {}))
    await runJobs()
  }
  const later = await as('leave.read')
  assert.deepEqual(
    (await written(later, mei, types.annual)).filter((entry) => entry.startsWith('expiry 2026-04')),
    ['expiry 2026-04-01 -3'],
  )
  assert.partialDeepStrictEqual(await balanceFor(later, mei, types.annual), {
    carriedIn: '5',
    taken: '0',
    held: '2',
    expired: '3',
    available: '20',
  })
})

test('a leave year is closed once it has ended, by who sets up leave', async (t) => {
  const { hr, mei, nobody } = await office(t)
  const early = await start(hr, '2026-12-31')
  assert.deepEqual(
    [early.status, early.error.code, early.error.details],
    [422, 'LEAVE_YEAR_NOT_ENDED', { lastDay: '2026-12-31', today: '2026-01-05' }],
  )
  assert.deepEqual([(await start(mei)).status, (await start(nobody)).status], [403, 401])
  assert.equal((await undo(hr, newId())).status, 404)
})
