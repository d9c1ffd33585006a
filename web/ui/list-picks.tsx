import { Button, Checkbox, Group, Text } from '@mantine/core'
import { useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'

/** Which rows are chosen for what is done with several, kept over the pages; never more than one act takes. */
export function usePicks<R>(options: { most: number; idOf: (row: R) => string; may?: boolean; can?: (row: R) => boolean }) {
  const { most, idOf, may = true, can = () => true } = options
  const [chosen, setChosen] = useState<ReadonlyMap<string, R>>(new Map())
  return {
    chosen,
    may,
    can: (row: R) => can(row) && (chosen.size < most || chosen.has(idOf(row))),
    has: (row: R) => chosen.has(idOf(row)),
    choose: (rows: readonly R[], on: boolean) =>
      setChosen((old) => {
        const next = new Map(old)
        for (const row of rows) if (!on) next.delete(idOf(row))
        for (const row of rows) if (on && next.size < most && can(row)) next.set(idOf(row), row)
        return next
      }),
    clear: () => setChosen(new Map()),
  }
}
export type Picks<R> = ReturnType<typeof usePicks<R>>

/** Chooses every row of the page that can be chosen. */
export function PickAll<R>({ rows, picks, label }: { rows: readonly R[]; picks: Picks<R>; label: string }) {
  const all = rows.filter((row) => picks.can(row))
  const picked = all.filter((row) => picks.has(row)).length
  return (
    <Checkbox
      size="sm"
      aria-label={label}
      checked={all.length > 0 && picked === all.length}
      indeterminate={picked > 0 && picked < all.length}
      disabled={all.length === 0}
      onChange={(event) => picks.choose(all, event.currentTarget.checked)}
    />
  )
}

export function Pick<R>({ row, picks, label }: { row: R; picks: Picks<R>; label: string }) {
  return (
    <Checkbox
      size="sm"
      aria-label={label}
      checked={picks.has(row)}
      disabled={!picks.can(row)}
      onChange={(event) => picks.choose([row], event.currentTarget.checked)}
    />
  )
}

/** How many are chosen and what can be done with them; nothing while none is. */
export function PickBar(props: { picks: Pick2; label: string; count: string; none: string; children: ReactNode }) {
  const { picks } = props
  if (picks.chosen.size === 0) return null
  return (
    <Group gap="sm" className="bulk" role="group" aria-label={props.label}>
      <Text size="sm" role="status">
        {props.count}
      </Text>
      {props.children}
      <Button size="compact-sm" variant="subtle" color="gray" onClick={picks.clear}>
        {props.none}
      </Button>
    </Group>
  )
}
type Pick2 = { readonly chosen: ReadonlyMap<string, unknown>; readonly clear: () => void }

/** The words of a bar for rows that have no word of their own. */
export function usePickWords(picks: Pick2) {
  const { t } = useTranslation()
  return { label: t('accounts.bulk'), count: t('accounts.chosen', { count: picks.chosen.size }), none: t('accounts.chooseNone') }
}
