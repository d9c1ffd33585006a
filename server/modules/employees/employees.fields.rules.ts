import type { Refusal } from '../../core/refusal.ts'
import { groupOfField } from './employees.fields.contract.ts'

export type Groups = { readonly team: unknown; readonly personal: unknown; readonly pay: unknown }

/**
 * Refuses to write a field of a group that is not shown to the writer: `seen` is the person as the writer sees them, a group that is
 * hidden being null. Seeing never implies changing; that is asked before. Source: rules-access.md § What is granted.
 */
export function refuseUnseen(fields: object, seen: Groups): Refusal | null {
  for (const [field, value] of Object.entries(fields)) {
    const group = value === undefined ? undefined : groupOfField[field]
    if (group && seen[group] === null) {
      return {
        code: 'FIELD_NOT_YOURS',
        message: `You cannot change ${field}, because you may not see it.`,
        details: { field, permission: `employee.read-${group}` },
      }
    }
  }
  return null
}
