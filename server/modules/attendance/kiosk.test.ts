import assert from 'node:assert/strict'
import { test } from 'node:test'
import { entriesOf, noon, pin, seal, send, setUp } from '../../../tests/kiosk.ts'
import { world } from '../../../tests/world.ts'
import { myStatus } from './attendance.contract.ts'
import { createKiosk, listKiosks, openKiosk, punchKiosk, revokeKiosk, setPin } from './kiosk.contract.ts'

test('punches that waited on the tablet are taken with the instant at which they were pressed, in order and once', async (t) => {
  const w = await world(t)
  const kiosk = await setUp(w)
  const { employeeId } = kiosk.mei
  const pressed = [
    { employeeId, act: 'end', at: '2026-03-02T11:00:00.000Z' },
    { employeeId, act: 'start', at: '2026-03-02T07:00:00.000Z' },
    { employeeId, act: 'break', at: '2026-03-02T09:00:00.000Z' },
  ]
  assert.deepEqual(
    (await send(w, kiosk, ...pressed)).map(({ outcome }) => outcome),
    ['taken', 'taken', 'taken'],
  )
  const { status } = (await kiosk.mei(myStatus)).data
  assert.deepEqual([status.state, status.workedMinutes, status.breakMinutes], ['off', 120, 120])
  assert.deepEqual(
    (await send(w, kiosk, ...pressed)).map(({ outcome }) => outcome),
    ['taken', 'taken', 'taken'],
    'sent again',
  )
  const twice = { employeeId, act: 'start', at: '2026-03-02T11:30:00.000Z' }
  const both = await Promise.all([send(w, kiosk, twice), send(w, kiosk, twice), send(w, kiosk, twice)])
  assert.deepEqual(
    both.flat().map(({ outcome }) => outcome),
    ['taken', 'taken', 'taken'],
    'sent three times at once',
  )
  assert.deepEqual(
    (await entriesOf(w, kiosk.mei)).map(({ kind, source }) => `${kind} ${source}`),
    ['start kiosk', 'break kiosk', 'end kiosk', 'start kiosk'],
  )
  const [refused] = await send(w, kiosk, { employeeId, act: 'start', at: '2026-03-02T11:40:00.000Z' })
  assert.deepEqual([refused!.outcome, refused!.code], ['refused', 'ALREADY_STARTED'])
  const [event] = await w.rows<{ actor: string }>(
    `select actor_name as actor from domain_event where company_id = $company and kind = 'attendance.started' limit 1`,
  )
  assert.equal(event!.actor, 'Mei Tan')
})

test('wrong PINs make the next wait longer and longer, also for the right one, and many at once count as many', async (t) => {
  const w = await world(t)
  const kiosk = await setUp(w)
  const { employeeId } = kiosk.mei
  const attempt = async (digits: string) => (await send(w, kiosk, { employeeId, act: 'start', at: noon, pin: digits }))[0]!
  const many = await Promise.all(['0001', '0002', '0003', '0004', '0005'].map(attempt))
  assert.deepEqual(many.map(({ outcome }) => outcome).toSorted(), ['blocked', 'blocked', 'wrong-pin', 'wrong-pin', 'wrong-pin'])
  const waits = async () => (await attempt(pin)).retryAfterSeconds
  assert.equal(await waits(), 5)
  w.at('2026-03-02T12:00:05.000Z')
  assert.equal((await attempt('0006')).outcome, 'wrong-pin')
  assert.equal(await waits(), 10)
  w.at('2026-03-02T12:00:15.000Z')
  assert.equal((await attempt(pin)).outcome, 'taken')
  assert.equal((await attempt('0007')).outcome, 'wrong-pin', 'the right one began the count anew')
  assert.deepEqual(await w.rows('select failures from kiosk_pin where company_id = $company'), [{ failures: 1 }])
  assert.equal((await entriesOf(w, kiosk.mei)).length, 1)
})

