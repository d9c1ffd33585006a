import { Button, Group, Skeleton } from '@mantine/core'
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { changeCorrection, listCorrections, type Correction } from '../../server/modules/attendance/correction.contract.ts'
import { call, outdate, q } from '../api.ts'
import { Answer } from '../ui/answer.tsx'
import { Confirm } from '../ui/confirm.tsx'
import { useFormat } from '../ui/format.ts'
import { ButtonLink } from '../ui/links.tsx'
import { done } from '../ui/notify.ts'
import { RequestLine, RequestLines } from '../workflows/request-lines.tsx'
import { Section } from '../ui/section.tsx'

/** What I asked to be corrected, and what became of it. */
export function MyCorrections() {
  const { t } = useTranslation()
  const [page, setPage] = useState(1)
  const [taking, setTaking] = useState<Correction | null>(null)
  const client = useQueryClient()
  const format = useFormat()
  const list = useQuery({ ...q(listCorrections, { query: { mine: true, page, limit: 10 } }), placeholderData: keepPreviousData })
  return (
    <Section title={t('correction.mine')}>
      <Answer query={list} skeleton={<Skeleton h={60} />}>
        {({ corrections, pagination }) => (
          <RequestLines pagination={pagination} onPage={setPage} none={t('correction.noneYet')}>
            {corrections.map((correction) => (
              <Line key={correction.id} correction={correction} take={() => setTaking(correction)} />
            ))}
          </RequestLines>
        )}
      </Answer>
      <Confirm
        opened={taking !== null}
        title={t('correction.withdrawTitle')}
        text={t('correction.withdrawText', { day: taking ? format.longDay(taking.date) : '' })}
        act={t('correction.withdraw')}
        send={() => call(changeCorrection, { params: { id: taking!.id }, body: { state: 'withdrawn' } })}
        done={() => {
          done(t('correction.withdrawn'))
          setTaking(null)
          void outdate(client, '/attendance', '/approvals')
        }}
        close={() => setTaking(null)}
      />
    </Section>
  )
}

function Line({ correction, take }: { correction: Correction; take: () => void }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { date, entries, reason, state, can } = correction
  const times = entries.map(({ kind, at }) => `${format.time(at)} ${t(`clock.act.${kind}`)}`).join(', ') || t('correction.noWork')
  return (
    <RequestLine title={format.day(date)} texts={[times, t('ui.quoted', { text: reason })]} state={state} decided={correction}>
      {can.change && (
        <Group gap={6} justify="flex-end">
          <ButtonLink to="." search={(old) => ({ ...old, correct: date })} variant="default" size="compact-sm">
            {t('ui.edit')}
          </ButtonLink>
          <Button variant="default" size="compact-sm" onClick={take}>
            {t('correction.withdraw')}
          </Button>
        </Group>
      )}
    </RequestLine>
  )
}
