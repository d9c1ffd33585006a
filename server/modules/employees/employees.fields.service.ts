import { fail } from '../../core/errors.ts'
import type { Refusal } from '../../core/refusal.ts'
import { groupOfField } from './employees.fields.contract.ts'

type Groups = { readonly team: unknown; readonly personal: unknown; readonly pay: unknown }

/**
 * Refuses to write a field of a group that is not shown to the writer: `seen` is the person as the writer sees them, a group that is
 * hidden being null. Seeing never implies changing; that is asked before. Source: rules-access.md § What is granted.
 */
export function refuseUnseen(fields: object, seen: Groups): void {
  for (const [field, value] of Object.entries(fields)) {
    const group = value === undefined ? undefined : groupOfField[field]
    if (group && seen[group] === null) {
      throw fail.forbidden('FIELD_NOT_YOURS', `You cannot change ${field}, because you may not see it.`, {
        field,
        permission: `employee.read-${group}`,
      })
    }
  }
}

/** What a rule made, or its refusal thrown: what the state does not allow is a conflict, what the values do not is unprocessable. */
export function accepted<T extends object>(answer: T | Refusal): T {
  if (!isRefusal(answer)) return answer
  const { code, message, details } = answer
  throw conflicts.has(code) ? fail.conflict(code, message, details) : fail.unprocessable(code, message, details)
}

/** The refusal a rule made, or undefined when it made what was asked. */
export const refusalOf = (answer: object): Refusal | undefined => (isRefusal(answer) ? answer : undefined)

const isRefusal = (answer: object): answer is Refusal => 'code' in answer && 'message' in answer
const conflicts = new Set(['NOT_EMPLOYED', 'EMPLOYMENT_STARTS_THEN', 'EMPLOYMENT_BEGUN', 'EMPLOYMENT_FIRST', 'STATUS_TRANSITION'])
