import assert from 'node:assert/strict'
import { leaveCalendar } from '../server/modules/leave/leave.calendar.contract.ts'
import { test } from 'node:test'
import { addDays, eachDay, weekdayOf } from '../server/core/dates.ts'
import { newId } from '../server/core/ids.ts'
import { end, listDays, listToday, myStatus, start } from '../server/modules/attendance/attendance.contract.ts'
import { listEntity, verifyAudit } from '../server/modules/audit/audit.contract.ts'
import { login, me, resetPassword, signup } from '../server/modules/auth/auth.contract.ts'
import { createEmployee } from '../server/modules/employees/employees.contract.ts'
import { approveLeave, getRequest, listApprovals, previewLeave, submitLeave } from '../server/modules/leave/leave.contract.ts'
import { listTypes, myBalances } from '../server/modules/leave/leave.balance.contract.ts'
import { createDepartment } from '../server/modules/organization/organization.contract.ts'
import { createUser } from '../server/modules/users/users.contract.ts'
import { clientOf } from './client.ts'
import type { Client } from './client.ts'
import { sealEverything } from './seal.ts'
import { world } from './world.ts'
import type { World } from './world.ts'

const password = 'a long pass phrase of 2026'
const today = new Date().toISOString().slice(0, 10)
// The first Monday to Wednesday of March next year: always ahead, and in one leave year.
const firstDay = eachDay(`${Number(today.slice(0, 4)) + 1}-03-01`, `${Number(today.slice(0, 4)) + 1}-03-07`).find(
  (day) => weekdayOf(day) === 1,
)!
const lastDay = addDays(firstDay, 2)

test('a company signs up and hires; an employee clocks in and takes three days; the manager decides; the audit tells it', async (t) => {
  const w = await world(t)
  const { admin, company } = await signUpByPassword(w)
  const departmentId = (await admin(createDepartment, { body: { code: 'ENG', name: 'Engineering' } })).data.department.id
  const managerId = await hire(admin, { firstName: 'Bo', lastName: 'Boss', departmentId })
  const employeeId = await hire(admin, { firstName: 'Mei', lastName: 'Chen', departmentId, managerId })
  const manager = await invite(w, admin, managerId, 'manager')
  const employee = await invite(w, admin, employeeId, 'employee')

  const who = (await employee(me)).data
  assert.deepEqual([who.user.firstName, who.user.employeeId, who.company.id], ['Mei', employeeId, company])

  assert.deepEqual((await employee(myStatus)).data.status.allowed, ['start'])
  assert.equal((await employee(start, { body: {} })).data.status.state, 'working')
  const board = (await manager(listToday)).data
  assert.equal(board.people.find((person) => person.employeeId === employeeId)?.presence, 'working', 'the manager sees it at once')
  assert.equal((await employee(end, { body: {} })).data.status.state, 'off')

  const typeId = (await employee(listTypes)).data.types.find(({ code }) => code === 'annual')!.id
  const available = async () =>
    (await employee(myBalances, { query: { asOf: firstDay } })).data.balances.find((balance) => balance.typeId === typeId)!
  const before = await available()
  assert.deepEqual([before.entitled, before.available], ['20', '20'])
  const { preview } = (await employee(previewLeave, { body: { typeId, firstDay, lastDay } })).data
  assert.deepEqual([preview.quantity, preview.availableBefore, preview.availableAfter, preview.refusal], ['3', '20', '17', null])
  assert.deepEqual(
    preview.dates.map(({ day, quantity, reason }) => [day, quantity, reason]),
    eachDay(firstDay, lastDay).map((day) => [day, '1', 'work']),
  )
  const { request } = (await employee(submitLeave, { body: { typeId, firstDay, lastDay, note: 'Family visit' } })).data
  assert.deepEqual([request.state, request.quantity, (await available()).held], ['pending', '3', '3'])

  const mail = await w.mailTo(emailOf(company, 'bo'))
  assert.equal(mail.subject, 'Mei Chen asks for 3 days of Annual leave')
  const inbox = (await manager(listApprovals)).data.requests
  assert.deepEqual(
    inbox.map(({ id, note, can }) => [id, note, can.approve]),
    [[request.id, 'Family visit', true]],
  )
  const { consequence } = (await manager(getRequest, { params: { id: request.id } })).data
  assert.deepEqual(consequence, { availableNow: '20', availableAfter: '17', teamSize: 1, awayWith: [], coverage: [] })
  const body = { comment: 'Enjoy', version: inbox[0]!.version }
  assert.equal((await manager(approveLeave, { params: { id: request.id }, body })).data.request.state, 'approved')

  const after = await available()
  assert.deepEqual([after.taken, after.held, after.available], ['3', '0', '17'])
  const { days } = (await employee(listDays, { query: { from: addDays(firstDay, -1), to: addDays(lastDay, 1) } })).data
  assert.deepEqual(
    days.map(({ date, status }) => [date, status]),
    [[addDays(firstDay, -1), 'day-off'], ...eachDay(firstDay, lastDay).map((day) => [day, 'on-leave']), [addDays(lastDay, 1), 'undecided']],
  )
  const { absences } = (await manager(leaveCalendar, { query: { from: firstDay, to: lastDay } })).data
  assert.deepEqual(
    absences.map((absence) => [absence.employee.id, absence.firstDay, absence.lastDay]),
    [[employeeId, firstDay, lastDay]],
  )

  const { entries } = (await admin(listEntity, { params: { type: 'leave-request', id: request.id } })).data
  const what = `3 days of Annual leave, ${firstDay} to ${lastDay}`
  assert.deepEqual(
    entries.map(({ story }) => story),
    [`Mei Chen asked for ${what}`, `Bo Boss approved ${what}, for Mei Chen`],
  )
  assert.deepEqual(entries[1]!.changes, [
    { field: 'state', before: 'pending', after: 'approved' },
    { field: 'comment', before: null, after: 'Enjoy' },
  ])
  await sealEverything(w.assembly.deps.system, company)
  const intact = (await admin(verifyAudit)).data
  assert.deepEqual([intact.intact, intact.fault, intact.entries > 8], [true, null, true])
  assert.ok((await admin(listEntity, { params: { type: 'leave-request', id: request.id } })).data.entries.every(({ sealed }) => sealed))
})

