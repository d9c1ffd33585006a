import { Radio, SimpleGrid, Stack, Text, Textarea, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { Body } from '../../server/core/contract.ts'
import { getPolicy } from '../../server/modules/attendance/policy.contract.ts'
import { askLocation } from '../../server/modules/attendance/work-location.contract.ts'
import { call, outdate, q } from '../api.ts'
import { DayInput } from '../ui/date-inputs.tsx'
import { addDays } from '../ui/days.ts'
import { FormFoot } from '../ui/form-drawer.tsx'
import { useFormat } from '../ui/format.ts'
import { limitsOf } from '../ui/forms.ts'
import { done } from '../ui/notify.ts'
import { filledOf, useSave } from '../ui/save.ts'
import { Unsaved } from '../ui/unsaved.tsx'

const places = ['home', 'other', 'office'] as const

/** Asks to work somewhere else for some days. */
export default function LocationForm({ close }: { close: (ignoreBlocker?: boolean) => void }) {
  const { t } = useTranslation()
  const format = useFormat()
  const client = useQueryClient()
  const policy = useQuery(q(getPolicy))
  const tomorrow = addDays(format.today(), 1)
  const form = useForm({
    initialValues: { place: 'home' as (typeof places)[number], firstDay: tomorrow, lastDay: tomorrow, address: '', note: '' },
    validate: {
      firstDay: (value) => (value ? null : t('auth.needed')),
      lastDay: (value, { firstDay }) => (!value ? t('auth.needed') : value < firstDay ? t('leave.limits.reversed') : null),
      address: (value, { place }) => (place === 'other' && !value.trim() ? t('auth.needed') : null),
    },
  })
  const { place, firstDay, lastDay } = form.values
  const save = useSave(form, {
    send: ({ address, ...values }, keyFor) => {
      const body = filledOf({ ...values, ...(values.place === 'other' && { address }) }) as Body<typeof askLocation>
      return call(askLocation, { body, idempotencyKey: keyFor(body) })
    },
    saved: () => {
      done(t('location.asked'))
      close(true)
      void outdate(client, '/work-location', '/attendance', '/approvals')
    },
    fields: { WORK_LOCATION_PAST: 'firstDay', WORK_LOCATION_DAYS: 'lastDay', WORK_LOCATION_TOO_LONG: 'lastDay' },
  })
  const { homeDaysPerWeek = null, homeDaysPerMonth = null } = policy.data?.policy ?? {}
  const limits = [
    homeDaysPerWeek !== null && t('location.perWeek', { count: homeDaysPerWeek }),
    homeDaysPerMonth !== null && t('location.perMonth', { count: homeDaysPerMonth }),
  ].filter((one) => one !== false)
  return (
    <form onSubmit={save.submit} noValidate>
      <Unsaved when={save.unsaved} />
      <Stack>
        <Radio.Group label={t('location.where')} {...form.getInputProps('place')}>
          <Stack gap="xs" mt="xs">
            {places.map((one) => (
              <Radio key={one} value={one} label={t(`location.place.${one}`)} />
            ))}
          </Stack>
        </Radio.Group>
        {place === 'home' && limits.length > 0 && (
          <Text size="sm" c="dimmed">
            {t('location.limits', { limits: format.list(limits) })}
          </Text>
        )}
        {place === 'other' && (
          <TextInput
            label={t('location.address')}
            required
            maxLength={limitsOf(askLocation, 'address').maxLength}
            {...form.getInputProps('address')}
          />
        )}
        <SimpleGrid cols={2}>
          <DayInput label={t('leave.limits.first')} required min={format.today()} {...form.getInputProps('firstDay')} />
          <DayInput label={t('leave.limits.last')} required min={firstDay} {...form.getInputProps('lastDay')} />
        </SimpleGrid>
        <Textarea
          label={t('location.note')}
          autosize
          minRows={2}
          maxLength={limitsOf(askLocation, 'note').maxLength}
          {...form.getInputProps('note')}
        />
        <FormFoot
          error={save.error}
          pending={save.pending}
          submit={
            firstDay && lastDay >= firstDay ? t('location.askFor', { days: format.shortRange(firstDay, lastDay) }) : t('location.ask')
          }
          cancel={() => close()}
        />
      </Stack>
    </form>
  )
}
