import {
  ById,
  Changes,
  Day,
  Email,
  Fields,
  Id,
  Named,
  Nothing,
  Nullable,
  OneOf,
  Page,
  PagedQuery,
  Text,
  Type,
  Version,
} from '../../core/contract.ts'
import type { Contract, Static } from '../../core/contract.ts'
import { OfPerson } from './employees.record.contract.ts'

/* Records of the personal field group (`rules-access.md § What is granted`). */

const phone = Type.String({ pattern: '^[+0-9 ()./-]{3,40}$' })
const Country = Type.String({ pattern: '^[A-Z]{2}$', description: 'ISO 3166-1 alpha-2', examples: ['ID'] })
const Rank = Type.Integer({ minimum: 1, maximum: 20, description: 'Who is called first has the lowest' })
const DependantRelation = OneOf('child', 'spouse', 'partner', 'parent', 'other')
const DocumentKind = OneOf('id-card', 'passport', 'work-permit', 'visa', 'driving-licence', 'residence-permit', 'other')

export const EmergencyContact = Type.Object({
  id: Id,
  name: Type.String(),
  relation: Nullable(Type.String()),
  phone: Type.String(),
  email: Nullable(Type.String()),
  rank: Rank,
  version: Version,
})
export type EmergencyContact = Static<typeof EmergencyContact>

export const Dependant = Type.Object({
  id: Id,
  name: Type.String(),
  relation: DependantRelation,
  birthDate: Nullable(Day),
  version: Version,
})
export type Dependant = Static<typeof Dependant>

export const IdentityDocument = Type.Object({
  id: Id,
  kind: DocumentKind,
  number: Type.String(),
  country: Nullable(Country),
  issuedOn: Nullable(Day),
  expiresOn: Nullable(Day),
  note: Nullable(Type.String()),
  version: Version,
})
export type IdentityDocument = Static<typeof IdentityDocument>

export const listEmergencyContacts = {
  method: 'GET',
  url: '/employees/:id/emergency-contacts',
  config: { access: 'employee.read-personal', audited: true },
  schema: {
    summary: 'Whom to call in an emergency, first first',
    params: ById,
    response: { 200: Named('emergencyContacts', Type.Array(EmergencyContact)) },
  },
} as const satisfies Contract

export const addEmergencyContact = {
  method: 'POST',
  url: '/employees/:id/emergency-contacts',
  config: { access: 'employee.update-records' },
  schema: {
    summary: 'Add an emergency contact',
    params: ById,
    body: Fields({
      name: Text(120),
      relation: Type.Optional(Nullable(Text(60))),
      phone,
      email: Type.Optional(Nullable(Email)),
      rank: Type.Optional(Rank),
    }),
    response: { 201: Named('emergencyContact', EmergencyContact) },
  },
  examples: { body: { name: 'Budi Chen', relation: 'brother', phone: '+62 812 0000 0000' } },
} as const satisfies Contract

export const changeEmergencyContact = {
  method: 'PATCH',
  url: '/employees/:id/emergency-contacts/:recordId',
  config: { access: 'employee.update-records' },
  schema: {
    summary: 'Change an emergency contact',
    params: OfPerson,
    body: Changes({ name: Text(120), relation: Nullable(Text(60)), phone, email: Nullable(Email), rank: Rank, version: Version }),
    response: { 200: Named('emergencyContact', EmergencyContact) },
  },
  examples: { body: { phone: '+62 812 1111 1111' } },
} as const satisfies Contract

export const removeEmergencyContact = {
  method: 'DELETE',
  url: '/employees/:id/emergency-contacts/:recordId',
  config: { access: 'employee.update-records' },
  schema: { summary: 'Remove an emergency contact', params: OfPerson, response: { 200: Nothing } },
} as const satisfies Contract

export const listDependants = {
  method: 'GET',
  url: '/employees/:id/dependants',
  config: { access: 'employee.read-personal', audited: true },
  schema: { summary: 'Dependants of a person', params: ById, response: { 200: Named('dependants', Type.Array(Dependant)) } },
} as const satisfies Contract

