import type { Contract } from '../server/core/contract.ts'
import { exportDelegations, listDelegations } from '../server/modules/access/access.delegation.contract.ts'
import { exportGroups, listGroups } from '../server/modules/access/access.group.contract.ts'
import { listTemplates } from '../server/modules/access/access.template.contract.ts'
import { exportToday, listToday, presences } from '../server/modules/attendance/attendance.contract.ts'
import { exportMonths, listMonths } from '../server/modules/attendance/closed-month.contract.ts'
import { exportCorrections, listCorrections } from '../server/modules/attendance/correction.contract.ts'
import { exportExceptions, listExceptions } from '../server/modules/attendance/exception.contract.ts'
import { exportKiosks, listKiosks } from '../server/modules/attendance/kiosk.contract.ts'
import { exportItems, listItems } from '../server/modules/catalogs/catalogs.contract.ts'
import { exportImports, listImports } from '../server/modules/imports/imports.contract.ts'
import { listRequests } from '../server/modules/leave/leave.contract.ts'
import { exportRequests } from '../server/modules/leave/leave.list.contract.ts'
import { balanceReport, balanceReportCsv } from '../server/modules/leave/leave.report.contract.ts'
import { exportBranches, listBranches } from '../server/modules/organization/organization.branch.contract.ts'
import { exportPositions, listPositions } from '../server/modules/organization/organization.position.contract.ts'
import { exportUsers, listUsers } from '../server/modules/users/users.contract.ts'
import { exportInvitations, listInvitations } from '../server/modules/users/users.invitation.contract.ts'
import { exportApprovals, listApprovals } from '../server/modules/workflows/workflows.approval.contract.ts'
import { listWorkflows } from '../server/modules/workflows/workflows.contract.ts'
import {
  exportInstances,
  exportSubstitutes,
  listInstances,
  listSubstitutes,
} from '../server/modules/workflows/workflows.instance.contract.ts'

export type Row = Readonly<Record<string, unknown>>
export type Listed = {
  readonly list: Contract
  /** None where a file of it makes no sense. */
  readonly csv?: Contract
  readonly rows: string
  /** Somebody of a team sees none of it. */
  readonly ofTheCompany?: true
  /** What a row is told by: in the answer, and in the file. */
  readonly key: (row: Row) => string
  readonly line?: readonly string[]
  /** What it is ordered by, with what stands there of a row where that is not the field itself. */
  readonly sorts: Readonly<Record<string, (row: Row) => unknown>>
  readonly params?: Readonly<Record<string, string>>
  readonly query?: Readonly<Record<string, string>>
  /** A question that leaves some of the rows and not others. */
  readonly narrow: Readonly<Record<string, unknown>>
}

const at = (path: string) => (row: Row) => path.split('.').reduce<unknown>((value, name) => (value as Row | null)?.[name], row)
const keyed =
  (...paths: string[]) =>
  (row: Row) =>
    paths.map((path) => String(at(path)(row))).join(' ')
const fields = (...names: string[]) => Object.fromEntries(names.map((name) => [name, at(name)]))
const lastNameOf = (path: string) => (row: Row) => String(at(path)(row)).replace(/^\S+ /, '')
const read = Date.now()
const minutesSince = (since: unknown) => (read - Date.parse(String(since))) / 60_000
const dates = { from: '2026-01-01', to: '2026-03-31' }

