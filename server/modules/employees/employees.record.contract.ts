import {
  ById,
  Changes,
  Day,
  event,
  Fields,
  Id,
  Named,
  Nothing,
  Nullable,
  Text,
  Type,
  Version,
  ownOfEverybody,
} from '../../core/contract.ts'
import type { Contract, Permission, Static } from '../../core/contract.ts'

/** One record of one person. */
export const OfPerson = Fields({ id: Id, recordId: Id })

const Year = Type.Integer({ minimum: 1900, maximum: 2200, examples: [2019] })
const Level = Type.Integer({ minimum: 1, maximum: 5, description: 'From 1, beginner, to 5, expert' })

export const Education = Type.Object({
  id: Id,
  institution: Type.String(),
  qualification: Type.String(),
  fieldOfStudy: Nullable(Type.String()),
  firstYear: Nullable(Year),
  lastYear: Nullable(Year),
  version: Version,
})
export type Education = Static<typeof Education>

export const Experience = Type.Object({
  id: Id,
  employer: Type.String(),
  title: Type.String(),
  firstDay: Day,
  lastDay: Nullable(Day),
  description: Nullable(Type.String()),
  version: Version,
})
export type Experience = Static<typeof Experience>

const Skill = Type.Object({ itemId: Id, name: Type.String(), level: Nullable(Level) })
const Hobby = Type.Object({ itemId: Id, name: Type.String() })

export const listEducation = {
  method: 'GET',
  url: '/employees/:id/education',
  config: { access: 'employee.read' },
  schema: { summary: 'Schools and degrees of a person', params: ById, response: { 200: Named('education', Type.Array(Education)) } },
} as const satisfies Contract

export const addEducation = {
  method: 'POST',
  url: '/employees/:id/education',
  config: { access: 'employee.update-records' },
  schema: {
    summary: 'Add a school or degree',
    params: ById,
    body: Fields({
      institution: Text(160),
      qualification: Text(160),
      fieldOfStudy: Type.Optional(Nullable(Text(160))),
      firstYear: Type.Optional(Nullable(Year)),
      lastYear: Type.Optional(Nullable(Year)),
    }),
    response: { 201: Named('education', Education) },
  },
  examples: { body: { institution: 'Universitas Indonesia', qualification: 'Bachelor of Science', firstYear: 2012, lastYear: 2016 } },
} as const satisfies Contract

export const changeEducation = {
  method: 'PATCH',
  url: '/employees/:id/education/:recordId',
  config: { access: 'employee.update-records' },
  schema: {
    summary: 'Change a school or degree',
    params: OfPerson,
    body: Changes({
      institution: Text(160),
      qualification: Text(160),
      fieldOfStudy: Nullable(Text(160)),
      firstYear: Nullable(Year),
      lastYear: Nullable(Year),
      version: Version,
    }),
    response: { 200: Named('education', Education) },
  },
  examples: { body: { fieldOfStudy: 'Computer science' } },
} as const satisfies Contract

export const removeEducation = {
  method: 'DELETE',
  url: '/employees/:id/education/:recordId',
  config: { access: 'employee.update-records' },
  schema: { summary: 'Remove a school or degree', params: OfPerson, response: { 200: Nothing } },
} as const satisfies Contract

export const listExperience = {
  method: 'GET',
  url: '/employees/:id/experience',
  config: { access: 'employee.read' },
  schema: { summary: 'Work before or beside this company', params: ById, response: { 200: Named('experience', Type.Array(Experience)) } },
} as const satisfies Contract

export const addExperience = {
  method: 'POST',
  url: '/employees/:id/experience',
  config: { access: 'employee.update-records' },
  schema: {
    summary: 'Add work before or beside this company',
    params: ById,
    body: Fields({
      employer: Text(160),
      title: Text(160),
      firstDay: Day,
      lastDay: Type.Optional(Nullable(Day)),
      description: Type.Optional(Nullable(Text(2_000))),
    }),
    response: { 201: Named('experience', Experience) },
  },
  examples: { body: { employer: 'Nusantara Foods', title: 'Accountant', firstDay: '2016-09-01', lastDay: '2019-12-31' } },
} as const satisfies Contract

