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
  OneOf,
  Quantity,
  Text,
  Type,
  Version,
} from '../../core/contract.ts'
import type { Contract, Permission, Static } from '../../core/contract.ts'

export const fieldKinds = ['text', 'number', 'date', 'choice', 'person', 'file'] as const
export const fieldGroups = ['public', 'team', 'personal', 'pay'] as const
export const objectKinds = ['employee'] as const
export const fieldsPerKind = 100
const choicesPerField = 200

/** What a file in a field may be, by its content. */
export const fileTypes = [
  'application/pdf',
  'image/jpeg',
  'image/png',
  'image/webp',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
] as const

export const fieldKey = Type.String({
  pattern: '^[a-z][a-z0-9-]{0,39}$',
  description: 'Lower case letters, digits and hyphens; it never changes',
  examples: ['shirt-size'],
})
const Choice = Fields({ key: fieldKey, label: Text(80) })

/** What the kind of a field allows; a rule of another kind is refused. Numbers are decimal strings. */
export const FieldRules = Fields({
  maxLength: Type.Optional(Type.Integer({ minimum: 1, maximum: 2000, description: 'text; 500 when left out' })),
  smallest: Type.Optional(Quantity),
  largest: Type.Optional(Quantity),
  decimals: Type.Optional(Type.Integer({ minimum: 0, maximum: 4, description: 'number; 0 when left out' })),
  earliest: Type.Optional(Day),
  latest: Type.Optional(Day),
  choices: Type.Optional(Type.Array(Choice, { minItems: 1, maxItems: choicesPerField })),
  mediaTypes: Type.Optional(
    Type.Array(OneOf(...fileTypes), { minItems: 1, maxItems: fileTypes.length, description: 'file; all of them when left out' }),
  ),
})
export type FieldRules = Static<typeof FieldRules>

export const CustomField = Type.Object({
  id: Id,
  objectKind: OneOf(...objectKinds),
  key: Type.String(),
  label: Type.String(),
  kind: OneOf(...fieldKinds),
  fieldGroup: OneOf(...fieldGroups),
  isRequired: Type.Boolean(),
  rules: FieldRules,
  rank: Type.Integer(),
  archived: Type.Boolean(),
  valueCount: Type.Integer({ description: 'Objects that have a value' }),
  version: Version,
})
export type CustomField = Static<typeof CustomField>

/** Values by the key of their field: text, a decimal string, a date, the key of a choice, the id of a person, the name of a file; null for none. */
export const CustomValues = Type.Record(fieldKey, Nullable(Type.String({ maxLength: 2000 })), {
  maxProperties: fieldsPerKind,
  description: 'By the key of the custom field: text, decimal, date, choice key or person id',
})

/** What stands in fields, by their key; of fields without a value there is none. */
export const CustomTexts = Type.Record(Type.String(), Type.String(), {
  description: 'By the key of the field; of fields without a value there is none',
})

/** The custom fields that a list is to show with each row. */
export const shownCustomFields = Type.Optional(
  Type.Array(fieldKey, { minItems: 1, maxItems: 20, description: 'Keys of custom fields to show with each, repeated' }),
)

export const listCustomFields = {
  method: 'GET',
  url: '/custom-fields',
  config: { access: 'custom-field.read' },
  schema: {
    summary: 'Fields that the company has added',
    description: `At most ${fieldsPerKind} per kind of object, so all of them at once.`,
    querystring: Fields({ objectKind: Type.Optional(OneOf(...objectKinds)), archived: Type.Optional(Type.Boolean({ default: false })) }),
    response: { 200: Named('customFields', Type.Array(CustomField)) },
  },
} as const satisfies Contract

export const createCustomField = {
  method: 'POST',
  url: '/custom-fields',
  config: { access: 'custom-field.manage' },
  schema: {
    summary: 'Add a field to a kind of object',
    body: Fields({
      objectKind: OneOf(...objectKinds),
      key: fieldKey,
      label: Text(80),
      kind: OneOf(...fieldKinds),
      fieldGroup: Type.Optional(OneOf(...fieldGroups)),
      isRequired: Type.Optional(Type.Boolean()),
      rules: Type.Optional(FieldRules),
      rank: Type.Optional(Type.Integer({ minimum: 0, maximum: 10_000 })),
    }),
    response: { 201: Named('customField', CustomField) },
  },
  examples: {
    body: {
      objectKind: 'employee',
      key: 'shirt-size',
      label: 'Shirt size',
      kind: 'choice',
      rules: { choices: [{ key: 'm', label: 'M' }] },
    },
  },
} as const satisfies Contract

export const updateCustomField = {
  method: 'PATCH',
  url: '/custom-fields/:id',
  config: { access: 'custom-field.manage' },
  schema: {
    summary: 'Change a field; its key and kind stay, and what stands in it must still be allowed',
    params: ById,
    body: Changes({
      label: Text(80),
      fieldGroup: OneOf(...fieldGroups),
      isRequired: Type.Boolean(),
      rules: FieldRules,
      rank: Type.Integer({ minimum: 0, maximum: 10_000 }),
      archived: Type.Boolean(),
      version: Version,
    }),
    response: { 200: Named('customField', CustomField) },
  },
  examples: { body: { label: 'T-shirt size' } },
} as const satisfies Contract

export const deleteCustomField = {
  method: 'DELETE',
  url: '/custom-fields/:id',
  config: { access: 'custom-field.manage' },
  schema: { summary: 'Remove a field that nothing stands in', params: ById, response: { 200: Nothing } },
} as const satisfies Contract

const Which = Type.Object({ label: Type.String() })
export const customFieldCreated = event('custom-field.created', '{actor} added the field {label}', Which)
export const customFieldUpdated = event('custom-field.updated', '{actor} changed the field {label}', Which)
export const customFieldDeleted = event('custom-field.deleted', '{actor} removed the field {label}', Which)

export const permissions = [
  {
    code: 'custom-field.read',
    title: 'See custom fields',
    description: 'Which fields there are; what stands in them follows their field group.',
    reaches: ['company'],
    roles: {
      hr: 'company',
      finance: 'company',
      ceo: 'company',
      director: 'company',
      manager: 'company',
      project_lead: 'company',
      employee: 'company',
      teacher: 'company',
    },
  },
  {
    code: 'custom-field.manage',
    title: 'Change custom fields',
    description: 'Add, change, archive and remove fields.',
    reaches: ['company'],
    roles: { hr: 'company' },
  },
] as const satisfies readonly Permission[]
