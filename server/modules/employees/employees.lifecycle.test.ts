import assert from 'node:assert/strict'
import { test } from 'node:test'
import { world } from '../../../tests/world.ts'
import type { Client, World } from '../../../tests/world.ts'
import type { Body } from '../../core/contract.ts'
import { newId } from '../../core/ids.ts'
import { createDepartment, getDepartment } from '../organization/organization.contract.ts'
import { createEmployee, getEmployee, updateEmployee } from './employees.contract.ts'
import { assignUser, listEmployments, startEmployment } from './employees.employment.contract.ts'
import { archiveEmployee, rehireEmployee, restoreEmployee } from './employees.lifecycle.contract.ts'
import { movePeopleAlong } from './employees.lifecycle.jobs.ts'

const monday = '2026-03-02T09:00:00Z'
const byId = (person: Client) => ({ params: { id: person.employeeId } })
const archive = (client: Client, person: Client, body: Body<typeof archiveEmployee> = {}) =>
  client(archiveEmployee, { ...byId(person), body })
const change = (client: Client, person: Client, body: Body<typeof updateEmployee>) => client(updateEmployee, { ...byId(person), body })
const shown = async (client: Client, person: Client) => (await client(getEmployee, byId(person))).data.employee
const spans = async (client: Client, person: Client) =>
  (await client(listEmployments, byId(person))).data.employments.map(({ firstDay, lastDay }) => [firstDay, lastDay]).reverse()
const runJob = ({ assembly, companyId }: World) => movePeopleAlong(assembly.deps, companyId)
const codeOf = ({ status, error }: { status: number; error: { code: string } }) => [status, error.code]
const statusesOf = (answers: readonly { status: number }[]) => answers.map(({ status }) => status).sort((a, b) => a - b)

async function company(t: Parameters<typeof world>[0], settings: { timeZone?: string } = {}) {
  const w = await world(t, settings)
  w.at(monday)
  return w
}

test('notice sets the last day and ends the employment on it; taken back, both are open again', async (t) => {
  const { admin, as } = await company(t)
  const person = await as([])
  assert.deepEqual(codeOf(await change(admin, person, { status: 'notice' })), [422, 'NOTICE_NEEDS_LAST_DAY'])
  const { employee } = (await change(admin, person, { status: 'notice', leftOn: '2026-05-31', leavingReason: 'Moving' })).data
  assert.partialDeepStrictEqual(employee, {
    status: 'notice',
    leftOn: '2026-05-31',
    team: { noticeOn: '2026-03-02', leavingReason: 'Moving' },
  })
  assert.deepEqual(await spans(admin, person), [['2020-01-06', '2026-05-31']])
  await change(admin, person, { leftOn: '2026-06-30' })
  assert.deepEqual(await spans(admin, person), [['2020-01-06', '2026-06-30']])
  const back = (await change(admin, person, { status: 'active' })).data.employee
  assert.partialDeepStrictEqual(back, { status: 'active', leftOn: null, team: { noticeOn: null, leavingReason: null } })
  assert.deepEqual(await spans(admin, person), [['2020-01-06', null]])
})

test('a status that does not follow is refused with what would', async (t) => {
  const { admin, as } = await company(t)
  const { status, error } = await change(admin, await as([]), { status: 'onboarding' })
  assert.deepEqual(
    [status, error.code, error.details],
    [409, 'STATUS_TRANSITION', { from: 'active', to: 'onboarding', allowed: ['on-leave', 'suspended', 'notice'] }],
  )
})

test('who joins becomes active on the day, who leaves has left the day after; running again changes nothing', async (t) => {
  const w = await company(t, { timeZone: 'Pacific/Auckland' })
  const boss = await w.as([])
  const leaver = await w.as([], { managerId: boss.employeeId })
  const report = await w.as([], { managerId: leaver.employeeId })
  const { employee } = (await w.admin(createEmployee, { body: { firstName: 'Jo', lastName: 'Iner', joinedOn: '2026-03-04' } })).data
  await change(w.admin, leaver, { status: 'notice', leftOn: '2026-03-03' })
  const statuses = async () => [
    (await w.admin(getEmployee, { params: { id: employee.id } })).data.employee.status,
    (await shown(w.admin, leaver)).status,
  ]
  await runJob(w)
  assert.deepEqual(await statuses(), ['onboarding', 'notice'])
  // In Auckland it is the fourth by now.
  w.at('2026-03-03T12:00:00Z')
  await Promise.all([runJob(w), runJob(w)])
  await runJob(w)
  assert.deepEqual(await statuses(), ['active', 'left'])
  assert.deepEqual(await spans(w.admin, leaver), [['2020-01-06', '2026-03-03']])
  assert.equal((await shown(w.admin, report)).managerId, boss.employeeId)
  const events = await w.rows<{ kind: string }>(
    `select kind from domain_event where company_id = $company and kind in ('employee.started', 'employee.left') order by kind`,
  )
  assert.deepEqual(
    events.map(({ kind }) => kind),
    ['employee.left', 'employee.started'],
  )
})

