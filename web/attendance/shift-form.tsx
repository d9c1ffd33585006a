import { Radio, Select, Stack, Text, Textarea } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { Body } from '../../server/core/contract.ts'
import { askShift, listSwapColleagues } from '../../server/modules/attendance/shift-request.contract.ts'
import { call, outdate, q } from '../api.ts'
import { DayInput } from '../ui/date-inputs.tsx'
import { addDays, isDay } from '../ui/days.ts'
import { FormFoot } from '../ui/form-drawer.tsx'
import { useFormat } from '../ui/format.ts'
import { limitsOf } from '../ui/forms.ts'
import { done } from '../ui/notify.ts'
import { fullName } from '../ui/person.tsx'
import { filledOf, useSave } from '../ui/save.ts'
import { Unsaved } from '../ui/unsaved.tsx'
import { useStandingWords } from './roster-words.ts'
import { useShiftsById } from './roster.ts'

const kinds = ['swap', 'shift', 'off'] as const

/** Asks for other work on a date: what a colleague works, another shift, or a day off. */
export default function ShiftForm({ close }: { close: (ignoreBlocker?: boolean) => void }) {
  const { t } = useTranslation()
  const format = useFormat()
  const client = useQueryClient()
  const shifts = useShiftsById()
  const words = useStandingWords(shifts)
  const tomorrow = addDays(format.today(), 1)
  const form = useForm({
    initialValues: { kind: 'swap' as (typeof kinds)[number], day: tomorrow, otherDay: '', shiftId: '', colleagueId: '', note: '' },
    validate: {
      day: (value) => (value ? null : t('auth.needed')),
      shiftId: (value, { kind }) => (kind === 'shift' && !value ? t('auth.needed') : null),
      colleagueId: (value, { kind }) => (kind === 'swap' && !value ? t('auth.needed') : null),
    },
  })
  const { kind, day, otherDay, colleagueId } = form.values
  const dates = { day, ...(otherDay && { otherDay }) }
  const list = useQuery({ ...q(listSwapColleagues, { query: dates }), enabled: kind === 'swap' && isDay(day) })
  const colleagues = list.data?.colleagues ?? []
  const chosen = colleagues.find(({ employeeId }) => employeeId === colleagueId)
  const save = useSave(form, {
    send: (values, keyFor) => {
      const body = filledOf({
        kind: values.kind,
        day: values.day,
        note: values.note,
        ...(values.kind === 'shift' && { shiftId: values.shiftId }),
        ...(values.kind === 'swap' && { colleagueId: values.colleagueId, otherDay: values.otherDay }),
      }) as Body<typeof askShift>
      return call(askShift, { body, idempotencyKey: keyFor(body) })
    },
    saved: ({ request }) => {
      done(request.colleague ? t('shifts.askedColleague', { name: request.colleague.firstName }) : t('location.asked'))
      close(true)
      void outdate(client, '/shift-requests', '/approvals')
    },
    fields: { SHIFT_REQUEST_PAST: 'day', SHIFT_REQUEST_SAME: 'day', SHIFT_REQUEST_OPEN: 'day', SHIFT_REQUEST_DAYS: 'otherDay' },
  })
  return (
    <form onSubmit={save.submit} noValidate>
      <Unsaved when={save.unsaved} />
      <Stack>
        <Radio.Group label={t('shifts.what')} {...form.getInputProps('kind')}>
          <Stack gap="xs" mt="xs">
            {kinds.map((one) => (
              <Radio key={one} value={one} label={t(`shifts.kind.${one}`)} />
            ))}
          </Stack>
        </Radio.Group>
        <DayInput label={t('shifts.day')} required min={tomorrow} {...form.getInputProps('day')} />
        {kind === 'shift' && (
          <Select
            label={t('shifts.shift')}
            required
            data={[...shifts.values()]
              .filter(({ isActive }) => isActive)
              .map(({ id, name, startTime, endTime }) => ({ value: id, label: `${name} ${startTime}–${endTime}` }))}
            {...form.getInputProps('shiftId')}
          />
        )}
        {kind === 'swap' && (
          <>
            <DayInput
              label={t('shifts.otherDay')}
              description={t('shifts.otherDayHint')}
              min={tomorrow}
              {...form.getInputProps('otherDay')}
            />
            <Select
              label={t('shifts.colleague')}
              required
              searchable
              nothingFoundMessage={t('shifts.nobody')}
              data={colleagues.map((person) => ({
                value: person.employeeId,
                label: [fullName(person), ...person.days.map((one) => words({ ...one, isOwn: false }))].join(t('ui.dot')),
              }))}
              {...form.getInputProps('colleagueId')}
            />
            {list.isSuccess && colleagues.length === 0 && (
              <Text size="sm" c="dimmed">
                {t('shifts.nobody')}
              </Text>
            )}
          </>
        )}
        <Textarea
          label={t('location.note')}
          autosize
          minRows={2}
          maxLength={limitsOf(askShift, 'note').maxLength}
          {...form.getInputProps('note')}
        />
        <FormFoot
          error={save.error}
          pending={save.pending}
          submit={
            kind === 'swap'
              ? chosen
                ? t('shifts.askName', { name: chosen.firstName })
                : t('shifts.askColleague')
              : t(`shifts.askFor.${kind}`)
          }
          cancel={() => close()}
        />
      </Stack>
    </form>
  )
}
