import { ActionIcon, Alert, Button, Group, Select, Skeleton, Stack, Text, Textarea } from '@mantine/core'
import { IconInfoCircle, IconPlus, IconTrash } from '@tabler/icons-react'
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Body } from '../../server/core/contract.ts'
import { listBreakTypes } from '../../server/modules/attendance/break-type.contract.ts'
import {
  askCorrection,
  changeCorrection,
  listCorrections,
  previewCorrection,
  type Correction,
} from '../../server/modules/attendance/correction.contract.ts'
import { getDay } from '../../server/modules/attendance/summary.contract.ts'
import { call, outdate, q } from '../api.ts'
import { useMe } from '../auth/me.ts'
import { Answer, Failed } from '../ui/answer.tsx'
import { ClockInput } from '../ui/date-inputs.tsx'
import { instantIn } from '../ui/days.ts'
import { FormFoot } from '../ui/form-drawer.tsx'
import { useFormat } from '../ui/format.ts'
import { limitsOf, useIdempotency, useOneAtATime } from '../ui/forms.ts'
import { done } from '../ui/notify.ts'
import { Unsaved } from '../ui/unsaved.tsx'
import { CorrectionSides } from './correction-sides.tsx'
import { instantsOf, rowsOf, type Act, type Row } from './correction-rows.ts'

type Entries = Body<typeof previewCorrection>['entries']

/** My day, or that of `employeeId`, as it should have been; one that is asked for already is changed here. */
export default function CorrectionForm(props: { date: string; employeeId?: string; close: () => void }) {
  const me = useMe()
  const { employeeId } = props
  const day = useQuery(q(getDay, { params: { employeeId: employeeId ?? me.user.employeeId ?? '', date: props.date } }))
  const whose = employeeId ? { employeeId } : { mine: true }
  const open = useQuery(q(listCorrections, { query: { ...whose, state: 'pending', limit: 100 } }))
  return (
    <Answer query={open} skeleton={<Skeleton h={280} />}>
      {({ corrections }) => (
        <Answer query={day} skeleton={<Skeleton h={280} />}>
          {({ entries }) => {
            const asked = corrections.find(({ date }) => date === props.date)
            return <Fields {...props} key={asked?.id ?? 'new'} asked={asked} entries={asked?.entries ?? entries} />
          }}
        </Answer>
      )}
    </Answer>
  )
}

type Props = {
  date: string
  employeeId?: string
  close: () => void
  asked: Correction | undefined
  entries: readonly { kind: Act; at: string }[]
}

