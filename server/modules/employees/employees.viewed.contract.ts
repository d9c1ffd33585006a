import { event, Type } from '../../core/contract.ts'

/** What somebody was shown of another person that not everybody may see; the values are in no event. */
export const employeeViewed = event(
  'employee.viewed',
  '{actor} looked at {what} of {person}',
  Type.Object({ person: Type.String(), what: Type.String() }),
)

export const peopleExported = event(
  'employee.exported',
  '{actor} exported {count} people with {groups} data',
  Type.Object({ count: Type.Integer(), groups: Type.String() }),
)

export const viewedEvents = [employeeViewed, peopleExported]
