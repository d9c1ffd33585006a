import { ById, Changes, Day, event, Fields, Id, Named, Text, Type, Version } from '../../core/contract.ts'
import type { Contract } from '../../core/contract.ts'
import { LeaveType, typeSettings } from './leave.balance.contract.ts'
import { settingUp } from './leave.contract.ts'

const feature = 'leaveManagement'
const { name, ...others } = typeSettings
const optional = Object.fromEntries(Object.entries(others).map(([key, schema]) => [key, Type.Optional(schema)])) as {
  [K in keyof typeof others]: ReturnType<typeof Type.Optional<(typeof others)[K]>>
}

const ListedDay = Fields({ day: Day, name: Text(80) })

export const createType = {
  method: 'POST',
  url: '/leave/types',
  config: settingUp,
  schema: {
    summary: 'Add a kind of leave; what is left out is as for annual leave without carry-over',
    body: Fields({ code: Type.String({ pattern: '^[A-Za-z0-9][A-Za-z0-9._-]{0,29}$' }), name, ...optional }),
    response: { 201: Named('type', LeaveType) },
  },
  examples: { body: { code: 'study', name: 'Study leave', yearlyAmount: '5', minNoticeDays: 14, carryOver: 'limited', carryLimit: '2' } },
} as const satisfies Contract

export const updateType = {
  method: 'PATCH',
  url: '/leave/types/:id',
  config: settingUp,
  schema: {
    summary: 'Change a kind of leave; a changed amount is granted as the difference',
    params: ById,
    body: Changes({ ...typeSettings, version: Version }),
    response: { 200: Named('type', LeaveType) },
  },
  examples: { body: { minNoticeDays: 7 } },
} as const satisfies Contract

export const listListedDays = {
  method: 'GET',
  url: '/leave/types/:id/days',
  config: { access: 'self', feature },
  schema: {
    summary: 'The days on which a kind of leave may be taken',
    params: ById,
    response: { 200: Named('days', Type.Array(ListedDay)) },
  },
} as const satisfies Contract

export const replaceListedDays = {
  method: 'PUT',
  url: '/leave/types/:id/days',
  config: settingUp,
  schema: {
    summary: 'Say on which days a kind of leave may be taken',
    params: ById,
    body: Fields({ days: Type.Array(ListedDay, { maxItems: 400 }) }),
    response: { 200: Named('days', Type.Array(ListedDay)) },
  },
  examples: { body: { days: [{ day: '2027-02-06', name: 'Lunar New Year' }] } },
} as const satisfies Contract

const About = Type.Object({ name: Type.String(), typeId: Id })
export const typeCreated = event('leave-type.created', '{actor} added the kind of leave {name}', About)
export const typeUpdated = event('leave-type.updated', '{actor} changed the kind of leave {name}', About)
export const listedDaysReplaced = event('leave-type.days-replaced', '{actor} changed the days on which {name} may be taken', About)
export const typeEvents = [typeCreated, typeUpdated, listedDaysReplaced]
