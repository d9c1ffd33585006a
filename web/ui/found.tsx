import { Text } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { useMessageOf } from './answer.tsx'

/** `line` stands small under the label; of several parts those that there are. */
export type Option = { value: string; label: string; line?: string | null | readonly (string | null)[] | undefined }

/** Where options come from: a search on the server, however many there are, and one by its id. `url` is the list's, so that what changes it renews them. */
export type Source = {
  readonly url: string
  /** Tells apart sources of the same list. */
  readonly part?: string
  /** What is found are people. */
  readonly people?: true
  /** False where the list may not be read. */
  readonly enabled?: boolean
  readonly find: (asked: string, signal: AbortSignal) => Promise<Option[]>
  readonly one?: (id: string, signal: AbortSignal) => Promise<Option>
}

/** What the server finds for what is typed; `name` is that of what is chosen, which stands in the field and is not looked for. */
export function useFound(source: Source, search: string, name?: string) {
  const { t } = useTranslation()
  const message = useMessageOf()
  const typed = search.trim()
  const [settled] = useDebouncedValue(typed, 200)
  const asked = settled === name ? '' : settled
  const found = useQuery({
    queryKey: [source.url, 'found', source.part, asked],
    queryFn: ({ signal }) => source.find(asked, signal),
    enabled: source.enabled ?? true,
    placeholderData: keepPreviousData,
    staleTime: 60_000,
  })
  const nothing = found.isError ? message(found.error) : source.people ? t('ui.nobodyFound') : t('ui.nothingFound')
  return { options: found.data ?? [], nothing: found.isFetching || settled !== typed ? t('ui.loading') : nothing }
}

/** One of a source by its id, for its name. */
export const oneOf = (source: Source, id: string | null, isUnknown: boolean) => ({
  queryKey: [source.url, 'one', id],
  queryFn: ({ signal }: { signal: AbortSignal }) => source.one!(id!, signal),
  enabled: id !== null && isUnknown && source.one !== undefined && (source.enabled ?? true),
  retry: false,
  staleTime: 300_000,
})

/** An option with a small grey line under its name. */
export function OptionLines({ option, among }: { option: Option; among: readonly Option[] }) {
  const { t } = useTranslation()
  const found = among.find(({ value }) => value === option.value)
  const line = [found?.line].flat().filter(Boolean).join(t('ui.dot'))
  return (
    <div>
      <Text size="sm">{option.label}</Text>
      {line && (
        <Text size="xs" c="dimmed">
          {line}
        </Text>
      )}
    </div>
  )
}
