import assert from 'node:assert/strict'
import { test } from 'node:test'
import { signInAs, world } from '../../../tests/world.ts'
import type { World } from '../../../tests/world.ts'
import { clientOf } from '../../../tests/client.ts'
import { readSettings, settingsInForce } from '../../core/access.ts'
import { defaultSettings } from '../../core/settings.ts'
import { listLogs } from '../audit/audit.contract.ts'
import { me } from '../auth/auth.contract.ts'
import { getSettings, updateSettings } from './companies.contract.ts'

/** The admin with a token of the present moment of a clock that was set. */
async function adminNow(w: World) {
  const { userId, companyId, email } = w.admin
  return clientOf(w.assembly, { token: await signInAs(w.assembly, companyId, userId), userId, employeeId: null, companyId, email })
}
const rowsOf = ({ rows }: World) =>
  rows<{ first_day: string; version: number; settings: typeof defaultSettings }>(
    'select first_day, version, settings from company_settings where company_id = $company order by first_day',
  )
const onDay = async (w: World, day: string) =>
  settingsInForce(
    (await rowsOf(w)).map((row) => ({ firstDay: row.first_day, settings: row.settings })),
    `${day}T12:00:00Z`,
  ).settings

test('a company starts with the default settings, and everybody may read them', async (t) => {
  const w = await world(t)
  const mei = await w.as([])
  const { settings, version } = (await mei(getSettings)).data
  assert.equal(version, 1)
  assert.deepEqual(settings, {
    dataRetentionDays: null,
    timeZone: 'UTC',
    currency: 'USD',
    country: null,
    dateFormat: 'MM/DD/YYYY',
    timeFormat: '12',
    workingDays: [1, 2, 3, 4, 5],
    workingHoursStart: '09:00',
    workingHoursEnd: '17:00',
    attendanceGraceMinutes: 15,
    overtimeThresholdMinutes: 480,
    leaveApprovalRequired: true,
    autoApproveLeave: false,
    fiscalYearStart: '01-01',
    leaveYear: 'calendar',
    language: 'en',
    weekStart: 1,
    employeeNumberPattern: '0000',
  })
})

test('a change is in force in everybody’s next request, leaves the rest as it was and no other company touched', async (t) => {
  const [w, other] = [await world(t), await world(t)]
  const mei = await w.as([])
  await mei(me)
  const changed = await w.admin(updateSettings, { body: { currency: 'IDR', attendanceGraceMinutes: 5 } })
  assert.deepEqual(changed.data, { settings: { ...defaultSettings, currency: 'IDR', attendanceGraceMinutes: 5 }, version: 2 })
  assert.deepEqual((await mei(me)).data.settings, changed.data.settings)
  assert.deepEqual((await mei(getSettings)).data, changed.data)
  assert.deepEqual((await other.admin(getSettings)).data, { settings: defaultSettings, version: 1 })
})

test('a change holds from today: yesterday keeps what was in force, and a second change of the same day replaces the first', async (t) => {
  const w = await world(t)
  w.at('2026-07-29T12:00:00Z')
  await (
    await adminNow(w)
  )(updateSettings, { body: { attendanceGraceMinutes: 5 } })
  await (
    await adminNow(w)
  )(updateSettings, { body: { attendanceGraceMinutes: 7 } })
  w.at('2026-08-03T12:00:00Z')
  await (
    await adminNow(w)
  )(updateSettings, { body: { attendanceGraceMinutes: 9 } })
  assert.deepEqual(
    (await rowsOf(w)).map(({ first_day: day, version, settings }) => [day, version, settings.attendanceGraceMinutes]),
    [
      ['1970-01-01', 1, 15],
      ['2026-07-29', 3, 7],
      ['2026-08-03', 4, 9],
    ],
  )
  for (const [day, minutes] of [
    ['2026-07-28', 15],
    ['2026-07-29', 7],
    ['2026-08-02', 7],
    ['2026-08-03', 9],
  ] as const) {
    assert.equal((await onDay(w, day)).attendanceGraceMinutes, minutes, day)
  }
})

test('a change after a move westward, where it is still yesterday, is not undone when the day comes', async (t) => {
  const w = await world(t, { timeZone: 'Pacific/Kiritimati' })
  w.at('2026-07-29T12:00:00Z')
  const admin = await adminNow(w)
  await admin(updateSettings, { body: { timeZone: 'America/New_York' } })
  const { version } = (await admin(updateSettings, { body: { currency: 'EUR' } })).data
  assert.equal((await admin(getSettings)).data.version, version)
  assert.equal((await admin(updateSettings, { body: { timeFormat: '24', version } })).status, 200)
  for (const instant of ['2026-07-29T12:01:00Z', '2026-07-30T12:00:00Z', '2026-08-29T12:00:00Z']) {
    w.at(instant)
    const { settings } = (await (await adminNow(w))(getSettings)).data
    assert.deepEqual([settings.timeZone, settings.currency, settings.timeFormat], ['America/New_York', 'EUR', '24'], instant)
  }
})

