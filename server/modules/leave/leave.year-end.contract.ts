import { ById, Day, event, Fields, Id, Instant, Named, Nullable, OneOf, Page, PagedQuery, Quantity, Type } from '../../core/contract.ts'
import type { Contract, Static } from '../../core/contract.ts'
import { ofType, settingUp, whose } from './leave.contract.ts'

export const YearEnd = Type.Object({
  id: Id,
  lastDay: Day,
  state: OneOf('running', 'done', 'undoing', 'undone'),
  accounts: Type.Integer({ description: 'Leave years closed so far' }),
  people: Type.Integer(),
  createdAt: Instant,
  endedAt: Nullable(Instant),
})
export type YearEnd = Static<typeof YearEnd>

/** What becomes of one leave year of one kind of leave of one person. */
const ClosedYear = Type.Object({
  ...whose,
  ...ofType,
  yearLast: Day,
  carried: Quantity,
  lost: Quantity,
  validTo: Nullable(Day),
})

export const listYearEnds = {
  method: 'GET',
  url: '/leave/year-ends',
  config: settingUp,
  schema: {
    summary: 'Ends of leave years that were run, newest first',
    querystring: PagedQuery({}),
    response: { 200: Page('yearEnds', YearEnd) },
  },
} as const satisfies Contract

export const previewYearEnd = {
  method: 'GET',
  url: '/leave/year-ends/preview',
  config: settingUp,
  schema: {
    summary: 'What closing the leave years that ended by a day would carry on and write off',
    querystring: Fields({ lastDay: Day }),
    response: {
      200: Named(
        'preview',
        Type.Object({
          people: Type.Integer(),
          accounts: Type.Integer(),
          types: Type.Array(Type.Object({ ...ofType, people: Type.Integer(), carried: Quantity, lost: Quantity })),
          first: Type.Array(ClosedYear, { description: 'The first two hundred of those with something left' }),
        }),
      ),
    },
  },
  examples: { querystring: { lastDay: '2025-12-31' } },
} as const satisfies Contract

export const startYearEnd = {
  method: 'POST',
  url: '/leave/year-ends',
  config: settingUp,
  schema: {
    summary: 'Close the leave years that ended by a day and are not closed yet; it goes on in the background',
    body: Fields({ lastDay: Day }),
    response: { 202: Named('yearEnd', YearEnd) },
  },
  examples: { body: { lastDay: '2025-12-31' } },
} as const satisfies Contract

export const listYearEndItems = {
  method: 'GET',
  url: '/leave/year-ends/:id/items',
  config: settingUp,
  schema: {
    summary: 'What a run carried on and wrote off, by person',
    params: ById,
    querystring: PagedQuery({ employeeId: Type.Optional(Id) }),
    response: { 200: Page('items', ClosedYear) },
  },
} as const satisfies Contract

export const undoYearEnd = {
  method: 'POST',
  url: '/leave/year-ends/:id/undo',
  config: settingUp,
  schema: {
    summary: 'Take a run back by reversing its entries; refused where what was carried on is used',
    params: ById,
    response: { 202: Named('yearEnd', YearEnd) },
  },
} as const satisfies Contract

const About = Type.Object({ runId: Id, lastDay: Day })
export const yearEndStarted = event('leave-year-end.started', '{actor} closed the leave years that ended by {lastDay}', About)
export const yearEndUndone = event('leave-year-end.undone', '{actor} took back closing the leave years that ended by {lastDay}', About)
export const yearEndEvents = [yearEndStarted, yearEndUndone]
