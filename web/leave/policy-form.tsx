import { ActionIcon, Button, Divider, Group, NumberInput, Paper, Select, SimpleGrid, Stack, Switch, Text, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { IconPlus, IconTrash } from '@tabler/icons-react'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { Body } from '../../server/core/contract.ts'
import { listTypes } from '../../server/modules/leave/leave.balance.contract.ts'
import { createPolicy, updatePolicy, type LeavePolicy } from '../../server/modules/leave/leave.policy.contract.ts'
import { call, outdate, q } from '../api.ts'
import { FormFoot } from '../ui/form-drawer.tsx'
import { limitsOf } from '../ui/forms.ts'
import { done } from '../ui/notify.ts'
import { useSave } from '../ui/save.ts'
import { Unsaved } from '../ui/unsaved.tsx'
import { PolicyExample } from './policy-example.tsx'

export type Given = {
  typeId: string
  yearlyAmount: string
  crediting: 'front' | 'earned' | 'hours'
  period: LeavePolicy['entitlements'][number]['period']
  creditOn: 'first' | 'last'
  waitingDays: number | string
  hoursPerUnit: string
  steps: { fromYears: number | string; yearlyAmount: string }[]
}
type Values = { name: string; leaveYear: LeavePolicy['leaveYear']; isActive: boolean; entitlements: Given[] }

const amountForm = /^\d{1,6}(\.\d{1,4})?$/
const periods = ['week', 'half-month', 'month', 'quarter', 'half-year', 'year'] as const

/** What a policy gives of each kind of leave, with what that comes to in a year beside it. */
export default function PolicyForm(props: { policy?: LeavePolicy; close: (ignoreBlocker?: boolean) => void }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const { policy } = props
  const types = (useQuery(q(listTypes)).data?.types ?? []).filter(({ tracksBalance }) => tracksBalance)
  const form = useForm<Values>({
    initialValues: policy ? valuesOf(policy) : { name: '', leaveYear: 'company', isActive: true, entitlements: [fresh('')] },
    validate: {
      name: (value) => (value.trim() ? null : t('auth.needed')),
      entitlements: {
        typeId: (value: string) => (value ? null : t('auth.needed')),
        yearlyAmount: (value: string) => (amountForm.test(value.trim()) ? null : t('leave.hr.quantityForm')),
        hoursPerUnit: (value: string, { entitlements }: Values, path: string) =>
          entitlements[Number(path.split('.')[1])]?.crediting !== 'hours' || amountForm.test(value.trim())
            ? null
            : t('leave.hr.quantityForm'),
      },
    },
  })
  const save = useSave(form, {
    send: (values, keyFor) => {
      const { name, leaveYear, isActive } = values
      const entitlements = values.entitlements.map(sentOf)
      if (policy)
        return call(updatePolicy, {
          params: { id: policy.id },
          body: { name: name.trim(), leaveYear, isActive, entitlements, version: policy.version },
        })
      const body: Body<typeof createPolicy> = { name: name.trim(), leaveYear, entitlements }
      return call(createPolicy, { body, idempotencyKey: keyFor(body) })
    },
    saved: ({ policy: saved }) => {
      done(t(policy ? 'leave.policy.changed' : 'leave.policy.added', { name: saved.name }))
      props.close(true)
      void outdate(client, '/leave')
    },
    fields: { LEAVE_POLICY_NAME_TAKEN: 'name' },
  })
  const { entitlements, leaveYear } = form.values
  const choices = (given: Given) =>
    types
      .filter(({ id }) => id === given.typeId || entitlements.every((one) => one.typeId !== id))
      .map(({ id, name }) => ({ value: id, label: name }))
  return (
    <form onSubmit={save.submit} noValidate>
      <Unsaved when={save.unsaved} />
      <Stack>
        <TextInput
          label={t('leave.policy.name')}
          required
          data-autofocus
          maxLength={limitsOf(createPolicy, 'name').maxLength}
          {...form.getInputProps('name')}
        />
        <Select
          label={t('leave.policy.year')}
          data={(['company', 'calendar', 'fiscal', 'joining'] as const).map((value) => ({
            value,
            label: t(`leave.policy.leaveYear.${value}`),
          }))}
          allowDeselect={false}
          {...form.getInputProps('leaveYear')}
        />
        {policy && <Switch label={t('leave.policy.isActive')} {...form.getInputProps('isActive', { type: 'checkbox' })} />}
        {entitlements.map((given, at) => (
          <Paper
            key={at}
            withBorder
            p="sm"
            component="fieldset"
            aria-label={types.find(({ id }) => id === given.typeId)?.name ?? t('leave.policy.entitlement')}
          >
            <Stack gap="sm">
              <Group align="flex-end" wrap="nowrap">
                <Select
                  label={t('leave.type')}
                  data={choices(given)}
                  required
                  flex={1}
                  allowDeselect={false}
                  {...form.getInputProps(`entitlements.${at}.typeId`)}
                />
                {entitlements.length > 1 && (
                  <ActionIcon
                    variant="subtle"
                    color="bad"
                    size={36}
                    aria-label={t('leave.policy.drop')}
                    onClick={() => form.removeListItem('entitlements', at)}
                  >
                    <IconTrash size={16} aria-hidden />
                  </ActionIcon>
                )}
              </Group>
              <SimpleGrid cols={2}>
                <TextInput
                  label={t('leave.kinds.yearlyAmount')}
                  required
                  inputMode="decimal"
                  {...form.getInputProps(`entitlements.${at}.yearlyAmount`)}
                />
                <Select
                  label={t('leave.policy.credited')}
                  data={(['front', 'earned', 'hours'] as const).map((value) => ({ value, label: t(`leave.policy.crediting.${value}`) }))}
                  allowDeselect={false}
                  {...form.getInputProps(`entitlements.${at}.crediting`)}
                />
                {given.crediting !== 'front' && (
                  <Select
                    label={t('leave.policy.every')}
                    data={periods.map((value) => ({ value, label: t(`leave.policy.period.${value}`) }))}
                    allowDeselect={false}
                    {...form.getInputProps(`entitlements.${at}.period`)}
                  />
                )}
                {given.crediting === 'earned' && (
                  <Select
                    label={t('leave.policy.on')}
                    data={(['first', 'last'] as const).map((value) => ({ value, label: t(`leave.policy.creditOn.${value}`) }))}
                    allowDeselect={false}
                    {...form.getInputProps(`entitlements.${at}.creditOn`)}
                  />
                )}
                {given.crediting === 'hours' && (
                  <TextInput
                    label={t('leave.policy.hoursPerUnit')}
                    required
                    inputMode="decimal"
                    {...form.getInputProps(`entitlements.${at}.hoursPerUnit`)}
                  />
                )}
                <NumberInput
                  label={t('leave.policy.waitingDays')}
                  min={0}
                  max={3660}
                  allowDecimal={false}
                  {...form.getInputProps(`entitlements.${at}.waitingDays`)}
                />
              </SimpleGrid>
              {given.steps.map((_, nth) => (
                <Group key={nth} align="flex-end" wrap="nowrap">
                  <NumberInput
                    label={t('leave.policy.fromYears')}
                    min={1}
                    max={60}
                    allowDecimal={false}
                    {...form.getInputProps(`entitlements.${at}.steps.${nth}.fromYears`)}
                  />
                  <TextInput
                    label={t('leave.kinds.yearlyAmount')}
                    inputMode="decimal"
                    {...form.getInputProps(`entitlements.${at}.steps.${nth}.yearlyAmount`)}
                  />
                  <ActionIcon
                    variant="subtle"
                    color="bad"
                    size={36}
                    aria-label={t('leave.policy.dropStep')}
                    onClick={() => form.removeListItem(`entitlements.${at}.steps`, nth)}
                  >
                    <IconTrash size={16} aria-hidden />
                  </ActionIcon>
                </Group>
              ))}
              <Group>
                <Button
                  variant="default"
                  size="compact-sm"
                  leftSection={<IconPlus size={14} aria-hidden />}
                  onClick={() => form.insertListItem(`entitlements.${at}.steps`, { fromYears: 5, yearlyAmount: given.yearlyAmount })}
                >
                  {t('leave.policy.addStep')}
                </Button>
              </Group>
              <PolicyExample given={given} leaveYear={leaveYear} type={types.find(({ id }) => id === given.typeId)} />
            </Stack>
          </Paper>
        ))}
        {entitlements.length < types.length && (
          <Button
            variant="default"
            leftSection={<IconPlus size={16} aria-hidden />}
            onClick={() => form.insertListItem('entitlements', fresh(''))}
          >
            {t('leave.policy.addType')}
          </Button>
        )}
        <Divider />
        {policy && policy.peopleCount > 0 && (
          <Text size="xs" c="dimmed">
            {t('leave.policy.difference', { count: policy.peopleCount })}
          </Text>
        )}
        <FormFoot
          error={save.error}
          pending={save.pending}
          submit={policy ? t('ui.saveChanges') : t('leave.policy.add')}
          cancel={() => props.close()}
        />
      </Stack>
    </form>
  )
}

function fresh(typeId: string): Given {
  return { typeId, yearlyAmount: '', crediting: 'front', period: 'month', creditOn: 'first', waitingDays: 0, hoursPerUnit: '', steps: [] }
}

function valuesOf({ name, leaveYear, isActive, entitlements }: LeavePolicy): Values {
  return {
    name,
    leaveYear,
    isActive,
    entitlements: entitlements.map(({ typeName: _name, unit: _unit, hoursPerUnit, steps, ...one }) => ({
      ...one,
      hoursPerUnit: hoursPerUnit ?? '',
      steps: steps.map((step) => ({ ...step })),
    })),
  }
}

function sentOf({ waitingDays, hoursPerUnit, steps, yearlyAmount, ...given }: Given) {
  return {
    ...given,
    yearlyAmount: yearlyAmount.trim(),
    waitingDays: Number(waitingDays) || 0,
    hoursPerUnit: given.crediting === 'hours' ? hoursPerUnit.trim() : null,
    steps: steps.map((step) => ({ fromYears: Number(step.fromYears), yearlyAmount: step.yearlyAmount.trim() })),
  }
}
