import { Day, event, Fields, Id, Minutes, Nullable, OneOf, Page, PagedQuery, Text, Type } from '../../core/contract.ts'
import type { Contract, Static } from '../../core/contract.ts'

const Clocks = Type.Array(Type.Object({ start: Type.String(), end: Type.String() }))
const Overlap = Type.Object({ employeeId: Id, employeeName: Type.String(), day: Day, otherDay: Day, message: Type.String() })
export const PlanConflict = Type.Object({
  kind: OneOf('overlap', 'leave', 'holiday', 'rest', 'not-employed'),
  name: Nullable(Type.String()),
  minutes: Nullable(Minutes),
})

/** What stands on a date: shifts, or the times of a working pattern. `isOwn` when it is assigned to the person alone. */
const works = { kind: OneOf('work', 'day-off', 'holiday', 'not-employed'), shiftIds: Type.Array(Id), times: Clocks }
const Standing = Type.Object({ ...works, isOwn: Type.Boolean() })
export const Works = Type.Object(works)

export const PlanDay = Type.Object({
  day: Day,
  published: Standing,
  /** What the draft would make of it; null without one. */
  planned: Type.Unsafe<Static<typeof Standing> | null>({ ...Standing, type: ['object', 'null'] }),
  plan: Nullable(OneOf('shift', 'off', 'clear')),
  draftId: Nullable(Id),
  holidayName: Nullable(Type.String()),
  leave: Nullable(OneOf('full', 'first', 'second')),
  conflicts: Type.Array(PlanConflict),
})

const PlanPerson = Type.Object({
  employeeId: Id,
  firstName: Type.String(),
  lastName: Type.String(),
  title: Nullable(Type.String()),
  departmentName: Nullable(Type.String()),
  days: Type.Array(PlanDay),
})

const group = { departmentId: Type.Optional(Id), branchId: Type.Optional(Id) }
const config = { access: 'shift.assign', feature: 'attendance' } as const

export const getRosterPlan = {
  method: 'GET',
  url: '/roster-plan',
  config,
  schema: {
    summary: 'What people within my reach work on each date, with what is drafted and stands against it; at most 35 dates',
    querystring: PagedQuery({ from: Day, to: Day, ...group, q: Type.Optional(Text(100)) }),
    response: { 200: Type.Object({ ...Page('people', PlanPerson).properties, drafts: Type.Integer() }) },
  },
  examples: { querystring: { from: '2026-11-16', to: '2026-11-22' } },
} as const satisfies Contract

export const draftCells = {
  method: 'PUT',
  url: '/roster-plan/drafts',
  config,
  schema: {
    summary: 'Draft a shift, a day off or nothing (clear) for people on dates, or drop a draft (keep); counts for nothing until published',
    body: Fields({
      cells: Type.Array(
        Fields({
          employeeId: Id,
          day: Day,
          plan: OneOf('shift', 'off', 'clear', 'keep'),
          shiftId: Type.Optional(Id),
          draftId: Type.Optional(Nullable(Id)),
        }),
        { minItems: 1, maxItems: 500, description: 'draftId is the draft that was seen there, null for none; another one is a 409' },
      ),
    }),
    response: { 200: Type.Object({ drafted: Type.Integer(), dropped: Type.Integer() }) },
  },
  examples: { body: { cells: [{ employeeId: '01980000-0000-7000-8000-000000000000', day: '2030-01-07', plan: 'off' }] } },
} as const satisfies Contract

export const copyWeek = {
  method: 'POST',
  url: '/roster-plan/copy',
  config,
  schema: {
    summary:
      'Draft for one week (or up to four) what people have of their own in another; what stands against it refuses all or is skipped',
    body: Fields({
      from: Day,
      to: Day,
      weeks: Type.Optional(Type.Integer({ minimum: 1, maximum: 4, default: 1 })),
      ...group,
      onConflict: Type.Optional(OneOf('refuse', 'skip')),
    }),
    response: { 200: Type.Object({ drafted: Type.Integer(), skipped: Type.Array(Overlap) }) },
  },
  examples: { body: { from: '2030-01-07', to: '2030-01-14', onConflict: 'skip' } },
} as const satisfies Contract

const range = { from: Day, to: Day, ...group }
const Preview = Type.Object({
  people: Type.Integer(),
  shifts: Type.Integer(),
  daysOff: Type.Integer(),
  cleared: Type.Integer(),
  overlaps: Type.Array(Overlap),
  /** How often each other thing stands against it; none of them keeps it from being published. */
  warnings: Type.Object({ leave: Type.Integer(), holiday: Type.Integer(), rest: Type.Integer(), 'not-employed': Type.Integer() }),
  revision: Type.String(),
})

export const previewPublish = {
  method: 'POST',
  url: '/roster-plan/publish/preview',
  config: { ...config, readOnly: true },
  schema: {
    summary: 'What publishing the drafts of a range or group would change, and what keeps it from being',
    body: Fields(range),
    response: { 200: Preview },
  },
  examples: { body: { from: '2030-01-07', to: '2030-01-13' } },
} as const satisfies Contract

export const publishPlan = {
  method: 'POST',
  url: '/roster-plan/publish',
  config,
  schema: {
    summary: 'Publish the drafts of a range or group, all or none; the days they touch are computed anew',
    body: Fields({ ...range, revision: Type.Optional(Type.String({ maxLength: 64 })) }),
    response: { 200: Type.Object({ people: Type.Integer(), days: Type.Integer(), recomputeId: Nullable(Id) }) },
  },
  examples: { body: { from: '2030-01-07', to: '2030-01-13' } },
} as const satisfies Contract

export const discardDrafts = {
  method: 'POST',
  url: '/roster-plan/discard',
  config,
  schema: {
    summary: 'Drop the drafts of a range or group',
    body: Fields(range),
    response: { 200: Type.Object({ dropped: Type.Integer() }) },
  },
  examples: { body: { from: '2030-01-07', to: '2030-01-13' } },
} as const satisfies Contract

export const myShifts = {
  method: 'GET',
  url: '/attendance/my-shifts',
  config: { access: 'attendance.clock', feature: 'attendance' },
  schema: {
    summary: 'What I am to work on each date of a range, as published; at most 62 dates',
    querystring: Fields({ from: Day, to: Day }),
    response: {
      200: Type.Object({
        days: Type.Array(
          Type.Object({
            day: Day,
            ...works,
            holidayName: Nullable(Type.String()),
            leave: Nullable(OneOf('full', 'first', 'second')),
          }),
        ),
      }),
    },
  },
  examples: { querystring: { from: '2026-11-16', to: '2026-11-22' } },
} as const satisfies Contract

const About = Type.Object({ employeeId: Id, name: Type.String(), firstDay: Day, lastDay: Day })
export const rosterPublished = event('roster.published', '{actor} published shifts of {name} between {firstDay} and {lastDay}', About)
const Many = Type.Object({ firstDay: Day, lastDay: Day, cells: Type.Integer() })
export const rosterDrafted = event('roster.drafted', '{actor} drafted {cells} shifts or days off between {firstDay} and {lastDay}', Many)
export const rosterDiscarded = event('roster.discarded', '{actor} dropped {cells} drafts between {firstDay} and {lastDay}', Many)
export const rosterPlanEvents = [rosterPublished, rosterDrafted, rosterDiscarded]
