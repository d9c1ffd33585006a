import { Badge, Box, Card, Checkbox, Group, Table, Text, VisuallyHidden } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { User } from '../../server/modules/users/users.contract.ts'
import { can, useMe } from '../auth/me.ts'
import { useFormat } from '../ui/format.ts'
import { fullName, Person } from '../ui/person.tsx'
import { AccountActs } from './account-acts.tsx'

type Rows = { users: readonly User[]; chosen: ReadonlySet<string>; choose: (ids: readonly string[], on: boolean) => void }

/** Accounts with what can be done about each, and about several at once. */
export function AccountTable(props: Rows) {
  const small = useMediaQuery('(max-width: 48em)', false, { getInitialValueInEffect: false })
  return small ? <Lines {...props} /> : <Wide {...props} />
}

function Lines({ users, chosen, choose }: Rows) {
  const { t } = useTranslation()
  const format = useFormat()
  return (
    <Card p="md">
      <ul className="lines">
        {users.map((user) => (
          <li key={user.id}>
            <Group justify="space-between" wrap="nowrap" align="flex-start">
              <Choice user={user} chosen={chosen} choose={choose} />
              <Box miw={0} flex={1}>
                <Who user={user} />
                <Text size="xs" c="dimmed" mt={4}>
                  <Roles user={user} />
                  {t('ui.dot')}
                  {user.lastSignedInAt ? t('accounts.lastSignedIn', { ago: format.ago(user.lastSignedInAt) }) : t('accounts.neverSignedIn')}
                </Text>
              </Box>
              <Group gap={4} wrap="nowrap">
                <Status user={user} />
                <AccountActs user={user} />
              </Group>
            </Group>
          </li>
        ))}
      </ul>
    </Card>
  )
}

function Wide({ users, chosen, choose }: Rows) {
  const { t } = useTranslation()
  const me = useMe()
  const may = can(me, 'user.archive')
  const all = users.filter((user) => mayChoose(user, me.user.id)).map(({ id }) => id)
  return (
    <Card p="sm">
      <Table.ScrollContainer
        minWidth={720}
        scrollAreaProps={{ viewportProps: { tabIndex: 0, role: 'group', 'aria-label': t('accounts.title') } }}
      >
        <Table verticalSpacing="xs" highlightOnHover>
          <Table.Thead>
            <Table.Tr>
              {may && (
                <Table.Th w={1}>
                  <Checkbox
                    size="xs"
                    aria-label={t('accounts.chooseAll')}
                    checked={all.length > 0 && all.every((id) => chosen.has(id))}
                    indeterminate={all.some((id) => chosen.has(id)) && !all.every((id) => chosen.has(id))}
                    disabled={all.length === 0}
                    onChange={(event) => choose(all, event.currentTarget.checked)}
                  />
                </Table.Th>
              )}
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
                {may && (
                  <Table.Td>
                    <Choice user={user} chosen={chosen} choose={choose} />
                  </Table.Td>
                )}
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
                  <AccountActs user={user} />
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </Card>
  )
}

/** Nobody archives their own account, and who is archived already stays so. */
function mayChoose(user: User, mine: string) {
  return user.status === 'active' && user.id !== mine
}

function Choice({ user, chosen, choose }: Omit<Rows, 'users'> & { user: User }) {
  const { t } = useTranslation()
  const me = useMe()
  if (!can(me, 'user.archive')) return null
  return (
    <Checkbox
      size="xs"
      aria-label={t('accounts.choose', { name: fullName(user) })}
      checked={chosen.has(user.id)}
      disabled={!mayChoose(user, me.user.id)}
      onChange={(event) => choose([user.id], event.currentTarget.checked)}
    />
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
