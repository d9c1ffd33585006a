import {
  ById,
  Changes,
  Day,
  event,
  Fields,
  Id,
  Instant,
  Minutes,
  Named,
  Nullable,
  OneOf,
  Page,
  PageQuery,
  Text,
  Type,
  Version,
  ownOfEverybody,
  PersonName,
} from '../../core/contract.ts'
import type { Contract, Permission, Static } from '../../core/contract.ts'
import { csvExported, csvOf } from '../../core/list-contract.ts'
import { Approving, Rejecting } from '../workflows/workflows.approval.contract.ts'
import { clockActs, dayFlags, dayStatuses } from './attendance.contract.ts'

export const correctionStates = ['pending', 'approved', 'rejected', 'withdrawn'] as const
const State = OneOf(...correctionStates)

const Kept = Type.Object({ kind: OneOf(...clockActs), at: Instant, breakTypeId: Nullable(Id) })
/** All entries of the day as it should be, in order; the last one an end. */
const Wanted = Type.Array(Fields({ kind: OneOf(...clockActs), at: Instant, breakTypeId: Type.Optional(Id) }), { maxItems: 40 })

const Figures = Type.Object({
  status: OneOf(...dayStatuses),
  workedMinutes: Minutes,
  breakMinutes: Minutes,
  lateMinutes: Minutes,
  earlyExitMinutes: Minutes,
  overtimeMinutes: Minutes,
  undertimeMinutes: Minutes,
  flags: Type.Array(OneOf(...dayFlags)),
})
/** A day as it is, and as it would be. */
export const Sides = Type.Object({
  before: Type.Object({ entries: Type.Array(Kept), figures: Figures }),
  after: Type.Object({ entries: Type.Array(Kept), figures: Figures }),
})
export type Sides = Static<typeof Sides>

export const Correction = Type.Object({
  id: Id,
  employee: PersonName,
  date: Day,
  entries: Type.Array(Kept),
  reason: Type.String(),
  state: State,
  comment: Nullable(Type.String()),
  enteredByName: Nullable(Type.String({ description: 'Who asked in the name of the person; null for themselves' })),
  decidedByName: Nullable(Type.String()),
  decidedAt: Nullable(Instant),
  createdAt: Instant,
  version: Version,
  can: Type.Object({ approve: Type.Boolean(), reject: Type.Boolean(), change: Type.Boolean() }),
})
export type Correction = Static<typeof Correction>

const asking = { access: 'attendance.correct', feature: 'attendance' } as const
const reading = { access: 'attendance.read', feature: 'attendance' } as const
const deciding = { access: 'correction.approve', feature: 'attendance' } as const
const one = Named('correction', Correction)
const example = {
  date: '2026-03-02',
  entries: [
    { kind: 'start', at: '2026-03-02T09:00:00Z' },
    { kind: 'end', at: '2026-03-02T17:30:00Z' },
  ],
}

export const previewCorrection = {
  method: 'POST',
  url: '/attendance/corrections/preview',
  config: { ...asking, readOnly: true },
  schema: {
    summary: 'What a day would come to with other entries, beside what it is',
    body: Fields({ employeeId: Type.Optional(Id), date: Day, entries: Wanted }),
    response: {
      200: Type.Object({
        ...Sides.properties,
        refusal: Nullable(Type.Object({ code: Type.String(), message: Type.String(), field: Nullable(Type.String()) })),
      }),
    },
  },
  examples: { body: example },
} as const satisfies Contract

export const askCorrection = {
  method: 'POST',
  url: '/attendance/corrections',
  config: asking,
  schema: {
    summary: 'Ask for another day: all its entries as they should be, and why',
    body: Fields({ employeeId: Type.Optional(Id), date: Day, entries: Wanted, reason: Text(1000) }),
    response: { 201: one },
  },
  examples: { body: { ...example, reason: 'I forgot to clock out' } },
} as const satisfies Contract

export const listCorrections = {
  method: 'GET',
  url: '/attendance/corrections',
  config: reading,
  schema: {
    summary: 'Corrections of people within my reach, newest first',
    querystring: PageQuery({
      mine: Type.Optional(Type.Boolean()),
      employeeId: Type.Optional(Id),
      state: Type.Optional(State),
      departmentId: Type.Optional(Id),
      q: Type.Optional(Text(100)),
      from: Type.Optional(Day),
      to: Type.Optional(Day),
    }),
    response: { 200: Page('corrections', Correction) },
  },
} as const satisfies Contract

export const exportCorrections = csvOf(listCorrections, 'corrections')
export const correctionsExported = csvExported('correction.exported', 'corrections of days')

export const getCorrection = {
  method: 'GET',
  url: '/attendance/corrections/:id',
  config: reading,
  schema: {
    summary: 'One correction with the day before and after',
    params: ById,
    response: { 200: Type.Object({ correction: Correction, ...Sides.properties }) },
  },
} as const satisfies Contract

export const changeCorrection = {
  method: 'PATCH',
  url: '/attendance/corrections/:id',
  config: asking,
  schema: {
    summary: 'Change what is asked, which is then decided anew, or withdraw it',
    params: ById,
    body: Changes({ entries: Wanted, reason: Text(1000), state: OneOf('withdrawn'), version: Version }),
    response: { 200: one },
  },
  examples: { body: { state: 'withdrawn' } },
} as const satisfies Contract

export const approveCorrection = {
  method: 'POST',
  url: '/attendance/corrections/:id/approve',
  config: deciding,
  schema: {
    summary: 'Approve a correction: the day has its new entries at once',
    params: ById,
    body: Approving,
    response: { 200: one },
  },
  examples: { body: { comment: 'The door says the same' } },
} as const satisfies Contract

export const rejectCorrection = {
  method: 'POST',
  url: '/attendance/corrections/:id/reject',
  config: deciding,
  schema: {
    summary: 'Reject a correction, saying why',
    params: ById,
    body: Rejecting,
    response: { 200: one },
  },
  examples: { body: { comment: 'You were on the plane then' } },
} as const satisfies Contract

const About = Type.Object({ correctionId: Id, employeeId: Id, date: Day, person: Type.String() })
const what = 'another {date} for {person}'
export const correctionAsked = event('correction.asked', `{actor} asked for ${what}`, About)
export const correctionChanged = event('correction.changed', '{actor} changed the correction of {date} for {person}', About)
export const correctionWithdrawn = event('correction.withdrawn', '{actor} took back the correction of {date} for {person}', About)
export const correctionApproved = event('correction.approved', '{actor} approved the correction of {date} for {person}', About)
export const correctionRejected = event('correction.rejected', '{actor} rejected the correction of {date} for {person}', About)
export const correctionEvents = [
  correctionsExported,
  correctionAsked,
  correctionChanged,
  correctionWithdrawn,
  correctionApproved,
  correctionRejected,
]

export const correctionPermissions = [
  {
    code: 'attendance.correct',
    feature: 'attendance',
    kind: 'create',
    title: 'Ask for corrections of days',
    description: "One's own days; with a wider reach also in the name of others.",
    reaches: ['own', 'team', 'department', 'branch', 'company'],
    roles: { ...ownOfEverybody, hr: 'company', manager: 'team' },
  },
  {
    code: 'correction.approve',
    feature: 'attendance',
    neverOwn: true,
    title: 'Decide corrections of days',
    description: "Approve and reject corrections of other people's days.",
    reaches: ['team', 'department', 'branch', 'company'],
    roles: { hr: 'company', director: 'department', manager: 'team' },
  },
] as const satisfies readonly Permission[]
