import assert from 'node:assert/strict'
import { leaveCalendar } from '../server/modules/leave/leave.calendar.contract.ts'
import { before, test } from 'node:test'
import { reaches } from '../server/core/contract.ts'
import type { Reach } from '../server/core/contract.ts'
import { newId } from '../server/core/ids.ts'
import { listDays, listToday, start } from '../server/modules/attendance/attendance.contract.ts'
import { createItem, listReferences } from '../server/modules/catalogs/catalogs.contract.ts'
import { employeeStatuses, getEmployee, updateEmployee } from '../server/modules/employees/employees.contract.ts'
import { listEmployees } from '../server/modules/employees/employees.list.contract.ts'
import { getPhoto, uploadPhoto } from '../server/modules/employees/employees.photo.contract.ts'
import { listDocuments } from '../server/modules/employees/employees.private.contract.ts'
import { listEducation, replaceHobbies, replaceSkills } from '../server/modules/employees/employees.record.contract.ts'
import { assignUser, listEmployments } from '../server/modules/employees/employees.employment.contract.ts'
import { archiveEmployee } from '../server/modules/employees/employees.lifecycle.contract.ts'
import { approveLeave, getRequest, listApprovals, listRequests, rejectLeave } from '../server/modules/leave/leave.contract.ts'
import { adjustBalance, getBalances, listTypes } from '../server/modules/leave/leave.balance.contract.ts'
import { ask, askAnew, everybody, hire, ledgerOf, mondayPlus, moveOn, within } from './org.ts'
import type { Name } from './org.ts'
import { onePixel } from './plausible.ts'
import { world } from './world.ts'
import type { Client, World } from './world.ts'

let company: World
let clients: Record<Name, Client>
let requests: Record<Name, string>
let typeId: string
let skillId: string
const positionId = newId()
const week = (number: number) => [14 + number * 7, 15 + number * 7].map((days) => mondayPlus(days)) as [string, string]

before(async (t) => {
  company = await world(t as never)
  clients = await hire(company)
  const boss = await company.as(['leave.approve'], { employee: false })
  typeId = (await boss(listTypes)).data.types.find(({ code }) => code === 'annual')!.id
  requests = {} as Record<Name, string>
  for (const [index, name] of everybody.entries()) {
    // One open and one approved request each, in two weeks that alternate, so that the one meets the other of a colleague.
    const [open, approved] = index % 2 ? [week(0), week(1)] : [week(1), week(0)]
    requests[name] = (await ask(clients[name], typeId, open)).id
    const { id } = await ask(clients[name], typeId, approved)
    assert.equal((await boss(approveLeave, { params: { id }, body: {} })).status, 200)
  }
  await clients.ann(start, { body: {} })
  skillId = (await company.admin(createItem, { body: { kind: 'skill', name: 'Patience' } })).data.item.id
  for (const name of everybody) {
    const params = { id: clients[name].employeeId }
    await company.admin(replaceSkills, { params, body: { skills: [{ itemId: skillId, level: 3 }] } })
    assert.equal((await company.admin(uploadPhoto, { params, body: onePixel })).status, 200)
  }
  await moveOn(company, clients)
  await company.rows(`insert into position (company_id, id, code, title) values ($company, $1, 'P', 'P')`, positionId)
  await company.rows('update employment set position_id = $1 where company_id = $company', positionId)
})

