import { ActionIcon, Badge, Box, Card, Group, Menu, Table, Text, VisuallyHidden } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { IconArchive, IconDots, IconMailForward, IconRestore } from '@tabler/icons-react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { resetUserPassword } from '../../server/modules/users/users.account.contract.ts'
import { archiveUser, restoreUser, type User } from '../../server/modules/users/users.contract.ts'
import { call, outdate } from '../api.ts'
import { can, useMe } from '../auth/me.ts'
import { useMessageOf } from '../ui/answer.tsx'
import { useFormat } from '../ui/format.ts'
import { useOneAtATime } from '../ui/forms.ts'
import { done, failed } from '../ui/notify.ts'
import { fullName, Person } from '../ui/person.tsx'
import { Confirm } from './confirm.tsx'

type Act = 'archive' | 'reset'
type Rows = { users: readonly User[]; ask: (user: User, act: Act) => void }

/** Accounts with what can be done about each. */
export function AccountTable(props: { users: readonly User[] }) {
  const small = useMediaQuery('(max-width: 48em)', false, { getInitialValueInEffect: false })
  const [asked, setAsked] = useState<{ user: User; act: Act } | null>(null)
  const rows = { users: props.users, ask: (user: User, act: Act) => setAsked({ user, act }) }
  return (
    <>
      {small ? <Lines {...rows} /> : <Wide {...rows} />}
      {asked?.act === 'archive' && <Archive user={asked.user} close={() => setAsked(null)} />}
      {asked?.act === 'reset' && <Reset user={asked.user} close={() => setAsked(null)} />}
    </>
  )
}

function Lines({ users, ask }: Rows) {
  const { t } = useTranslation()
  const format = useFormat()
  return (
    <Card p="md">
      <ul className="lines">
        {users.map((user) => (
          <li key={user.id}>
            <Group justify="space-between" wrap="nowrap" align="flex-start">
              <Box miw={0}>
                <Who user={user} />
                <Text size="xs" c="dimmed" mt={4}>
                  <Roles user={user} />
                  {t('ui.dot')}
                  {user.lastSignedInAt ? t('accounts.lastSignedIn', { ago: format.ago(user.lastSignedInAt) }) : t('accounts.neverSignedIn')}
                </Text>
              </Box>
              <Group gap={4} wrap="nowrap">
                <Status user={user} />
                <Acts user={user} ask={ask} />
              </Group>
            </Group>
          </li>
        ))}
      </ul>
    </Card>
  )
}

