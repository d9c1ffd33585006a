import { Select, SimpleGrid, Stack, Text, Textarea, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { Body, Data } from '../../server/core/contract.ts'
import { listTypes, type getBalances } from '../../server/modules/leave/leave.balance.contract.ts'
import { earnCompensatory, encash } from '../../server/modules/leave/leave.earned.contract.ts'
import { encashmentAmount } from '../../server/modules/leave/leave-earned.rules.ts'
import { call, outdate, q } from '../api.ts'
import { useMe } from '../auth/me.ts'
import { DayInput } from '../ui/date-inputs.tsx'
import { FormFoot } from '../ui/form-drawer.tsx'
import { useFormat } from '../ui/format.ts'
import { limitsOf } from '../ui/forms.ts'
import { done } from '../ui/notify.ts'
import { filledOf, useSave } from '../ui/save.ts'
import { Unsaved } from '../ui/unsaved.tsx'

type Props = { employeeId: string; close: (ignoreBlocker?: boolean) => void }

/** Pays out leave at a rate; what it comes to is shown before. */
export function PayOutForm({ employeeId, balances, close }: Props & { balances: Data<typeof getBalances>['balances'] }) {
  const { t } = useTranslation()
  const format = useFormat()
  const client = useQueryClient()
  const { settings } = useMe()
  const types = useQuery(q(listTypes)).data?.types.filter(({ encashable }) => encashable) ?? []
  const form = useForm({
    initialValues: { typeId: null as string | null, quantity: '', unitRate: '', note: '' },
    validate: {
      typeId: (value) => (value ? null : t('auth.needed')),
      quantity: (value) => (positive.test(value.trim()) ? null : t('leave.paidOut.numberForm')),
      unitRate: (value) => (positive.test(value.trim()) ? null : t('leave.paidOut.numberForm')),
    },
  })
  const save = useSave(form, {
    send: (values, keyFor) => {
      const body = { employeeId, ...filledOf(values) } as Body<typeof encash>
      return call(encash, { body, idempotencyKey: keyFor(body) })
    },
    saved: ({ encashment }) => {
      done(t('leave.paidOut.done', { quantity: format.quantity(encashment.quantity, encashment.unit) }))
      close(true)
      void outdate(client, '/leave')
    },
    fields: { LEAVE_ENCASHMENT_TOO_MUCH: 'quantity', LEAVE_NOT_ENCASHABLE: 'typeId', LEAVE_BALANCE_INSUFFICIENT: 'quantity' },
  })
  const { typeId, quantity, unitRate } = form.values
  const balance = balances.find((one) => one.typeId === typeId)
  const isWhole = positive.test(quantity.trim()) && positive.test(unitRate.trim())
  return (
    <form onSubmit={save.submit} noValidate>
      <Unsaved when={save.unsaved} />
      <Stack>
        <Select
          label={t('leave.type')}
          description={
            types.length === 0
              ? t('leave.paidOut.noType')
              : balance && t('leave.paidOut.available', { quantity: format.quantity(balance.available, balance.unit) })
          }
          required
          data={types.map((one) => ({ value: one.id, label: one.name }))}
          openOnFocus={false}
          data-autofocus
          {...form.getInputProps('typeId')}
        />
        <SimpleGrid cols={2}>
          <TextInput label={t('leave.quantity')} required inputMode="decimal" {...form.getInputProps('quantity')} />
          <TextInput
            label={t('leave.paidOut.rate', { currency: settings.currency })}
            required
            inputMode="decimal"
            {...form.getInputProps('unitRate')}
          />
        </SimpleGrid>
        {isWhole && (
          <Text size="sm" className="cost numbers" aria-live="polite">
            {t('leave.paidOut.sum', {
              amount: format.number(encashmentAmount(quantity.trim(), unitRate.trim())),
              currency: settings.currency,
            })}
          </Text>
        )}
        <Textarea
          label={t('leave.note')}
          autosize
          minRows={2}
          maxLength={limitsOf(encash, 'note').maxLength}
          {...form.getInputProps('note')}
        />
        <FormFoot error={save.error} pending={save.pending} submit={t('leave.paidOut.add')} cancel={() => close()} />
      </Stack>
    </form>
  )
}

/** Gives leave for a day off that was worked, as much as attendance says. */
export function EarnForm({ employeeId, close }: Props) {
  const { t } = useTranslation()
  const format = useFormat()
  const client = useQueryClient()
  const types = useQuery(q(listTypes)).data?.types.filter(({ lapseAfterDays }) => lapseAfterDays !== null) ?? []
  const form = useForm({
    initialValues: { typeId: null as string | null, day: '' },
    validate: { typeId: (value) => (value ? null : t('auth.needed')), day: (value) => (value ? null : t('auth.needed')) },
  })
  const save = useSave(form, {
    send: ({ typeId, day }, keyFor) => {
      const body = { employeeId, typeId: typeId ?? '', day }
      return call(earnCompensatory, { body, idempotencyKey: keyFor(body) })
    },
    saved: ({ compensatory }) => {
      const { quantity, unit, validTo } = compensatory
      done(t('leave.earned.done', { quantity: format.quantity(quantity, unit), day: format.day(validTo) }))
      close(true)
      void outdate(client, '/leave')
    },
    fields: {
      LEAVE_NOT_COMPENSATORY: 'typeId',
      COMPENSATORY_DAY_TO_COME: 'day',
      COMPENSATORY_NOT_OFF: 'day',
      COMPENSATORY_NOT_WORKED: 'day',
      LEAVE_COMPENSATORY_DAY: 'day',
    },
  })
  const lapse = types.find(({ id }) => id === form.values.typeId)?.lapseAfterDays
  return (
    <form onSubmit={save.submit} noValidate>
      <Unsaved when={save.unsaved} />
      <Stack>
        <Select
          label={t('leave.type')}
          description={types.length === 0 ? t('leave.earned.noType') : lapse != null && t('leave.earned.lapses', { count: lapse })}
          required
          data={types.map((one) => ({ value: one.id, label: one.name }))}
          openOnFocus={false}
          data-autofocus
          {...form.getInputProps('typeId')}
        />
        <DayInput label={t('leave.earned.day')} description={t('leave.earned.dayHint')} required {...form.getInputProps('day')} />
        <FormFoot error={save.error} pending={save.pending} submit={t('leave.earned.add')} cancel={() => close()} />
      </Stack>
    </form>
  )
}

const positive = /^\d{1,10}(\.\d{1,4})?$/
