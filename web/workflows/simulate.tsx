import { Button, Stack, Text, Timeline, Title } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Data } from '../../server/core/contract.ts'
import { simulateWorkflow } from '../../server/modules/workflows/workflows.use.contract.ts'
import { call } from '../api.ts'
import { PersonSelect } from '../employees/person-select.tsx'
import { Failed } from '../ui/answer.tsx'
import { useFormat } from '../ui/format.ts'
import { useOneAtATime } from '../ui/forms.ts'
import { FieldInputs, typed, type FieldTexts, type FieldType } from './field-inputs.tsx'
import type { Step } from './steps.ts'

type Simulation = Data<typeof simulateWorkflow>['simulation']

/** Who would be asked for somebody, in which order, until when, and what happens when nobody answers. */
export default function Simulate(props: { id: string; steps: readonly Step[]; fields: Readonly<Record<string, FieldType>> }) {
  const { t } = useTranslation()
  const [subject, setSubject] = useState<string | null>(null)
  const [values, setValues] = useState<FieldTexts>({})
  // Only what its conditions look at makes a difference.
  const asked = Object.keys(props.fields).filter((name) => props.steps.some(({ when }) => when?.includes(`request.${name}`)))
  const run = useOneAtATime(
    useMutation({
      mutationFn: (subjectEmployeeId: string) =>
        call(simulateWorkflow, {
          params: { id: props.id },
          body: { subjectEmployeeId, steps: [...props.steps], fields: typed(values, props.fields) },
        }),
    }),
  )
  return (
    <Stack>
      <Text size="sm" c="dimmed">
        {t('workflows.simulate.text')}
      </Text>
      <PersonSelect label={t('workflows.simulate.subject')} required openOnFocus={false} value={subject} onChange={setSubject} />
      <FieldInputs
        fields={asked.map((name) => ({ name, label: t('workflows.simulate.field', { field: name }), type: props.fields[name] ?? 'text' }))}
        values={values}
        change={setValues}
      />
      <Button
        disabled={!subject}
        title={subject ? undefined : t('workflows.simulate.subjectNeeded')}
        loading={run.isPending}
        onClick={() => subject && run.mutate(subject)}
      >
        {t('workflows.simulate.run')}
      </Button>
      {run.isError && <Failed error={run.error} />}
      {run.data && <Outcome simulation={run.data.simulation} />}
    </Stack>
  )
}

const outcomes = ['approved', 'rejected', 'stuck'] as const

function Outcome({ simulation }: { simulation: Simulation }) {
  const { t } = useTranslation()
  const format = useFormat()
  const outcome = outcomes.find((one) => one === simulation.outcome) ?? 'stuck'
  return (
    <Stack gap="sm" role="status">
      <Title order={3}>{t(`workflows.simulate.outcome.${outcome}`)}</Title>
      <Timeline bulletSize={14} lineWidth={2} className="path">
        {simulation.steps.map((step, nth) => (
          <Timeline.Item
            key={`${step.key} ${nth}`}
            title={
              <Text size="sm" fw={500}>
                {step.name}
              </Text>
            }
          >
            {step.strategy && (
              <Text size="xs" c="dimmed">
                {t(`workflows.strategy.${strategyOf(step.strategy)}`)}
              </Text>
            )}
            {step.asked.map((one) => (
              <Text key={one.userId} size="sm">
                {[
                  one.name,
                  one.standInName && t('workflows.simulate.standIn', { name: one.standInName }),
                  one.because === 'fallback' && t('workflows.simulate.fallback'),
                  one.dueAt && t('workflows.simulate.until', { time: format.instant(one.dueAt) }),
                ]
                  .filter(Boolean)
                  .join(t('ui.dot'))}
              </Text>
            ))}
            {note(step) && <Text size="sm">{note(step)}</Text>}
            {step.overdue && (
              <Text size="xs" c="dimmed">
                {t('workflows.simulate.nobody', { what: t(`workflows.overdue.${overdueOf(step.overdue)}`) })}
              </Text>
            )}
          </Timeline.Item>
        ))}
      </Timeline>
    </Stack>
  )

  function note({ kind, note: said }: Simulation['steps'][number]) {
    if (said === 'nobody-to-ask') return t('workflows.simulate.nobodyToAsk')
    if (said === 'quorum-impossible') return t('workflows.simulate.quorumImpossible')
    if (kind === 'condition' && said === 'true') return t('workflows.simulate.holds')
    if (kind === 'condition' && said === 'false') return t('workflows.simulate.holdsNot')
    return said
  }
}

const strategyOf = (word: string) => (['any', 'all', 'majority', 'weighted', 'sequential'] as const).find((one) => one === word) ?? 'any'
const overdueOf = (word: string) => (['remind', 'escalate', 'reject', 'approve'] as const).find((one) => one === word) ?? 'remind'
