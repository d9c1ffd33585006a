import { Badge, Group, Progress, Stack, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { Data } from '../../server/core/contract.ts'
import type { getUsage } from '../../server/modules/usage/usage.contract.ts'
import { useFormat } from '../ui/format.ts'

export type Limit = Data<typeof getUsage>['usage']['limits'][number]

/** Storage is counted in bytes and told, typed too, in these. */
export const gigabyte = 1e9

/** An amount in the unit of its limit: people, gigabytes, branches, calls. */
export function useAmount() {
  const format = useFormat()
  return (code: Limit['code'], amount: number) => {
    if (code !== 'storageBytes') return format.number(amount)
    const [unit, size] = amount >= gigabyte ? (['gigabyte', gigabyte] as const) : (['megabyte', 1e6] as const)
    return format.amount(amount / size, unit)
  }
}

/** Each limit with how much of it is used, in words and as a bar. */
export function UsageBars({ limits }: { limits: readonly Limit[] }) {
  const { t } = useTranslation()
  const amount = useAmount()
  return (
    <Stack gap="lg">
      {limits.map(({ code, used, limit, decidedBy, planThatAllows }) => {
        const percent = limit === 0 ? 100 : Math.min(100, (used / limit) * 100)
        const state = used >= limit ? 'full' : percent >= 80 ? 'near' : null
        const colour = state === 'full' ? 'bad' : state === 'near' ? 'waiting' : 'accent'
        const words = t('usage.of', { used: amount(code, used), limit: amount(code, limit) })
        return (
          <div key={code}>
            <Group justify="space-between" gap="xs" mb={6}>
              <Group gap="xs">
                <Text size="sm" fw={500}>
                  {t(`usage.limit.${code}`)}
                </Text>
                {state && <Badge color={colour}>{t(`usage.${state}`)}</Badge>}
                {decidedBy === 'operator' && <Badge color="info">{t('usage.byOperator')}</Badge>}
              </Group>
              <Text size="sm" className="figures">
                {words}
              </Text>
            </Group>
            <Progress.Root size="md">
              <Progress.Section value={percent} color={colour} aria-label={`${t(`usage.limit.${code}`)}: ${words}`} />
            </Progress.Root>
            {state && planThatAllows && (
              <Text size="xs" c="dimmed" mt={4}>
                {t('usage.planThatAllows', { plan: planThatAllows })}
              </Text>
            )}
          </div>
        )
      })}
    </Stack>
  )
}