test('a stale copy is refused with the current version, by version as by If-Match, and changes nothing', async (t) => {
  const w = await world(t)
  await w.admin(updateSettings, { body: { currency: 'EUR', version: 1 } })
  const stale = await w.admin(updateSettings, { body: { currency: 'GBP', version: 1 } })
  assert.deepEqual([stale.status, stale.error.code, stale.error.details], [409, 'STALE_VERSION', { current: 2 }])
  const staleTag = await w.admin(updateSettings, { body: { currency: 'GBP' }, headers: { 'if-match': '"1"' } })
  assert.deepEqual([staleTag.status, staleTag.error.code], [409, 'STALE_VERSION'])
  assert.equal((await w.admin(getSettings)).data.settings.currency, 'EUR')
  assert.equal((await w.admin(updateSettings, { body: { currency: 'GBP' }, headers: { 'if-match': '"2"' } })).status, 200)
})

test('of two admins who change the same copy at once one is refused; without a version no change is lost', async (t) => {
  const w = await world(t)
  const other = await w.as('company.update-settings')
  const same = await Promise.all([
    w.admin(updateSettings, { body: { currency: 'EUR', version: 1 } }),
    other(updateSettings, { body: { timeFormat: '24', version: 1 } }),
  ])
  assert.deepEqual(
    same.map(({ status }) => status).toSorted((a, b) => a - b),
    [200, 409],
  )
  const changes = [{ weekStart: 7 }, { dateFormat: 'YYYY-MM-DD' }, { leaveYear: 'fiscal' }, { workingDays: [1, 2, 3] }] as const
  const answers = await Promise.all(changes.map((body, index) => (index % 2 ? w.admin : other)(updateSettings, { body: body as never })))
  assert.deepEqual(
    answers.map(({ status }) => status),
    [200, 200, 200, 200],
  )
  assert.deepEqual(
    answers.map(({ data }) => data.version).toSorted((a, b) => a - b),
    [3, 4, 5, 6],
  )
  const { settings, version } = (await w.admin(getSettings)).data
  assert.deepEqual({ ...settings, ...Object.assign({}, ...changes) }, settings)
  assert.equal(version, 6)
})

test('what cannot be is refused and changes nothing', async (t) => {
  const w = await world(t)
  const cases: [object, number, string][] = [
    [{ timeZone: 'Mars/Olympus' }, 422, 'TIME_ZONE_UNKNOWN'],
    [{ workingHoursStart: '17:00' }, 422, 'WORKING_HOURS'],
    [{ workingHoursEnd: '08:00' }, 422, 'WORKING_HOURS'],
    [{ currency: 'usd' }, 400, 'VALIDATION_FAILED'],
    [{ workingDays: [] }, 400, 'VALIDATION_FAILED'],
    [{ workingDays: [1, 1] }, 400, 'VALIDATION_FAILED'],
    [{ workingDays: [8] }, 400, 'VALIDATION_FAILED'],
    [{ overtimeThresholdMinutes: '480' }, 400, 'VALIDATION_FAILED'],
    [{ companyId: w.companyId, currency: 'EUR' }, 400, 'VALIDATION_FAILED'],
    [{}, 400, 'VALIDATION_FAILED'],
  ]
  for (const [body, status, code] of cases) {
    const refused = await w.admin.raw('PATCH', 'company/settings', body)
    assert.deepEqual([refused.status, refused.error.code], [status, code], JSON.stringify(body))
  }
  assert.deepEqual((await w.admin(getSettings)).data, { settings: defaultSettings, version: 1 })
})

test('only who may change settings can; the change is told in the audit log', async (t) => {
  const w = await world(t)
  const mei = await w.as(['company.update-features', 'audit.read'])
  const refused = await mei(updateSettings, { body: { currency: 'EUR' } })
  assert.deepEqual([refused.status, refused.error.code], [403, 'FORBIDDEN'])
  assert.equal((await w.nobody(updateSettings, { body: { currency: 'EUR' } })).status, 401)
  await w.admin(updateSettings, { body: { currency: 'EUR', workingDays: [1, 2, 3, 4] } })
  const { entries } = (await mei(listLogs, { query: { kind: 'company.settings-changed' } })).data
  assert.equal(entries.length, 1)
  assert.equal(entries[0]!.story, 'Ada Admin changed the company settings')
  assert.deepEqual(
    entries[0]!.changes.toSorted((a, b) => (a.field < b.field ? -1 : 1)),
    [
      { field: 'currency', before: 'USD', after: 'EUR' },
      { field: 'workingDays', before: '[1,2,3,4,5]', after: '[1,2,3,4]' },
    ],
  )
})

test('work without a signed-in person reads the same settings', async (t) => {
  const w = await world(t)
  await w.admin(updateSettings, { body: { currency: 'JPY' } })
  assert.equal((await w.assembly.deps.door.enterAsSystem(w.companyId, (ctx) => readSettings(ctx))).currency, 'JPY')
})
