import assert from 'node:assert/strict'
import type { Contract, Data } from '../../server/core/contract.ts'
import { createDelegation } from '../../server/modules/access/access.delegation.contract.ts'
import { createGroup } from '../../server/modules/access/access.group.contract.ts'
import { createRoleTemplate, createTemplate } from '../../server/modules/access/access.template.contract.ts'
import { createApiKey } from '../../server/modules/api-keys/api-keys.contract.ts'
import { createBreakType } from '../../server/modules/attendance/break-type.contract.ts'
import { closeMonth } from '../../server/modules/attendance/closed-month.contract.ts'
import { askCorrection } from '../../server/modules/attendance/correction.contract.ts'
import { createDevice } from '../../server/modules/attendance/entry-import.contract.ts'
import { createPlace } from '../../server/modules/attendance/geofence.contract.ts'
import { createCalendar } from '../../server/modules/attendance/holiday-calendar.contract.ts'
import { createKiosk } from '../../server/modules/attendance/kiosk.contract.ts'
import { addMember, createRoster } from '../../server/modules/attendance/roster.contract.ts'
import { askShift } from '../../server/modules/attendance/shift-request.contract.ts'
import { assignShift, createShift } from '../../server/modules/attendance/shift.contract.ts'
import { askLocation } from '../../server/modules/attendance/work-location.contract.ts'
import { createPattern } from '../../server/modules/attendance/working-pattern.contract.ts'
import { createItem } from '../../server/modules/catalogs/catalogs.contract.ts'
import { createCustomField } from '../../server/modules/custom-fields/custom-fields.contract.ts'
import { assignUser } from '../../server/modules/employees/employees.employment.contract.ts'
import { addDependant, addDocument, addEmergencyContact } from '../../server/modules/employees/employees.private.contract.ts'
import { addEducation, addExperience, replaceHobbies, replaceSkills } from '../../server/modules/employees/employees.record.contract.ts'
import { startImport } from '../../server/modules/imports/imports.contract.ts'
import { createBlackout } from '../../server/modules/leave/leave.blackout.contract.ts'
import { createCoverage } from '../../server/modules/leave/leave.coverage.contract.ts'
import { assignPolicy, createPolicy } from '../../server/modules/leave/leave.policy.contract.ts'
import { createPosition } from '../../server/modules/organization/organization.position.contract.ts'
import { createInvitation } from '../../server/modules/users/users.invitation.contract.ts'
import { createWorkflow } from '../../server/modules/workflows/workflows.contract.ts'
import { addSubstitute } from '../../server/modules/workflows/workflows.instance.contract.ts'
import { urlOf } from '../client.ts'
import { openApp, password } from '../e2e/app.ts'
import { idOf } from './pages.ts'

type Input = { params?: unknown; query?: unknown; body?: unknown }
type Send = <C extends Contract>(contract: C, input?: Input) => Promise<Data<C>>

/** What the demo company has not by itself, so that pictures show pages as they are when they are used. By the API: nothing impossible. */
export async function bringIntoUse() {
  const [admin, hr, manager, employee] = await Promise.all(['admin', 'hr', 'manager', 'employee'].map(as))
  assert(admin && hr && manager && employee)
  const ids = await knownIds()
  await fillOrganisation(hr, ids)
  await fillTime(hr, employee, ids)
  await fillLeave(hr, ids)
  await fillImports(admin)
  await fillAccess(admin, manager, ids)
  await fillApprovals(admin, manager, ids)
}

type Ids = Awaited<ReturnType<typeof knownIds>>

async function knownIds() {
  const one = async (text: string) => (await idOf(text)) ?? assert.fail(`Nothing is found by ${text}`)
  const person = (email: string) => one(`select id from employee where company_id = $company and email = '${email}@acme.test'`)
  const account = (email: string) => one(`select id from user_account where company_id = $company and email = '${email}@acme.test'`)
  const department = (name: string) => one(`select id from department where company_id = $company and name = '${name}'`)
  return {
    mei: await person('employee'),
    tom: await person('tom.becker'),
    victor: await account('victor.nguyen'),
    ingrid: await account('ingrid.larsen'),
    platform: await department('Platform'),
    sales: await department('Sales'),
    office: await one("select id from branch where company_id = $company and code = 'HQ'"),
    annual: await one("select id from leave_type where company_id = $company and code = 'annual'"),
  }
}

