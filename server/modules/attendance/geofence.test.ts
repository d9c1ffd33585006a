import assert from 'node:assert/strict'
import { test } from 'node:test'
import { world } from '../../../tests/world.ts'
import type { World } from '../../../tests/world.ts'
import { createBranch } from '../organization/organization.branch.contract.ts'
import { end, listDays, myStatus, pause, start } from './attendance.contract.ts'
import { settleCompany } from './day.jobs.ts'
import { createPlace, listPlaces, listPositions, removePlace, updatePlace } from './geofence.contract.ts'
import { updatePolicy } from './policy.contract.ts'
import { askLocation } from './work-location.contract.ts'

// Monday, 9 to 17: the window is 7 to 21.
const monday = '2026-03-02'
const range = { from: monday, to: '2026-03-06' }
const office = { name: 'Office', latitude: -6.2, longitude: 106.8, radiusMeters: 150 }
const near = { latitude: -6.2, longitude: 106.8005, accuracyMeters: 20 }
const far = { latitude: -6.25, longitude: 106.8, accuracyMeters: 20 }

async function fenced(w: World, geofence: 'flag' | 'refuse') {
  w.at('2026-03-01T08:00:00Z')
  assert.equal((await w.admin(createPlace, { body: office })).status, 201)
  assert.equal((await w.admin(updatePolicy, { body: { geofence } })).status, 200)
}
const worker = (w: World, options: object = {}) =>
  w.as(['attendance.clock', 'attendance.read:own', 'attendance.locate:own', 'work-location.request:own'], options)

test('without a fence a position that is sent is not kept', async (t) => {
  const w = await world(t)
  const mei = await worker(w)
  await w.admin(createPlace, { body: office })
  w.at('2026-03-02T09:00:00Z')
  assert.equal((await mei(start, { body: { position: far } })).status, 201)
  assert.deepEqual(await w.rows('select 1 from attendance_position where company_id = $company'), [])
})

test('where the company refuses, a punch far away or from nowhere leaves nothing behind, and one at a place is taken', async (t) => {
  const w = await world(t)
  const mei = await worker(w)
  await fenced(w, 'refuse')
  w.at('2026-03-02T09:00:00Z')
  const outside = await mei(start, { body: { position: far } })
  assert.deepEqual([outside.status, outside.error.code], [422, 'OUTSIDE_FENCE'])
  const details = { field: 'position', place: 'Office', distanceMeters: 5560, radiusMeters: 150 }
  assert.deepEqual(outside.error.details, details)
  assert.equal((await mei(start, { body: {} })).error.code, 'POSITION_NEEDED')
  assert.equal((await mei(myStatus)).data.status.state, 'off')
  assert.deepEqual(await w.rows('select 1 from attendance_entry where company_id = $company'), [])
  const answers = await Promise.all([1, 2, 3].map(() => mei(start, { body: { position: near } })))
  assert.deepEqual(
    answers.map(({ status }) => status).toSorted((a, b) => a - b),
    [201, 409, 409],
  )
  assert.equal((await mei(pause, { body: { position: { ...near, accuracyMeters: 900 } } })).status, 201, 'inexact is only flagged')
  assert.deepEqual((await mei(listDays, { query: { from: monday, to: monday } })).data.days[0]!.flags, ['position-inaccurate'])
  // The window ends four hours after the work.
  w.at('2026-03-02T21:00:00Z')
  assert.equal((await mei(end, { body: { position: far } })).error.code, 'OUTSIDE_FENCE')
  w.at('2026-03-02T21:00:01Z')
  assert.equal((await mei(end, { body: {} })).status, 201)
  const bad = await mei(start, { body: { position: { ...near, latitude: 91 } } })
  assert.deepEqual([bad.status, bad.error.code], [400, 'VALIDATION_FAILED'])
})

test('where the company flags, the day says so, and only who may see it is shown where', async (t) => {
  const w = await world(t)
  const boss = await w.as(['attendance.read:team', 'attendance.locate:team'])
  const blind = await w.as(['attendance.read:company'])
  const [mei, stranger] = [await worker(w, { managerId: boss.employeeId }), await worker(w)]
  await fenced(w, 'flag')
  w.at('2026-03-02T09:00:00Z')
  await mei(start, { body: { position: far } })
  await stranger(start, { body: { position: near } })
  w.at('2026-03-02T17:00:00Z')
  await mei(end, { body: {} })
  assert.deepEqual((await mei(listDays, { query: { from: monday, to: monday } })).data.days[0]!.flags, [
    'outside-fence',
    'position-missing',
  ])
  const seen = (await boss(listPositions, { query: range })).data.positions
  assert.deepEqual(
    seen.map(({ kind, verdict, placeName, distanceMeters, latitude }) => [kind, verdict, placeName, distanceMeters, latitude]),
    [
      ['end', 'unknown', null, null, null],
      ['start', 'outside', 'Office', 5560, far.latitude],
    ],
  )
  assert.deepEqual(
    (await stranger(listPositions, { query: range })).data.positions.map(({ verdict }) => verdict),
    ['inside'],
  )
  assert.equal((await stranger(listPositions, { query: { ...range, flagged: true } })).data.pagination.total, 0)
  assert.equal((await blind(listPositions, { query: range })).status, 403)
  const looked = await w.rows(`select data from domain_event where company_id = $company and kind = 'attendance-position.viewed'`)
  assert.deepEqual(looked, [{ data: { people: 1, ...range } }], 'looking at one’s own is nobody’s business')
})

