import { event, Fields, Named, OneOf, Type } from '../../core/contract.ts'
import type { Contract, Static } from '../../core/contract.ts'

/** What a new company needs before it is of use, in the order it is best done. */
export const setupSteps = ['company', 'branches', 'departments', 'people', 'leave'] as const
const Step = OneOf(...setupSteps)

const Setup = Type.Object({
  steps: Type.Array(
    Type.Object({
      step: Step,
      isDone: Type.Boolean({ description: 'As the data says now' }),
      isSkipped: Type.Boolean({ description: 'Somebody chose to leave it' }),
      count: Type.Integer({ minimum: 0, description: 'How many there are: branches, departments, people, people with a leave policy' }),
    }),
  ),
  withoutHolidays: Type.Integer({ minimum: 0, description: 'Branches for which no public holiday of this year is known' }),
  invited: Type.Integer({ minimum: 0, description: 'Invitations that wait to be accepted' }),
})
export type Setup = Static<typeof Setup>

const settingUp = { access: 'company.update-settings' } as const

export const getSetup = {
  method: 'GET',
  url: '/company/setup',
  config: settingUp,
  schema: { summary: 'The first steps of a company: which are done, which are skipped', response: { 200: Named('setup', Setup) } },
} as const satisfies Contract

export const updateSetup = {
  method: 'PATCH',
  url: '/company/setup',
  config: settingUp,
  schema: {
    summary: 'Say which first steps are skipped, all of them: those left out come back',
    body: Fields({ skipped: Type.Array(Step, { maxItems: setupSteps.length, uniqueItems: true }) }),
    response: { 200: Named('setup', Setup) },
  },
  examples: { body: { skipped: ['departments'] } },
} as const satisfies Contract

export const setupChanged = event('company.setup-changed', '{actor} changed which first steps are skipped', Type.Object({}))