async function fillOrganisation(hr: Send, { platform, sales, mei, tom }: Ids) {
  const positionIds: string[] = []
  for (const [code, title, departmentId, level, headcount] of [
    ['BE', 'Backend engineer', platform, 3, 8],
    ['FE', 'Frontend engineer', platform, 3, 4],
    ['ACC', 'Account executive', sales, 2, 12],
    ['CSM', 'Customer success specialist', sales, 2, 5],
  ] as const)
    positionIds.push((await hr(createPosition, { body: { code, title, departmentId, level, headcount } })).position.id)
  const [backend, frontend] = positionIds
  await hr(assignUser, { params: { id: frontend }, body: { employeeId: mei } })
  await hr(assignUser, { params: { id: backend }, body: { employeeId: tom } })
  const items: string[] = []
  for (const [kind, name] of [
    ['skill', 'TypeScript'],
    ['skill', 'First aid'],
    ['skill', 'Bahasa Indonesia'],
    ['hobby', 'Sailing'],
    ['hobby', 'Batik'],
  ])
    items.push((await hr(createItem, { body: { kind, name } })).item.id)
  const [typeScript, firstAid, , sailing] = items
  const params = { id: mei }
  await hr(replaceSkills, {
    params,
    body: {
      skills: [
        { itemId: typeScript, level: 5 },
        { itemId: firstAid, level: 2 },
      ],
    },
  })
  await hr(replaceHobbies, { params, body: { itemIds: [sailing] } })
  for (const contract of [addEmergencyContact, addDependant, addDocument, addEducation, addExperience] as readonly Contract[])
    await hr(contract, { params, body: contract.examples?.body })
  await hr(createCustomField, { body: createCustomField.examples.body })
  await hr(createCustomField, { body: { objectKind: 'employee', key: 'parking', label: 'Parking place', kind: 'text' } })
}

async function fillTime(hr: Send, employee: Send, { platform, tom, office }: Ids) {
  const shiftIds: string[] = []
  for (const [name, startTime, endTime, breakMinutes, color] of [
    ['Early', '06:00', '14:00', 30, '#2f9e44'],
    ['Late', '14:00', '22:00', 30, '#1971c2'],
    ['Night', '22:00', '06:00', 45, '#5f3dc4'],
  ])
    shiftIds.push((await hr(createShift, { body: { name, startTime, endTime, breakMinutes, color } })).shift.id)
  const [early, late, night] = shiftIds
  await hr(assignShift, { body: { shiftId: early, employeeId: tom, firstDay: '2026-11-30', lastDay: '2026-12-04' } })
  await hr(assignShift, { body: { shiftId: late, departmentId: platform, firstDay: '2026-12-14', lastDay: '2026-12-18' } })
  const { roster } = await hr(createRoster, { body: { name: 'Three shifts', anchorDay: '2026-12-07', slots: [early, late, night, null] } })
  await hr(addMember, { params: { id: roster.id }, body: { employeeId: tom, firstDay: '2026-12-07' } })
  await hr(createPattern, { body: createPattern.examples.body })
  await hr(createBreakType, { body: createBreakType.examples.body })
  await hr(createKiosk, { body: { name: 'Entrance', branchId: office } })
  await hr(createDevice, { body: createDevice.examples.body })
  await hr(createPlace, { body: createPlace.examples.body })
  await hr(createCalendar, { body: createCalendar.examples.body })
  await hr(closeMonth, { params: { month: '2025-11' }, body: {} })
  const entries = [
    { kind: 'start', at: '2026-11-23T01:43:00Z' },
    { kind: 'end', at: '2026-11-23T10:30:00Z' },
  ]
  await employee(askCorrection, { body: { date: '2026-11-23', entries, reason: 'The tablet at the entrance was off' } })
  await employee(askShift, { body: { kind: 'off', day: '2026-12-11', note: 'My sister marries' } })
  await employee(askLocation, { body: { firstDay: '2026-12-01', lastDay: '2026-12-02', place: 'home' } })
}

