import { Alert, Badge, Card, Stack, Text, Timeline } from '@mantine/core'
import { IconShieldCheck, IconShieldX } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { Explanation } from '../../server/modules/access/access.check.contract.ts'
import { Facts } from '../ui/facts.tsx'
import { useFormat } from '../ui/format.ts'

/** One decision with everything that made it. */
export function Decision({ explanation }: { explanation: Explanation }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { allowed, guardrail, level, effect, reach, distance, holder, roleChain, reportingLine, delegatedBy, validFrom, validTo, user } =
    explanation
  const why = guardrail ? t(`access.guardrail.${guardrail}`) : level ? t(`access.explain.by.${level}`) : t('access.explain.byNothing')
  const facts: [string, ReactNode][] = [
    [t('access.level'), level && <Level level={level} />],
    [t('access.explain.effect'), effect && t(`access.effect.${effect}`)],
    [t('access.explain.reach'), reach && t(`access.reach.${reach}`)],
    [t('access.explain.distance'), distance && t(`access.reach.${distance}`)],
    [t('access.explain.holder'), holder && t(`access.holder.${holder.type}`, { name: holder.name })],
    [t('access.explain.delegatedBy'), delegatedBy],
    [t('access.valid'), level && <Validity from={validFrom} to={validTo} />],
    [t('access.explain.grant'), explanation.grantId ?? explanation.delegationId],
    [t('access.explain.asOf'), format.instant(explanation.asOf)],
  ]
  return (
    <Card component="section" aria-label={t('access.explain.decision')}>
      <Stack>
        <Alert
          color={allowed ? 'good' : 'bad'}
          icon={allowed ? <IconShieldCheck aria-hidden /> : <IconShieldX aria-hidden />}
          title={allowed ? t('access.explain.allowed', { name: user.name }) : t('access.explain.refused', { name: user.name })}
          role="status"
        >
          {why}
        </Alert>
        <Facts facts={facts.filter(([, value]) => value !== null)} />
        {roleChain.length > 0 && <Path title={t('access.explain.roleChain')} steps={[user.name, ...roleChain.map(({ name }) => name)]} />}
        {reportingLine.length > 0 && <Path title={t('access.explain.reportingLine')} steps={reportingLine.map(({ name }) => name)} />}
      </Stack>
    </Card>
  )
}

function Path(props: { title: string; steps: readonly string[] }) {
  return (
    <div>
      <Text size="sm" fw={600} mb="xs">
        {props.title}
      </Text>
      <Timeline bulletSize={12} lineWidth={2} active={-1}>
        {props.steps.map((step, at) => (
          <Timeline.Item key={`${at} ${step}`}>
            <Text size="sm">{step}</Text>
          </Timeline.Item>
        ))}
      </Timeline>
    </div>
  )
}

const colours = { direct: 'accent', delegated: 'info', resource: 'waiting', role: 'gray', position: 'good' } as const

/** Where a permission comes from, as a word that is the same everywhere. */
export function Level({ level }: { level: keyof typeof colours }) {
  const { t } = useTranslation()
  return <Badge color={colours[level]}>{t(`access.levels.${level}`)}</Badge>
}

/** "always", "until 3 Jan 2027, 09:00", "from … until …". */
export function Validity({ from, to }: { from: string | null; to: string | null }) {
  const { t } = useTranslation()
  const format = useFormat()
  if (!from && !to) return <>{t('access.always')}</>
  return (
    <span>
      {[from && t('access.from', { time: format.instant(from) }), to && t('access.until', { time: format.instant(to) })]
        .filter(Boolean)
        .join(t('ui.dot'))}
    </span>
  )
}