function Wide({ users, ask }: Rows) {
  const { t } = useTranslation()
  return (
    <Card p="sm">
      <Table.ScrollContainer
        minWidth={720}
        scrollAreaProps={{ viewportProps: { tabIndex: 0, role: 'group', 'aria-label': t('accounts.title') } }}
      >
        <Table verticalSpacing="xs" highlightOnHover>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t('accounts.account')}</Table.Th>
              <Table.Th>{t('accounts.role')}</Table.Th>
              <Table.Th>{t('accounts.lastSignIn')}</Table.Th>
              <Table.Th>{t('accounts.status')}</Table.Th>
              <Table.Th w={1}>
                <VisuallyHidden>{t('ui.actions')}</VisuallyHidden>
              </Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {users.map((user) => (
              <Table.Tr key={user.id}>
                <Table.Td>
                  <Who user={user} />
                </Table.Td>
                <Table.Td>
                  <Roles user={user} />
                </Table.Td>
                <Table.Td>
                  <LastSignIn user={user} />
                </Table.Td>
                <Table.Td>
                  <Status user={user} />
                </Table.Td>
                <Table.Td>
                  <Acts user={user} ask={ask} />
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </Card>
  )
}

function Who({ user }: { user: User }) {
  const { t } = useTranslation()
  const line = [user.email, user.username, user.employeeId ? null : t('accounts.noPerson')].filter(Boolean).join(' · ')
  if (!user.employeeId) return <Person person={user} line={line} />
  return (
    <Link to="/people/$id" params={{ id: user.employeeId }} className="plain">
      <Person person={user} line={line} name={<span className="underline">{fullName(user)}</span>} />
    </Link>
  )
}

function Roles({ user }: { user: User }) {
  const { t } = useTranslation()
  return user.roles.map(({ name }) => name).join(', ') || t('accounts.noRole')
}

function LastSignIn({ user }: { user: User }) {
  const { t } = useTranslation()
  const format = useFormat()
  if (!user.lastSignedInAt)
    return (
      <Text size="sm" c="dimmed">
        {t('accounts.never')}
      </Text>
    )
  return (
    <Text size="sm" title={format.instant(user.lastSignedInAt)}>
      {format.ago(user.lastSignedInAt)}
    </Text>
  )
}

function Status({ user }: { user: User }) {
  const { t } = useTranslation()
  // What is usual stays quiet.
  if (user.status === 'archived') return <Badge color="gray">{t('accounts.state.archived')}</Badge>
  return (
    <Text size="sm" c="dimmed">
      {t('accounts.state.active')}
    </Text>
  )
}

function Acts({ user, ask }: { user: User; ask: Rows['ask'] }) {
  const { t } = useTranslation()
  const me = useMe()
  const client = useQueryClient()
  const messageOf = useMessageOf()
  const name = fullName(user)
  const restore = useOneAtATime(
    useMutation({
      mutationFn: () => call(restoreUser, { params: { id: user.id } }),
      onSuccess: () => {
        done(t('accounts.restored', { name }))
        void outdate(client, '/users')
      },
      onError: (error) => failed(messageOf(error)),
    }),
  )
  const [mayArchive, mayReset] = [can(me, 'user.archive'), can(me, 'user.reset-password')]
  if (!mayArchive && !mayReset) return null
  const own = user.id === me.user.id
  return (
    <Menu position="bottom-end" withinPortal>
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" aria-label={t('accounts.actionsFor', { name })}>
          <IconDots size={18} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {own && <Menu.Label>{t('accounts.yours')}</Menu.Label>}
        {mayReset && user.status === 'active' && (
          <Menu.Item disabled={own} leftSection={<IconMailForward size={16} aria-hidden />} onClick={() => ask(user, 'reset')}>
            {t('accounts.sendReset')}
          </Menu.Item>
        )}
        {mayArchive && user.status === 'active' && (
          <Menu.Item color="bad" disabled={own} leftSection={<IconArchive size={16} aria-hidden />} onClick={() => ask(user, 'archive')}>
            {t('accounts.archive')}
          </Menu.Item>
        )}
        {mayArchive && user.status === 'archived' && (
          <Menu.Item leftSection={<IconRestore size={16} aria-hidden />} onClick={() => restore.mutate()}>
            {t('accounts.restore')}
          </Menu.Item>
        )}
      </Menu.Dropdown>
    </Menu>
  )
}

function Archive({ user, close }: { user: User; close: () => void }) {
  const { t } = useTranslation()
  const name = fullName(user)
  return (
    <Confirm
      title={t('accounts.archiveTitle')}
      text={t('accounts.archiveText', { name })}
      keep={t('accounts.keep')}
      confirm={t('accounts.archiveConfirm', { name })}
      act={() => call(archiveUser, { params: { id: user.id } })}
      said={t('accounts.archived', { name })}
      outdates="/users"
      close={close}
    />
  )
}

function Reset({ user, close }: { user: User; close: () => void }) {
  const { t } = useTranslation()
  const { email } = user
  return (
    <Confirm
      title={t('accounts.resetTitle')}
      text={t('accounts.resetText', { name: fullName(user), email })}
      keep={t('accounts.keep')}
      confirm={t('accounts.resetConfirm')}
      act={() => call(resetUserPassword, { params: { id: user.id } })}
      said={t('accounts.resetSent', { email })}
      outdates="/users"
      close={close}
    />
  )
}
