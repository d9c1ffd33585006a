import { useMutation, useQueryClient } from '@tanstack/react-query'
import { updateMe } from '../../server/modules/auth/auth.contract.ts'
import { call, outdate } from '../api.ts'
import type { Language } from '../i18n.ts'
import { meQuery } from './me.ts'

/** Keeps the chosen language with the account. It is known here at once: a page fetched meanwhile would bring the former one back. */
export function useKeepLanguage() {
  const client = useQueryClient()
  const keep = useMutation({
    mutationFn: (language: Language) => call(updateMe, { body: { language } }),
    onMutate: (language) => client.setQueryData(meQuery.queryKey, (old) => old && { ...old, user: { ...old.user, language } }),
    onSettled: () => outdate(client, '/auth/me'),
  })
  return (language: Language) => keep.mutate(language)
}
