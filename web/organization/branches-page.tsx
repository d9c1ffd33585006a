import { Badge, Button, Card, Group, Select, Stack, Switch, Table, Text, VisuallyHidden } from '@mantine/core'
import { IconBuilding, IconBuildingOff, IconPencil, IconPlus, IconRotate2 } from '@tabler/icons-react'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { lazy, Suspense } from 'react'
import { useTranslation } from 'react-i18next'
import { branchKinds, listBranches, type Branch } from '../../server/modules/organization/organization.branch.contract.ts'
import { q } from '../api.ts'
import { can, useMe } from '../auth/me.ts'
import { Answer } from '../ui/answer.tsx'
import { Empty } from '../ui/empty.tsx'
import { SearchField } from '../ui/filters.tsx'
import { useFormat } from '../ui/format.ts'
import { RowSkeletons, TableCard } from '../ui/list-card.tsx'
import { Page } from '../ui/page.tsx'
import { Pager } from '../ui/pager.tsx'
import { RowMenu } from '../ui/row-menu.tsx'
import { branchFiguresQuery } from './departments.ts'
import { OrganizationTabs } from './organization-tabs.tsx'

const BranchForms = lazy(() => import('./branch-forms.tsx'))
const route = getRouteApi('/_app/organization/branches')

/** Where the company is: each branch with what belongs to it. */
export function BranchesPage() {
  const { t } = useTranslation()
  const search = route.useSearch()
  const navigate = useNavigate({ from: '/organization/branches' })
  const may = can(useMe(), 'organization.manage')
  const { page, q: text, kind, closed } = search
  const branches = useQuery({
    ...q(listBranches, {
      query: { page: page ?? 1, limit: 20, ...(text && { q: text }), ...(kind && { kind }), ...(closed && { archived: true }) },
    }),
    placeholderData: keepPreviousData,
  })
  const filter = (change: Partial<typeof search>) =>
    void navigate({ search: (old) => ({ ...old, page: undefined, ...change }), replace: true })
  const open = (form: 'add' | 'edit' | 'close' | 'restore', branch?: string) =>
    void navigate({ search: (old) => ({ ...old, form, branch }) })
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
      <Group gap="sm">
        <SearchField label={t('organization.branch.find')} value={text} onChange={(value) => filter({ q: value })} />
        <Select
          aria-label={t('organization.branch.kind')}
          placeholder={t('organization.branch.allKinds')}
          value={kind ?? null}
          onChange={(value) => filter({ kind: branchKinds.find((one) => one === value) })}
          data={branchKinds.map((value) => ({ value, label: t(`organization.branch.kinds.${value}`) }))}
          clearable
          w={{ base: '100%', xs: 190 }}
        />
        <Switch
          label={t('organization.branch.showClosed')}
          checked={closed === 'shown'}
          onChange={(event) => filter({ closed: event.currentTarget.checked ? 'shown' : undefined })}
        />
      </Group>
      <Answer query={branches} skeleton={<RowSkeletons />}>
        {(data) => (
          <>
            {data.branches.length === 0 ? (
              <Card>
                <Empty icon={<IconBuilding size={28} stroke={1.5} />} title={t('ui.nothingFound')} hint={t('ui.widenFilters')} />
              </Card>
            ) : (
              <Stack>
                <Rows branches={data.branches} may={may} open={open} />
                <Pager pagination={data.pagination} onPage={(to) => void navigate({ search: (old) => ({ ...old, page: to }) })} />
              </Stack>
            )}
            <Suspense>
              {search.form && may && (
                <BranchForms form={search.form} chosen={data.branches.find((one) => one.id === search.branch)} close={close} />
              )}
            </Suspense>
          </>
        )}
      </Answer>
    </Page>
  )
}

function Rows(props: { branches: readonly Branch[]; may: boolean; open: (form: 'edit' | 'close' | 'restore', id: string) => void }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { may, open } = props
  const figures = useQuery(branchFiguresQuery).data
  return (
    <TableCard
      label={t('organization.part.branches')}
      minWidth={760}
      head={[
        t('organization.name'),
        t('organization.branch.kind'),
        t('organization.branch.place'),
        <Figure key="people">{t('people.title')}</Figure>,
        <Figure key="departments">{t('organization.part.departments')}</Figure>,
        <Figure key="positions">{t('organization.part.positions')}</Figure>,
        <VisuallyHidden key="acts">{t('ui.actions')}</VisuallyHidden>,
      ]}
    >
      {props.branches.map((branch) => {
        const figure = figures?.find((one) => one.id === branch.id)
        const place = [branch.city, branch.country && format.country(branch.country)].filter(Boolean).join(', ')
        return (
          <Table.Tr key={branch.id}>
            <Table.Td>
              <Group gap="xs" wrap="nowrap">
                <Text size="sm" fw={500}>
                  {branch.name}
                </Text>
                {branch.archived && <Badge color="gray">{t('organization.branch.isClosed')}</Badge>}
              </Group>
              <Text size="xs" c="dimmed">
                {branch.code}
              </Text>
            </Table.Td>
            <Table.Td>{t(`organization.branch.kinds.${branch.kind}`)}</Table.Td>
            <Table.Td>
              <Text size="sm">{place || t('ui.none')}</Text>
              {branch.timeZone && (
                <Text size="xs" c="dimmed">
                  {branch.timeZone}
                </Text>
              )}
            </Table.Td>
            {(['people', 'departments', 'positions'] as const).map((name) => (
              <Table.Td key={name} ta="end">
                {figure ? format.number(figure[name]) : ''}
              </Table.Td>
            ))}
            <Table.Td ta="end">
              <RowMenu
                label={t('organization.moreOf', { name: branch.name })}
                acts={[
                  may && !branch.archived && { label: t('ui.edit'), icon: IconPencil, act: () => open('edit', branch.id) },
                  may &&
                    !branch.archived && {
                      label: t('organization.close'),
                      icon: IconBuildingOff,
                      color: 'bad',
                      act: () => open('close', branch.id),
                    },
                  may &&
                    branch.archived && {
                      label: t('organization.branch.restore'),
                      icon: IconRotate2,
                      act: () => open('restore', branch.id),
                    },
                ]}
              />
            </Table.Td>
          </Table.Tr>
        )
      })}
    </TableCard>
  )
}

function Figure(props: { children: string }) {
  return <div style={{ textAlign: 'end' }}>{props.children}</div>
}
