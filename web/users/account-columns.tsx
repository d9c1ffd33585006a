import { Badge, Text } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { User } from '../../server/modules/users/users.contract.ts'
import { useFormat } from '../ui/format.ts'
import type { ListColumn } from '../ui/list-columns.tsx'
import { fullName, Person } from '../ui/person.tsx'

/** What a list of accounts can show. */
export function useAccountColumns() {
  const { t } = useTranslation()
  const format = useFormat()
  return useMemo(
    () =>
      [
        { key: 'account', head: t('accounts.account'), sort: 'lastName', fixed: true, cell: (user) => <Who user={user} /> },
        { key: 'email', head: t('people.column.email'), sort: 'email', more: true, cell: ({ email }) => email },
        {
          key: 'role',
          head: t('accounts.role'),
          cell: ({ roles }) => roles.map(({ name }) => name).join(', ') || t('accounts.noRole'),
        },
        {
          key: 'lastSignIn',
          head: t('accounts.lastSignIn'),
          sort: 'lastSignedInAt',
          cell: ({ lastSignedInAt }) =>
            lastSignedInAt ? (
              <Text size="sm" span title={format.instant(lastSignedInAt)}>
                {format.ago(lastSignedInAt)}
              </Text>
            ) : (
              <Text size="sm" span c="dimmed">
                {t('accounts.never')}
              </Text>
            ),
        },
        { key: 'status', head: t('accounts.status'), sort: 'status', cell: ({ status }) => <Status status={status} /> },
      ] as const satisfies readonly ListColumn<User>[],
    [t, format],
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

function Status({ status }: Pick<User, 'status'>) {
  const { t } = useTranslation()
  // What is usual stays quiet.
  if (status === 'archived') return <Badge color="gray">{t('accounts.state.archived')}</Badge>
  return (
    <Text size="sm" span c="dimmed">
      {t('accounts.state.active')}
    </Text>
  )
}