export const changeExperience = {
  method: 'PATCH',
  url: '/employees/:id/experience/:recordId',
  config: { access: 'employee.update-records' },
  schema: {
    summary: 'Change work before or beside this company',
    params: OfPerson,
    body: Changes({
      employer: Text(160),
      title: Text(160),
      firstDay: Day,
      lastDay: Nullable(Day),
      description: Nullable(Text(2_000)),
      version: Version,
    }),
    response: { 200: Named('experience', Experience) },
  },
  examples: { body: { title: 'Senior accountant' } },
} as const satisfies Contract

export const removeExperience = {
  method: 'DELETE',
  url: '/employees/:id/experience/:recordId',
  config: { access: 'employee.update-records' },
  schema: { summary: 'Remove work before or beside this company', params: OfPerson, response: { 200: Nothing } },
} as const satisfies Contract

export const listSkills = {
  method: 'GET',
  url: '/employees/:id/skills',
  config: { access: 'employee.read' },
  schema: { summary: 'Skills of a person', params: ById, response: { 200: Named('skills', Type.Array(Skill)) } },
} as const satisfies Contract

export const replaceSkills = {
  method: 'PUT',
  url: '/employees/:id/skills',
  config: { access: 'employee.update-records' },
  schema: {
    summary: 'Say which skills a person has, all of them',
    params: ById,
    body: Fields({ skills: Type.Array(Fields({ itemId: Id, level: Level }), { maxItems: 200 }) }),
    response: { 200: Named('skills', Type.Array(Skill)) },
  },
  examples: { body: { skills: [{ itemId: '01990000-0000-7000-8000-000000000000', level: 4 }] } },
} as const satisfies Contract

export const listHobbies = {
  method: 'GET',
  url: '/employees/:id/hobbies',
  config: { access: 'employee.read' },
  schema: { summary: 'Hobbies of a person', params: ById, response: { 200: Named('hobbies', Type.Array(Hobby)) } },
} as const satisfies Contract

export const replaceHobbies = {
  method: 'PUT',
  url: '/employees/:id/hobbies',
  config: { access: 'employee.update-records' },
  schema: {
    summary: 'Say which hobbies a person has, all of them',
    params: ById,
    body: Fields({ itemIds: Type.Array(Id, { maxItems: 200 }) }),
    response: { 200: Named('hobbies', Type.Array(Hobby)) },
  },
  examples: { body: { itemIds: ['01990000-0000-7000-8000-000000000000'] } },
} as const satisfies Contract

/** `record` says what kind of record it was, in words. */
const Which = Type.Object({ person: Type.String(), record: Type.String() })
/** Every field of a contact, a dependant or a document: who reads the audit log need not know them. */
const personal = ['name', 'relation', 'phone', 'email', 'rank', 'birthDate', 'kind', 'number', 'country', 'issuedOn', 'expiresOn', 'note']
export const recordAdded = event('employee.record-added', '{actor} added to the records of {person}: {record}', Which, personal)
export const recordChanged = event('employee.record-changed', '{actor} changed in the records of {person}: {record}', Which, personal)
export const recordRemoved = event('employee.record-removed', '{actor} removed from the records of {person}: {record}', Which, personal)

export const recordPermissions = [
  {
    code: 'employee.update-records',
    title: 'Change records of people',
    description: 'Contacts, dependants, documents, education, experience, skills, hobbies and photo, of whom one may also see them.',
    reaches: ['own', 'team', 'department', 'branch', 'company'],
    roles: { ...ownOfEverybody, hr: 'company' },
  },
] as const satisfies readonly Permission[]
export const recordEvents = [recordAdded, recordChanged, recordRemoved]
