import { Card, Skeleton, Stack, Table } from '@mantine/core'
import type { ReactNode } from 'react'

type Props = { label: string; minWidth: number; head: readonly ReactNode[]; children: ReactNode }

/** A table in a card that is scrolled sideways, by keyboard too, where it does not fit. */
export function TableCard(props: Props) {
  return (
    <Card p="sm">
      <ScrolledTable {...props} />
    </Card>
  )
}

/** The same without the card, for a section that is one. */
export function ScrolledTable(props: Props) {
  return (
    <Table.ScrollContainer
      minWidth={props.minWidth}
      scrollAreaProps={{ viewportProps: { tabIndex: 0, role: 'group', 'aria-label': props.label } }}
    >
      <Table verticalSpacing="xs" highlightOnHover>
        <Table.Thead>
          <Table.Tr>
            {props.head.map((cell, index) => (
              <Table.Th key={index}>{cell}</Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>{props.children}</Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  )
}

export function RowSkeletons() {
  return (
    <Stack gap="sm">
      {[1, 2, 3, 4, 5, 6].map((n) => (
        <Skeleton key={n} h={48} />
      ))}
    </Stack>
  )
}
