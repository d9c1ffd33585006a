import { Group, Progress, Skeleton, Stack, Text } from '@mantine/core'
import { IconUsers } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { listToday } from '../../server/modules/attendance/attendance.contract.ts'
import { q } from '../api.ts'
import { reachesAll, useMe } from '../auth/me.ts'
import { presenceLooks, presenceOrder } from '../attendance/presence.tsx'
import { Answer } from '../ui/answer.tsx'
import { Empty } from '../ui/empty.tsx'
import { useFormat } from '../ui/format.ts'
import { Section } from '../ui/section.tsx'
import { AnchorLink } from '../ui/links.tsx'

/** Everyone I may see, by where they are now. */
export function TeamNowCard() {
  const { t } = useTranslation()
  const format = useFormat()
  const isEverybody = reachesAll(useMe(), 'attendance.read')
  const today = useQuery({ ...q(listToday, { query: { limit: 1 } }), refetchInterval: 30_000 })
  return (
    <Section
      title={t(isEverybody ? 'home.companyNow' : 'home.teamNow')}
      beside={
        <AnchorLink to="/time/today" size="xs">
          {t('home.seeEveryone')}
        </AnchorLink>
      }
    >
      <Answer query={today} skeleton={<Skeleton h={160} />}>
        {({ counters }) => {
          const counted = presenceOrder.filter((presence) => counters[presence] > 0)
          const total = counted.reduce((sum, presence) => sum + counters[presence], 0)
          if (total === 0)
            return <Empty small icon={<IconUsers size={24} stroke={1.5} />} title={t('ui.nobody')} hint={t('ui.nobodyHint')} />
          return (
            <Stack gap="md">
              <Progress.Root size={12} radius="xl" aria-hidden>
                {counted.map((presence) => (
                  <Progress.Section
                    key={presence}
                    value={(counters[presence] / total) * 100}
                    color={presenceLooks[presence].fill}
                    aria-hidden
                  />
                ))}
              </Progress.Root>
              <ul className="lines">
                {counted.map((presence) => {
                  const { icon: Glyph, text } = presenceLooks[presence]
                  return (
                    <li key={presence} style={{ paddingBlock: 8 }}>
                      <Link to="/time/today" search={{ presence }} className="plain">
                        <Group gap="sm" wrap="nowrap">
                          <Text c={text} lh={0}>
                            <Glyph size={17} aria-hidden />
                          </Text>
                          <Text size="sm" flex={1}>
                            {t(`attendance.presence.${presence}`)}
                          </Text>
                          <Text size="sm" fw={600} className="numbers">
                            {format.number(counters[presence])}
                          </Text>
                        </Group>
                      </Link>
                    </li>
                  )
                })}
              </ul>
            </Stack>
          )
        }}
      </Answer>
    </Section>
  )
}
