import assert from 'node:assert/strict'
import { test } from 'node:test'
import { world } from '../../../tests/world.ts'
import type { Client, World } from '../../../tests/world.ts'
import { newId } from '../../core/ids.ts'
import { end, listDays, myStatus, start } from './attendance.contract.ts'
import { createDevice, importEntries, listDevices, updateDevice } from './entry-import.contract.ts'

const worker = (w: World, options: object = {}) => w.as(['attendance.clock', 'attendance.read:own'], options)
async function numberOf(w: World, { employeeId }: Client) {
  const [row] = await w.rows<{ number: string }>(
    'select employee_number as number from employee where company_id = $company and id = $1',
    employeeId,
  )
  return row!.number
}
const dayOf = async (person: Client, date = '2026-03-02') => (await person(listDays, { query: { from: date, to: date } })).data.days[0]!
const entry = (employeeNumber: string, kind: 'start' | 'break' | 'resume' | 'end', at: string) => ({
  employeeNumber,
  kind,
  at: `2026-03-${at}:00Z`,
})

test('entries of a device become the day, in whatever order they come, and the clock follows', async (t) => {
  const w = await world(t)
  const mei = await worker(w)
  const number = await numberOf(w, mei)
  w.at('2026-03-02T18:00:00Z')
  const first = (
    await w.admin(importEntries, { body: { entries: [entry(number, 'end', '02T17:00'), entry(number, 'start', '02T09:00')] } })
  ).data
  assert.deepEqual(first, { added: 2, known: 0, rejected: [] })
  const entries = [
    entry(number, 'start', '02T09:00'),
    entry(number, 'resume', '02T12:30'),
    entry(number, 'break', '02T12:00'),
    entry(number, 'start', '02T17:45'),
  ]
  assert.deepEqual((await w.admin(importEntries, { body: { entries } })).data, { added: 3, known: 1, rejected: [] })
  const day = await dayOf(mei)
  assert.deepEqual([day.workedMinutes, day.breakMinutes, day.status], [465, 30, 'open'])
  assert.partialDeepStrictEqual((await mei(myStatus)).data.status, {
    state: 'working',
    since: '2026-03-02T17:45:00.000Z',
    workDate: '2026-03-02',
  })
  w.at('2026-03-02T19:00:00Z')
  assert.equal((await mei(end, { body: {} })).status, 201)
  assert.equal((await dayOf(mei)).workedMinutes, 525)
})

test('fifty overlapping imports at once lose nothing and double nothing', async (t) => {
  const w = await world(t)
  const people = await Promise.all(Array.from({ length: 5 }, () => worker(w)))
  const numbers = await Promise.all(people.map((one) => numberOf(w, one)))
  w.at('2026-03-06T20:00:00Z')
  const all = numbers.flatMap((number) =>
    ['02', '03', '04', '05'].flatMap((date) => [
      entry(number, 'start', `${date}T09:00`),
      entry(number, 'break', `${date}T12:00`),
      entry(number, 'resume', `${date}T12:45`),
      entry(number, 'end', `${date}T17:45`),
    ]),
  )
  const answers = await Promise.all(
    Array.from({ length: 50 }, (_, index) => {
      // Each file is a different window of the whole, begun at a different row, so that they overlap and are ordered differently.
      const turned = [...all.slice((index * 13) % all.length), ...all.slice(0, (index * 13) % all.length)]
      return w.admin(importEntries, { body: { entries: turned.slice(0, 30) } })
    }),
  )
  assert(
    answers.every(({ status }) => status === 200),
    answers.map(({ status }) => status).join(),
  )
  const [count] = await w.rows<{ count: number }>('select count(*)::int as count from attendance_entry where company_id = $company')
  assert.equal(count!.count, all.length)
  assert.equal(
    answers.reduce((sum, { data }) => sum + data.added, 0),
    all.length,
  )
  const days = await w.rows<{ worked: number; rested: number }>(
    'select worked_minutes as worked, break_minutes as rested from attendance_day where company_id = $company',
  )
  assert.deepEqual(
    days,
    Array.from({ length: 20 }, () => ({ worked: 480, rested: 45 })),
  )
})

test('an import and a punch at the same moment are both in the day', async (t) => {
  const w = await world(t)
  const mei = await worker(w)
  const number = await numberOf(w, mei)
  w.at('2026-03-02T13:00:00Z')
  assert.equal((await mei(start, { body: {} })).status, 201)
  w.at('2026-03-02T15:00:00Z')
  const entries = [entry(number, 'start', '02T08:00'), entry(number, 'end', '02T12:00')]
  const [imported, ended] = await Promise.all([w.admin(importEntries, { body: { entries } }), mei(end, { body: {} })])
  assert.deepEqual([imported.status, ended.status], [200, 201])
  const [day] = await w.rows('select worked_minutes as worked from attendance_day where company_id = $company')
  assert.deepEqual(day, { worked: 360 })
  assert.equal((await mei(myStatus)).data.status.state, 'off')
})

