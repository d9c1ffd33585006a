import { Button, Group, Skeleton, Stack, Text } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { changeLocation, listLocations, type WorkLocationRequest } from '../../server/modules/attendance/work-location.contract.ts'
import { call, outdate, q } from '../api.ts'
import { StateBadge } from '../leave/state-badge.tsx'
import { Answer } from '../ui/answer.tsx'
import { Confirm } from '../ui/confirm.tsx'
import { useFormat } from '../ui/format.ts'
import { ButtonLink } from '../ui/links.tsx'
import { done } from '../ui/notify.ts'
import { Pager } from '../ui/pager.tsx'
import { Section } from '../ui/section.tsx'

/** Where I asked to work, and what became of it. */
export function MyPlaces() {
  const { t } = useTranslation()
  const format = useFormat()
  const client = useQueryClient()
  const [page, setPage] = useState(1)
  const [taking, setTaking] = useState<WorkLocationRequest | null>(null)
  const list = useQuery({ ...q(listLocations, { query: { mine: true, page, limit: 10 } }), placeholderData: keepPreviousData })
  return (
    <Section
      title={t('location.mine')}
      beside={
        <ButtonLink
          to="."
          search={(old) => ({ ...old, place: 'ask' as const })}
          size="xs"
          variant="default"
          leftSection={<IconPlus size={15} aria-hidden />}
        >
          {t('location.ask')}
        </ButtonLink>
      }
    >
      <Answer query={list} skeleton={<Skeleton h={60} />}>
        {({ requests, pagination }) => (
          <Stack gap="sm">
            {requests.length === 0 && (
              <Text size="sm" c="dimmed">
                {t('location.noneYet')}
              </Text>
            )}
            <ul className="lines">
              {requests.map((request) => (
                <Line key={request.id} request={request} take={() => setTaking(request)} />
              ))}
            </ul>
            {pagination.totalPages > 1 && <Pager pagination={pagination} onPage={setPage} />}
          </Stack>
        )}
      </Answer>
      <Confirm
        opened={taking !== null}
        title={t('location.takeBackTitle')}
        text={taking && t('location.takeBackText', { days: format.longRange(taking.firstDay, taking.lastDay) })}
        act={t('location.takeBack')}
        send={() => call(changeLocation, { params: { id: taking!.id }, body: { state: 'withdrawn', version: taking!.version } })}
        done={() => {
          done(t('location.takenBack'))
          setTaking(null)
          void outdate(client, '/work-location', '/attendance', '/approvals')
        }}
        close={() => setTaking(null)}
      />
    </Section>
  )
}

function Line({ request, take }: { request: WorkLocationRequest; take: () => void }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { firstDay, lastDay, place, address, note, state, comment, decidedByName, decidedAt, can } = request
  return (
    <li>
      <Group justify="space-between" wrap="nowrap" align="flex-start" gap="sm">
        <Stack gap={0} miw={0}>
          <Text size="sm" fw={500}>
            {[t(`location.place.${place}`), format.shortRange(firstDay, lastDay)].join(t('ui.dot'))}
          </Text>
          {(address ?? note) && (
            <Text size="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
              {[address, note && t('ui.quoted', { text: note })].filter(Boolean).join(t('ui.dot'))}
            </Text>
          )}
          {decidedByName && decidedAt && (
            <Text size="xs">
              {[t('leave.decidedBy', { name: decidedByName, ago: format.ago(decidedAt) }), comment && t('ui.quoted', { text: comment })]
                .filter(Boolean)
                .join(t('ui.dot'))}
            </Text>
          )}
        </Stack>
        <Stack gap={8} align="flex-end">
          <StateBadge state={state} />
          {can.withdraw && (
            <Button variant="default" size="compact-sm" onClick={take}>
              {t('location.takeBack')}
            </Button>
          )}
        </Stack>
      </Group>
    </li>
  )
}