async function fillLeave(hr: Send, { annual, platform, mei }: Ids) {
  const { policy } = await hr(createPolicy, {
    body: {
      name: 'Permanent staff',
      entitlements: [{ typeId: annual, yearlyAmount: '24', steps: [{ fromYears: 5, yearlyAmount: '27' }] }],
    },
  })
  await hr(assignPolicy, { params: { id: policy.id }, body: { employeeIds: [mei], firstDay: '2027-01-01' } })
  await hr(createBlackout, { body: createBlackout.examples.body })
  await hr(createCoverage, { body: { name: 'Platform on call', departmentId: platform, maxAway: 3 } })
}

/** Whoever imports sees what they imported. */
async function fillImports(admin: Send) {
  for (const [fileName, text] of [
    ['departments-2027.csv', 'Code,Name,Cost centre\nLEGAL,Legal,4100\nOPS,Operations,4200\n'],
    ['departments-draft.csv', 'Code,Name\n,Legal\n'],
  ] as const)
    await admin(startImport, { params: { kind: 'departments' }, query: { fileName }, body: Buffer.from(text) })
}

async function fillAccess(admin: Send, manager: Send, { victor }: Ids) {
  await admin(createGroup, { body: createGroup.examples.body })
  await admin(createTemplate, { body: createTemplate.examples.body })
  await admin(createRoleTemplate, { body: createRoleTemplate.examples.body })
  await admin(createApiKey, { body: createApiKey.examples.body })
  const [validFrom, validTo] = ['2026-11-26T00:00:00Z', '2026-12-10T00:00:00Z']
  await manager(createDelegation, {
    body: { receiverId: victor, permissions: [{ permission: 'leave.approve' }], validFrom, validTo, reason: 'Out for training' },
  })
  for (const [firstName, email] of [
    ['Rina', 'rina@acme.test'],
    ['Bayu', 'bayu@acme.test'],
  ])
    await admin(createInvitation, { body: { email, firstName, lastName: 'Putri', roleCode: 'employee' } })
}

async function fillApprovals(admin: Send, manager: Send, { ingrid }: Ids) {
  await admin(createWorkflow, { body: createWorkflow.examples.body })
  for (const whoever of [admin, manager])
    await whoever(addSubstitute, { body: { substituteId: ingrid, firstDay: '2026-12-21', lastDay: '2027-01-04' } })
}

const browserAtHome = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:145.0) Gecko/20100101 Firefox/145.0'

/** Whoever signs in with the password of the demo. */
async function as(who: string): Promise<Send> {
  const { url } = await openApp()
  const ask = async (method: string, path: string, body: unknown, headers: Record<string, string> = {}) => {
    const isFile = body instanceof Buffer
    const answer = await fetch(url + path, {
      method,
      headers: { ...headers, 'user-agent': browserAtHome, 'content-type': isFile ? 'text/csv' : 'application/json' },
      body: isFile ? new Uint8Array(body) : JSON.stringify(body ?? {}),
    })
    const text = await answer.text()
    assert(answer.ok, `${who}: ${method} ${path}: ${answer.status} ${text}`)
    return (JSON.parse(text) as { data: unknown }).data
  }
  const { tokens } = (await ask('POST', '/api/v1/auth/login', { email: `${who}@acme.test`, password })) as {
    tokens: { accessToken: string }
  }
  return ((contract: Contract, input: Input = {}) =>
    ask(contract.method, urlOf(contract, input), input.body, { authorization: `Bearer ${tokens.accessToken}` })) as Send
}
