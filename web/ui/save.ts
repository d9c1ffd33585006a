import type { UseFormReturnType } from '@mantine/form'
import { useMutation } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { ApiError } from '../api.ts'
import { faultsOf, useIdempotency, useOneAtATime } from './forms.ts'
import { useWriting } from './held.tsx'

/**
 * Sends a form. What the server finds wrong with a field is said at the field, which gets the focus; `error` is what is left
 * to be said for the form as a whole. `fields` says where a refusal belongs that names no field.
 */
export function useSave<V extends Record<string, unknown>, D>(
  form: UseFormReturnType<V>,
  options: {
    send: (values: V, keyFor: (body: unknown) => string) => Promise<D>
    saved: (data: D) => void
    fields?: Record<string, string>
  },
) {
  const once = useIdempotency()
  const inWords = useWordsOf()
  const faults = (error: unknown) =>
    Object.entries(faultsOf(error, options.fields))
      .filter(([field]) => (field.split('.')[0] ?? '') in form.values)
      .map(([field, message]) => [field, inWords(error, field, message)] as const)
  const mutation = useOneAtATime(
    useMutation({
      mutationFn: (values: V) => options.send(values, once.keyFor),
      onSettled: (_data, error) => once.answered(error),
      onError: (error) => {
        const found = faults(error)
        form.setErrors(Object.fromEntries(found))
        const [first] = found
        // Fields are closed while the form is sent.
        if (first) setTimeout(() => form.getInputNode(first[0])?.focus())
      },
      onSuccess: options.saved,
    }),
  )
  useWriting(form.isDirty() && !mutation.isSuccess)
  return {
    submit: form.onSubmit(
      (values) => mutation.mutate(values),
      (found) => form.getInputNode(Object.keys(found)[0] ?? '')?.focus(),
    ),
    pending: mutation.isPending,
    error: mutation.isError && faults(mutation.error).length === 0 ? mutation.error : null,
    /** Whether leaving now would lose something. */
    unsaved: form.isDirty() && !mutation.isPending && !mutation.isSuccess,
  }
}

/** What the schema of the API has against a value, as somebody would say it who has never seen a pattern. */
function useWordsOf() {
  const { t } = useTranslation()
  return (error: unknown, field: string, message: string) => {
    if (!(error instanceof ApiError) || error.code !== 'VALIDATION_FAILED') return message
    if (message.includes('"email"')) return t('ui.emailForm')
    if (message.includes('pattern')) return /phone/i.test(field) ? t('ui.phoneForm') : t('ui.wrongForm')
    return message
  }
}

/** What of the values differs from those the form began with; a field that was emptied is null. */
export function changesOf<V extends Record<string, unknown>>(values: V, before: Record<string, unknown>) {
  const changed = Object.entries(values).filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(before[name]))
  return Object.fromEntries(changed.map(([name, value]) => [name, Array.isArray(value) ? value : sent(value)]))
}

/** What was filled in; fields left empty are left out. */
export function filledOf<V extends Record<string, unknown>>(values: V) {
  return Object.fromEntries(Object.entries(values).flatMap(([name, value]) => (sent(value) === null ? [] : [[name, sent(value)]])))
}

function sent(value: unknown) {
  if (value === undefined || (Array.isArray(value) && value.length === 0)) return null
  if (typeof value !== 'string') return value
  return value.trim() === '' ? null : value.trim()
}
