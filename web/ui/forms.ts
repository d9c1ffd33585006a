import type { UseMutationResult } from '@tanstack/react-query'
import { useRef } from 'react'
import { ApiError } from '../api.ts'

/**
 * One key for one opening of a form: sending the same again does nothing twice. A changed body gets a new key, and so does
 * whatever the server has answered with a refusal; only an answer that never came keeps its key.
 */
export function useIdempotency() {
  const held = useRef({ key: '', sent: '' })
  return {
    keyFor: (body: unknown) => {
      const sent = JSON.stringify(body)
      if (held.current.sent !== sent) held.current = { key: newKey(), sent }
      return held.current.key
    },
    answered: (error?: unknown) => {
      if (error instanceof ApiError && (error.status === 0 || error.status >= 500)) return
      held.current = { key: '', sent: '' }
    },
  }
}

/** A mutation that does not hear being asked again while it runs: `isPending` comes too late for a double click. */
export function useOneAtATime<D, E, V, C>(mutation: UseMutationResult<D, E, V, C>) {
  const busy = useRef(false)
  const mutate = (variables: V) => {
    if (busy.current) return
    busy.current = true
    mutation.mutate(variables, {
      onSettled: () => {
        busy.current = false
      },
    })
  }
  return { ...mutation, mutate }
}

/** `crypto.randomUUID` exists in secure contexts only. */
export function newKey() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}

type Fault = { path: string; message: string }

/** The faults a 400 or 422 names, by the field they belong to; `fields` says where a code belongs that names none. */
export function faultsOf(error: unknown, fields: Record<string, string> = {}): Record<string, string> {
  if (!(error instanceof ApiError)) return {}
  const field = fields[error.code]
  if (field) return { [field]: error.message }
  if (!Array.isArray(error.details)) return {}
  const faults = error.details.filter((one): one is Fault => typeof one?.path === 'string' && typeof one.message === 'string')
  return Object.fromEntries(faults.map((fault) => [fieldOf(fault.path), fault.message]))
}

/** `body.email` is `email`; a custom field keeps `custom.` before its key, which may be a word that a field of ours has too. */
function fieldOf(path: string) {
  const parts = path.split(/[./]/).filter((part) => part && Number.isNaN(Number(part)))
  const last = parts.at(-1) ?? ''
  return parts.at(-2) === 'custom' ? `custom.${last}` : last
}

/** What a schema of a contract allows for a text or a number. */
export type Limits = { minLength?: number; maxLength?: number; minimum?: number; maximum?: number; pattern?: string }

/** The limits of one field of a contract's body, so that forms and API never disagree. */
export function limitsOf(contract: { schema: { body?: unknown } }, field: string): Limits {
  const body = contract.schema.body as { properties?: Record<string, Limits> } | undefined
  return body?.properties?.[field] ?? {}
}
