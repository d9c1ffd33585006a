import { Button, Card, Group, MultiSelect, Select, Stack } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { IconPlus, IconShieldSearch } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { lazy, Suspense } from 'react'
import { useTranslation } from 'react-i18next'
import { roleMatrix } from '../../server/modules/access/access.role.contract.ts'
import { q } from '../api.ts'
import { can, useMe } from '../auth/me.ts'
import { Answer } from '../ui/answer.tsx'
import { Empty } from '../ui/empty.tsx'
import { SearchField } from '../ui/filters.tsx'
import { FormDrawer } from '../ui/form-drawer.tsx'
import { RowSkeletons } from '../ui/list-card.tsx'
import { Page } from '../ui/page.tsx'
import { AccessTabs } from './access-tabs.tsx'
import type { Matrix } from './cells.ts'
import { MatrixTable } from './matrix-table.tsx'

const RoleForm = lazy(() => import('./role-form.tsx'))
const route = getRouteApi('/_app/access/')

/** Roles beside each other, and how far each permission reaches in them. */
export function MatrixPage() {
  const { t } = useTranslation()
  const search = route.useSearch()
  const navigate = useNavigate({ from: '/access/' })
  const may = can(useMe(), 'access.manage')
  const matrix = useQuery(q(roleMatrix))
  const filter = (change: Partial<typeof search>) => void navigate({ search: (old) => ({ ...old, ...change }), replace: true })
  const close = (ignoreBlocker = false) => void navigate({ search: ({ form: _form, ...old }) => old, ignoreBlocker, replace: true })
  const add = may && (
    <Button
      leftSection={<IconPlus size={16} aria-hidden />}
      onClick={() => void navigate({ search: (old) => ({ ...old, form: 'add' as const }) })}
    >
      {t('access.role.add')}
    </Button>
  )
  return (
    <Page title={t('access.title')} line={matrix.data && t('access.role.count', { count: matrix.data.roles.length })} actions={add}>
      <AccessTabs />
      <FormDrawer opened={may && search.form === 'add'} title={t('access.role.add')} close={() => close()}>
        <Suspense>
          <RoleForm roles={matrix.data?.roles ?? []} close={close} />
        </Suspense>
      </FormDrawer>
      <Answer query={matrix} skeleton={<RowSkeletons />}>
        {(data) => <Filtered matrix={data} search={search} filter={filter} may={may} />}
      </Answer>
    </Page>
  )
}

type Search = ReturnType<typeof route.useSearch>

function Filtered(props: { matrix: Matrix; search: Search; filter: (change: Partial<Search>) => void; may: boolean }) {
  const { t } = useTranslation()
  const { matrix, search, filter } = props
  const small = useMediaQuery('(max-width: 48em)', false, { getInitialValueInEffect: false })
  const modules = [...new Map(matrix.permissions.map((one) => [one.module ?? '', one.moduleTitle ?? t('access.ownPermissions')]))]
  const asked = search.q?.toLowerCase()
  const permissions = matrix.permissions.filter(
    (one) =>
      (!search.module || one.module === search.module) &&
      (!asked || [one.title, one.code, one.description].some((text) => text.toLowerCase().includes(asked))),
  )
  const known = (search.role ?? []).filter((id: string) => matrix.roles.some((role) => role.id === id))
  // A phone has room for one beside the names: the first that can be changed.
  const first = matrix.roles.find((role) => role.can.update) ?? matrix.roles[0]
  const onPhone = first ? [first.id] : []
  const shown = known.length > 0 ? known : small ? onPhone : matrix.roles.map(({ id }) => id)
  return (
    <Stack>
      <Group gap="sm" align="flex-start">
        <SearchField label={t('access.find')} value={search.q} onChange={(value) => filter({ q: value })} />
        <Select
          aria-label={t('access.module')}
          placeholder={t('access.allModules')}
          data={modules.map(([value, label]) => ({ value, label }))}
          value={search.module ?? null}
          onChange={(value) => filter({ module: value ?? undefined })}
          clearable
          searchable
          w={{ base: '100%', xs: 200 }}
          clearButtonProps={{ 'aria-label': t('ui.clear') }}
        />
        <MultiSelect
          aria-label={t('access.rolesShown')}
          placeholder={known.length === 0 ? (small ? t('access.chooseRoles') : t('accounts.allRoles')) : undefined}
          data={matrix.roles.map(({ id, name }) => ({ value: id, label: name }))}
          value={known}
          onChange={(role) => filter({ role: role.length > 0 ? role : undefined })}
          searchable
          clearable
          flex="1 1 240px"
          maw={560}
          clearButtonProps={{ 'aria-label': t('ui.clear') }}
        />
      </Group>
      {permissions.length === 0 ? (
        <Card>
          <Empty icon={<IconShieldSearch size={28} stroke={1.5} />} title={t('ui.nothingFound')} hint={t('ui.widenFilters')} />
        </Card>
      ) : (
        <MatrixTable
          matrix={matrix}
          roles={matrix.roles.filter(({ id }) => shown.includes(id))}
          permissions={permissions}
          may={props.may}
          linked
        />
      )}
    </Stack>
  )
}