function Fields(props: Props) {
  const { t } = useTranslation()
  const format = useFormat()
  const client = useQueryClient()
  const once = useIdempotency()
  const { date, asked, employeeId } = props
  const whose = employeeId ? { employeeId } : {}
  const [start] = useState(() => rowsOf(props.entries, (at) => format.clock(at)))
  const [rows, setRows] = useState(start)
  const [reason, setReason] = useState(asked?.reason ?? '')
  const types = (useQuery(q(listBreakTypes)).data?.breakTypes ?? []).filter(({ isActive }) => isActive)
  const complete = rows.every(({ time }) => time !== '')
  const entries: Entries = complete ? instantsOf(rows, date, (day, time) => instantIn(day, time, format.zone)) : []
  const preview = useQuery({
    ...q(previewCorrection, { body: { ...whose, date, entries } }),
    enabled: complete,
    placeholderData: keepPreviousData,
    retry: false,
  })
  const send = useOneAtATime(
    useMutation({
      mutationFn: async () => {
        const body = { entries, reason: reason.trim() }
        const whole = { ...body, ...whose, date }
        if (asked) return call(changeCorrection, { params: { id: asked.id }, body: { ...body, version: asked.version } })
        return call(askCorrection, { body: whole, idempotencyKey: once.keyFor(whole) })
      },
      onSettled: (_data, error) => once.answered(error),
      onSuccess: () => {
        done(t('correction.asked', { day: format.day(date) }))
        void outdate(client, '/attendance', '/approvals')
        props.close()
      },
    }),
  )
  const change = (id: number, to: Partial<Row>) => setRows((old) => old.map((row) => (row.id === id ? { ...row, ...to } : row)))
  const add = () =>
    setRows((old) => [
      ...old,
      { id: Math.max(0, ...old.map(({ id }) => id)) + 1, kind: nextKind(old.at(-1)?.kind), time: '', breakTypeId: null },
    ])
  const refusal = complete ? preview.data?.refusal : undefined
  const changed = JSON.stringify(rows) !== JSON.stringify(start) || reason !== (asked?.reason ?? '')
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        send.mutate(undefined)
      }}
    >
      <Stack gap="md">
        <Unsaved when={changed && !send.isPending && !send.isSuccess} within={(next) => next.search['correct'] === date} />
        <Text size="sm" c="dimmed">
          {t('correction.line', { day: format.longDay(date) })}
        </Text>
        <Stack gap="xs" role="group" aria-label={t('correction.entries')}>
          {rows.map(({ id, kind, time, breakTypeId }, index) => (
            <Group key={id} gap="xs" wrap="nowrap" align="flex-end">
              <Select
                aria-label={t('correction.kindOf', { number: index + 1 })}
                data={acts.map((act) => ({ value: act, label: t(`clock.act.${act}`) }))}
                value={kind}
                allowDeselect={false}
                onChange={(value) => change(id, { kind: acts.find((act) => act === value) ?? kind, breakTypeId: null })}
                w={116}
              />
              <ClockInput
                aria-label={t('correction.timeOf', { number: index + 1 })}
                value={time}
                onChange={(value) => change(id, { time: value.slice(0, 5) })}
              />
              {kind === 'break' && types.length > 0 ? (
                <Select
                  aria-label={t('correction.breakOf', { number: index + 1 })}
                  placeholder={t('attendance.break')}
                  data={types.map((type) => ({ value: type.id, label: type.name }))}
                  value={breakTypeId}
                  clearable
                  onChange={(value) => change(id, { breakTypeId: value })}
                  style={{ flex: 1 }}
                />
              ) : (
                <span style={{ flex: 1 }} />
              )}
              <ActionIcon
                variant="subtle"
                color="gray"
                size="lg"
                aria-label={t('correction.remove', { number: index + 1 })}
                onClick={() => setRows((old) => old.filter((row) => row.id !== id))}
              >
                <IconTrash size={17} aria-hidden />
              </ActionIcon>
            </Group>
          ))}
          {rows.length === 0 && <Text size="sm">{t('correction.none')}</Text>}
          <div>
            <Button variant="default" size="xs" leftSection={<IconPlus size={15} aria-hidden />} onClick={add} disabled={rows.length >= 40}>
              {t('correction.add')}
            </Button>
          </div>
        </Stack>
        <div aria-live="polite" aria-busy={preview.isFetching}>
          {preview.isError && <Failed error={preview.error} retry={() => void preview.refetch()} />}
          {preview.data && <CorrectionSides before={preview.data.before} after={preview.data.after} />}
        </div>
        {refusal && (
          <Alert color="bad" icon={<IconInfoCircle aria-hidden />}>
            {refusal.message}
          </Alert>
        )}
        <Textarea
          label={t('correction.reason')}
          placeholder={t('correction.reasonPlaceholder')}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
          maxLength={limitsOf(askCorrection, 'reason').maxLength}
          required
          autosize
          minRows={2}
        />
        <FormFoot
          error={send.isError ? send.error : null}
          pending={send.isPending}
          submit={asked ? t('correction.change') : t('correction.ask')}
          cancel={props.close}
          disabled={!complete || Boolean(refusal) || reason.trim() === '' || preview.isFetching}
        />
      </Stack>
    </form>
  )
}

const acts = ['start', 'break', 'resume', 'end'] as const

/** What most likely comes after an entry. */
function nextKind(last: Act | undefined): Act {
  if (last === 'break') return 'resume'
  return last === undefined || last === 'end' ? 'start' : 'end'
}
