import { Button, Card, Group, Select, Stack, Table, Text, VisuallyHidden } from '@mantine/core'
import { IconBriefcase, IconPencil, IconPlus, IconTrash } from '@tabler/icons-react'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { lazy, Suspense } from 'react'
import { useTranslation } from 'react-i18next'
import { listPositions, type Position } from '../../server/modules/organization/organization.position.contract.ts'
import { q } from '../api.ts'
import { can, useMe } from '../auth/me.ts'
import { Answer } from '../ui/answer.tsx'
import { Empty } from '../ui/empty.tsx'
import { DepartmentFilter, SearchField } from '../ui/filters.tsx'
import { useFormat } from '../ui/format.ts'
import { RowSkeletons, TableCard } from '../ui/list-card.tsx'
import { Page } from '../ui/page.tsx'
import { Pager } from '../ui/pager.tsx'
import { RowMenu } from '../ui/row-menu.tsx'
import { useBranchChoices, useDepartmentChoices } from './departments.ts'
import { OrganizationTabs } from './organization-tabs.tsx'

const PositionForms = lazy(() => import('./position-forms.tsx'))
const route = getRouteApi('/_app/organization/positions')
const sorts = ['title', 'level', '-vacant', '-filled'] as const

/** What people are employed as, and how many more each position may take. */
export function PositionsPage() {
  const { t } = useTranslation()
  const search = route.useSearch()
  const navigate = useNavigate({ from: '/organization/positions' })
  const may = can(useMe(), 'organization.manage')
  const { page, q: text, departmentId, seats, sort = 'title' } = search
  const filtered = Boolean(text ?? departmentId ?? seats)
  const positions = useQuery({
    ...q(listPositions, {
      query: {
        page: page ?? 1,
        limit: 20,
        sort,
        ...(text && { q: text }),
        ...(departmentId && { departmentId }),
        ...(seats && { vacant: seats === 'vacant' }),
      },
    }),
    placeholderData: keepPreviousData,
  })
  const filter = (change: Partial<typeof search>) =>
    void navigate({ search: (old) => ({ ...old, page: undefined, ...change }), replace: true })
  const open = (form: 'add' | 'edit' | 'remove', position?: string) => void navigate({ search: (old) => ({ ...old, form, position }) })
  const close = (ignoreBlocker = false) =>
    void navigate({ search: ({ form: _form, position: _position, ...old }) => old, ignoreBlocker, replace: true })
  const add = may && (
    <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => open('add')}>
      {t('organization.position.add')}
    </Button>
  )
  return (
    <Page
      title={t('organization.title')}
      line={positions.data && t('organization.position.count', { count: positions.data.pagination.total })}
      actions={add}
    >
      <OrganizationTabs />
      <Group gap="sm">
        <SearchField label={t('organization.position.find')} value={text} onChange={(value) => filter({ q: value })} />
        <DepartmentFilter value={departmentId} onChange={(value) => filter({ departmentId: value })} />
        <Select
          aria-label={t('organization.position.seats')}
          placeholder={t('organization.position.anySeats')}
          value={seats ?? null}
          onChange={(value) => filter({ seats: value === 'vacant' || value === 'full' ? value : undefined })}
          data={(['vacant', 'full'] as const).map((value) => ({ value, label: t(`organization.position.only.${value}`) }))}
          clearable
          w={{ base: '100%', xs: 180 }}
        />
        <Select
          aria-label={t('people.sort')}
          value={sort}
          onChange={(value) => filter({ sort: sorts.find((one) => one === value) })}
          allowDeselect={false}
          data={sorts.map((value) => ({ value, label: t(`organization.position.sortBy.${value}`) }))}
          w={{ base: '100%', xs: 190 }}
        />
      </Group>
      <Answer query={positions} skeleton={<RowSkeletons />}>
        {(data) => (
          <>
            {data.positions.length === 0 ? (
              <Card>
                {filtered ? (
                  <Empty icon={<IconBriefcase size={28} stroke={1.5} />} title={t('ui.nothingFound')} hint={t('ui.widenFilters')} />
                ) : (
                  <Empty
                    icon={<IconBriefcase size={28} stroke={1.5} />}
                    title={t('organization.position.none')}
                    hint={t('organization.position.noneHint')}
                  >
                    {add}
                  </Empty>
                )}
              </Card>
            ) : (
              <Stack>
                <Rows positions={data.positions} may={may} open={open} />
                <Pager pagination={data.pagination} onPage={(to) => void navigate({ search: (old) => ({ ...old, page: to }) })} />
              </Stack>
            )}
            <Suspense>
              {search.form && may && (
                <PositionForms form={search.form} chosen={data.positions.find((one) => one.id === search.position)} close={close} />
              )}
            </Suspense>
          </>
        )}
      </Answer>
    </Page>
  )
}

function Rows(props: { positions: readonly Position[]; may: boolean; open: (form: 'edit' | 'remove', id: string) => void }) {
  const { t } = useTranslation()
  const { may, open } = props
  const departments = new Map(useDepartmentChoices().map((one) => [one.value, one.label]))
  const branches = new Map(useBranchChoices().map((one) => [one.value, one.label]))
  return (
    <TableCard
      label={t('organization.part.positions')}
      minWidth={820}
      head={[
        t('organization.position.title'),
        t('organization.position.seats'),
        t('ui.department'),
        t('people.branch'),
        t('organization.position.level'),
        <VisuallyHidden key="acts">{t('ui.actions')}</VisuallyHidden>,
      ]}
    >
      {props.positions.map((position) => (
        <Table.Tr key={position.id}>
          <Table.Td>
            <Text size="sm" fw={500}>
              {position.title}
            </Text>
            <Text size="xs" c="dimmed">
              {position.code}
            </Text>
          </Table.Td>
          <Table.Td>
            <Seats position={position} />
          </Table.Td>
          <Table.Td>{position.departmentId && departments.get(position.departmentId)}</Table.Td>
          <Table.Td>{position.branchId && branches.get(position.branchId)}</Table.Td>
          <Table.Td>{position.level}</Table.Td>
          <Table.Td ta="end">
            <RowMenu
              label={t('organization.moreOf', { name: position.title })}
              acts={[
                may && { label: t('ui.edit'), icon: IconPencil, act: () => open('edit', position.id) },
                may && {
                  label: t('organization.position.remove'),
                  icon: IconTrash,
                  color: 'bad',
                  act: () => open('remove', position.id),
                },
              ]}
            />
          </Table.Td>
        </Table.Tr>
      ))}
    </TableCard>
  )
}

/** "3 of 4 · 1 vacant" over a bar; where any number may hold it there is nothing to fill. */
function Seats({ position: { headcount, filled, vacant } }: { position: Position }) {
  const { t } = useTranslation()
  const format = useFormat()
  if (headcount === null) return <Text size="sm">{t('organization.position.filledOnly', { count: filled })}</Text>
  return (
    <div style={{ width: 170 }}>
      <Group justify="space-between" gap="xs" wrap="nowrap">
        <Text size="sm">{t('organization.position.filledOf', { filled: format.number(filled), headcount: format.number(headcount) })}</Text>
        <Text size="xs" c={vacant ? 'var(--mantine-color-waiting-text)' : 'dimmed'}>
          {vacant ? t('organization.position.vacant', { count: vacant }) : t('organization.position.full')}
        </Text>
      </Group>
      <div className="seats" aria-hidden>
        <i style={{ width: `${headcount === 0 ? 100 : Math.min(100, (filled / headcount) * 100)}%` }} />
      </div>
    </div>
  )
}
