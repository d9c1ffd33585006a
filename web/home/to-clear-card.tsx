import { Badge, Group, Skeleton, Text } from '@mantine/core'
import { IconCircleCheck } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { exceptionKinds, listExceptions } from '../../server/modules/attendance/exception.contract.ts'
import { q } from '../api.ts'
import { Answer } from '../ui/answer.tsx'
import { addDays } from '../ui/days.ts'
import { Empty } from '../ui/empty.tsx'
import { useFormat } from '../ui/format.ts'
import { AnchorLink } from '../ui/links.tsx'
import { Section } from '../ui/section.tsx'

const colours = { missing: 'bad', 'forgotten-end': 'waiting', flagged: 'waiting', overtime: 'info' } as const
const DAYS_BACK = 31

/** Days of my people that somebody has to look at, by what is wrong with them. */
export function ToClearCard() {
  const { t } = useTranslation()
  const format = useFormat()
  const to = format.today()
  const found = useQuery(q(listExceptions, { query: { from: addDays(to, 1 - DAYS_BACK), to, limit: 1 } }))
  return (
    <Section
      title={t('home.toClear')}
      beside={
        <AnchorLink to="/time/exceptions" size="xs">
          {t('home.seeDays')}
        </AnchorLink>
      }
    >
      <Answer query={found} skeleton={<Skeleton h={160} />}>
        {({ counters }) => {
          const kinds = exceptionKinds.filter((kind) => counters[kind] > 0)
          if (kinds.length === 0)
            return (
              <Empty small icon={<IconCircleCheck size={24} stroke={1.5} />} title={t('home.allClear')} hint={t('home.allClearHint')} />
            )
          return (
            <ul className="lines">
              {kinds.map((kind) => (
                <li key={kind}>
                  <Link to="/time/exceptions" search={{ kind }} className="plain">
                    <Group justify="space-between" wrap="nowrap" gap="sm">
                      <Text size="sm" className="underline">
                        {t(`home.clear.${kind}`)}
                      </Text>
                      <Badge color={colours[kind]} className="numbers">
                        {format.number(counters[kind])}
                      </Badge>
                    </Group>
                  </Link>
                </li>
              ))}
            </ul>
          )
        }}
      </Answer>
    </Section>
  )
}
