import assert from 'node:assert/strict'
import { test } from 'node:test'
import { world } from '../../../tests/world.ts'
import type { Client } from '../../../tests/world.ts'
import { createDepartment } from '../organization/organization.contract.ts'
import { askShift, changeShiftRequest } from './shift-request.contract.ts'
import { assignShift, createShift } from './shift.contract.ts'

const [monday, tuesday] = ['2026-03-09', '2026-03-10']

test('a colleague who is asked to swap hears of it by mail, unless the request was withdrawn before', async (t) => {
  const w = await world(t)
  w.at('2026-03-02T08:00:00Z')
  const { department } = (await w.admin(createDepartment, { body: { code: 'ER', name: 'Emergency' } })).data
  const nurse = (firstName: string) =>
    w.as(['shift.request', 'attendance.read:own'], { firstName, lastName: 'Nurse', departmentId: department.id })
  const [mei, budi] = [await nurse('Mei'), await nurse('Budi')]
  const give = async (person: Client, name: string, startTime: string, endTime: string) => {
    const { shift } = (await w.admin(createShift, { body: { name, startTime, endTime } })).data
    const body = { shiftId: shift.id, employeeId: person.employeeId, firstDay: monday, lastDay: tuesday }
    assert.equal((await w.admin(assignShift, { body })).status, 201)
  }
  await give(mei, 'Early', '06:00', '14:00')
  await give(budi, 'Late', '14:00', '22:00')
  const ask = async (day: string, note?: string) => {
    const answer = await mei(askShift, { body: { kind: 'swap', day, colleagueId: budi.employeeId, ...(note && { note }) } })
    assert.equal(answer.status, 201, JSON.stringify(answer.json))
    return answer.data.request.id
  }
  const params = { id: await ask(tuesday) }
  assert.equal((await mei(changeShiftRequest, { params, body: { state: 'withdrawn' } })).status, 200)
  await ask(monday, 'A wedding')
  const mail = await w.mailTo(budi.email)
  assert.equal(mail.subject, 'Mei Nurse asks to swap shifts with you')
  assert.match(mail.text, /on Monday, March 9, 2026.*They say: A wedding/)
  await w.runJobs()
  const mails = await w.assembly.deps.mailer.list(500)
  assert.equal(mails.filter(({ to }) => to === budi.email).length, 1)
  assert.equal(mails.filter(({ to }) => to === mei.email).length, 0)
})