for (const reach of reaches) {
  test(`employee.read over ${reach}: the list, its total and each lookup agree on who is seen`, async () => {
    const viewer = await granted([`employee.read:${reach}`])
    const listed: string[] = []
    for (const status of employeeStatuses) {
      const { employees, pagination } = (await viewer(listEmployees, { query: { limit: 100, status: [status] } })).data
      assert.equal(pagination.total, employees.length)
      listed.push(...employees.map(({ id }) => id))
    }
    same(listed, within[reach])
    same(await reached((employeeId) => viewer(getEmployee, { params: { id: employeeId } })), within[reach])
  })

  test(`attendance.read over ${reach}: today's board, its counters, its total and each person's days agree`, async () => {
    const viewer = await granted([`attendance.read:${reach}`])
    const { people: board, counters, pagination } = (await viewer(listToday, { query: { limit: 100 } })).data
    const employed = within[reach].filter((name) => name !== 'gone')
    same(
      board.map(({ employeeId }) => employeeId),
      employed,
    )
    assert.equal(pagination.total, employed.length)
    assert.equal(
      Object.values(counters).reduce((sum, count) => sum + count, 0),
      employed.length,
    )
    assert.equal(counters.working, within[reach].includes('ann') ? 1 : 0)
    const [from, to] = week(0)
    same(await reached((employeeId) => viewer(listDays, { query: { employeeId, from, to } })), within[reach])
  })

  test(`leave.read over ${reach}: requests, ledger, balances and each lookup agree`, async () => {
    const viewer = await granted([`leave.read:${reach}`])
    const { requests: listed, pagination } = (await viewer(listRequests, { query: { limit: 100 } })).data
    assert.equal(pagination.total, 2 * within[reach].length)
    same([...new Set(listed.map(({ employee }) => employee.id))], within[reach])
    same([...new Set(await ledgerOf(viewer))], within[reach])
    same(await reached((_, name) => viewer(getRequest, { params: { id: requests[name] } })), within[reach])
    same(await reached((employeeId) => viewer(getBalances, { params: { employeeId } })), within[reach])
  })

  test(`leave.read-calendar over ${reach}: absences are of those within it, and the kind of leave only within leave.read`, async () => {
    const viewer = await granted([`leave.read-calendar:${reach}`])
    const away = async () => (await viewer(leaveCalendar, { query: { from: week(0)[0], to: week(1)[1] } })).data.absences
    const dates = await away()
    same(
      dates.map(({ employee }) => employee.id),
      within[reach],
    )
    assert(dates.every(({ typeName, state }) => typeName === null && state === 'approved'))
    await granted([`leave.read-calendar:${reach}`, 'leave.read:team'])
    const told = (await away()).filter(({ typeName }) => typeName !== null)
    const team = within[reach].filter((name) => within.team.includes(name))
    same([...new Set(told.map(({ employee }) => employee.id))], team)
    same(
      told.filter(({ state }) => state === 'pending').map(({ employee }) => employee.id),
      team,
    )
  })

  test(`employee.read over ${reach}: records, photos and who has a skill are of those within it`, async () => {
    const viewer = await granted([`employee.read:${reach}`, 'catalog.read'])
    same(await reached((id) => viewer(listEducation, { params: { id } })), within[reach])
    same(await reached((id) => viewer(getPhoto, { params: { id } })), within[reach])
    const { uses, people } = (await viewer(listReferences, { params: { id: skillId } })).data.references
    assert.equal(uses[0]!.people, within[reach].length)
    same(
      people.map(({ id }) => id),
      within[reach],
    )
  })

  test(`employee.update-records over ${reach} changes those within it, and no further than they may be seen`, async () => {
    const change = async (grants: string[]) => {
      const viewer = await granted(grants)
      return reached((id) => viewer(replaceHobbies, { params: { id }, body: { itemIds: [] } }))
    }
    same(await change([`employee.update-records:${reach}`, 'employee.read']), within[reach])
    same(await change(['employee.update-records', `employee.read:${reach}`]), within[reach])
    const reader = await granted([`employee.read-personal:${reach}`])
    same(await reached((id) => reader(listDocuments, { params: { id } })), within[reach])
  })

  for (const group of ['team', 'personal', 'pay'] as const) {
    test(`employee.read-${group} over ${reach} shows the ${group} group of exactly those within it`, async () => {
      const viewer = await granted(['employee.read', `employee.read-${group}:${reach}`])
      const shown = await Promise.all(everybody.map((name) => viewer(getEmployee, { params: { id: clients[name].employeeId } })))
      same(
        shown.filter(({ data }) => data.employee[group] !== null).map(({ data }) => data.employee.id),
        within[reach],
      )
    })
  }

  test(`employee.read-team over ${reach}: employments are listed of exactly those within it`, async () => {
    const viewer = await granted([`employee.read-team:${reach}`])
    same(await reached((id) => viewer(listEmployments, { params: { id } })), within[reach])
  })

  test(`an employment shows terms over employee.read-team, and pay over employee.read-pay, of ${reach} only`, async () => {
    const readPay = await granted(['employee.read-team', `employee.read-pay:${reach}`])
    const rows = await Promise.all(everybody.map((name) => readPay(listEmployments, { params: { id: clients[name].employeeId } })))
    same(
      rows.flatMap(({ data }) => data.employments.slice(0, 1).filter(({ pay }) => pay !== null)).map(({ employeeId }) => employeeId),
      within[reach],
    )
    const clerk = await granted(['employee.update', `employee.read-team:${reach}`])
    // Everybody holds this position already, so that nothing changes; who is gone has no employment to answer with.
    const held = await Promise.all(
      everybody
        .filter((name) => name !== 'gone')
        .map((name) => clerk(assignUser, { params: { id: positionId }, body: { employeeId: clients[name].employeeId } })),
    )
    same(
      held.filter(({ data }) => data.employment.team !== null).map(({ data }) => data.employment.employeeId),
      within[reach].filter((name) => name !== 'gone'),
    )
  })
}

