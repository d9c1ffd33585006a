import { Group, NumberInput, Select, SimpleGrid, Stack, Text } from '@mantine/core'
import { useForm } from '@mantine/form'
import { IconBeach } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { Body } from '../../server/core/contract.ts'
import { listTypes } from '../../server/modules/leave/leave.balance.contract.ts'
import { assignPolicy, createPolicy, listPolicies, updatePolicy } from '../../server/modules/leave/leave.policy.contract.ts'
import { call, q } from '../api.ts'
import { can, has, useMe } from '../auth/me.ts'
import { FormEnd } from '../ui/form-end.tsx'
import { useFormat } from '../ui/format.ts'
import { AnchorLink } from '../ui/links.tsx'
import { useSave } from '../ui/save.ts'
import { useTaken, type Part } from './setup.ts'

/** A policy for everybody from a template: so many days of annual leave a year, at once or month by month. */
export function LeaveStep({ step }: Part) {
  const { t } = useTranslation()
  const format = useFormat()
  const me = useMe()
  const taken = useTaken('/leave')
  const isOn = has(me, 'leaveManagement') && can(me, 'leave.configure')
  const types = useQuery({ ...q(listTypes), enabled: isOn })
  const annual = types.data?.types.find(({ code }) => code === 'annual') ?? types.data?.types.find(({ tracksBalance }) => tracksBalance)
  const form = useForm({
    initialValues: { days: 20 as number | string, crediting: 'front' as 'front' | 'earned' },
    validate: { days: (value) => (Number(value) > 0 && Number(value) <= 366 ? null : t('auth.needed')) },
  })
  const save = useSave(form, {
    send: async ({ days, crediting }, keyFor) => {
      const entitlement = { typeId: annual!.id, yearlyAmount: String(days), crediting, ...(crediting === 'earned' && monthly) }
      const body = { name: t('setup.leave.name'), entitlements: [entitlement] }
      const id = await idOfPolicy(body, keyFor(body))
      const sent = { firstDay: `${format.today().slice(0, 4)}-01-01`, onOverlap: 'skip' as const, alsoLater: true }
      return call(assignPolicy, { params: { id }, body: sent, idempotencyKey: keyFor([id, sent]) })
    },
    saved: ({ assigned }) => taken(t('setup.leave.given', { count: assigned })),
  })
  if (!isOn) {
    return (
      <Text size="sm" c="dimmed">
        {t('setup.leave.off')}
      </Text>
    )
  }
  if (step.isDone) {
    return (
      <Group gap="sm">
        <Text size="sm">{t('setup.leave.have', { count: step.count })}</Text>
        <AnchorLink to="/leave/policies" size="sm">
          {t('setup.leave.policies')}
        </AnchorLink>
      </Group>
    )
  }
  return (
    <form onSubmit={save.submit} noValidate>
      <Stack gap="sm">
        <SimpleGrid cols={{ base: 1, xs: 2 }}>
          <NumberInput {...form.getInputProps('days')} label={t('setup.leave.days')} min={1} max={366} decimalScale={2} />
          <Select
            {...form.getInputProps('crediting')}
            label={t('setup.leave.how')}
            allowDeselect={false}
            data={(['front', 'earned'] as const).map((value) => ({ value, label: t(`setup.leave.crediting.${value}`) }))}
          />
        </SimpleGrid>
        <FormEnd
          error={save.error}
          pending={save.pending}
          submit={t('setup.leave.give', { quantity: format.quantity(String(form.values.days || 0), 'days') })}
          icon={<IconBeach size={16} aria-hidden />}
          disabled={!annual}
          beside={
            <AnchorLink to="/leave/policies" size="sm">
              {t('setup.leave.policies')}
            </AnchorLink>
          }
        />
      </Stack>
    </form>
  )
}

const monthly = { period: 'month', creditOn: 'first' } as const

/** The policy of the template, also when giving it failed after it was made the last time. */
async function idOfPolicy(body: Body<typeof createPolicy>, idempotencyKey: string) {
  const { policies } = await call(listPolicies, { query: { limit: 100 } })
  const before = policies.find(({ name }) => name === body.name)
  const { policy } = before
    ? await call(updatePolicy, { params: { id: before.id }, body: { entitlements: body.entitlements, isActive: true } })
    : await call(createPolicy, { body, idempotencyKey })
  return policy.id
}