test('one changed byte of a sealed entry is found and the entry is named', async (t) => {
  const w = await world(t)
  const boss = await w.as(['leave.approve', 'leave.read'])
  const mei = await w.as(['leave.request'], { balance: { annual: '5' } })
  const [type] = await w.rows<{ id: string }>(`select id from leave_type where company_id = $company and code = 'annual'`)
  const asked = (await mei(submitLeave, { body: { typeId: type!.id, firstDay, lastDay, note: 'Family visit' } })).data.request
  await boss(approveLeave, { params: { id: asked.id }, body: {} })
  await sealEverything(w.assembly.deps.system, w.companyId)
  assert.equal((await w.admin(verifyAudit)).data.intact, true)
  const [entry] = await w.rows<{ id: string }>(`select id from domain_event where company_id = $company and kind = 'leave.approved'`)
  const spoil = (from: string, to: string) =>
    w.rows(
      `update domain_event set after = replace(after::text, $2, $3)::jsonb where company_id = $company and id = $1`,
      entry!.id,
      from,
      to,
    )
  await spoil('approved', 'approvad')
  const { intact, fault } = (await w.admin(verifyAudit)).data
  assert.deepEqual([intact, fault?.entryId, fault?.problem], [false, entry!.id, 'This entry is not what was sealed.'])
  await spoil('approvad', 'approved')
  assert.equal((await w.admin(verifyAudit)).data.intact, true)
})

const emailOf = (company: string, name: string) => `${name}@${company.slice(-12)}.test`

async function signUpByPassword({ nobody, assembly }: World) {
  const subdomain = `j-${newId().slice(-12)}`
  const email = `admin@${subdomain}.test`
  const signedUp = await nobody(signup, {
    body: { companyName: 'Acme Corp', subdomain, firstName: 'Ada', lastName: 'Admin', email, password },
  })
  assert.equal(signedUp.status, 201)
  return { admin: await signIn(assembly, email), company: signedUp.data.company.id }
}

async function signIn(assembly: World['assembly'], email: string): Promise<Client> {
  const { user, company, tokens } = (await clientOf(assembly, null)(login, { body: { email, password } })).data
  return clientOf(assembly, { token: tokens.accessToken, userId: user.id, employeeId: user.employeeId, companyId: company.id, email })
}

async function hire(admin: Client, person: { firstName: string; lastName: string; departmentId: string; managerId?: string }) {
  return (await admin(createEmployee, { body: { joinedOn: '2020-01-06', ...person } })).data.employee.id
}

/** An account by invitation: the link in the mail sets the password, and with it they sign in. */
async function invite(w: World, admin: Client, employeeId: string, roleCode: string) {
  const firstName = roleCode === 'manager' ? 'Bo' : 'Mei'
  const email = emailOf(admin.companyId, firstName.toLowerCase())
  const lastName = roleCode === 'manager' ? 'Boss' : 'Chen'
  assert.equal((await admin(createUser, { body: { email, firstName, lastName, roleCode, employeeId } })).status, 201)
  const { text } = await w.mailTo(email)
  const token = /token=([\w.-]+)/.exec(text)?.[1]
  assert.ok(token, text)
  assert.equal((await w.nobody(resetPassword, { body: { token, password } })).status, 200)
  const client = await signIn(w.assembly, email)
  // The yearly leave comes by a job after the hire.
  const entitled = async () => (await client(myBalances, { query: { asOf: firstDay } })).data.balances[0]!.entitled
  while ((await entitled()) === '0') await w.runJobs()
  return client
}
