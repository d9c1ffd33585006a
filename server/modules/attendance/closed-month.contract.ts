import { event, Fields, Instant, Named, Nullable, OneOf, Page, PageQuery, Text, Type, Version } from '../../core/contract.ts'
import type { Contract, Permission } from '../../core/contract.ts'
import { csvExported, csvOf } from '../../core/list-contract.ts'

const Month = Type.String({ pattern: '^\\d{4}-(0[1-9]|1[0-2])$', description: 'A month, YYYY-MM', examples: ['2026-10'] })

export const monthStates = ['closing', 'closed', 'open'] as const

export const ClosedMonth = Type.Object({
  month: Month,
  state: OneOf(...monthStates),
  changedByName: Nullable(Type.String()),
  changedAt: Instant,
  version: Version,
})
const one = Named('month', ClosedMonth)
const closing = { access: 'attendance-month.close', feature: 'attendance' } as const

export const listMonths = {
  method: 'GET',
  url: '/attendance/months',
  config: closing,
  schema: {
    summary: 'Months that were closed, also those opened again',
    querystring: PageQuery({ state: Type.Optional(OneOf(...monthStates)) }),
    response: { 200: Page('months', ClosedMonth) },
  },
} as const satisfies Contract

export const exportMonths = csvOf(listMonths, 'closed months')

export const closeMonth = {
  method: 'POST',
  url: '/attendance/months/:month/close',
  config: closing,
  schema: {
    summary: 'Close a month for payroll: nothing changes its days any more once everybody is stored',
    params: Fields({ month: Month }),
    body: Fields({}),
    response: { 202: one },
  },
  examples: { body: {} },
} as const satisfies Contract

export const reopenMonth = {
  method: 'POST',
  url: '/attendance/months/:month/reopen',
  config: closing,
  schema: {
    summary: 'Open a closed month again, saying why; what changed meanwhile is computed',
    params: Fields({ month: Month }),
    body: Fields({ reason: Text(500) }),
    response: { 200: one },
  },
  examples: { body: { reason: 'A shift was entered wrongly' } },
} as const satisfies Contract

const Which = Type.Object({ month: Type.String() })
export const monthClosing = event('attendance-month.closing', '{actor} began to close the attendance of {month}', Which)
export const monthClosed = event('attendance-month.closed', '{actor} closed the attendance of {month}', Which)
export const monthReopened = event('attendance-month.reopened', '{actor} opened the attendance of {month} again', Which)
export const monthsExported = csvExported('attendance-month.exported', 'closed months')
export const monthEvents = [monthsExported, monthClosing, monthClosed, monthReopened]

export const monthPermission = {
  code: 'attendance-month.close',
  feature: 'attendance',
  title: 'Close months of attendance',
  description: 'Close a month for payroll and open it again.',
  reaches: ['company'],
  sensitive: true,
  roles: { hr: 'company' },
} as const satisfies Permission