test('archiving closes the account at once, hands on reports and headships, and keeps history', async (t) => {
  const { admin, as, rows } = await company(t)
  const boss = await as([], { lastName: 'Boss' })
  const person = await as(['employee.read'], { managerId: boss.employeeId })
  const [report, planned] = [await as([], { managerId: person.employeeId }), await as([])]
  await admin(startEmployment, { ...byId(planned), body: { firstDay: '2026-09-01', managerId: person.employeeId } })
  const { department } = (await admin(createDepartment, { body: { code: 'D', name: 'D', headEmployeeId: person.employeeId } })).data
  await rows(
    'insert into department_manager (company_id, department_id, employee_id) values ($company, $1, $2)',
    department.id,
    person.employeeId,
  )
  assert.equal((await person(getEmployee, byId(person))).status, 200)
  const { employee } = (await archive(admin, person, { reason: 'Gone' })).data
  assert.partialDeepStrictEqual(employee, { status: 'archived', leftOn: '2026-03-02', team: { leavingReason: 'Gone' } })
  assert.equal((await person(getEmployee, byId(person))).status, 401)
  assert.deepEqual(await spans(admin, person), [['2020-01-06', '2026-03-02']])
  assert.equal((await admin(getDepartment, { params: { id: department.id } })).data.department.headEmployeeId, null)
  assert.deepEqual(await rows('select * from department_manager where company_id = $company'), [])
  assert.deepEqual(await spans(admin, report), [
    ['2020-01-06', '2026-03-02'],
    ['2026-03-03', null],
  ])
  const newest = async (of: Client) => (await admin(listEmployments, byId(of))).data.employments[0]!
  assert.deepEqual([(await newest(report)).managerId, (await newest(report)).team?.reason], [boss.employeeId, 'manager'])
  assert.equal((await newest(planned)).managerId, boss.employeeId, 'what was planned follows')
  assert.equal((await shown(admin, report)).managerId, person.employeeId, 'until tonight')
  assert.deepEqual(codeOf(await change(admin, person, { firstName: 'X' })), [409, 'EMPLOYEE_ARCHIVED'])
  assert.deepEqual(codeOf(await admin(startEmployment, { ...byId(person), body: { firstDay: '2025-01-01' } })), [409, 'EMPLOYEE_ARCHIVED'])
})

test('a report who is planned to lead the manager of who goes reports to nobody, and nothing is in the way of going', async (t) => {
  const { admin, as } = await company(t)
  const boss = await as([])
  const person = await as([], { managerId: boss.employeeId })
  const [riser, other] = [await as([], { managerId: person.employeeId }), await as([], { managerId: person.employeeId })]
  await change(admin, person, { status: 'notice', leftOn: '2026-03-01', noticeOn: '2026-02-01' })
  const planned = await admin(startEmployment, { ...byId(boss), body: { firstDay: '2026-09-01', managerId: riser.employeeId } })
  assert.equal(planned.status, 201)
  assert.equal((await archive(admin, person)).status, 200)
  assert.deepEqual([(await shown(admin, riser)).managerId, (await shown(admin, other)).managerId], [null, boss.employeeId])
})

test('restoring gives back the account and the employment, not the position, the headship or the reports', async (t) => {
  const { admin, as, rows, at } = await company(t)
  const boss = await as([])
  const person = await as([], { managerId: boss.employeeId })
  const report = await as([], { managerId: person.employeeId })
  const positionId = newId()
  await rows(`insert into position (company_id, id, code, title, headcount) values ($company, $1, 'P', 'P', 1)`, positionId)
  await admin(assignUser, { params: { id: positionId }, body: { employeeId: person.employeeId } })
  await archive(admin, person)
  assert.equal(
    (await admin(assignUser, { params: { id: positionId }, body: { employeeId: boss.employeeId, firstDay: '2026-03-03' } })).status,
    200,
  )
  at('2026-03-05T09:00:00Z')
  const { employee } = (await admin(restoreEmployee, byId(person))).data
  assert.partialDeepStrictEqual(employee, { status: 'active', leftOn: null, positionId: null, managerId: boss.employeeId })
  const [account] = await rows<{ status: string }>('select status from user_account where company_id = $company and id = $1', person.userId)
  assert.equal(account?.status, 'active')
  assert.deepEqual(await spans(admin, person), [
    ['2020-01-06', '2026-03-01'],
    ['2026-03-02', '2026-03-02'],
    ['2026-03-03', null],
  ])
  assert.equal((await shown(admin, report)).managerId, boss.employeeId)
  assert.deepEqual(codeOf(await admin(restoreEmployee, byId(person))), [409, 'NOT_ARCHIVED'])
})

