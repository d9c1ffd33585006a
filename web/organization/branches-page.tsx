import { Badge, Button, Group, Select, Stack, Switch, Text } from '@mantine/core'
import { IconBuilding, IconBuildingOff, IconPencil, IconPlus, IconRotate2 } from '@tabler/icons-react'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { lazy, Suspense, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { branchKinds, exportBranches, listBranches, type Branch } from '../../server/modules/organization/organization.branch.contract.ts'
import { call, q } from '../api.ts'
import { can, useMe } from '../auth/me.ts'
import { Empty } from '../ui/empty.tsx'
import { SearchField } from '../ui/filters.tsx'
import { useFormat } from '../ui/format.ts'
import { List } from '../ui/list.tsx'
import type { ListColumn } from '../ui/list-columns.tsx'
import { Page } from '../ui/page.tsx'
import { RowMenu } from '../ui/row-menu.tsx'
import { branchFiguresQuery } from './departments.ts'
import { OrganizationTabs } from './organization-tabs.tsx'

const BranchForms = lazy(() => import('./branch-forms.tsx'))
const route = getRouteApi('/_app/organization/branches')
type Form = 'add' | 'edit' | 'close' | 'restore'

/** Where the company is: each branch with what belongs to it. */
export function BranchesPage() {
  const { t } = useTranslation()
  const search = route.useSearch()
  const navigate = useNavigate({ from: '/organization/branches' })
  const may = can(useMe(), 'organization.manage')
  const { page, q: text, kind, closed, sort = 'name' } = search
  const asked = { sort, ...(text && { q: text }), ...(kind && { kind }), ...(closed && { archived: true }) }
  const branches = useQuery({ ...q(listBranches, { query: { ...asked, page: page ?? 1 } }), placeholderData: keepPreviousData })
  const filter = (change: Partial<typeof search>) =>
    void navigate({ search: (old) => ({ ...old, page: undefined, ...change }), replace: true })
  const open = (form: Form, branch?: string) => void navigate({ search: (old) => ({ ...old, form, branch }) })
  const close = (ignoreBlocker = false) =>
    void navigate({ search: ({ form: _form, branch: _branch, ...old }) => old, ignoreBlocker, replace: true })
  const add = may && (
    <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => open('add')}>
      {t('organization.branch.add')}
    </Button>
  )
  return (
    <Page
      title={t('organization.title')}
      line={branches.data && t('organization.branch.count', { count: branches.data.pagination.total })}
      actions={add}
    >
      <OrganizationTabs />
      <List
        name="branches"
        label={t('organization.part.branches')}
        query={branches}
        rowsOf={(data) => data.branches}
        idOf={({ id }) => id}
        columns={useBranchColumns()}
        sort={sort}
        onSort={(next) => filter({ sort: next })}
        onPage={(next) => void navigate({ search: (old) => ({ ...old, page: next }) })}
        csv={() => call(exportBranches, { query: asked })}
        renderActs={(branch) => <Acts branch={branch} may={may} open={open} />}
        clear={text || kind ? () => filter({ q: undefined, kind: undefined }) : undefined}
        empty={<Empty icon={<IconBuilding size={28} stroke={1.5} />} title={t('ui.nothingFound')} hint={t('ui.widenFilters')} />}
        search={<SearchField label={t('organization.branch.find')} value={text} onChange={(value) => filter({ q: value })} />}
        filters={
          <>
            <Select
              aria-label={t('organization.branch.kind')}
              placeholder={t('organization.branch.allKinds')}
              value={kind ?? null}
              onChange={(value) => filter({ kind: branchKinds.find((one) => one === value) })}
              data={branchKinds.map((value) => ({ value, label: t(`organization.branch.kinds.${value}`) }))}
              clearable
            />
            <Switch
              label={t('organization.branch.showClosed')}
              checked={closed === 'shown'}
              onChange={(event) => filter({ closed: event.currentTarget.checked ? 'shown' : undefined })}
            />
          </>
        }
      />
      <Suspense>
        {search.form && may && (
          <BranchForms form={search.form} chosen={branches.data?.branches.find((one) => one.id === search.branch)} close={close} />
        )}
      </Suspense>
    </Page>
  )
}

/** What a list of branches can show. */
function useBranchColumns() {
  const { t } = useTranslation()
  const format = useFormat()
  const figures = useQuery(branchFiguresQuery).data
  return useMemo(() => {
    const figure = (name: 'people' | 'departments' | 'positions', head: string) =>
      ({
        key: name,
        head,
        end: true,
        cell: ({ id }: Branch) => {
          const found = figures?.find((one) => one.id === id)
          return found && format.number(found[name])
        },
      }) as const
    return [
      { key: 'name', head: t('organization.name'), sort: 'name', fixed: true, cell: (branch) => <Name branch={branch} /> },
      { key: 'kind', head: t('organization.branch.kind'), sort: 'kind', cell: ({ kind }) => t(`organization.branch.kinds.${kind}`) },
      { key: 'place', head: t('organization.branch.place'), sort: 'city', cell: (branch) => <Place branch={branch} /> },
      { key: 'email', head: t('people.column.email'), more: true, cell: ({ email }) => email },
      { key: 'phone', head: t('organization.branch.phone'), more: true, cell: ({ phone }) => phone },
      figure('people', t('people.title')),
      figure('departments', t('organization.part.departments')),
      figure('positions', t('organization.part.positions')),
    ] as const satisfies readonly ListColumn<Branch>[]
  }, [t, format, figures])
}

function Name({ branch: { name, code, archived } }: { branch: Branch }) {
  const { t } = useTranslation()
  return (
    <Stack gap={0}>
      <Group gap="xs" wrap="nowrap">
        <Text size="sm" fw={500}>
          {name}
        </Text>
        {archived && <Badge color="gray">{t('organization.branch.isClosed')}</Badge>}
      </Group>
      <Text size="xs" c="dimmed">
        {code}
      </Text>
    </Stack>
  )
}

function Place({ branch: { city, country, timeZone } }: { branch: Branch }) {
  const { t } = useTranslation()
  const format = useFormat()
  return (
    <Stack gap={0}>
      <Text size="sm">{[city, country && format.country(country)].filter(Boolean).join(', ') || t('ui.none')}</Text>
      {timeZone && (
        <Text size="xs" c="dimmed">
          {timeZone}
        </Text>
      )}
    </Stack>
  )
}

function Acts({ branch, may, open }: { branch: Branch; may: boolean; open: (form: Form, id: string) => void }) {
  const { t } = useTranslation()
  const { id, archived, name } = branch
  return (
    <RowMenu
      label={t('organization.moreOf', { name })}
      acts={[
        may && !archived && { label: t('ui.edit'), icon: IconPencil, act: () => open('edit', id) },
        may && !archived && { label: t('organization.close'), icon: IconBuildingOff, color: 'bad', act: () => open('close', id) },
        may && archived && { label: t('organization.branch.restore'), icon: IconRotate2, act: () => open('restore', id) },
      ]}
    />
  )
}
