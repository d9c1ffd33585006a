import assert from 'node:assert/strict'
import { test } from 'node:test'
import { entriesOf, noon, send, setUp } from '../../../tests/kiosk.ts'
import { world } from '../../../tests/world.ts'
import type { Client } from '../../../tests/world.ts'
import { archiveEmployee } from '../employees/employees.lifecycle.contract.ts'
import { showCode } from './kiosk.contract.ts'

const codeOf = async (person: Client) => (await person(showCode)).data.code
const after = (seconds: number) => new Date(Date.parse(noon) + seconds * 1000).toISOString()

test('a code is taken once, by one of many at once, and never again, nor an older one; the same act sent again is taken', async (t) => {
  const w = await world(t)
  const kiosk = await setUp(w)
  const older = await codeOf(kiosk.mei)
  w.at(after(1))
  const code = await codeOf(kiosk.mei)
  const many = await Promise.all([0, 1, 2, 3].map((ms) => send(w, kiosk, { act: 'start', at: after(1 + ms / 1000), code })))
  assert.deepEqual(
    many
      .flat()
      .map(({ outcome, code: said }) => `${outcome} ${said}`)
      .toSorted(),
    ['refused CODE_USED', 'refused CODE_USED', 'refused CODE_USED', 'taken null'],
  )
  const [entry] = await w.rows<{ at: string }>('select at from attendance_entry where company_id = $company')
  const again = { act: 'start', at: new Date(entry!.at).toISOString(), code }
  assert.equal((await send(w, kiosk, again))[0]!.outcome, 'taken')
  assert.equal((await send(w, kiosk, { act: 'end', at: after(1), code: older }))[0]!.code, 'CODE_USED')
  w.at(after(600))
  assert.equal((await send(w, kiosk, again))[0]!.outcome, 'taken', 'also long after')
  assert.equal((await send(w, kiosk, { act: 'end', at: after(600), code: await codeOf(kiosk.mei) }))[0]!.outcome, 'taken')
  assert.deepEqual(
    (await entriesOf(w, kiosk.mei)).map(({ kind, source }) => `${kind} ${source}`),
    ['start kiosk', 'end kiosk'],
  )
})

test('a code that is too old, forged, of another company, of another branch or of who left is refused', async (t) => {
  const [w, other] = [await world(t), await world(t)]
  const [kiosk, theirs] = [await setUp(w), await setUp(other)]
  const elsewhere = await w.as(['attendance.clock'])
  const said = async (code: string, at = noon) => (await send(w, kiosk, { act: 'start', at, code }))[0]!.code
  const code = await codeOf(kiosk.mei)
  assert.equal(await said(await codeOf(theirs.mei)), 'CODE_UNKNOWN')
  const forged = code.slice(0, -1) + ((Number(code.at(-1)) + 1) % 10)
  for (const text of [forged, '1'.repeat(92), 'not a code']) assert.equal(await said(text), 'CODE_UNKNOWN')
  assert.equal(await said(await codeOf(elsewhere)), 'CODE_PERSON')
  assert.equal(await said(code, after(-3600)), 'PUNCH_TIME', 'a code says nothing of an hour ago')
  w.at(after(91))
  assert.equal(await said(code), 'CODE_EXPIRED')
  const fresh = await codeOf(kiosk.mei)
  const params = { id: kiosk.mei.employeeId }
  assert.equal((await w.admin(archiveEmployee, { params, body: {} })).status, 200)
  assert.equal(await said(fresh, after(91)), 'CODE_PERSON')
  assert.deepEqual(await entriesOf(w, kiosk.mei), [])
  assert.deepEqual(await w.rows('select * from kiosk_code where company_id = $company'), [], 'nothing was used up')
})

test('only who may clock has a code, and whose permission is gone clocks with none', async (t) => {
  const w = await world(t)
  const kiosk = await setUp(w)
  assert.equal((await (await w.as(['attendance.read:own']))(showCode)).status, 403)
  assert.equal((await w.nobody(showCode)).status, 401)
  const code = await codeOf(kiosk.mei)
  await w.rows('delete from access_grant where company_id = $company and user_id = $1', kiosk.mei.userId)
  assert.equal((await send(w, kiosk, { act: 'start', at: noon, code }))[0]!.code, 'FORBIDDEN')
})