export const lists: Readonly<Record<string, Listed>> = {
  accounts: {
    ofTheCompany: true,
    list: listUsers,
    csv: exportUsers,
    rows: 'users',
    key: keyed('email'),
    line: ['Email'],
    sorts: fields('lastName', 'firstName', 'email', 'username', 'lastSignedInAt', 'status'),
    narrow: { q: 'f1 person 1' },
  },
  invitations: {
    ofTheCompany: true,
    list: listInvitations,
    csv: exportInvitations,
    rows: 'invitations',
    key: keyed('email'),
    line: ['Email'],
    sorts: { ...fields('email', 'sentAt', 'expiresAt', 'createdAt'), role: at('role.name') },
    narrow: { q: 'f1 guest 1' },
  },
  positions: {
    ofTheCompany: true,
    list: listPositions,
    csv: exportPositions,
    rows: 'positions',
    key: keyed('code'),
    line: ['Code'],
    sorts: fields('title', 'code', 'level', 'headcount', 'filled', 'vacant', 'departmentName', 'branchName'),
    narrow: { q: 'P-1' },
  },
  branches: {
    ofTheCompany: true,
    list: listBranches,
    csv: exportBranches,
    rows: 'branches',
    key: keyed('code'),
    line: ['Code'],
    sorts: fields('name', 'code', 'kind', 'city', 'country'),
    narrow: { q: 'B-1' },
  },
  'requests for leave': {
    list: listRequests,
    csv: exportRequests,
    rows: 'requests',
    key: keyed('employee.lastName', 'firstDay'),
    line: ['Last name', 'First day'],
    sorts: {
      ...fields('createdAt', 'firstDay', 'state', 'typeName', 'decidedAt'),
      lastName: at('employee.lastName'),
      quantity: (row) => Number(row['quantity']),
    },
    narrow: { q: 'f1 person 1', from: '2026-01-05', state: 'approved' },
  },
  'days to clear': {
    list: listExceptions,
    csv: exportExceptions,
    rows: 'exceptions',
    key: keyed('lastName', 'date'),
    line: ['Last name', 'Day'],
    sorts: fields('date', 'lastName', 'firstName', 'workedMinutes', 'overtimeMinutes'),
    query: dates,
    narrow: { ...dates, q: 'f1 person 1', kind: 'missing' },
  },
  corrections: {
    list: listCorrections,
    csv: exportCorrections,
    rows: 'corrections',
    key: keyed('employee.lastName', 'date'),
    line: ['Last name', 'Day'],
    sorts: { ...fields('createdAt', 'date', 'state', 'decidedAt'), lastName: at('employee.lastName') },
    narrow: { q: 'f1 person 1', from: '2026-01-05', to: '2026-02-01', state: 'rejected' },
  },
  delegations: {
    ofTheCompany: true,
    list: listDelegations,
    csv: exportDelegations,
    rows: 'delegations',
    key: keyed('giver.name', 'receiver.name'),
    line: ['In whose place', 'Who acts'],
    sorts: {
      giver: lastNameOf('giver.name'),
      receiver: lastNameOf('receiver.name'),
      ...fields('validFrom', 'validTo', 'createdAt', 'state'),
    },
    narrow: { q: 'f1 person 1', state: 'active' },
  },
  'items of a catalog': {
    ofTheCompany: true,
    list: listItems,
    csv: exportItems,
    rows: 'items',
    key: keyed('name'),
    line: ['Name'],
    sorts: fields('name', 'people'),
    params: { type: 'skill' },
    query: { withPeople: 'true' },
    narrow: { q: 'skill 1' },
  },
  imports: {
    ofTheCompany: true,
    list: listImports,
    csv: exportImports,
    rows: 'imports',
    key: keyed('fileName'),
    line: ['File'],
    sorts: fields('createdAt', 'kind', 'fileName', 'rowCount', 'state'),
    narrow: { q: 'file 1', kind: 'branches' },
  },
  'requests that are decided': {
    ofTheCompany: true,
    list: listInstances,
    csv: exportInstances,
    rows: 'instances',
    key: keyed('title'),
    line: ['What'],
    sorts: { ...fields('kind', 'title', 'endedAt', 'startedAt', 'state'), lastName: lastNameOf('subjectName') },
    narrow: { q: 'f1 person 1', kind: 'leave', state: 'approved' },
  },
  kiosks: {
    ofTheCompany: true,
    list: listKiosks,
    csv: exportKiosks,
    rows: 'kiosks',
    key: keyed('name'),
    line: ['Name'],
    sorts: { ...fields('name', 'lastUsedAt', 'createdAt'), branch: at('branchName') },
    narrow: { q: 'tablet 1' },
  },
  'groups of permissions': {
    ofTheCompany: true,
    list: listGroups,
    csv: exportGroups,
    rows: 'groups',
    key: keyed('code'),
    line: ['Code'],
    sorts: fields('code', 'name'),
    narrow: { q: 'group 1' },
  },
  templates: {
    ofTheCompany: true,
    list: listTemplates,
    rows: 'templates',
    key: keyed('code'),
    sorts: fields('code', 'name', 'createdAt', 'kind'),
    narrow: { q: 'template 1', kind: 'role' },
  },
  workflows: {
    ofTheCompany: true,
    list: listWorkflows,
    rows: 'workflows',
    key: keyed('name'),
    sorts: fields('name', 'createdAt', 'running', 'kind', 'state'),
    narrow: { q: 'way 1', kind: 'leave', state: 'draft' },
  },
  substitutes: {
    ofTheCompany: true,
    list: listSubstitutes,
    csv: exportSubstitutes,
    rows: 'substitutes',
    key: keyed('userName', 'substituteName'),
    line: ['For whom', 'Substitute'],
    sorts: {
      person: lastNameOf('userName'),
      substitute: lastNameOf('substituteName'),
      ...fields('firstDay', 'lastDay', 'state'),
    },
    narrow: { q: 'f1 person 1', state: 'now' },
  },
  'closed months': {
    ofTheCompany: true,
    list: listMonths,
    csv: exportMonths,
    rows: 'months',
    key: keyed('month'),
    line: ['Month'],
    sorts: fields('month', 'changedAt', 'state'),
    narrow: { state: 'open' },
  },
  inbox: {
    list: listApprovals,
    csv: exportApprovals,
    rows: 'approvals',
    key: keyed('title'),
    line: ['Request'],
    sorts: fields('askedAt', 'dueAt'),
    narrow: { q: 'f1 person 1', kind: 'custom' },
  },
  'team today': {
    list: listToday,
    csv: exportToday,
    rows: 'people',
    key: keyed('firstName', 'lastName'),
    line: ['First name', 'Last name'],
    sorts: {
      ...fields('firstName', 'lastName', 'departmentName', 'startedAt'),
      since: (row) => (['working', 'break'].includes(String(row['presence'])) ? row['since'] : null),
      worked: (row) => Math.round(Number(row['workedMinutes']) + (row['presence'] === 'working' ? minutesSince(row['since']) : 0)),
      presence: (row) => presences.findIndex((one) => one === row['presence']),
    },
    narrow: { q: 'f1 person 1' },
  },
  'balances of leave': {
    list: balanceReport,
    csv: balanceReportCsv,
    rows: 'rows',
    key: keyed('employee.employeeNumber', 'balance.typeName'),
    line: ['Number', 'Leave type'],
    sorts: {
      lastName: at('employee.lastName'),
      employeeNumber: at('employee.employeeNumber'),
      ...fields('departmentName', 'branchName'),
    },
    narrow: { q: 'f1 person 1' },
  },
}
