import { Select, Stack, Text, Textarea, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { Data } from '../../server/core/contract.ts'
import { adjustBalance, type getBalances } from '../../server/modules/leave/leave.balance.contract.ts'
import { call, outdate } from '../api.ts'
import { FormFoot } from '../ui/form-drawer.tsx'
import { useFormat } from '../ui/format.ts'
import { limitsOf } from '../ui/forms.ts'
import { done } from '../ui/notify.ts'
import { useSave } from '../ui/save.ts'
import { Unsaved } from '../ui/unsaved.tsx'

/** Adds to a balance or takes from it, as a row of its own in the ledger, with the reason. */
export default function AdjustForm(props: {
  employeeId: string
  balances: Data<typeof getBalances>['balances']
  close: (ignoreBlocker?: boolean) => void
}) {
  const { t } = useTranslation()
  const format = useFormat()
  const client = useQueryClient()
  const tracked = props.balances.filter(({ tracksBalance }) => tracksBalance)
  const form = useForm({
    initialValues: { typeId: tracked[0]?.typeId ?? '', quantity: '', reason: '' },
    validate: {
      quantity: (value) => (/^-?\d{1,6}(\.\d{1,4})?$/.test(value.trim()) ? null : t('leave.hr.quantityForm')),
      reason: (value) => (value.trim() ? null : t('auth.needed')),
    },
  })
  const save = useSave(form, {
    send: ({ typeId, quantity, reason }) =>
      call(adjustBalance, { params: { employeeId: props.employeeId }, body: { typeId, quantity: quantity.trim(), reason: reason.trim() } }),
    saved: () => {
      done(t('leave.hr.adjusted'))
      props.close(true)
      void outdate(client, '/leave')
    },
    fields: { LEAVE_BALANCE_INSUFFICIENT: 'quantity', QUANTITY_ZERO: 'quantity' },
  })
  const { typeId, quantity } = form.values
  const balance = tracked.find((one) => one.typeId === typeId)
  const after = balance && Number.isFinite(Number(quantity)) ? Number(balance.available) + Number(quantity) : null
  return (
    <form onSubmit={save.submit} noValidate>
      <Unsaved when={save.unsaved} />
      <Stack>
        <Select
          label={t('leave.type')}
          data={tracked.map((one) => ({ value: one.typeId, label: one.typeName }))}
          allowDeselect={false}
          {...form.getInputProps('typeId')}
        />
        <TextInput
          label={t('leave.quantity')}
          description={t('leave.hr.quantityHint')}
          required
          inputMode="decimal"
          data-autofocus
          {...form.getInputProps('quantity')}
        />
        {balance && after !== null && (
          <Text size="sm" className="cost numbers" aria-live="polite">
            {t('leave.balanceMoves', { before: format.number(balance.available), after: format.number(after) })}
          </Text>
        )}
        <Textarea
          label={t('leave.hr.reason')}
          required
          autosize
          minRows={2}
          maxLength={limitsOf(adjustBalance, 'reason').maxLength}
          {...form.getInputProps('reason')}
        />
        <FormFoot error={save.error} pending={save.pending} submit={t('leave.hr.adjust')} cancel={() => props.close()} />
      </Stack>
    </form>
  )
}
