import { ById, event, Fields, Named, Type } from '../../core/contract.ts'
import type { Contract } from '../../core/contract.ts'
import { CustomTexts, CustomValues } from './custom-fields.contract.ts'

export const getCustomValues = {
  method: 'GET',
  url: '/employees/:id/custom-fields',
  config: { access: 'employee.read', audited: true },
  schema: {
    summary: 'What stands in the custom fields of a person, as far as I may see it',
    params: ById,
    response: { 200: Named('values', CustomTexts) },
  },
} as const satisfies Contract

export const updateCustomValues = {
  method: 'PATCH',
  url: '/employees/:id/custom-fields',
  config: { access: 'employee.update' },
  schema: {
    summary: 'Change what stands in the custom fields of a person; null empties one',
    params: ById,
    body: Fields({ custom: CustomValues }),
    response: { 200: Named('values', CustomTexts) },
  },
  examples: { body: { custom: {} } },
} as const satisfies Contract

const Whose = Type.Object({ person: Type.String(), fields: Type.String() })
export const customValuesViewed = event('custom-field.values-viewed', '{actor} looked at {fields} of {person}', Whose)
export const customFileViewed = event('custom-field.file-viewed', '{actor} opened the file in {fields} of {person}', Whose)
export const customValuesChanged = event('custom-field.values-changed', '{actor} changed {fields} of {person}', Whose)