test('a tablet shows the names of its branch and nothing else, and takes nothing for others, too old, or not sealed for it', async (t) => {
  const [w, other] = [await world(t), await world(t)]
  const [kiosk, theirs] = [await setUp(w), await setUp(other)]
  const stranger = await w.as(['attendance.clock'], { firstName: 'Not', lastName: 'Here' })
  await stranger(setPin, { body: { pin } })
  const view = (await w.nobody(openKiosk, { body: { token: kiosk.token } })).data
  assert.deepEqual(view.people, [{ employeeId: kiosk.mei.employeeId, firstName: 'Mei', lastName: 'Tan', hasPin: true }])
  const { employeeId } = kiosk.mei
  const outcomes = await send(
    w,
    kiosk,
    { employeeId: stranger.employeeId, act: 'start', at: noon },
    { employeeId: theirs.mei.employeeId, act: 'start', at: '2026-03-02T12:00:00.001Z' },
    { employeeId, act: 'start', at: '2026-02-22T12:00:00.000Z' },
  )
  assert.deepEqual(outcomes.map(({ code }) => String(code)).toSorted(), ['PIN_MISSING', 'PIN_MISSING', 'PUNCH_TIME'])
  await w.rows(`insert into attendance_month (company_id, month, state, changed_at) values ($company, '2026-02-01', 'closed', now())`)
  const [old] = await send(w, kiosk, { employeeId, act: 'start', at: '2026-02-27T08:00:00.000Z' })
  assert.equal(old!.code, 'MONTH_CLOSED')
  const punches = [{ id: 'x', sealed: seal(theirs.publicKey, { employeeId, act: 'start', at: noon }) }]
  const [odd] = (await w.nobody(punchKiosk, { body: { token: kiosk.token, punches } })).data.outcomes
  assert.equal(odd!.code, 'PUNCH_UNREADABLE')
  assert.deepEqual(await entriesOf(w, kiosk.mei), [])
})

test('a tablet that was ended is refused at once; its token opens nothing else, and only who sets up time registers one', async (t) => {
  const w = await world(t)
  const kiosk = await setUp(w)
  const asToken = await w.nobody.raw('GET', 'employees', { headers: { authorization: `Bearer ${kiosk.token}` } })
  assert.equal(asToken.status, 401)
  assert.equal((await kiosk.mei(createKiosk, { body: { name: 'X', branchId: kiosk.branch.id } })).status, 403)
  const again = await w.admin(createKiosk, { body: { name: 'Entrance', branchId: kiosk.branch.id } })
  assert.equal(again.error.code, 'KIOSK_NAME_TAKEN')
  const listed = (await w.admin(listKiosks)).data
  assert.equal(listed.kiosks.length, 1)
  assert(!JSON.stringify(listed).includes(kiosk.token))
  assert.equal((await w.admin(revokeKiosk, { params: { id: kiosk.kioskId } })).status, 200)
  assert.equal((await w.nobody(openKiosk, { body: { token: kiosk.token } })).error.code, 'KIOSK_UNKNOWN')
  const punches = [{ id: 'x', sealed: seal(kiosk.publicKey, { employeeId: kiosk.mei.employeeId, act: 'start', at: noon }) }]
  assert.equal((await w.nobody(punchKiosk, { body: { token: kiosk.token, punches } })).status, 401)
  assert.equal((await w.admin(revokeKiosk, { params: { id: kiosk.kioskId } })).status, 404)
})

test('a PIN that is easy is refused, no PIN is kept as it is, and who may no longer clock does not on a tablet either', async (t) => {
  const w = await world(t)
  const kiosk = await setUp(w)
  assert.equal((await kiosk.mei(setPin, { body: { pin: '1234' } })).error.code, 'PIN_EASY')
  assert.equal((await kiosk.mei(setPin, { body: { pin: 'abcd' } })).status, 400)
  const kept = JSON.stringify([
    await w.rows('select * from kiosk_pin where company_id = $company'),
    await w.rows('select * from domain_event where company_id = $company'),
  ])
  assert(!kept.includes(`"${pin}"`))
  await w.rows('delete from access_grant where company_id = $company and user_id = $1', kiosk.mei.userId)
  const { employeeId } = kiosk.mei
  const [outcome] = await send(w, kiosk, { employeeId, act: 'start', at: noon })
  assert.deepEqual([outcome!.outcome, outcome!.code], ['refused', 'FORBIDDEN'])
})
