import { Button, Group } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { acceptException, acceptExceptions, type AttendanceException } from '../../server/modules/attendance/exception.contract.ts'
import { decideOvertime } from '../../server/modules/attendance/overtime.contract.ts'
import { call, outdate } from '../api.ts'
import { useMessageOf } from '../ui/answer.tsx'
import { BulkAct } from '../ui/bulk-act.tsx'
import { Confirm } from '../ui/confirm.tsx'
import { useFormat } from '../ui/format.ts'
import { useOneAtATime } from '../ui/forms.ts'
import { ButtonLink } from '../ui/links.tsx'
import { useSmall } from '../ui/use-small.ts'
import { done, failed } from '../ui/notify.ts'
import { fullName } from '../ui/person.tsx'

/** What clears a day: a decision about its overtime, a correction, or taking it as it is. */
export function ExceptionActs({ one, accept }: { one: AttendanceException; accept: () => void }) {
  const { t } = useTranslation()
  const format = useFormat()
  const small = useSmall()
  const decide = useDecide(one)
  const { can, isCorrected, overtimeMinutes } = one
  return (
    <Group gap={6} justify="flex-end" wrap={small ? 'wrap' : 'nowrap'}>
      {can.decideOvertime && (
        <>
          <Button size="compact-sm" color="good" loading={decide.isPending} onClick={() => decide.mutate('approved')}>
            {t('exceptions.approve', { time: format.duration(overtimeMinutes) })}
          </Button>
          <Button size="compact-sm" variant="default" disabled={decide.isPending} onClick={() => decide.mutate('refused')}>
            {t('exceptions.refuse')}
          </Button>
        </>
      )}
      {can.correct && (
        <ButtonLink to="." search={(old) => ({ ...old, correct: one.date, of: one.employeeId })} variant="default" size="compact-sm">
          {isCorrected ? t('exceptions.seeCorrection') : t('exceptions.correct')}
        </ButtonLink>
      )}
      {can.accept && (
        <Button size="compact-sm" variant="default" onClick={accept}>
          {t('exceptions.accept')}
        </Button>
      )}
    </Group>
  )
}

function useDecide({ employeeId, date, overtimeMinutes: minutes }: AttendanceException) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const message = useMessageOf()
  return useOneAtATime(
    useMutation({
      mutationFn: (state: 'approved' | 'refused') => call(decideOvertime, { params: { employeeId, date }, body: { state, minutes } }),
      onSuccess: (_data, state) => done(t(`exceptions.${state}`)),
      onError: (error) => failed(message(error)),
      onSettled: () => outdate(client, '/attendance'),
    }),
  )
}

/** Asks before a day is taken as it is. */
export function Accept({ one, close }: { one: AttendanceException | null; close: () => void }) {
  const { t } = useTranslation()
  const format = useFormat()
  const client = useQueryClient()
  return (
    <Confirm
      opened={one !== null}
      title={t('exceptions.acceptTitle')}
      text={one && t('exceptions.acceptText', { name: fullName(one), day: format.longDay(one.date) })}
      act={t('exceptions.accept')}
      color="good"
      send={() => call(acceptException, { params: { employeeId: one!.employeeId, date: one!.date }, body: { figures: one!.figures } })}
      done={() => {
        done(t('exceptions.accepted'))
        close()
        void outdate(client, '/attendance')
      }}
      close={close}
    />
  )
}

/** Takes several days as they are, each as if alone; which has other figures meanwhile is told. */
export function AcceptSeveral(props: { days: readonly AttendanceException[]; finished: () => void; close: () => void }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { days, finished, close } = props
  const count = days.length
  return (
    <BulkAct
      title={t('exceptions.several.title', { count })}
      text={t('exceptions.several.text')}
      act={t('exceptions.several.act', { count })}
      color="good"
      count={count}
      send={async () => {
        const body = { days: days.map(({ employeeId, date, figures }) => ({ employeeId, date, figures })) }
        const answer = await call(acceptExceptions, { body })
        return answer.days.flatMap(({ employeeId, date, problem }) => {
          const day = days.find((one) => one.employeeId === employeeId && one.date === date)!
          return problem ? [{ name: `${fullName(day)}, ${format.day(date)}`, message: problem.message }] : []
        })
      }}
      said={(number) => t('exceptions.several.done', { count: number })}
      outdates={['/attendance']}
      finished={finished}
      close={close}
    />
  )
}
