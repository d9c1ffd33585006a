import { Button, Card, Stack, Table, Text, VisuallyHidden } from '@mantine/core'
import { IconPencil, IconPlus, IconStack2, IconTrash } from '@tabler/icons-react'
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { lazy, Suspense } from 'react'
import { useTranslation } from 'react-i18next'
import { deleteGroup, listGroups, type PermissionGroup } from '../../server/modules/access/access.group.contract.ts'
import { call, outdate, q } from '../api.ts'
import { can, useMe } from '../auth/me.ts'
import { Answer } from '../ui/answer.tsx'
import { Confirm } from '../ui/confirm.tsx'
import { Empty } from '../ui/empty.tsx'
import { FormDrawer } from '../ui/form-drawer.tsx'
import { RowSkeletons, TableCard } from '../ui/list-card.tsx'
import { done } from '../ui/notify.ts'
import { Page } from '../ui/page.tsx'
import { Pager } from '../ui/pager.tsx'
import { RowMenu } from '../ui/row-menu.tsx'
import { AccessTabs } from './access-tabs.tsx'
import { PermissionCell } from './permission-list.tsx'

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
  const groups = useQuery({ ...q(listGroups, { query: { page: search.page ?? 1, limit: 20 } }), placeholderData: keepPreviousData })
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
        <Suspense>{chosen && <GroupForm key={chosen.version} group={chosen} close={close} />}</Suspense>
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
      <Answer query={groups} skeleton={<RowSkeletons />}>
        {(data) =>
          data.groups.length === 0 ? (
            <Card>
              <Empty icon={<IconStack2 size={28} stroke={1.5} />} title={t('access.group.none')} hint={t('access.group.noneHint')}>
                {add}
              </Empty>
            </Card>
          ) : (
            <Stack>
              <Rows groups={data.groups} may={may} open={open} />
              <Pager pagination={data.pagination} onPage={(to) => void navigate({ search: (old) => ({ ...old, page: to }) })} />
            </Stack>
          )
        }
      </Answer>
    </Page>
  )
}

function Rows(props: { groups: readonly PermissionGroup[]; may: boolean; open: (form: Act, id: string) => void }) {
  const { t } = useTranslation()
  return (
    <TableCard
      label={t('access.part.groups')}
      minWidth={560}
      head={[t('organization.name'), t('access.group.holds'), <VisuallyHidden key="acts">{t('ui.actions')}</VisuallyHidden>]}
    >
      {props.groups.map((group) => (
        <Table.Tr key={group.id}>
          <Table.Td>
            <Text size="sm" fw={500}>
              {group.name}
            </Text>
            <Text size="xs" c="dimmed">
              {[group.code, group.description].filter(Boolean).join(t('ui.dot'))}
            </Text>
          </Table.Td>
          <PermissionCell codes={group.permissions} />
          <Table.Td ta="end">
            {props.may && (
              <RowMenu
                label={t('organization.moreOf', { name: group.name })}
                acts={[
                  { label: t('ui.edit'), icon: IconPencil, act: () => props.open('edit', group.id) },
                  { label: t('organization.position.remove'), icon: IconTrash, color: 'bad', act: () => props.open('remove', group.id) },
                ]}
              />
            )}
          </Table.Td>
        </Table.Tr>
      ))}
    </TableCard>
  )
}
