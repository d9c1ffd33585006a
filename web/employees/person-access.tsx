import { Badge, Card, Group, Skeleton, Stack } from '@mantine/core'
import { IconMailPlus, IconUserCog } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { EmployeeDetail } from '../../server/modules/employees/employees.contract.ts'
import { getMyUser, getUserByEmployeeNumber } from '../../server/modules/users/users.account.contract.ts'
import type { User } from '../../server/modules/users/users.contract.ts'
import { PersonGrants } from '../access/person-grants.tsx'
import { RecordGrants } from '../access/record-grants.tsx'
import { ApiError, q } from '../api.ts'
import { can, useMe } from '../auth/me.ts'
import { Answer } from '../ui/answer.tsx'
import { Empty } from '../ui/empty.tsx'
import { Facts } from '../ui/facts.tsx'
import { useFormat } from '../ui/format.ts'
import { ButtonLink } from '../ui/links.tsx'
import { fullName } from '../ui/person.tsx'
import { Section } from '../ui/section.tsx'
import { AccountActs } from '../users/account-acts.tsx'

/** The account a person signs in with, and what it may do. */
export function PersonAccess({ employee }: { employee: EmployeeDetail }) {
  const { t } = useTranslation()
  const me = useMe()
  const own = me.user.employeeId === employee.id
  const mayRead = can(me, 'access.read')
  const mine = useQuery({ ...q(getMyUser), enabled: own })
  const theirs = useQuery({
    ...q(getUserByEmployeeNumber, { params: { number: employee.employeeNumber } }),
    enabled: !own,
    retry: false,
  })
  const user = own ? mine : theirs
  const records = mayRead && <RecordGrants employee={{ id: employee.id, name: fullName(employee) }} />
  if (user.error instanceof ApiError && user.error.status === 404) {
    return (
      <Stack>
        <Card>
          <Empty icon={<IconUserCog size={28} stroke={1.5} />} title={t('people.access.none')} hint={t('people.access.noneHint')}>
            {can(me, 'user.invite') && employee.status !== 'archived' && employee.status !== 'left' && (
              <ButtonLink
                to="/accounts/invitations"
                search={{ invite: true, person: employee.id }}
                leftSection={<IconMailPlus size={16} aria-hidden />}
              >
                {t('people.access.invite')}
              </ButtonLink>
            )}
          </Empty>
        </Card>
        {records}
      </Stack>
    )
  }
  return (
    <Answer query={user} skeleton={<Skeleton h={200} radius="lg" />}>
      {(data) => (
        <Stack>
          <Account user={data.user} mayRead={mayRead} />
          {mayRead && <PersonGrants userId={data.user.id} name={fullName(data.user)} about={employee.id} />}
          {records}
        </Stack>
      )}
    </Answer>
  )
}

function Account({ user, mayRead }: { user: User; mayRead: boolean }) {
  const { t } = useTranslation()
  const format = useFormat()
  return (
    <Section title={t('accounts.account')} beside={<AccountActs user={user} />}>
      <Facts
        facts={[
          [t('people.email'), user.email],
          ...(user.username ? [[t('people.access.username'), user.username] as const] : []),
          [
            t('accounts.status'),
            user.status === 'archived' ? <Badge color="gray">{t('accounts.state.archived')}</Badge> : t('accounts.state.active'),
          ],
          // Who may see more of access sees them below, with what comes with each.
          ...(mayRead
            ? []
            : [
                [
                  t('people.access.roles'),
                  user.roles.length > 0 ? (
                    <Group gap={6}>
                      {user.roles.map(({ id, name }) => (
                        <Badge key={id} color="gray" size="lg" fw={500}>
                          {name}
                        </Badge>
                      ))}
                    </Group>
                  ) : (
                    t('accounts.noRole')
                  ),
                ] as const,
              ]),
          [t('accounts.lastSignIn'), user.lastSignedInAt ? format.instant(user.lastSignedInAt) : t('accounts.never')],
        ]}
      />
    </Section>
  )
}