test('a place of a branch holds for its people only, and who is approved to work elsewhere has no fence', async (t) => {
  const w = await world(t)
  const [mei, driver, home] = [await worker(w), await worker(w), await worker(w)]
  await fenced(w, 'refuse')
  const branch = (await w.admin(createBranch, { body: { name: 'Depot', code: 'DEP' } })).data.branch
  const body = { name: 'Depot', latitude: far.latitude, longitude: far.longitude, radiusMeters: 100, branchId: branch.id }
  assert.equal((await w.admin(createPlace, { body })).status, 201)
  await w.rows('update employment set branch_id = $1 where company_id = $company and employee_id = $2', branch.id, driver.employeeId)
  const asked = await home(askLocation, { body: { firstDay: monday, lastDay: monday, place: 'home' } })
  await w.rows(`update work_location_request set state = 'approved' where company_id = $company and id = $1`, asked.data.request.id)
  w.at('2026-03-02T09:00:00Z')
  assert.equal((await mei(start, { body: { position: far } })).error.code, 'OUTSIDE_FENCE')
  assert.equal((await driver(start, { body: { position: far } })).status, 201)
  assert.equal((await home(start, { body: { position: far } })).status, 201)
  const kept = await w.rows<{ id: string }>('select employee_id as id from attendance_position where company_id = $company')
  assert.deepEqual(kept, [{ id: driver.employeeId }])
})

test('positions are forgotten after ninety days, all of them once the fence is off; what the fence said stays', async (t) => {
  const w = await world(t)
  const mei = await worker(w)
  await fenced(w, 'flag')
  w.at('2026-03-02T09:00:00Z')
  await mei(start, { body: { position: far } })
  const kept = () =>
    w.rows<{ verdict: string; latitude: number }>('select verdict, latitude from attendance_position where company_id = $company')
  w.at('2026-05-31T08:59:00Z')
  await settleCompany(w.assembly.deps, w.companyId)
  assert.deepEqual(await kept(), [{ verdict: 'outside', latitude: far.latitude }])
  w.at('2026-05-31T09:01:00Z')
  await settleCompany(w.assembly.deps, w.companyId)
  assert.deepEqual(await kept(), [{ verdict: 'outside', latitude: null }])
  await w.rows('update attendance_position set latitude = 1, at = now() where company_id = $company')
  await w.rows(`update attendance_position set at = '2026-05-31T09:00:00Z' where company_id = $company`)
  await w.admin(updatePolicy, { body: { geofence: 'off' } })
  await settleCompany(w.assembly.deps, w.companyId)
  assert.deepEqual(await kept(), [{ verdict: 'outside', latitude: null }])
})

test('places are made, changed in order and removed by who sets up working time', async (t) => {
  const w = await world(t)
  const { place } = (await w.admin(createPlace, { body: { ...office, name: ' Office ' } })).data
  assert.deepEqual([place.name, place.branchId, place.isActive], ['Office', null, true])
  assert.equal((await w.admin(createPlace, { body: office })).error.code, 'GEOFENCE_PLACE_NAME_TAKEN')
  const params = { id: place.id }
  const answers = await Promise.all(
    [50, 60, 70].map((radiusMeters) => w.admin(updatePlace, { params, body: { radiusMeters, version: 1 } })),
  )
  assert.deepEqual(
    answers.map(({ status }) => status).toSorted((a, b) => a - b),
    [200, 409, 409],
  )
  const [mei, other] = [await worker(w), await world(t)]
  assert.equal((await mei(listPlaces)).status, 403)
  assert.equal((await mei(createPlace, { body: office })).status, 403)
  assert.equal((await other.admin(updatePlace, { params, body: { radiusMeters: 80 } })).status, 404)
  assert.equal((await w.admin(removePlace, { params })).status, 200)
  assert.equal((await w.admin(removePlace, { params })).status, 404)
  assert.equal((await w.admin(listPlaces)).data.pagination.total, 0)
})
