import { Box, Card, Group, Stack, Table, Text, VisuallyHidden } from '@mantine/core'
import { memo, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { ListColumn } from './list-columns.tsx'
import { Pick, PickAll, type Picks } from './list-picks.tsx'
import { ariaSort, SortHead } from './sort-head.tsx'
import { useSmall } from './use-small.ts'

/** What a column needs at least: numbers less than words. */
const widthOf = ({ end }: { end?: true }) => (end ? 104 : 132)

type Rows<R, S extends string> = {
  label: string
  rows: readonly R[]
  idOf: (row: R) => string
  columns: readonly ListColumn<R, S>[]
  sort: string | undefined
  onSort: (sort: S | `-${S}`) => void
  /** What can be done with a row, at its end. */
  renderActs?: ((row: R) => ReactNode) | undefined
  picks?: Picks<R> | undefined
  /** A row on a phone, where it is more than its columns one under the other. */
  renderLine?: ((row: R) => ReactNode) | undefined
  /** How a row is called where it is chosen. */
  nameOf?: ((row: R) => string) | undefined
  chooseAll?: string | undefined
}

/** The rows of a list: a table whose headings order it, and on a phone one under the other with the same columns as words. */
export function ListTable<R, S extends string>(props: Rows<R, S> & { always?: true }) {
  const small = useSmall()
  return <Card p={small && !props.always ? 'md' : 'sm'}>{small && !props.always ? <Lines {...props} /> : <Wide {...props} />}</Card>
}

type Few<R> = Pick<Rows<R, string>, 'label' | 'rows' | 'idOf' | 'columns' | 'renderActs'> & {
  /** From which height on they are scrolled by themselves. */
  mah?: number
}

/** Rows that are no list of their own, in a card or a section: a table, and on a phone one under the other, without order and pages. */
export function FewRows<R>({ mah, ...rows }: Few<R>) {
  const props = { ...rows, sort: undefined, onSort: () => undefined }
  if (!useSmall()) return <Wide {...props} mah={mah} />
  if (!mah) return <Lines {...props} />
  return (
    <Box mah={mah} style={{ overflowY: 'auto' }} tabIndex={0} role="group" aria-label={rows.label}>
      <Lines {...props} />
    </Box>
  )
}

function Wide<R, S extends string>(props: Rows<R, S> & { mah?: number | undefined }) {
  const { t } = useTranslation()
  const { label, rows, idOf, columns, sort, onSort, renderActs, nameOf = idOf } = props
  const picks = props.picks?.may ? props.picks : undefined
  return (
    <Table.ScrollContainer
      minWidth={columns.reduce((width, column) => width + widthOf(column), picks || renderActs ? 130 : 34)}
      {...(props.mah && { mah: props.mah })}
      scrollAreaProps={{ viewportProps: { tabIndex: 0, role: 'group', 'aria-label': label } }}
    >
      <Table verticalSpacing="xs" highlightOnHover stickyHeader={props.mah !== undefined}>
        <Table.Thead>
          <Table.Tr>
            {picks && (
              <Table.Th w={1}>
                <PickAll rows={rows} picks={picks} label={props.chooseAll ?? t('accounts.chooseAll')} />
              </Table.Th>
            )}
            {columns.map(({ key, head, sort: field, end }) => (
              <Table.Th key={key} aria-sort={ariaSort(field, sort)} ta={end && 'end'} data-end={end}>
                {field ? (
                  <SortHead field={field} sort={sort} onSort={onSort}>
                    {head}
                  </SortHead>
                ) : (
                  head
                )}
              </Table.Th>
            ))}
            {renderActs && (
              <Table.Th w={1}>
                <VisuallyHidden>{t('ui.actions')}</VisuallyHidden>
              </Table.Th>
            )}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map((row) => (
            <Table.Tr key={idOf(row)}>
              {picks && (
                <Table.Td>
                  <Pick row={row} picks={picks} label={t('accounts.choose', { name: nameOf(row) })} />
                </Table.Td>
              )}
              <Cells row={row} columns={columns as readonly ListColumn<unknown>[]} />
              {renderActs && <Table.Td ta="end">{renderActs(row)}</Table.Td>}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  )
}

/** What does not change when rows are chosen is not drawn again: choosing all of them would take twice as long. */
const Cells = memo(function Cells(props: { row: unknown; columns: readonly ListColumn<unknown>[] }) {
  return props.columns.map(({ key, cell, end }) => (
    <Table.Td key={key} ta={end && 'end'}>
      {cell(props.row)}
    </Table.Td>
  ))
})

function Lines<R, S extends string>({ label, rows, idOf, columns, renderActs, renderLine, picks, nameOf = idOf }: Rows<R, S>) {
  const { t } = useTranslation()
  const first = columns.filter(({ fixed }) => fixed)
  const others = columns.filter(({ fixed }) => !fixed)
  return (
    <ul className="lines" aria-label={label}>
      {rows.map((row) => (
        <li key={idOf(row)}>
          {/* A few buttons do not fit beside the words and go below them; a menu does. */}
          <Group align="flex-start" gap="sm">
            {picks?.may && <Pick row={row} picks={picks} label={t('accounts.choose', { name: nameOf(row) })} />}
            {renderLine?.(row) ?? (
              <Stack gap={6} flex="1 1 190px" miw={0}>
                {first.map(({ key, cell }) => (
                  <Box key={key}>{cell(row)}</Box>
                ))}
                <dl className="line-facts">
                  {others.map(({ key, head, cell }) => {
                    const value = cell(row)
                    return value === null || value === undefined || value === '' || value === false ? null : (
                      <div key={key}>
                        <Text component="dt" size="xs" c="dimmed">
                          {head}
                        </Text>
                        <dd>{value}</dd>
                      </div>
                    )
                  })}
                </dl>
              </Stack>
            )}
            {renderActs && <Box ms="auto">{renderActs(row)}</Box>}
          </Group>
        </li>
      ))}
    </ul>
  )
}
