import { Button, Skeleton } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { changeLocation, listLocations, type WorkLocationRequest } from '../../server/modules/attendance/work-location.contract.ts'
import { call, outdate, q } from '../api.ts'
import { Answer } from '../ui/answer.tsx'
import { Confirm } from '../ui/confirm.tsx'
import { useFormat } from '../ui/format.ts'
import { ButtonLink } from '../ui/links.tsx'
import { done } from '../ui/notify.ts'
import { RequestLine, RequestLines } from '../workflows/request-lines.tsx'
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
          <RequestLines pagination={pagination} onPage={setPage} none={t('location.noneYet')}>
            {requests.map((request) => (
              <Line key={request.id} request={request} take={() => setTaking(request)} />
            ))}
          </RequestLines>
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
  const { firstDay, lastDay, place, address, note, state, can } = request
  const more = [address, note && t('ui.quoted', { text: note })].filter(Boolean).join(t('ui.dot'))
  return (
    <RequestLine
      title={[t(`location.place.${place}`), format.shortRange(firstDay, lastDay)].join(t('ui.dot'))}
      texts={more ? [more] : []}
      state={state}
      decided={request}
    >
      {can.withdraw && (
        <Button variant="default" size="compact-sm" onClick={take}>
          {t('location.takeBack')}
        </Button>
      )}
    </RequestLine>
  )
}
