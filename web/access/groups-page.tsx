import { Button } from '@mantine/core'
import { IconPencil, IconPlus, IconStack2, IconTrash } from '@tabler/icons-react'
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { lazy, Suspense } from 'react'
import { useTranslation } from 'react-i18next'
import { deleteGroup, exportGroups, listGroups, type PermissionGroup } from '../../server/modules/access/access.group.contract.ts'
import { call, outdate, q } from '../api.ts'
import { can, useMe } from '../auth/me.ts'
import { Confirm } from '../ui/confirm.tsx'
import { Empty } from '../ui/empty.tsx'
import { SearchField } from '../ui/filters.tsx'
import { FormDrawer } from '../ui/form-drawer.tsx'
import { Held } from '../ui/held.tsx'
import { List } from '../ui/list.tsx'
import type { ListColumn } from '../ui/list-columns.tsx'
import { done } from '../ui/notify.ts'
import { Page } from '../ui/page.tsx'
import { RowMenu } from '../ui/row-menu.tsx'
import { AccessTabs } from './access-tabs.tsx'
import { Named, Permissions } from './permission-list.tsx'

const GroupForm = lazy(() => import('./group-form.tsx'))
const route = getRouteApi('/_app/access/groups')
type Act = 'add' | 'edit' | 'remove'

/** Permissions that the company looks at together. */
export function GroupsPage() {
  const { t } = useTranslation()
  const search = route.useSearch()
  const navigate = useNavigate({ from: '/access/groups' })
  const client = useQueryClient()
  const may = can(useMe(), 'access.manage')
  const { page, q: text, sort = 'name' } = search
  const asked = { sort, ...(text && { q: text }) }
  const groups = useQuery({ ...q(listGroups, { query: { ...asked, page: page ?? 1 } }), placeholderData: keepPreviousData })
  const filter = (change: Partial<typeof search>) =>
    void navigate({ search: (old) => ({ ...old, page: undefined, ...change }), replace: true })
  const open = (form: Act, group?: string) => void navigate({ search: (old) => ({ ...old, form, group }) })
  const close = (ignoreBlocker = false) =>
    void navigate({ search: ({ form: _form, group: _group, ...old }) => old, ignoreBlocker, replace: true })
  const chosen = groups.data?.groups.find((one) => one.id === search.group)
  const add = may && (
    <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => open('add')}>
      {t('access.group.add')}
    </Button>
  )
  return (
    <Page title={t('access.title')} line={t('access.group.line')} actions={add}>
      <AccessTabs />
      <FormDrawer opened={may && search.form === 'add'} title={t('access.group.add')} close={() => close()}>
        <Suspense>
          <GroupForm close={close} />
        </Suspense>
      </FormDrawer>
      <FormDrawer opened={may && search.form === 'edit' && chosen !== undefined} title={t('access.group.edit')} close={() => close()}>
        <Suspense>
          {chosen && (
            <Held current={chosen} path="/permissions/groups">
              {(base) => <GroupForm group={base} close={close} />}
            </Held>
          )}
        </Suspense>
      </FormDrawer>
      <Confirm
        opened={may && search.form === 'remove' && chosen !== undefined}
        title={t('organization.position.removeTitle', { name: chosen?.name ?? '' })}
        text={t('access.group.removeText')}
        act={t('organization.position.removeName', { name: chosen?.name ?? '' })}
        send={() => call(deleteGroup, { params: { id: chosen?.id ?? '' } })}
        done={() => {
          done(t('organization.position.removed', { name: chosen?.name ?? '' }))
          void outdate(client, '/permissions/groups')
          close(true)
        }}
        close={() => close()}
      />
      <List
        name="permission-groups"
        label={t('access.part.groups')}
        query={groups}
        rowsOf={(data) => data.groups}
        idOf={({ id }) => id}
        columns={useGroupColumns()}
        sort={sort}
        onSort={(next) => filter({ sort: next })}
        onPage={(next) => void navigate({ search: (old) => ({ ...old, page: next }) })}
        csv={() => call(exportGroups, { query: asked })}
        renderActs={({ id, name }) =>
          may && (
            <RowMenu
              label={t('organization.moreOf', { name })}
              acts={[
                { label: t('ui.edit'), icon: IconPencil, act: () => open('edit', id) },
                { label: t('organization.position.remove'), icon: IconTrash, color: 'bad', act: () => open('remove', id) },
              ]}
            />
          )
        }
        clear={text ? () => filter({ q: undefined }) : undefined}
        empty={
          <Empty icon={<IconStack2 size={28} stroke={1.5} />} title={t('access.group.none')} hint={t('access.group.noneHint')}>
            {add}
          </Empty>
        }
        search={<SearchField label={t('access.group.find')} value={text} onChange={(value) => filter({ q: value })} />}
      />
    </Page>
  )
}

/** What a list of groups can show. */
function useGroupColumns() {
  const { t } = useTranslation()
  return [
    {
      key: 'name',
      head: t('organization.name'),
      sort: 'name',
      fixed: true,
      cell: ({ name, description }) => <Named name={name} line={description} />,
    },
    { key: 'code', head: t('access.code'), sort: 'code', cell: ({ code }) => code },
    { key: 'holds', head: t('access.group.holds'), cell: ({ permissions }) => <Permissions codes={permissions} /> },
  ] as const satisfies readonly ListColumn<PermissionGroup>[]
}