for (const reach of reaches.filter((one) => one !== 'own')) {
  const others = within[reach].filter((name) => name !== 'viewer')

  test(`leave.approve over ${reach}: the inbox holds exactly what may be decided, and never one's own`, async () => {
    const viewer = await granted([`leave.approve:${reach}`])
    await askAnew(company)
    const { requests: inbox, pagination } = (await viewer(listApprovals, { query: { limit: 100 } })).data
    assert.equal(pagination.total, others.length)
    same(
      inbox.map(({ employee }) => employee.id),
      others,
    )
    // A stale version is refused only once the request was found, so nothing is decided by asking.
    same(
      await reached((_, name) => viewer(rejectLeave, { params: { id: requests[name] }, body: { comment: 'no', version: 999 } })),
      within[reach],
    )
    assert.equal((await viewer(approveLeave, { params: { id: requests.viewer }, body: {} })).error.code, 'LEAVE_OWN_REQUEST')
    await granted([`leave.approve:${reach}`, 'leave.read'])
    const seen = (await viewer(listRequests, { query: { limit: 100, state: 'pending' } })).data.requests
    for (const act of ['approve', 'reject'] as const)
      same(
        seen.filter(({ can }) => can[act]).map(({ employee }) => employee.id),
        others,
      )
  })

  test(`leave.adjust over ${reach} reaches exactly those within it`, async () => {
    const viewer = await granted([`leave.adjust:${reach}`])
    const none = { typeId, quantity: '0', reason: 'nothing' }
    same(await reached((employeeId) => viewer(adjustBalance, { params: { employeeId }, body: none })), within[reach])
  })

  test(`employee.update over ${reach} reaches exactly those whom it offers to change`, async () => {
    const viewer = await granted([`employee.update:${reach}`, 'employee.read'])
    same(await reached((id) => viewer(updateEmployee, { params: { id }, body: { title: 'Other', version: 999 } })), within[reach])
    const shown = await Promise.all(everybody.map((name) => viewer(getEmployee, { params: { id: clients[name].employeeId } })))
    same(
      shown.filter(({ data }) => data.employee.can.update).map(({ data }) => data.employee.id),
      within[reach],
    )
  })
}

for (const reach of reaches.filter((one) => one !== 'own')) {
  test(`employee.archive over ${reach} reaches exactly those whom it offers to archive`, async () => {
    const viewer = await granted([`employee.archive:${reach}`, 'employee.read'])
    const ask = { version: 999 }
    same(await reached((id) => viewer(archiveEmployee, { params: { id }, body: ask })), within[reach])
    const shown = await Promise.all(everybody.map((name) => viewer(getEmployee, { params: { id: clients[name].employeeId } })))
    same(
      shown.filter(({ data }) => data.employee.can.archive).map(({ data }) => data.employee.id),
      within[reach],
    )
  })
}

test('employee.update-contacts offers to change oneself only', async () => {
  const viewer = await granted(['employee.read', 'employee.update-contacts:own'])
  const shown = await Promise.all(everybody.map((name) => viewer(getEmployee, { params: { id: clients[name].employeeId } })))
  same(
    shown.filter(({ data }) => data.employee.can.updateContacts).map(({ data }) => data.employee.id),
    ['viewer'],
  )
})

test('who weighs a decision is told of colleagues away only as far as leave.approve reaches', async () => {
  const awayWith = async (reach: Reach, name: Name) => {
    const viewer = await granted([`leave.approve:${reach}`, 'leave.read'])
    await askAnew(company)
    return (await viewer(getRequest, { params: { id: requests[name] } })).data.consequence!.awayWith.map(({ firstName }) => firstName)
  }
  assert.deepEqual(await awayWith('team', 'ann'), ['cid'])
  // Gus, of another department, has the same manager as Dan and is away in the same week.
  assert.deepEqual(await awayWith('department', 'dan'), ['eve'])
  assert.ok((await awayWith('company', 'dan')).includes('gus'))
})

test('a reach around oneself is empty for an account without an employee', async () => {
  for (const reach of reaches.filter((one) => one !== 'company')) {
    const outsider = await company.as([`employee.read:${reach}`, `attendance.read:${reach}`, `leave.read:${reach}`], { employee: false })
    assert.equal((await outsider(listEmployees)).data.pagination.total, 0)
    assert.equal((await outsider(listToday)).data.pagination.total, 0)
    assert.equal((await outsider(listRequests)).data.pagination.total, 0)
    assert.deepEqual(await reached((id) => outsider(getEmployee, { params: { id } })), [])
  }
})

/** The viewer with exactly these grants, from the next request on. */
async function granted(grants: readonly string[]) {
  const { userId } = clients.viewer
  await company.rows(`delete from access_grant where company_id = $company and user_id = $1`, userId)
  for (const grant of grants) {
    const [permission, reach = 'company'] = grant.split(':')
    await company.rows(
      `insert into access_grant (company_id, id, user_id, permission, reach) values ($company, $1, $2, $3, $4)`,
      newId(),
      userId,
      permission,
      reach,
    )
  }
  await company.rows(`update company_state set access_version = access_version + 1 where company_id = $company`)
  return clients.viewer
}

/** Whom a question about each person does not answer with "not there". */
async function reached(question: (employeeId: string, name: Name) => Promise<{ status: number }>) {
  const answers = await Promise.all(everybody.map((name) => question(clients[name].employeeId, name)))
  return everybody.filter((_, index) => answers[index]!.status !== 404).map((name) => clients[name].employeeId)
}

function same(employeeIds: readonly string[], expected: readonly Name[]) {
  const nameOf = new Map(everybody.map((name) => [clients[name].employeeId, name]))
  assert.deepEqual(employeeIds.map((id) => String(nameOf.get(id))).sort(), [...expected].sort())
}