export const addDependant = {
  method: 'POST',
  url: '/employees/:id/dependants',
  config: { access: 'employee.update-records' },
  schema: {
    summary: 'Add a dependant',
    params: ById,
    body: Fields({ name: Text(120), relation: DependantRelation, birthDate: Type.Optional(Nullable(Day)) }),
    response: { 201: Named('dependant', Dependant) },
  },
  examples: { body: { name: 'Ayu Chen', relation: 'child', birthDate: '2021-04-12' } },
} as const satisfies Contract

export const changeDependant = {
  method: 'PATCH',
  url: '/employees/:id/dependants/:recordId',
  config: { access: 'employee.update-records' },
  schema: {
    summary: 'Change a dependant',
    params: OfPerson,
    body: Changes({ name: Text(120), relation: DependantRelation, birthDate: Nullable(Day), version: Version }),
    response: { 200: Named('dependant', Dependant) },
  },
  examples: { body: { birthDate: '2021-04-13' } },
} as const satisfies Contract

export const removeDependant = {
  method: 'DELETE',
  url: '/employees/:id/dependants/:recordId',
  config: { access: 'employee.update-records' },
  schema: { summary: 'Remove a dependant', params: OfPerson, response: { 200: Nothing } },
} as const satisfies Contract

export const listDocuments = {
  method: 'GET',
  url: '/employees/:id/documents',
  config: { access: 'employee.read-personal', audited: true },
  schema: {
    summary: 'Identity documents of a person, the first to expire first',
    params: ById,
    response: { 200: Named('documents', Type.Array(IdentityDocument)) },
  },
} as const satisfies Contract

export const addDocument = {
  method: 'POST',
  url: '/employees/:id/documents',
  config: { access: 'employee.update-records' },
  schema: {
    summary: 'Add an identity document',
    description: 'Reminders go out 60, 30 and 7 days before it expires, and on the day.',
    params: ById,
    body: Fields({
      kind: DocumentKind,
      number: Text(60),
      country: Type.Optional(Nullable(Country)),
      issuedOn: Type.Optional(Nullable(Day)),
      expiresOn: Type.Optional(Nullable(Day)),
      note: Type.Optional(Nullable(Text(500))),
    }),
    response: { 201: Named('document', IdentityDocument) },
  },
  examples: { body: { kind: 'passport', number: 'X0000000', country: 'ID', expiresOn: '2031-03-31' } },
} as const satisfies Contract

export const changeDocument = {
  method: 'PATCH',
  url: '/employees/:id/documents/:recordId',
  config: { access: 'employee.update-records' },
  schema: {
    summary: 'Change an identity document',
    description: 'Another day of expiry starts its reminders anew.',
    params: OfPerson,
    body: Changes({
      kind: DocumentKind,
      number: Text(60),
      country: Nullable(Country),
      issuedOn: Nullable(Day),
      expiresOn: Nullable(Day),
      note: Nullable(Text(500)),
      version: Version,
    }),
    response: { 200: Named('document', IdentityDocument) },
  },
  examples: { body: { note: 'The original is with the embassy' } },
} as const satisfies Contract

export const removeDocument = {
  method: 'DELETE',
  url: '/employees/:id/documents/:recordId',
  config: { access: 'employee.update-records' },
  schema: { summary: 'Remove an identity document', params: OfPerson, response: { 200: Nothing } },
} as const satisfies Contract

/** How soon documents end; each is counted once. */
export const expiryTerms = ['expired', 'week', 'month', 'later'] as const
const Count = Type.Integer({ minimum: 0 })

export const listExpiring = {
  method: 'GET',
  url: '/employees/expiring-documents',
  config: { access: 'employee.read-personal' },
  schema: {
    summary: 'Identity documents that expired or will within 60 days and that no later one replaces, the first to expire first',
    description: 'Whose document of which kind ends when; its number is not told.',
    querystring: PagedQuery({}),
    response: {
      200: Type.Object({
        ...Page(
          'documents',
          Type.Object({
            id: Id,
            employeeId: Id,
            firstName: Type.String(),
            lastName: Type.String(),
            kind: DocumentKind,
            expiresOn: Day,
          }),
        ).properties,
        counters: Type.Object({ expired: Count, week: Count, month: Count, later: Count }, { description: 'Over, within 7 days, 30, 60' }),
      }),
    },
  },
} as const satisfies Contract
