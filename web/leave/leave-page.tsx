import { Card, Divider, Group, SegmentedControl, Skeleton, Stack } from '@mantine/core'
import { IconBeach } from '@tabler/icons-react'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { leaveStates, listRequests } from '../../server/modules/leave/leave.contract.ts'
import { myBalances } from '../../server/modules/leave/leave.balance.contract.ts'
import { q } from '../api.ts'
import { useMe } from '../auth/me.ts'
import { mayAsk } from '../frame/places.ts'
import { Answer } from '../ui/answer.tsx'
import { Empty } from '../ui/empty.tsx'
import { Page } from '../ui/page.tsx'
import { Pager } from '../ui/pager.tsx'
import { Section } from '../ui/section.tsx'
import { LeaveTabs } from './leave-tabs.tsx'
import { MyPayouts } from './my-payouts.tsx'
import { RequestTable } from './request-table.tsx'
import { Lapsing, Rings } from './rings.tsx'
import { NotListed } from '../frame/not-listed.tsx'
import { AnchorLink, ButtonLink } from '../ui/links.tsx'

const route = getRouteApi('/_app/leave/')

export function LeavePage() {
  const { t } = useTranslation()
  const me = useMe()
  const { state, page } = route.useSearch()
  const navigate = useNavigate({ from: '/leave/' })
  const isListed = me.user.employeeId !== null
  const balances = useQuery({ ...q(myBalances, { query: {} }), enabled: isListed })
  const requests = useQuery({
    ...q(listRequests, { query: { mine: true, page: page ?? 1, ...(state && { state }) } }),
    placeholderData: keepPreviousData,
    enabled: isListed,
  })
  const askButton = (
    <ButtonLink to="." search={(old) => ({ ...old, ask: 'leave' })} leftSection={<IconBeach size={17} aria-hidden />}>
      {t('leave.requestLeave')}
    </ButtonLink>
  )
  if (!isListed) {
    return (
      <Page title={t('leave.title')} line={t('leave.line')}>
        <LeaveTabs />
        <NotListed />
      </Page>
    )
  }
  return (
    <Page title={t('leave.title')} line={t('leave.line')} actions={mayAsk(me) && askButton}>
      <LeaveTabs />
      <Section
        title={t('leave.balances')}
        beside={
          <AnchorLink to="." search={(old) => ({ ...old, ledger: 'all' })} size="xs">
            {t('leave.howThisCameAbout')}
          </AnchorLink>
        }
      >
        <Answer query={balances} skeleton={<Skeleton h={72} />}>
          {(data) => (
            <Stack gap="sm">
              <Rings balances={data.balances} />
              {data.balances.some((one) => one.expiresNext) && <Divider color="var(--muster-line)" />}
              <Lapsing balances={data.balances} />
            </Stack>
          )}
        </Answer>
      </Section>
      <Card component="section" aria-label={t('leave.myRequests')}>
        <Group justify="space-between" mb="md">
          <h2 style={{ fontSize: 15, margin: 0, fontWeight: 600 }}>{t('leave.myRequests')}</h2>
          <SegmentedControl
            size="xs"
            aria-label={t('leave.stateFilter')}
            value={state ?? 'all'}
            onChange={(value) =>
              void navigate({
                search: ({ page: _page, state: _state, ...old }) => ({
                  ...old,
                  ...(value !== 'all' && { state: leaveStates.find((one) => one === value) }),
                }),
              })
            }
            data={[
              { value: 'all', label: t('ui.all') },
              ...(['pending', 'approved', 'rejected'] as const).map((value) => ({ value, label: t(`leave.state.${value}`) })),
            ]}
          />
        </Group>
        <Answer
          query={requests}
          skeleton={
            <Stack>
              {[1, 2, 3].map((n) => (
                <Skeleton key={n} h={44} />
              ))}
            </Stack>
          }
        >
          {(data) =>
            data.requests.length === 0 ? (
              <Empty
                icon={<IconBeach size={28} stroke={1.5} />}
                title={state ? t('leave.noneInState') : t('leave.none')}
                hint={t('leave.noneHint')}
              >
                {mayAsk(me) && askButton}
              </Empty>
            ) : (
              <Stack>
                <RequestTable requests={data.requests} />
                <Pager pagination={data.pagination} onPage={(to) => void navigate({ search: (old) => ({ ...old, page: to }) })} />
              </Stack>
            )
          }
        </Answer>
      </Card>
      <MyPayouts />
    </Page>
  )
}
