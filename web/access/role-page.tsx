import { Badge, Button, Card, Group, Skeleton, Stack, Text } from '@mantine/core'
import { IconPencil, IconTrash, IconUserPlus, IconUsers } from '@tabler/icons-react'
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { lazy, Suspense } from 'react'
import { useTranslation } from 'react-i18next'
import { listRoleUsers } from '../../server/modules/access/access.assignment.contract.ts'
import { deleteRole, roleMatrix, type Role } from '../../server/modules/access/access.role.contract.ts'
import { call, outdate, q } from '../api.ts'
import { can, useMe } from '../auth/me.ts'
import { Answer } from '../ui/answer.tsx'
import { Confirm } from '../ui/confirm.tsx'
import { Empty } from '../ui/empty.tsx'
import { SearchField } from '../ui/filters.tsx'
import { FormDrawer } from '../ui/form-drawer.tsx'
import { Held } from '../ui/held.tsx'
import { AnchorLink, ButtonLink } from '../ui/links.tsx'
import { RowSkeletons } from '../ui/list-card.tsx'
import { done } from '../ui/notify.ts'
import { Page } from '../ui/page.tsx'
import { Pager } from '../ui/pager.tsx'
import { fullName, Person } from '../ui/person.tsx'
import { RowMenu } from '../ui/row-menu.tsx'
import { Section } from '../ui/section.tsx'
import { Validity } from './decision.tsx'
import { MatrixTable } from './matrix-table.tsx'
import { RoleModules } from './module-sections.tsx'
import { TakeRole } from './take-role.tsx'

const RoleForm = lazy(() => import('./role-form.tsx'))
const AssignForm = lazy(() => import('./assign-form.tsx'))
const route = getRouteApi('/_app/access/roles/$id')

/** One role: what it inherits, who holds it, what it may do. */
export function RolePage() {
  const { t } = useTranslation()
  const { id } = route.useParams()
  const { form } = route.useSearch()
  const navigate = useNavigate({ from: '/access/roles/$id' })
  const client = useQueryClient()
  const mayManage = can(useMe(), 'access.manage')
  const matrix = useQuery(q(roleMatrix))
  const role = matrix.data?.roles.find((one) => one.id === id)
  const open = (which: 'edit' | 'assign' | 'remove') => void navigate({ search: (old) => ({ ...old, form: which }) })
  const close = (ignoreBlocker = false) => void navigate({ search: ({ form: _form, ...old }) => old, ignoreBlocker, replace: true })
  if (matrix.data && !role) {
    return (
      <Page title={t('access.role.gone')}>
        <Card>
          <Empty icon={<IconUsers size={28} stroke={1.5} />} title={t('access.role.gone')} hint={t('access.role.goneHint')}>
            <ButtonLink to="/access" variant="default">
              {t('access.role.all')}
            </ButtonLink>
          </Empty>
        </Card>
      </Page>
    )
  }
  return (
    <Page
      title={role?.name ?? t('access.title')}
      line={role && [role.code, role.description].filter(Boolean).join(t('ui.dot'))}
      actions={
        <>
          {role?.isSystem && <Badge color="gray">{t('access.role.system')}</Badge>}
          <AnchorLink to="/access" size="sm">
            {t('access.role.all')}
          </AnchorLink>
          {role && mayManage && role.can.update && (
            <Button variant="default" leftSection={<IconPencil size={16} aria-hidden />} onClick={() => open('edit')}>
              {t('ui.edit')}
            </Button>
          )}
          {role && mayManage && role.can.delete && (
            <RowMenu
              label={t('organization.moreOf', { name: role.name })}
              acts={[{ label: t('organization.position.remove'), icon: IconTrash, color: 'bad', act: () => open('remove') }]}
            />
          )}
        </>
      }
    >
      <Answer query={matrix} skeleton={<RowSkeletons />}>
        {(data) =>
          role && (
            <Stack>
              <FormDrawer opened={mayManage && form === 'edit'} title={t('access.role.edit')} close={() => close()}>
                <Suspense>
                  <Held current={role} path="/roles">
                    {(base) => <RoleForm role={base} roles={data.roles} close={close} />}
                  </Held>
                </Suspense>
              </FormDrawer>
              <FormDrawer opened={mayManage && form === 'assign'} title={t('access.role.give', { role: role.name })} close={() => close()}>
                <Suspense>
                  <AssignForm role={role} close={close} />
                </Suspense>
              </FormDrawer>
              <Confirm
                opened={mayManage && form === 'remove'}
                title={t('organization.position.removeTitle', { name: role.name })}
                text={t('access.role.removeText')}
                act={t('organization.position.removeName', { name: role.name })}
                send={() => call(deleteRole, { params: { id } })}
                done={() => {
                  done(t('organization.position.removed', { name: role.name }))
                  void outdate(client, '/roles', '/access')
                  void navigate({ to: '/access' })
                }}
                close={() => close()}
              />
              {role.parents.length > 0 && (
                <Section title={t('access.role.inherits')}>
                  <Group gap="xs">
                    {role.parents.map((parent) => (
                      <AnchorLink key={parent.id} to="/access/roles/$id" params={{ id: parent.id }} size="sm">
                        {parent.name}
                      </AnchorLink>
                    ))}
                  </Group>
                </Section>
              )}
              <Holders role={role} may={mayManage} assign={() => open('assign')} />
              <MatrixTable key={role.id} matrix={data} roles={[role]} permissions={data.permissions} may={mayManage} />
              <RoleModules key={`modules ${role.id}`} role={role} />
            </Stack>
          )
        }
      </Answer>
    </Page>
  )
}

