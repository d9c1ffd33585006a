import { Button, Group, Select, Stack, Text } from '@mantine/core'
import { IconBriefcase, IconPencil, IconPlus, IconTrash } from '@tabler/icons-react'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { lazy, Suspense, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import {
  exportPositions,
  listPositions,
  type ListedPosition,
  type Position,
} from '../../server/modules/organization/organization.position.contract.ts'
import { call, q } from '../api.ts'
import { can, useMe } from '../auth/me.ts'
import { Empty } from '../ui/empty.tsx'
import { DepartmentFilter, SearchField } from '../ui/filters.tsx'
import { useFormat } from '../ui/format.ts'
import { List } from '../ui/list.tsx'
import type { ListColumn } from '../ui/list-columns.tsx'
import { Page } from '../ui/page.tsx'
import { RowMenu } from '../ui/row-menu.tsx'
import { OrganizationTabs } from './organization-tabs.tsx'

const PositionForms = lazy(() => import('./position-forms.tsx'))
const route = getRouteApi('/_app/organization/positions')

/** What people are employed as, and how many more each position may take. */
export function PositionsPage() {
  const { t } = useTranslation()
  const search = route.useSearch()
  const navigate = useNavigate({ from: '/organization/positions' })
  const may = can(useMe(), 'organization.manage')
  const { page, q: text, departmentId, seats, sort = 'title' } = search
  const asked = {
    sort,
    ...(text && { q: text }),
    ...(departmentId && { departmentId }),
    ...(seats && { vacant: seats === 'vacant' }),
  }
  const positions = useQuery({ ...q(listPositions, { query: { ...asked, page: page ?? 1 } }), placeholderData: keepPreviousData })
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
      <List
        name="positions"
        label={t('organization.part.positions')}
        query={positions}
        rowsOf={(data) => data.positions}
        idOf={({ id }) => id}
        columns={usePositionColumns()}
        sort={sort}
        onSort={(next) => filter({ sort: next })}
        onPage={(next) => void navigate({ search: (old) => ({ ...old, page: next }) })}
        csv={() => call(exportPositions, { query: asked })}
        renderActs={(position) => (
          <RowMenu
            label={t('organization.moreOf', { name: position.title })}
            acts={[
              may && { label: t('ui.edit'), icon: IconPencil, act: () => open('edit', position.id) },
              may && { label: t('organization.position.remove'), icon: IconTrash, color: 'bad', act: () => open('remove', position.id) },
            ]}
          />
        )}
        clear={text || departmentId || seats ? () => filter({ q: undefined, departmentId: undefined, seats: undefined }) : undefined}
        empty={
          <Empty
            icon={<IconBriefcase size={28} stroke={1.5} />}
            title={t('organization.position.none')}
            hint={t('organization.position.noneHint')}
          >
            {add}
          </Empty>
        }
        search={<SearchField label={t('organization.position.find')} value={text} onChange={(value) => filter({ q: value })} />}
        filters={
          <>
            <DepartmentFilter value={departmentId} onChange={(value) => filter({ departmentId: value })} />
            <Select
              aria-label={t('organization.position.seats')}
              placeholder={t('organization.position.anySeats')}
              value={seats ?? null}
              onChange={(value) => filter({ seats: value === 'vacant' || value === 'full' ? value : undefined })}
              data={(['vacant', 'full'] as const).map((value) => ({ value, label: t(`organization.position.only.${value}`) }))}
              clearable
            />
          </>
        }
      />
      <Suspense>
        {search.form && may && (
          <PositionForms form={search.form} chosen={positions.data?.positions.find((one) => one.id === search.position)} close={close} />
        )}
      </Suspense>
    </Page>
  )
}

/** What a list of positions can show. */
function usePositionColumns() {
  const { t } = useTranslation()
  const format = useFormat()
  return useMemo(
    () =>
      [
        {
          key: 'title',
          head: t('organization.position.title'),
          sort: 'title',
          fixed: true,
          cell: ({ title, code }) => (
            <Stack gap={0}>
              <Text size="sm" fw={500}>
                {title}
              </Text>
              <Text size="xs" c="dimmed">
                {code}
              </Text>
            </Stack>
          ),
        },
        { key: 'seats', head: t('organization.position.seats'), sort: 'filled', cell: (position) => <Seats position={position} /> },
        {
          key: 'vacant',
          head: t('organization.position.free'),
          sort: 'vacant',
          more: true,
          end: true,
          cell: ({ vacant }) => vacant !== null && format.number(vacant),
        },
        { key: 'department', head: t('ui.department'), sort: 'departmentName', cell: ({ departmentName }) => departmentName },
        { key: 'branch', head: t('people.branch'), sort: 'branchName', cell: ({ branchName }) => branchName },
        { key: 'level', head: t('organization.position.level'), sort: 'level', end: true, cell: ({ level }) => level },
        { key: 'description', head: t('organization.description'), more: true, cell: ({ description }) => description },
      ] as const satisfies readonly ListColumn<ListedPosition>[],
    [t, format],
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
