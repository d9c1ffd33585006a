import { ById, Changes, Clock, Day, event, Fields, Named, Nullable, OneOf, Text, Type, Version } from '../../core/contract.ts'
import type { Contract } from '../../core/contract.ts'
import { About, LeaveRequest } from './leave.contract.ts'
import { DocumentIds } from './leave.document.contract.ts'

const feature = 'leaveManagement'
const one = Named('request', LeaveRequest)

export const changeLeave = {
  method: 'PATCH',
  url: '/leave/requests/:id',
  config: { access: 'leave.request', feature },
  schema: {
    summary: 'Change the dates of an open request, or shorten approved leave: before it begins, or at any time for who acts for others',
    params: ById,
    body: Changes({
      firstDay: Day,
      lastDay: Day,
      startsAt: OneOf('start', 'noon'),
      endsAt: OneOf('noon', 'end'),
      fromTime: Nullable(Clock),
      toTime: Nullable(Clock),
      note: Nullable(Text(1000)),
      documentSeen: Type.Boolean({ description: 'The document that this leave needs was seen; for who acts for others' }),
      documentIds: DocumentIds,
      version: Version,
    }),
    response: { 200: one },
  },
  examples: { body: { lastDay: '2026-12-02' } },
} as const satisfies Contract

export const cancelLeave = {
  method: 'POST',
  url: '/leave/requests/:id/cancel',
  config: { access: 'leave.manage', feature },
  schema: {
    summary: 'Cancel leave of somebody: approved leave also after it began, and a request that waits',
    params: ById,
    body: Fields({ comment: Text(1000), version: Type.Optional(Version) }),
    response: { 200: one },
  },
  examples: { body: { comment: 'Was called back to work' } },
} as const satisfies Contract

export const leaveChanged = event(
  'leave.changed',
  '{actor} changed leave of {person} to {amount} of {typeName}, {firstDay} to {lastDay}',
  About,
)
