import { Group, Skeleton, Stack, Text } from '@mantine/core'
import { IconBeach } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { listRequests } from '../../server/modules/leave/leave.contract.ts'
import { q } from '../api.ts'
import { StateBadge } from '../leave/state-badge.tsx'
import { Answer } from '../ui/answer.tsx'
import { Empty } from '../ui/empty.tsx'
import { useFormat } from '../ui/format.ts'
import { Section } from '../ui/section.tsx'
import { AnchorLink, ButtonLink } from '../ui/links.tsx'

export function MyRequestsCard() {
  const { t } = useTranslation()
  const format = useFormat()
  const requests = useQuery(q(listRequests, { query: { mine: true, limit: 4 } }))
  return (
    <Section
      title={t('leave.myRequests')}
      beside={
        <AnchorLink to="/leave" size="xs">
          {t('home.allMine')}
        </AnchorLink>
      }
    >
      <Answer
        query={requests}
        skeleton={
          <Stack gap="sm">
            {[1, 2, 3].map((n) => (
              <Skeleton key={n} h={40} />
            ))}
          </Stack>
        }
      >
        {(data) =>
          data.requests.length === 0 ? (
            <Empty small icon={<IconBeach size={24} stroke={1.5} />} title={t('leave.none')} hint={t('leave.noneHint')}>
              <ButtonLink to="." search={(old) => ({ ...old, ask: 'leave' })} variant="default" size="sm">
                {t('leave.requestLeave')}
              </ButtonLink>
            </Empty>
          ) : (
            <ul className="lines">
              {data.requests.map((request) => (
                <li key={request.id}>
                  <Group justify="space-between" wrap="nowrap">
                    <div>
                      <Text size="sm" fw={500}>
                        {format.shortRange(request.firstDay, request.lastDay)}
                      </Text>
                      <Text size="xs" c="dimmed">
                        {[request.typeName, format.quantity(request.quantity, request.unit)].join(t('ui.dot'))}
                      </Text>
                    </div>
                    <StateBadge state={request.state} />
                  </Group>
                </li>
              ))}
            </ul>
          )
        }
      </Answer>
    </Section>
  )
}