test('a CSV file is taken by its heading; rows that cannot be are told one by one', async (t) => {
  const w = await world(t)
  const mei = await worker(w)
  const number = await numberOf(w, mei)
  w.at('2026-03-02T20:00:00Z')
  const csv = [
    'at;kind;employeeNumber;timeZone',
    `2026-03-02T09:00:00+07:00;start;${number};Asia/Jakarta`,
    `2026-03-02T17:00:00+07:00;end;${number};Asia/Jakarta`,
    `2026-03-02T17:00:00;end;${number};`,
    `2026-03-02T17:00:00Z;end;nobody;`,
    `2026-03-02T17:00:00Z;stop;${number};`,
    `2026-03-02T17:00:00Z;end;${number};Asia/Atlantis`,
    `2026-03-03T17:00:00Z;end;${number};`,
  ].join('\n')
  const { added, rejected } = (await w.admin(importEntries, { body: { csv } })).data
  assert.equal(added, 2)
  assert.deepEqual(
    rejected.map(({ row, code }) => [row, code]),
    [
      [3, 'INSTANT_INVALID'],
      [4, 'EMPLOYEE_UNKNOWN'],
      [5, 'KIND_UNKNOWN'],
      [6, 'TIME_ZONE_UNKNOWN'],
      [7, 'ENTRY_IN_FUTURE'],
    ],
  )
  assert.equal((await dayOf(mei)).workedMinutes, 480)
  const [stored] = await w.rows(
    `select source, local_time::text as local from attendance_entry where company_id = $company and kind = 'start'`,
  )
  assert.deepEqual(stored, { source: 'import', local: '2026-03-02 09:00:00' })
  assert.equal((await w.admin(importEntries, { body: { csv: 'a,b\n1,2' } })).error.code, 'ENTRIES_HEADING')
  assert.equal((await w.admin(importEntries, { body: { csv, entries: [] } })).error.code, 'ENTRIES_TWICE')
  const long = ['employeeNumber,kind,at', ...Array.from({ length: 1001 }, () => `${number},start,2026-03-02T09:00:00Z`)].join('\n')
  assert.equal((await w.admin(importEntries, { body: { csv: long } })).error.code, 'ENTRIES_TOO_MANY')
})

test('nobody is absent before the devices of their branch have told what they hold', async (t) => {
  const w = await world(t)
  const branchId = newId()
  await w.rows(`insert into branch (company_id, id, code, name) values ($company, $1, 'B', 'B')`, branchId)
  const [here, elsewhere] = [await worker(w, { branchId }), await worker(w)]
  const { device } = (await w.admin(createDevice, { body: { name: ' Door ', branchId } })).data
  assert.deepEqual([device.name, device.isActive, device.syncedUntil], ['Door', true, null])
  const statuses = async () => [(await dayOf(here)).status, (await dayOf(elsewhere)).status]
  w.at('2026-03-03T12:00:00Z')
  assert.deepEqual(await statuses(), ['undecided', 'absent'])
  const sync = (syncedUntil: string) => w.admin(importEntries, { body: { deviceId: device.id, syncedUntil } })
  assert.equal((await sync('2026-03-02T16:59:00Z')).status, 200)
  assert.deepEqual(await statuses(), ['undecided', 'absent'])
  await Promise.all([sync('2026-03-02T17:00:00Z'), sync('2026-03-01T00:00:00Z')])
  assert.deepEqual(await statuses(), ['absent', 'absent'], 'what came never goes back')
  const late = (await w.admin(createDevice, { body: { name: 'Gate' } })).data.device
  assert.deepEqual(await statuses(), ['undecided', 'undecided'])
  await w.admin(updateDevice, { params: { id: late.id }, body: { isActive: false, version: 1 } })
  assert.deepEqual(await statuses(), ['absent', 'absent'])
  assert.equal((await w.admin(updateDevice, { params: { id: late.id }, body: { name: 'X', version: 1 } })).error.code, 'STALE_VERSION')
  assert.equal((await w.admin(createDevice, { body: { name: 'Door' } })).error.code, 'ATTENDANCE_DEVICE_NAME_TAKEN')
  assert.equal((await w.admin(listDevices)).data.pagination.total, 2)
})

test('who may not take in entries does not, and numbers and devices of another company are not there', async (t) => {
  const [one, other] = [await world(t), await world(t)]
  const mei = await worker(one)
  const number = await numberOf(one, mei)
  const { device } = (await one.admin(createDevice, { body: { name: 'Door' } })).data
  one.at('2026-03-02T20:00:00Z')
  const body = { entries: [entry(number, 'start', '02T09:00')] }
  assert.equal((await mei(importEntries, { body })).status, 403)
  assert.equal((await one.nobody(importEntries, { body })).status, 401)
  assert.deepEqual(
    (await other.admin(importEntries, { body })).data.rejected.map(({ code }) => code),
    ['EMPLOYEE_UNKNOWN'],
  )
  assert.equal((await other.admin(importEntries, { body: { ...body, deviceId: device.id } })).status, 404)
  assert.equal((await other.admin(updateDevice, { params: { id: device.id }, body: { name: 'X' } })).status, 404)
  assert.deepEqual(await one.rows('select id from attendance_entry where company_id = $company'), [])
})
