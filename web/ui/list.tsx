import { Button, Card, Select, Stack } from '@mantine/core'
import { IconFilterOff, IconSearchOff } from '@tabler/icons-react'
import type { UseQueryResult } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Answer } from './answer.tsx'
import { CsvButton } from './csv-button.tsx'
import { Empty } from './empty.tsx'
import { ListBar } from './list-bar.tsx'
import { RowSkeletons } from './list-card.tsx'
import { ColumnChoice, useColumns, type ListColumn } from './list-columns.tsx'
import { ListTable } from './list-table.tsx'
import type { Picks } from './list-picks.tsx'
import { Pager } from './pager.tsx'
import { useSmall } from './use-small.ts'

type Paged = { readonly pagination: Parameters<typeof Pager>[0]['pagination'] }

/**
 * A list: what narrows it, which columns it has, a file of exactly what is asked for, its rows in the order of a heading, and its
 * pages. What it is asked for stands in the address of the page, the columns in this browser.
 */
export function List<D extends Paged, R, S extends string>(props: {
  /** What the choice of columns and the file are called by. */
  name: string
  /** The day of the file, where it is not today. */
  day?: string | undefined
  label: string
  query: UseQueryResult<D>
  rowsOf: (data: D) => readonly R[]
  idOf: (row: R) => string
  columns: readonly ListColumn<R, S>[]
  sort: string | undefined
  onSort: (sort: S | `-${S}`) => void
  onPage: (page: number) => void
  /** The field that searches it. */
  search?: ReactNode
  /** What else narrows it; on a phone behind a button. */
  filters?: ReactNode
  /** Takes every filter away; undefined while there is none. */
  clear: (() => void) | undefined
  /** What to do about a list that has nothing in it at all. */
  empty: ReactNode
  csv?: () => Promise<unknown>
  /** What else there is beside the file. */
  tools?: ReactNode
  renderActs?: (row: R) => ReactNode
  /** A row on a phone, where its columns one under the other would be too much; there is nothing to choose of it then. */
  renderLine?: (row: R) => ReactNode
  picks?: Picks<R>
  nameOf?: (row: R) => string
  /** What can be done with the rows that are chosen. It stays while none of them is shown. */
  bulk?: ReactNode
}) {
  const { t } = useTranslation()
  const columns = useColumns(props.name, props.columns)
  const { query, sort, onSort, clear } = props
  const total = query.data?.pagination.total
  const small = useSmall()
  return (
    <Stack>
      <ListBar
        search={props.search}
        filters={props.filters}
        order={<SortSelect columns={props.columns} sort={sort} onSort={onSort} />}
        narrowed={clear !== undefined}
        tools={
          <>
            {!(small && props.renderLine) && <ColumnChoice columns={columns} />}
            {props.csv && <CsvButton name={props.name} day={props.day} csv={props.csv} disabled={!total} />}
            {props.tools}
          </>
        }
      />
      {props.bulk}
      <Answer query={query} skeleton={<RowSkeletons />}>
        {(data) => {
          const rows = props.rowsOf(data)
          if (rows.length === 0)
            return (
              <Card>
                {clear ? (
                  <Empty icon={<IconSearchOff size={28} stroke={1.5} />} title={t('ui.nothingFound')} hint={t('ui.widenFilters')}>
                    <Button variant="default" leftSection={<IconFilterOff size={16} aria-hidden />} onClick={clear}>
                      {t('ui.clearFilters')}
                    </Button>
                  </Empty>
                ) : (
                  props.empty
                )}
              </Card>
            )
          return (
            <Stack>
              <ListTable
                label={props.label}
                rows={rows}
                idOf={props.idOf}
                columns={columns.shown}
                sort={sort}
                onSort={onSort}
                renderActs={props.renderActs}
                renderLine={props.renderLine}
                picks={props.picks}
                nameOf={props.nameOf}
              />
              <Pager pagination={data.pagination} onPage={props.onPage} />
            </Stack>
          )
        }}
      </Answer>
    </Stack>
  )
}

/** A phone has no headings to order by. */
function SortSelect<R, S extends string>(props: {
  columns: readonly ListColumn<R, S>[]
  sort: string | undefined
  onSort: (sort: S | `-${S}`) => void
}) {
  const { t } = useTranslation()
  const choices = props.columns.flatMap(({ head, sort }) =>
    sort
      ? [
          { value: sort, label: t('list.up', { column: head }) },
          { value: `-${sort}` as const, label: t('list.down', { column: head }) },
        ]
      : [],
  )
  if (choices.length === 0) return null
  return (
    <Select
      aria-label={t('people.sort')}
      data={choices}
      value={props.sort ?? null}
      onChange={(value) => {
        const chosen = choices.find((one) => one.value === value)
        if (chosen) props.onSort(chosen.value)
      }}
      allowDeselect={false}
    />
  )
}
