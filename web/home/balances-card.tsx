import { Divider, Skeleton, Stack } from '@mantine/core'
import { IconBeach } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { myBalances } from '../../server/modules/leave/leave.balance.contract.ts'
import { q } from '../api.ts'
import { Lapsing, Rings } from '../leave/rings.tsx'
import { Answer } from '../ui/answer.tsx'
import { Empty } from '../ui/empty.tsx'
import { Section } from '../ui/section.tsx'
import { AnchorLink } from '../ui/links.tsx'

const SHOWN = 2

export function BalancesCard() {
  const { t } = useTranslation()
  const balances = useQuery(q(myBalances, { query: {} }))
  return (
    <Section
      title={t('home.leave')}
      beside={
        <AnchorLink to="." search={(old) => ({ ...old, ledger: 'all' })} size="xs">
          {t('leave.howThisCameAbout')}
        </AnchorLink>
      }
    >
      <Answer query={balances} skeleton={<Skeleton h={72} />}>
        {({ balances: all }) => {
          const counted = all.filter((one) => one.tracksBalance).slice(0, SHOWN)
          if (counted.length === 0)
            return <Empty small icon={<IconBeach size={24} stroke={1.5} />} title={t('home.noBalances')} hint={t('home.noBalancesHint')} />
          return (
            <Stack gap="sm">
              <Rings balances={counted} />
              {counted.some((one) => one.expiresNext) && <Divider color="var(--muster-line)" />}
              <Lapsing balances={counted} />
            </Stack>
          )
        }}
      </Answer>
    </Section>
  )
}
