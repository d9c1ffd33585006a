import { Select, Stack, Text, Textarea, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { Body, Data } from '../../server/core/contract.ts'
import type { Encashment } from '../../server/modules/leave/leave.earned.contract.ts'
import { encashmentAmount } from '../../server/modules/leave/leave-earned.rules.ts'
import { askPayout, priceEncashment, type payoutLimits } from '../../server/modules/leave/leave.payout.contract.ts'
import { call, outdate } from '../api.ts'
import { FormFoot } from '../ui/form-drawer.tsx'
import { useFormat } from '../ui/format.ts'
import { limitsOf } from '../ui/forms.ts'
import { done } from '../ui/notify.ts'
import { filledOf, useSave } from '../ui/save.ts'
import { Unsaved } from '../ui/unsaved.tsx'

type Close = { close: (ignoreBlocker?: boolean) => void }
const positive = /^\d{1,10}(\.\d{1,4})?$/

/** Asks for some of my leave to be paid out, beside how much of it may be. */
export function PayoutForm({ limits, close }: Close & { limits: Data<typeof payoutLimits>['limits'] }) {
  const { t } = useTranslation()
  const format = useFormat()
  const client = useQueryClient()
  const form = useForm({
    initialValues: { typeId: limits[0]?.typeId ?? '', quantity: '', note: '' },
    validate: { quantity: (value) => (positive.test(value.trim()) ? null : t('leave.paidOut.numberForm')) },
  })
  const save = useSave(form, {
    send: (values, keyFor) => {
      const body = filledOf(values) as Body<typeof askPayout>
      return call(askPayout, { body, idempotencyKey: keyFor(body) })
    },
    saved: ({ request }) => {
      done(t('leave.payout.asked', { quantity: format.quantity(request.quantity, request.unit) }))
      close(true)
      void outdate(client, '/leave', '/approvals')
    },
    fields: { LEAVE_ENCASHMENT_TOO_MUCH: 'quantity', LEAVE_NOT_ENCASHABLE: 'typeId', LEAVE_BALANCE_INSUFFICIENT: 'quantity' },
  })
  const { typeId, quantity } = form.values
  const limit = limits.find((one) => one.typeId === typeId)
  return (
    <form onSubmit={save.submit} noValidate>
      <Unsaved when={save.unsaved} />
      <Stack>
        <Select
          label={t('leave.type')}
          required
          allowDeselect={false}
          data={limits.map((one) => ({ value: one.typeId, label: one.typeName }))}
          {...form.getInputProps('typeId')}
        />
        <TextInput
          label={t('leave.quantity')}
          description={
            limit &&
            t('leave.payout.most', {
              quantity: format.quantity(limit.most, limit.unit),
              available: format.quantity(limit.available, limit.unit),
            })
          }
          required
          inputMode="decimal"
          data-autofocus
          {...form.getInputProps('quantity')}
        />
        <Textarea
          label={t('leave.note')}
          autosize
          minRows={2}
          maxLength={limitsOf(askPayout, 'note').maxLength}
          {...form.getInputProps('note')}
        />
        <FormFoot
          error={save.error}
          pending={save.pending}
          submit={
            limit && positive.test(quantity.trim())
              ? t('leave.payout.askFor', { quantity: format.quantity(quantity.trim(), limit.unit) })
              : t('leave.payout.ask')
          }
          cancel={() => close()}
        />
      </Stack>
    </form>
  )
}

/** Sets what leave that was asked to be paid out is worth; only once, because payroll pays by it. */
export function RateForm({ encashment, close }: Close & { encashment: Encashment }) {
  const { t } = useTranslation()
  const format = useFormat()
  const client = useQueryClient()
  const { id, quantity, unit, currency } = encashment
  const form = useForm({
    initialValues: { unitRate: '' },
    validate: { unitRate: (value) => (positive.test(value.trim()) ? null : t('leave.paidOut.numberForm')) },
  })
  const save = useSave(form, {
    send: ({ unitRate }, keyFor) => {
      const body = { unitRate: unitRate.trim() }
      return call(priceEncashment, { params: { id }, body, idempotencyKey: keyFor(body) })
    },
    saved: () => {
      done(t('leave.paidOut.rateSet'))
      close(true)
      void outdate(client, '/leave')
    },
    fields: { LEAVE_ENCASHMENT_PRICED: 'unitRate' },
  })
  const rate = form.values.unitRate.trim()
  return (
    <form onSubmit={save.submit} noValidate>
      <Stack>
        <Text size="sm">{t('leave.payout.line', { quantity: format.quantity(quantity, unit), type: encashment.typeName })}</Text>
        <TextInput
          label={t('leave.paidOut.rate', { currency })}
          required
          inputMode="decimal"
          data-autofocus
          {...form.getInputProps('unitRate')}
        />
        {positive.test(rate) && (
          <Text size="sm" className="cost numbers" aria-live="polite">
            {t('leave.paidOut.sum', { amount: format.number(encashmentAmount(quantity, rate)), currency })}
          </Text>
        )}
        <FormFoot error={save.error} pending={save.pending} submit={t('leave.paidOut.setRate')} cancel={() => close()} />
      </Stack>
    </form>
  )
}
