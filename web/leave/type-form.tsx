import { Divider, NumberInput, Select, SimpleGrid, Stack, Switch, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { Body } from '../../server/core/contract.ts'
import type { LeaveType } from '../../server/modules/leave/leave.balance.contract.ts'
import { createType, updateType } from '../../server/modules/leave/leave.type.contract.ts'
import { usualType } from '../../server/modules/leave/leave-type.rules.ts'
import { call, outdate } from '../api.ts'
import { FormFoot } from '../ui/form-drawer.tsx'
import { limitsOf } from '../ui/forms.ts'
import { done } from '../ui/notify.ts'
import { changesOf, useSave } from '../ui/save.ts'
import { Unsaved } from '../ui/unsaved.tsx'

type Settings = Omit<LeaveType, 'id' | 'version' | 'sortOrder'>
/** Inputs of numbers and amounts hold '' where there is none. */
type Values = { [K in keyof Settings]: Settings[K] extends boolean ? boolean : string }

const numbers = [
  'minNoticeDays',
  'maxConsecutiveDays',
  'applicableAfterDays',
  'documentAboveDays',
  'carryExpiresAfterDays',
  'lapseAfterDays',
] as const
const amounts = ['yearlyAmount', 'maxPerRequest', 'maxBalance', 'carryLimit', 'maxEncashable', 'nonEncashable', 'minBalance'] as const
/** What an empty field means where it is not "none". */
const whenEmpty: Partial<Record<keyof Settings, number | string>> = {
  minNoticeDays: 0,
  applicableAfterDays: 0,
  nonEncashable: '0',
  minBalance: '0',
}

const usual: Settings = { code: '', name: '', ...usualType }

/** Everything a kind of leave can be told. */
export default function TypeForm(props: { type?: LeaveType; close: (ignoreBlocker?: boolean) => void }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const base = props.type
  const before = valuesOf(base ?? usual)
  const form = useForm<Values>({
    initialValues: before,
    validate: {
      name: (value) => (value.trim() ? null : t('auth.needed')),
      code: (value) => (codeForm.test(value) ? null : t('organization.codeForm')),
      ...Object.fromEntries(
        amounts.map((name) => [
          name,
          (value: string) => (value === '' || /^-?\d{1,6}(\.\d{1,4})?$/.test(value) ? null : t('leave.hr.quantityForm')),
        ]),
      ),
    },
  })
  const save = useSave(form, {
    send: (values, keyFor) => {
      if (base)
        return call(updateType, {
          params: { id: base.id },
          body: { ...changesOf(sentOf(values), sentOf(before)), version: base.version },
        })
      const body = sentOf(values) as Body<typeof createType>
      return call(createType, { body, idempotencyKey: keyFor(body) })
    },
    saved: ({ type }) => {
      done(t(base ? 'leave.kinds.changed' : 'leave.kinds.added', { name: type.name }))
      props.close(true)
      void outdate(client, '/leave')
    },
    fields: { LEAVE_TYPE_CODE_TAKEN: 'code' },
  })
  const { values } = form
  const input = (name: keyof Values) => ({ label: t(`leave.kinds.field.${name}`), ...form.getInputProps(name) })
  const amount = (name: (typeof amounts)[number]) => <TextInput inputMode="decimal" {...input(name)} />
  const number = (name: (typeof numbers)[number]) => (
    <NumberInput
      min={0}
      max={limitsOf(createType, name).maximum ?? 3660}
      allowDecimal={false}
      {...input(name)}
      onChange={(value) => form.setFieldValue(name, String(value))}
    />
  )
  const onOff = (name: 'paid' | 'tellsTeam' | 'tracksBalance' | 'allowHalfDays' | 'listedDaysOnly' | 'encashable' | 'isActive') => (
    <Switch label={t(`leave.kinds.field.${name}`)} {...form.getInputProps(name, { type: 'checkbox' })} />
  )
  const choice = <N extends 'unit' | 'nonWorkingDays' | 'carryOver' | 'roundingStep' | 'roundingMode'>(
    name: N,
    words: (value: string) => string,
    all: readonly string[],
  ) => <Select data={all.map((value) => ({ value, label: words(value) }))} allowDeselect={false} {...input(name)} />
  return (
    <form onSubmit={save.submit} noValidate>
      <Unsaved when={save.unsaved} />
      <Stack>
        <SimpleGrid cols={2}>
          <TextInput required data-autofocus maxLength={80} {...input('name')} />
          <TextInput required maxLength={30} disabled={base !== undefined} {...input('code')} />
          {choice('unit', (value) => t(`leave.kinds.unit.${value as 'days'}`), ['days', 'hours'])}
          {amount('yearlyAmount')}
        </SimpleGrid>
        {onOff('paid')}
        {onOff('tracksBalance')}
        {onOff('allowHalfDays')}
        <Divider label={t('leave.kinds.part.cost')} labelPosition="left" />
        {choice('nonWorkingDays', (value) => t(`leave.kinds.nonWorkingDays.${value as 'skip'}`), ['skip', 'count', 'sandwich'])}
        {onOff('listedDaysOnly')}
        <Divider label={t('leave.kinds.part.limits')} labelPosition="left" />
        <SimpleGrid cols={2}>
          {number('minNoticeDays')}
          {number('applicableAfterDays')}
          {amount('maxPerRequest')}
          {number('maxConsecutiveDays')}
          {number('documentAboveDays')}
          {amount('minBalance')}
          {amount('maxBalance')}
        </SimpleGrid>
        <Divider label={t('leave.kinds.part.rounding')} labelPosition="left" />
        <SimpleGrid cols={2}>
          {choice('roundingStep', (value) => (value === '0' ? t('leave.kinds.exact') : value), ['0', '0.25', '0.5', '1'])}
          {choice('roundingMode', (value) => t(`leave.kinds.mode.${value as 'up'}`), ['half-up', 'up', 'down'])}
        </SimpleGrid>
        <Divider label={t('leave.kinds.part.yearEnd')} labelPosition="left" />
        {choice('carryOver', (value) => t(`leave.kinds.carry.${value as 'all'}`), ['none', 'limited', 'all'])}
        {values.carryOver !== 'none' && (
          <SimpleGrid cols={2}>
            {values.carryOver === 'limited' && amount('carryLimit')}
            {number('carryExpiresAfterDays')}
            <TextInput placeholder="03-31" {...input('carryExpiresOn')} />
          </SimpleGrid>
        )}
        <Divider label={t('leave.kinds.part.more')} labelPosition="left" />
        {onOff('encashable')}
        {values.encashable && (
          <SimpleGrid cols={2}>
            {amount('nonEncashable')}
            {amount('maxEncashable')}
          </SimpleGrid>
        )}
        {number('lapseAfterDays')}
        {onOff('tellsTeam')}
        {base && onOff('isActive')}
        <FormFoot
          error={save.error}
          pending={save.pending}
          submit={base ? t('ui.saveChanges') : t('leave.kinds.add')}
          cancel={() => props.close()}
        />
      </Stack>
    </form>
  )
}

const codeForm = /^[A-Za-z0-9][A-Za-z0-9._-]{0,29}$/

function valuesOf(type: Settings): Values {
  return Object.fromEntries(
    Object.keys(usual).map((name) => {
      const value = type[name as keyof Settings]
      return [name, typeof value === 'boolean' ? value : value === null ? '' : String(value)]
    }),
  ) as Values
}

/** As the API takes it: numbers as numbers, and nothing where there is none. */
function sentOf(values: Values): Record<string, unknown> {
  const limited = values.carryOver === 'limited' ? values : { ...values, carryLimit: '' }
  const sent: Values = values.carryOver === 'none' ? { ...limited, carryExpiresAfterDays: '', carryExpiresOn: '' } : limited
  return Object.fromEntries(
    Object.entries(sent).map(([name, value]) => {
      if (value === '') return [name, whenEmpty[name as keyof Settings] ?? null]
      return [name, (numbers as readonly string[]).includes(name) ? Number(value) : value]
    }),
  )
}