function Holders(props: { role: Role; may: boolean; assign: () => void }) {
  const { t } = useTranslation()
  const { role, may } = props
  const { page, q: text } = route.useSearch()
  const navigate = useNavigate({ from: '/access/roles/$id' })
  const users = useQuery({
    ...q(listRoleUsers, { params: { id: role.id }, query: { page: page ?? 1, limit: 10, ...(text && { q: text }) } }),
    placeholderData: keepPreviousData,
  })
  return (
    <Section
      title={t('access.role.holders')}
      beside={
        may && (
          <Button size="compact-sm" variant="default" leftSection={<IconUserPlus size={14} aria-hidden />} onClick={props.assign}>
            {t('access.role.giveAct')}
          </Button>
        )
      }
    >
      <Answer query={users} skeleton={<Skeleton h={120} />}>
        {(data) => (
          <Stack gap="sm">
            {(data.pagination.totalPages > 1 || text) && (
              <SearchField
                label={t('accounts.find')}
                value={text}
                onChange={(value) => void navigate({ search: (old) => ({ ...old, page: undefined, q: value }), replace: true })}
              />
            )}
            {data.users.length === 0 && (
              <Text size="sm" c="dimmed">
                {t('access.role.nobody')}
              </Text>
            )}
            <ul className="lines tight">
              {data.users.map((user) => (
                <li key={user.id}>
                  <Group justify="space-between" wrap="nowrap">
                    <Person
                      person={user}
                      line={
                        <>
                          {user.email}
                          {(user.validFrom ?? user.validTo) && (
                            <>
                              {t('ui.dot')}
                              <Validity from={user.validFrom} to={user.validTo} />
                            </>
                          )}
                        </>
                      }
                    />
                    {may && <TakeRole role={role} user={{ id: user.id, name: fullName(user) }} />}
                  </Group>
                </li>
              ))}
            </ul>
            {data.pagination.totalPages > 1 && (
              <Pager pagination={data.pagination} onPage={(to) => void navigate({ search: (old) => ({ ...old, page: to }) })} />
            )}
          </Stack>
        )}
      </Answer>
    </Section>
  )
}
