import { Button, Card, Group, SegmentedControl, Select, Stack } from '@mantine/core'
import { IconFilter, IconTableExport, IconUserPlus, IconUsers, IconUserSearch } from '@tabler/icons-react'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { lazy, Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { listEmployees } from '../../server/modules/employees/employees.list.contract.ts'
import { q } from '../api.ts'
import { can, useMe } from '../auth/me.ts'
import { useMyCustomFields } from '../custom-fields/fields.ts'
import { Answer } from '../ui/answer.tsx'
import { Empty } from '../ui/empty.tsx'
import { DepartmentFilter, SearchField } from '../ui/filters.tsx'
import { FormDrawer } from '../ui/form-drawer.tsx'
import { RowSkeletons } from '../ui/list-card.tsx'
import { ColumnChoice, useColumns } from '../ui/list-columns.tsx'
import { ListTable } from '../ui/list-table.tsx'
import { useSmall } from '../ui/use-small.ts'
import { Page } from '../ui/page.tsx'
import { Pager } from '../ui/pager.tsx'
import { fullName } from '../ui/person.tsx'
import { PeopleBulk, useChosenPeople } from './people-bulk.tsx'
import { PeopleCards } from './people-cards.tsx'
import { customOf, isCustom, MOST_CUSTOM, usePeopleColumns } from './people-columns.tsx'
import { FilterPills } from './people-pills.tsx'
import { countFilters, filtersOf, sortOf, withoutFilters, type PeopleSearch } from './people-search.ts'

const AddPerson = lazy(() => import('./person-form.tsx').then((all) => ({ default: all.AddPerson })))
const PeopleFilters = lazy(() => import('./people-filters.tsx'))
const PeopleExport = lazy(() => import('./people-export.tsx'))
const route = getRouteApi('/_app/people/')
const cardSorts = ['lastName', '-lastName', '-joinedOn', 'joinedOn'] as const
const PER_PAGE = 24

/** The directory of the people I may see. */
export function PeoplePage() {
  const { t } = useTranslation()
  const search = route.useSearch()
  const navigate = useNavigate({ from: '/people/' })
  const small = useSmall()
  const me = useMe()
  const fields = useMyCustomFields()
  const columns = useColumns('people', usePeopleColumns(fields))
  const picks = useChosenPeople()
  const [exporting, setExporting] = useState(false)
  const view = search.view ?? (small ? 'cards' : 'table')
  const sort = sortOf(search)
  const custom = view === 'table' ? customOf(columns.shown) : []
  const people = useQuery({
    ...q(listEmployees, {
      query: {
        page: search.page ?? 1,
        limit: PER_PAGE,
        ...filtersOf(search),
        ...(sort && { sort }),
        ...(custom.length > 0 && { customFields: custom }),
      },
    }),
    placeholderData: keepPreviousData,
  })
  const filter = (change: Partial<PeopleSearch>) =>
    void navigate({ search: (old) => ({ ...old, page: undefined, ...change }), replace: true })
  const clear = () => void navigate({ search: withoutFilters })
  const filters = countFilters(search)
  const total = people.data?.pagination.total
  const mayAdd = can(me, 'employee.create')
  const addButton = mayAdd && (
    <Button
      leftSection={<IconUserPlus size={16} aria-hidden />}
      onClick={() => void navigate({ search: (old) => ({ ...old, add: 'person' }) })}
    >
      {t('people.add')}
    </Button>
  )
  const closeAdd = () => void navigate({ search: ({ add: _add, ...old }) => old })
  const closeFilters = () => void navigate({ search: ({ filters: _filters, ...old }) => old, replace: true })
  return (
    <Page title={t('people.title')} line={people.data && t('people.count', { count: total })} actions={addButton}>
      <FormDrawer opened={mayAdd && search.add === 'person'} title={t('people.add')} close={closeAdd}>
        <Suspense>
          <AddPerson close={closeAdd} departmentId={search.departmentId} />
        </Suspense>
      </FormDrawer>
      <FormDrawer opened={search.filters === 'open'} title={t('ui.filters')} close={closeFilters}>
        <Suspense>
          <PeopleFilters search={search} fields={fields} filter={filter} clear={clear} close={closeFilters} count={total} />
        </Suspense>
      </FormDrawer>
      <FormDrawer opened={exporting} title={t('ui.export.title')} close={() => setExporting(false)}>
        <Suspense>
          <PeopleExport search={search} fields={fields} shown={custom} total={total ?? 0} close={() => setExporting(false)} />
        </Suspense>
      </FormDrawer>
      <Stack gap="sm">
        <Group gap="sm">
          <SearchField label={t('people.find')} value={search.q} onChange={(value) => filter({ q: value })} />
          <DepartmentFilter value={search.departmentId} onChange={(value) => filter({ departmentId: value })} visibleFrom="sm" />
          {view === 'cards' && (
            <Select
              aria-label={t('people.sort')}
              value={cardSorts.find((one) => one === sort) ?? null}
              placeholder={t('people.bestFirst')}
              onChange={(value) => filter({ sort: cardSorts.find((one) => one === value) })}
              data={cardSorts.map((value) => ({ value, label: t(`people.sortBy.${value}`) }))}
              w={{ base: '100%', xs: 190 }}
            />
          )}
          <Button
            variant="default"
            leftSection={<IconFilter size={16} aria-hidden />}
            rightSection={filters > 0 && <span className="count">{filters}</span>}
            onClick={() => void navigate({ search: (old) => ({ ...old, filters: 'open' as const }) })}
          >
            {t('ui.filters')}
          </Button>
          <Group gap="sm" ms={{ base: 0, sm: 'auto' }}>
            {view === 'table' && <ColumnChoice columns={columns} isFull={(key) => isCustom(key) && custom.length >= MOST_CUSTOM} />}
            <Button
              variant="default"
              leftSection={<IconTableExport size={16} aria-hidden />}
              disabled={!total}
              aria-label={t('ui.export.title')}
              onClick={() => setExporting(true)}
            >
              {t('ui.export.csv')}
            </Button>
            <SegmentedControl
              size="xs"
              aria-label={t('people.view')}
              value={view}
              onChange={(value) => filter({ view: value === 'cards' ? 'cards' : 'table' })}
              data={[
                { value: 'table', label: t('people.table') },
                { value: 'cards', label: t('people.cards') },
              ]}
            />
          </Group>
        </Group>
        <FilterPills search={search} fields={fields} filter={filter} clear={clear} />
      </Stack>
      {/* Not inside the list: what could not be done for some is told also when nobody is left in it. */}
      {view === 'table' && <PeopleBulk picks={picks} />}
      <Answer query={people} skeleton={<RowSkeletons />}>
        {(data) =>
          data.employees.length === 0 ? (
            <Card>
              {search.q || filters > 0 ? (
                <Empty icon={<IconUserSearch size={28} stroke={1.5} />} title={t('ui.nobodyFound')} hint={t('ui.widenFilters')}>
                  <Button variant="default" onClick={clear}>
                    {t('ui.clearFilters')}
                  </Button>
                </Empty>
              ) : (
                <Empty icon={<IconUsers size={28} stroke={1.5} />} title={t('ui.nobody')} hint={t('ui.nobodyHint')}>
                  {addButton}
                </Empty>
              )}
            </Card>
          ) : (
            <Stack>
              {view === 'cards' ? (
                <PeopleCards people={data.employees} />
              ) : (
                <ListTable
                  label={t('people.title')}
                  rows={data.employees}
                  idOf={({ id }) => id}
                  columns={columns.shown}
                  sort={sort}
                  onSort={(next) => filter({ sort: next })}
                  picks={picks}
                  nameOf={fullName}
                  chooseAll={t('people.bulk.chooseAll')}
                  always
                />
              )}
              <Pager pagination={data.pagination} onPage={(to) => void navigate({ search: (old) => ({ ...old, page: to }) })} />
            </Stack>
          )
        }
      </Answer>
    </Page>
  )
}
