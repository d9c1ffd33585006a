import { Bytes, Day, event, Fields, Id, Nullable, Page, PageQuery, Text, Type } from '../../core/contract.ts'
import type { Contract } from '../../core/contract.ts'
import { Balance } from './leave.balance.contract.ts'

/** What the report goes by, one page of it or all of it as a file. */
const filters = {
  asOf: Type.Optional(Day),
  typeId: Type.Optional(Id),
  departmentId: Type.Optional(Id),
  branchId: Type.Optional(Id),
  q: Type.Optional(Text(100)),
}

/** One kind of leave of one person. */
const ReportRow = Type.Object({
  employee: Type.Object({ id: Id, employeeNumber: Type.String(), firstName: Type.String(), lastName: Type.String() }),
  departmentName: Nullable(Type.String()),
  branchName: Nullable(Type.String()),
  balance: Balance,
})

const config = { access: 'leave.read', feature: 'leaveManagement' } as const
const ofFile = { ...config, ratePerMinute: 10, audited: true } as const

export const balanceReport = {
  method: 'GET',
  url: '/reports/leave/balances',
  config,
  schema: {
    summary: 'Leave balances of the people I may see, as of a day',
    description:
      'People employed on that day, by name unless sorted, each with every kind of leave that has a balance, or with the one asked for. ' +
      'Departments and branches are those of that day; q looks for part of a name or number.',
    querystring: PageQuery(filters),
    response: { 200: Page('rows', ReportRow) },
  },
} as const satisfies Contract

export const balanceReportCsv = {
  method: 'GET',
  url: '/reports/leave/balances/csv',
  config: ofFile,
  schema: {
    summary: 'The rows of the report, all of them, as CSV',
    description: 'Takes the filters of GET /reports/leave/balances and answers the same rows in the same order, at most 100,000.',
    querystring: Fields({ sort: PageQuery({}).properties.sort, ...filters }),
    response: { 200: Bytes('text/csv') },
  },
} as const satisfies Contract

export const balanceReportXlsx = {
  method: 'GET',
  url: '/reports/leave/balances/xlsx',
  config: ofFile,
  schema: {
    summary: 'The rows of the report, all of them, as an Excel workbook',
    description: 'Takes the filters of GET /reports/leave/balances and answers the same rows in the same order, at most 100,000.',
    querystring: Fields({ sort: PageQuery({}).properties.sort, ...filters }),
    response: { 200: Bytes('application/vnd.openxmlformats-officedocument.spreadsheetml.sheet') },
  },
} as const satisfies Contract

export const balancesExported = event(
  'leave.balances-exported',
  '{actor} exported {rows} leave balances as of {asOf} as {format}',
  Type.Object({ rows: Type.Integer(), asOf: Day, format: Type.String() }),
)
