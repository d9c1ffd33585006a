import { ById, Day, event, Fields, Id, Named, Nothing, Nullable, Page, PagedQuery, Text, Type, PersonName } from '../../core/contract.ts'
import type { Contract, Static } from '../../core/contract.ts'
import { settingUp } from './leave.contract.ts'

const feature = 'leaveManagement'

export const Blackout = Type.Object({
  id: Id,
  name: Type.String(),
  firstDay: Day,
  lastDay: Day,
  branchId: Nullable(Id),
  branchName: Nullable(Type.String()),
  departmentId: Nullable(Id),
  departmentName: Nullable(Type.String()),
  exempt: Type.Array(PersonName),
})
export type Blackout = Static<typeof Blackout>

export const listBlackouts = {
  method: 'GET',
  url: '/leave/blackouts',
  config: { access: 'leave.read-calendar', feature },
  schema: {
    summary: 'Days on which no leave is possible, the next first',
    querystring: PagedQuery({ from: Type.Optional(Day) }),
    response: { 200: Page('blackouts', Blackout) },
  },
} as const satisfies Contract

export const createBlackout = {
  method: 'POST',
  url: '/leave/blackouts',
  config: settingUp,
  schema: {
    summary: 'Allow no leave on some days, in the company, a branch or a department',
    body: Fields({
      name: Text(120),
      firstDay: Day,
      lastDay: Day,
      branchId: Type.Optional(Id),
      departmentId: Type.Optional(Id),
      exemptIds: Type.Optional(Type.Array(Id, { maxItems: 500, uniqueItems: true })),
    }),
    response: { 201: Named('blackout', Blackout) },
  },
  examples: { body: { name: 'Year-end closing', firstDay: '2026-12-28', lastDay: '2026-12-31' } },
} as const satisfies Contract

export const deleteBlackout = {
  method: 'DELETE',
  url: '/leave/blackouts/:id',
  config: settingUp,
  schema: { summary: 'Allow leave on these days again', params: ById, response: { 200: Nothing } },
} as const satisfies Contract

const About = Type.Object({ blackoutId: Id, name: Type.String(), firstDay: Day, lastDay: Day })
const what = 'from {firstDay} to {lastDay} ({name})'
export const blackoutCreated = event('leave-blackout.created', `{actor} allowed no leave ${what}`, About)
export const blackoutDeleted = event('leave-blackout.deleted', `{actor} allowed leave again ${what}`, About)
export const blackoutEvents = [blackoutCreated, blackoutDeleted]
