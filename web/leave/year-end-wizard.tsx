import { Alert, Button, Group, Skeleton, Stack, Stepper, Table, Text } from '@mantine/core'
import { IconInfoCircle } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Data } from '../../server/core/contract.ts'
import { previewYearEnd, startYearEnd } from '../../server/modules/leave/leave.year-end.contract.ts'
import { call, outdate, q } from '../api.ts'
import { useMe } from '../auth/me.ts'
import { Answer, Failed } from '../ui/answer.tsx'
import { DayInput } from '../ui/date-inputs.tsx'
import { addDays } from '../ui/days.ts'
import { useFormat } from '../ui/format.ts'
import { useIdempotency, useOneAtATime } from '../ui/forms.ts'
import { done } from '../ui/notify.ts'
import { Closings } from './year-end-items.tsx'

/** Closing a leave year: which, what that carries on and writes off, and then it is done in the background. */
export default function YearEndWizard(props: { close: () => void }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { settings } = useMe()
  const client = useQueryClient()
  const once = useIdempotency()
  const [step, setStep] = useState(0)
  const [lastDay, setLastDay] = useState(() =>
    lastYearEnd(format.today(), settings.leaveYear === 'fiscal' ? settings.fiscalYearStart : '01-01'),
  )
  const isOver = lastDay !== '' && lastDay < format.today()
  const preview = useQuery({ ...q(previewYearEnd, { query: { lastDay } }), enabled: step > 0 && isOver })
  const start = useOneAtATime(
    useMutation({
      mutationFn: () => call(startYearEnd, { body: { lastDay }, idempotencyKey: once.keyFor({ lastDay }) }),
      onSettled: (_data, error) => once.answered(error),
      onSuccess: () => {
        done(t('leave.yearEnd.started', { day: format.date(lastDay) }))
        void outdate(client, '/leave')
        props.close()
      },
    }),
  )
  return (
    <Stack>
      <Stepper active={step} size="xs" onStepClick={setStep} allowNextStepsSelect={false} aria-label={t('leave.yearEnd.steps')}>
        <Stepper.Step label={t('leave.yearEnd.stepYear')} />
        <Stepper.Step label={t('leave.yearEnd.stepPreview')} />
        <Stepper.Step label={t('leave.yearEnd.stepClose')} />
      </Stepper>
      {step === 0 ? (
        <>
          <DayInput
            label={t('leave.yearEnd.lastDay')}
            description={t('leave.yearEnd.lastDayHint')}
            value={lastDay}
            max={addDays(format.today(), -1)}
            error={isOver ? null : t('leave.yearEnd.notOver')}
            onChange={setLastDay}
            data-autofocus
          />
          <Foot back={props.close} backWord={t('ui.cancel')}>
            <Button disabled={!isOver} onClick={() => setStep(1)}>
              {t('leave.yearEnd.show')}
            </Button>
          </Foot>
        </>
      ) : (
        <Answer query={preview} skeleton={<Skeleton h={220} />}>
          {(data) => (
            <>
              {data.preview.accounts === 0 ? (
                <Alert color="info" icon={<IconInfoCircle aria-hidden />}>
                  {t('leave.yearEnd.nothing')}
                </Alert>
              ) : step === 1 ? (
                <Foretold preview={data.preview} />
              ) : (
                <Text size="sm">
                  {t('leave.yearEnd.sure', { count: data.preview.accounts, people: data.preview.people, day: format.date(lastDay) })}
                </Text>
              )}
              {start.isError && <Failed error={start.error} />}
              <Foot back={() => setStep(step - 1)} backWord={t('leave.yearEnd.back')}>
                {step === 1 ? (
                  <Button disabled={data.preview.accounts === 0} onClick={() => setStep(2)}>
                    {t('leave.yearEnd.next')}
                  </Button>
                ) : (
                  <Button loading={start.isPending} onClick={() => start.mutate()}>
                    {t('leave.yearEnd.act', { count: data.preview.accounts })}
                  </Button>
                )}
              </Foot>
            </>
          )}
        </Answer>
      )}
    </Stack>
  )
}

function Foot(props: { back: () => void; backWord: string; children: React.ReactNode }) {
  return (
    <Group justify="flex-end" gap="sm">
      <Button variant="default" onClick={props.back}>
        {props.backWord}
      </Button>
      {props.children}
    </Group>
  )
}

function Foretold({ preview }: { preview: Data<typeof previewYearEnd>['preview'] }) {
  const { t } = useTranslation()
  const format = useFormat()
  return (
    <Stack>
      <Text size="sm">{t('leave.yearEnd.foretold', { count: preview.accounts, people: preview.people })}</Text>
      <Table>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('leave.type')}</Table.Th>
            <Table.Th ta="end">{t('people.title')}</Table.Th>
            <Table.Th ta="end">{t('leave.yearEnd.carriedOn')}</Table.Th>
            <Table.Th ta="end">{t('leave.yearEnd.writtenOff')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {preview.types.map((type) => (
            <Table.Tr key={type.typeId}>
              <Table.Td>{type.typeName}</Table.Td>
              <Table.Td ta="end">{format.number(type.people)}</Table.Td>
              <Table.Td ta="end">{format.quantity(type.carried, type.unit)}</Table.Td>
              <Table.Td ta="end">{format.quantity(type.lost, type.unit)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      {preview.first.length > 0 && (
        <section aria-label={t('leave.yearEnd.byPerson')}>
          <Text size="sm" fw={600} mb={4}>
            {t('leave.yearEnd.byPerson')}
          </Text>
          <Closings items={preview.first.slice(0, 50)} />
          {preview.first.length > 50 && (
            <Text size="xs" c="dimmed">
              {t('leave.yearEnd.firstFifty')}
            </Text>
          )}
        </section>
      )}
    </Stack>
  )
}

/** The last day of the leave year that ended last. */
function lastYearEnd(today: string, start: string) {
  const thisYear = `${today.slice(0, 4)}-${start}`
  const began = thisYear <= today ? thisYear : `${Number(today.slice(0, 4)) - 1}-${start}`
  return addDays(began, -1)
}
