import { Button, Card, Group, SegmentedControl, Select, SimpleGrid, Skeleton, Stack, Table } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { IconUserPlus, IconUsers, IconUserSearch } from '@tabler/icons-react'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router'
import { lazy, Suspense } from 'react'
import { useTranslation } from 'react-i18next'
import type { Employee } from '../../server/modules/employees/employees.contract.ts'
import { listEmployees } from '../../server/modules/employees/employees.list.contract.ts'
import { q } from '../api.ts'
import { can, useMe } from '../auth/me.ts'
import { Answer } from '../ui/answer.tsx'
import { Empty } from '../ui/empty.tsx'
import { DepartmentFilter, SearchField } from '../ui/filters.tsx'
import { FormDrawer } from '../ui/form-drawer.tsx'
import { useFormat } from '../ui/format.ts'
import { Page } from '../ui/page.tsx'
import { Pager } from '../ui/pager.tsx'
import { fullName, Person } from '../ui/person.tsx'
import { StatusBadge } from './status-badge.tsx'

const AddPerson = lazy(() => import('./person-form.tsx').then((all) => ({ default: all.AddPerson })))
const route = getRouteApi('/_app/people/')
const sorts = ['lastName', '-lastName', '-joinedOn', 'joinedOn'] as const
const PER_PAGE = 24

/** The directory of the people I may see. */
export function PeoplePage() {
  const { t } = useTranslation()
  const search = route.useSearch()
  const navigate = useNavigate({ from: '/people/' })
  const small = useMediaQuery('(max-width: 48em)', false, { getInitialValueInEffect: false })
  const { page, q: text, departmentId, sort = 'lastName' } = search
  const view = search.view ?? (small ? 'cards' : 'table')
  const people = useQuery({
    ...q(listEmployees, {
      query: { page: page ?? 1, limit: PER_PAGE, sort, ...(text && { q: text }), ...(departmentId && { departmentId }) },
    }),
    placeholderData: keepPreviousData,
  })
  const filter = (change: Partial<typeof search>) =>
    void navigate({ search: (old) => ({ ...old, page: undefined, ...change }), replace: true })
  const mayAdd = can(useMe(), 'employee.create')
  const addButton = mayAdd && (
    <Button
      leftSection={<IconUserPlus size={16} aria-hidden />}
      onClick={() => void navigate({ search: (old) => ({ ...old, add: 'person' }) })}
    >
      {t('people.add')}
    </Button>
  )
  const closeAdd = () => void navigate({ search: ({ add: _add, ...old }) => old })
  return (
    <Page title={t('people.title')} line={people.data && t('people.count', { count: people.data.pagination.total })} actions={addButton}>
      <FormDrawer opened={mayAdd && search.add === 'person'} title={t('people.add')} close={closeAdd}>
        <Suspense>
          <AddPerson close={closeAdd} departmentId={departmentId} />
        </Suspense>
      </FormDrawer>
      <Group gap="sm">
        <SearchField label={t('people.find')} value={text} onChange={(value) => filter({ q: value })} />
        <DepartmentFilter value={departmentId} onChange={(value) => filter({ departmentId: value })} />
        <Select
          aria-label={t('people.sort')}
          value={sort}
          onChange={(value) => filter({ sort: sorts.find((one) => one === value) })}
          allowDeselect={false}
          data={sorts.map((value) => ({ value, label: t(`people.sortBy.${value}`) }))}
          w={{ base: '100%', xs: 190 }}
        />
        <SegmentedControl
          ml="auto"
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
      <Answer
        query={people}
        skeleton={
          <Stack>
            {[1, 2, 3, 4, 5, 6].map((n) => (
              <Skeleton key={n} h={52} />
            ))}
          </Stack>
        }
      >
        {(data) =>
          data.employees.length === 0 ? (
            <Card>
              {text || departmentId ? (
                <Empty icon={<IconUserSearch size={28} stroke={1.5} />} title={t('ui.nobodyFound')} hint={t('ui.widenFilters')} />
              ) : (
                <Empty icon={<IconUsers size={28} stroke={1.5} />} title={t('people.nobody')} hint={t('people.nobodyHint')}>
                  {addButton}
                </Empty>
              )}
            </Card>
          ) : (
            <Stack>
              {view === 'cards' ? <Cards people={data.employees} /> : <Rows people={data.employees} />}
              <Pager pagination={data.pagination} onPage={(to) => void navigate({ search: (old) => ({ ...old, page: to }) })} />
            </Stack>
          )
        }
      </Answer>
    </Page>
  )
}

function Cards({ people }: { people: readonly Employee[] }) {
  return (
    <SimpleGrid cols={{ base: 1, xs: 2, md: 3 }} spacing="md">
      {people.map((person) => (
        <Link key={person.id} to="/people/$id" params={{ id: person.id }} className="plain">
          <Card h="100%" padding="md">
            <Person
              person={person}
              size={44}
              name={<span className="underline">{fullName(person)}</span>}
              line={
                <>
                  {person.title}
                  <br />
                  {person.departmentName}
                </>
              }
            />
          </Card>
        </Link>
      ))}
    </SimpleGrid>
  )
}

function Rows({ people }: { people: readonly Employee[] }) {
  const { t } = useTranslation()
  const format = useFormat()
  return (
    <Card p="sm">
      <Table.ScrollContainer
        minWidth={720}
        scrollAreaProps={{ viewportProps: { tabIndex: 0, role: 'group', 'aria-label': t('people.title') } }}
      >
        <Table verticalSpacing="xs" highlightOnHover>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t('people.name')}</Table.Th>
              <Table.Th>{t('ui.department')}</Table.Th>
              <Table.Th>{t('people.manager')}</Table.Th>
              <Table.Th>{t('people.email')}</Table.Th>
              <Table.Th>{t('people.joined')}</Table.Th>
              <Table.Th>{t('people.status')}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {people.map((person) => (
              <Table.Tr key={person.id}>
                <Table.Td>
                  <Link to="/people/$id" params={{ id: person.id }} className="plain">
                    <Person person={person} line={person.title} name={<span className="underline">{fullName(person)}</span>} />
                  </Link>
                </Table.Td>
                <Table.Td>{person.departmentName}</Table.Td>
                <Table.Td>{person.managerName}</Table.Td>
                <Table.Td>{person.email}</Table.Td>
                <Table.Td style={{ whiteSpace: 'nowrap' }}>{format.date(person.joinedOn)}</Table.Td>
                <Table.Td>
                  <StatusBadge status={person.status} />
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </Card>
  )
}
