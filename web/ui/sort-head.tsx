import { Group, UnstyledButton } from '@mantine/core'
import { IconArrowDown, IconArrowUp, IconSelector } from '@tabler/icons-react'
import type { ReactNode } from 'react'

/** The heading of a column that orders the list: once from the first, again from the last. */
export function SortHead<F extends string>(props: {
  field: F
  sort: string | undefined
  onSort: (sort: F | `-${F}`) => void
  children: ReactNode
}) {
  const { field, sort } = props
  const up = sort === field
  const down = sort === `-${field}`
  const Arrow = up ? IconArrowUp : down ? IconArrowDown : IconSelector
  return (
    <UnstyledButton className="sort-head" mod={{ on: up || down }} onClick={() => props.onSort(up ? `-${field}` : field)}>
      <Group gap={4} wrap="nowrap">
        {props.children}
        <Arrow size={13} aria-hidden />
      </Group>
    </UnstyledButton>
  )
}

/** What a screen reader hears of the order. */
export function ariaSort(field: string | undefined, sort: string | undefined) {
  if (field === undefined) return undefined
  return sort === field ? ('ascending' as const) : sort === `-${field}` ? ('descending' as const) : ('none' as const)
}