test('nobody archives themselves, the last administrator or somebody who may do more', async (t) => {
  const { admin, as, rows } = await company(t)
  const clerk = await as(['employee.archive', 'employee.read-team'])
  assert.deepEqual(codeOf(await archive(clerk, clerk)), [409, 'OWN_RECORD'])
  const strong = await as(['employee.archive', 'employee.create'])
  assert.deepEqual(codeOf(await archive(clerk, strong)), [403, 'ACCOUNT_ABOVE_OWN'])
  const head = await as([])
  await rows('update employee set user_id = $1 where company_id = $company and id = $2', admin.userId, head.employeeId)
  await rows('update company_state set access_version = access_version + 1 where company_id = $company')
  const everything = await as(['employee.archive', 'user.archive'])
  assert.deepEqual(codeOf(await archive(everything, head)), [409, 'LAST_ADMIN'])
  assert.equal((await shown(admin, head)).status, 'active')
})

test('archiving is refused for a day to come, a stale copy, the archived and those out of reach', async (t) => {
  const { admin, as } = await company(t)
  const person = await as([])
  assert.deepEqual(codeOf(await archive(admin, person, { leftOn: '2026-03-03' })), [422, 'LAST_DAY_NOT_PAST'])
  assert.deepEqual(codeOf(await archive(admin, person, { version: 9 })), [409, 'STALE_VERSION'])
  assert.deepEqual(codeOf(await archive(await as('employee.archive:team'), person)), [404, 'NOT_FOUND'])
  assert.deepEqual(codeOf(await archive(await as('employee.update'), person)), [403, 'FORBIDDEN'])
  const blind = await as('employee.archive')
  assert.deepEqual(codeOf(await archive(blind, person, { reason: 'x' })), [403, 'FIELD_NOT_YOURS'])
  const answers = await Promise.all([archive(admin, person, { leftOn: '2026-02-27' }), archive(admin, person)])
  assert.deepEqual(statusesOf(answers), [200, 409])
  assert.equal(answers.find(({ status }) => status === 409)?.error.code, 'ALREADY_ARCHIVED')
})

test('of two who archive each other at once one stays', async (t) => {
  const { as } = await company(t)
  for (let round = 0; round < 3; round += 1) {
    const [a, b] = [await as('employee.archive'), await as('employee.archive')]
    const answers = await Promise.all([archive(a, b), archive(b, a)])
    assert.deepEqual(statusesOf(answers), [200, 401])
  }
})

test('who left is employed again with the same number, beside what was', async (t) => {
  const w = await company(t)
  const person = await w.as([])
  const rehire = (body: Body<typeof rehireEmployee>) => w.admin(rehireEmployee, { ...byId(person), body })
  assert.deepEqual(codeOf(await rehire({ firstDay: '2026-06-01' })), [409, 'NOT_LEFT'])
  await change(w.admin, person, { status: 'notice', leftOn: '2026-03-31' })
  w.at('2026-04-01T09:00:00Z')
  await runJob(w)
  assert.deepEqual(codeOf(await rehire({ firstDay: '2026-03-31' })), [422, 'REHIRE_TOO_EARLY'])
  const number = (await shown(w.admin, person)).employeeNumber
  const answers = await Promise.all([rehire({ firstDay: '2026-06-01', title: 'Back' }), rehire({ firstDay: '2026-07-01', title: 'Back' })])
  assert.deepEqual(statusesOf(answers), [200, 409])
  const { employee } = answers.find(({ status }) => status === 200)!.data
  assert.partialDeepStrictEqual(employee, {
    status: 'onboarding',
    leftOn: null,
    title: 'Back',
    employeeNumber: number,
    team: { noticeOn: null },
  })
  assert.deepEqual(await spans(w.admin, person), [
    ['2020-01-06', '2026-03-31'],
    [employee.joinedOn, null],
  ])
})
