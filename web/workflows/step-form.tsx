import { Alert, Checkbox, NumberInput, Select, SimpleGrid, Stack, TagsInput, Text, Textarea, TextInput } from '@mantine/core'
import { IconAlertTriangle } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { workflowChoices } from '../../server/modules/workflows/workflows.use.contract.ts'
import { q } from '../api.ts'
import { SelectorField, SelectorList } from './selector-list.tsx'
import { changed, stepsIn, strategies, type Step } from './steps.ts'

export type Fault = { code: string; message: string; step: string }
type Set = (changes: Partial<Record<keyof Step, unknown>>) => void
type Props = {
  step: Step
  steps: readonly Step[]
  fields: readonly string[]
  faults: readonly Fault[]
  disabled: boolean
  change: (step: Step) => void
}

/** What one step does; what the server has against it stands above. */
export function StepForm(props: Props) {
  const { t } = useTranslation()
  const { step, faults, disabled, change } = props
  const set: Set = (changes) => change(changed(step, changes))
  return (
    <Stack>
      {faults.length > 0 && (
        <Alert color="bad" icon={<IconAlertTriangle aria-hidden />} title={t('workflows.step.wrong')}>
          {faults.map(({ code, message }) => (
            <Text key={code + message} size="sm">
              {message}
            </Text>
          ))}
        </Alert>
      )}
      <TextInput
        label={t('organization.name')}
        required
        maxLength={80}
        disabled={disabled}
        value={step.name}
        onChange={(event) => set({ name: event.currentTarget.value })}
      />
      {step.kind === 'approval' && <Approval {...props} set={set} />}
      {step.kind === 'condition' && <Condition {...props} set={set} />}
      {step.kind === 'action' && <Action {...props} set={set} />}
      {step.kind === 'notification' && <Notification {...props} set={set} />}
      {step.kind === 'parallel' && <Parallel {...props} set={set} />}
      {step.kind !== 'condition' && (
        <Goal label={t('workflows.step.next')} field="next" {...props} set={set} none={t('workflows.step.following')} />
      )}
    </Stack>
  )
}

type Part = Props & { set: Set }

/** Where the lane goes on: the following step, another one of the lane, or its end. */
function Goal({
  label,
  field,
  none,
  step,
  steps,
  disabled,
  set,
}: Part & { label: string; field: 'next' | 'otherwise' | 'onRejected'; none: string }) {
  const { t } = useTranslation()
  const others = stepsIn(steps, step.lane).filter(({ key }) => key !== step.key)
  const data = [
    { value: '', label: none },
    ...others.map(({ key, name }) => ({ value: key, label: t('workflows.step.goTo', { name }) })),
    { value: 'approved', label: t('workflows.step.endApproved') },
    { value: 'rejected', label: t('workflows.step.endRejected') },
  ]
  return (
    <Select
      label={label}
      allowDeselect={false}
      openOnFocus={false}
      disabled={disabled}
      data={data}
      value={step[field] ?? ''}
      onChange={(value) => set({ [field]: value || undefined })}
    />
  )
}

function Approval(props: Part) {
  const { t } = useTranslation()
  const { step, disabled, set } = props
  const { overdue, dueMinutes } = step
  return (
    <>
      <SelectorList
        label={t('workflows.step.approvers')}
        value={step.approvers ?? []}
        weighted={step.strategy === 'weighted'}
        disabled={disabled}
        onChange={(approvers) => set({ approvers })}
      />
      <Select
        label={t('workflows.step.strategy')}
        description={t(`workflows.strategyHint.${step.strategy ?? 'any'}`)}
        allowDeselect={false}
        openOnFocus={false}
        disabled={disabled}
        data={strategies.map((value) => ({ value, label: t(`workflows.strategy.${value}`) }))}
        value={step.strategy ?? null}
        onChange={(strategy) => set({ strategy, threshold: strategy === 'weighted' ? (step.threshold ?? 1) : undefined })}
      />
      {step.strategy === 'weighted' && (
        <NumberInput
          label={t('workflows.step.threshold')}
          min={1}
          allowDecimal={false}
          disabled={disabled}
          value={step.threshold ?? ''}
          onChange={(value) => set({ threshold: Number(value) || undefined })}
        />
      )}
      <SelectorList
        label={t('workflows.step.fallback')}
        value={step.fallback ?? []}
        disabled={disabled}
        onChange={(fallback) => set({ fallback: fallback.length > 0 ? fallback : undefined })}
      />
      <Checkbox
        label={t('workflows.step.allowSelf')}
        disabled={disabled}
        checked={step.allowSelf ?? false}
        onChange={(event) => set({ allowSelf: event.currentTarget.checked || undefined })}
      />
      <SimpleGrid cols={{ base: 1, xs: 2 }}>
        <NumberInput
          label={t('workflows.step.due')}
          description={t('workflows.step.dueHint')}
          min={0}
          decimalScale={2}
          disabled={disabled}
          value={dueMinutes === undefined ? '' : dueMinutes / 60}
          onChange={(hours) => {
            const minutes = Math.round(Number(hours) * 60)
            set(minutes > 0 ? { dueMinutes: minutes } : { dueMinutes: undefined, overdue: undefined })
          }}
        />
        <NumberInput
          label={t('workflows.step.remind')}
          description={t('workflows.step.remindHint')}
          min={0}
          max={90}
          allowDecimal={false}
          disabled={disabled}
          value={step.remindEveryDays ?? ''}
          onChange={(days) => set({ remindEveryDays: Number(days) || undefined })}
        />
      </SimpleGrid>
      {dueMinutes !== undefined && (
        <Select
          label={t('workflows.step.overdue')}
          allowDeselect={false}
          openOnFocus={false}
          disabled={disabled}
          data={(['remind', 'escalate', 'reject', 'approve'] as const).map((value) => ({ value, label: t(`workflows.overdue.${value}`) }))}
          value={overdue?.do ?? 'remind'}
          onChange={(value) => set({ overdue: value === 'escalate' ? { do: value, to: { by: 'manager' } } : { do: value } })}
        />
      )}
      {overdue?.do === 'escalate' && (
        <SelectorField
          value={overdue.to ?? { by: 'manager' }}
          nth={1}
          of={t('workflows.overdue.escalate')}
          onChange={(to) => set({ overdue: { do: 'escalate', to } })}
        />
      )}
      <Goal label={t('workflows.step.onRejected')} field="onRejected" {...props} none={t('workflows.step.endRejected')} />
    </>
  )
}

function Condition(props: Part) {
  const { t } = useTranslation()
  const { step, fields, disabled, set } = props
  return (
    <>
      <Textarea
        label={t('workflows.step.when')}
        description={t('workflows.step.whenHint', { fields: fields.map((one) => `request.${one}`).join(', ') })}
        autosize
        minRows={2}
        maxLength={1000}
        disabled={disabled}
        styles={{ input: { fontFamily: 'monospace' } }}
        value={step.when ?? ''}
        onChange={(event) => set({ when: event.currentTarget.value || undefined })}
      />
      <Goal label={t('workflows.step.ifTrue')} field="next" {...props} none={t('workflows.step.following')} />
      <Goal label={t('workflows.step.ifFalse')} field="otherwise" {...props} none={t('workflows.step.endRejected')} />
    </>
  )
}

function Action({ step, disabled, set }: Part) {
  const { t } = useTranslation()
  const choices = useQuery({ ...q(workflowChoices), staleTime: 300_000 })
  const actions = choices.data?.actions ?? []
  const needs = actions.find(({ code }) => code === step.action)?.needs ?? []
  const known = ['set-field', 'start-workflow', 'call-webhook'] as const
  const labels = ['field', 'value', 'workflowId', 'title', 'url'] as const
  return (
    <>
      <Select
        label={t('workflows.step.action')}
        allowDeselect={false}
        openOnFocus={false}
        disabled={disabled}
        data={known
          .filter((code) => actions.some((one) => one.code === code))
          .map((code) => ({ value: code, label: t(`workflows.action.${code}`) }))}
        value={step.action ?? null}
        onChange={(action) => set({ action, with: undefined })}
      />
      {labels
        .filter((name) => needs.includes(name))
        .map((name) => (
          <TextInput
            key={name}
            label={t(`workflows.with.${name}`)}
            required
            maxLength={2000}
            disabled={disabled}
            value={step.with?.[name] ?? ''}
            onChange={(event) => set({ with: { ...step.with, [name]: event.currentTarget.value } })}
          />
        ))}
      <Text size="xs" c="dimmed">
        {t('workflows.step.withHint')}
      </Text>
    </>
  )
}

function Notification({ step, disabled, set }: Part) {
  const { t } = useTranslation()
  return (
    <>
      <SelectorList label={t('workflows.step.to')} value={step.to ?? []} disabled={disabled} onChange={(to) => set({ to })} />
      <TextInput
        label={t('workflows.step.subject')}
        maxLength={120}
        disabled={disabled}
        value={step.subject ?? ''}
        onChange={(event) => set({ subject: event.currentTarget.value || undefined })}
      />
      <Textarea
        label={t('workflows.step.text')}
        autosize
        minRows={3}
        maxLength={4000}
        disabled={disabled}
        value={step.text ?? ''}
        onChange={(event) => set({ text: event.currentTarget.value || undefined })}
      />
    </>
  )
}

function Parallel({ step, disabled, set }: Part) {
  const { t } = useTranslation()
  return (
    <>
      <TagsInput
        label={t('workflows.step.branches')}
        description={t('workflows.step.branchesHint')}
        maxTags={8}
        disabled={disabled}
        value={step.branches ?? []}
        onChange={(branches) => set({ branches: branches.map((one) => one.toLowerCase().replaceAll(/[^a-z0-9-]+/g, '-')) })}
      />
      <Select
        label={t('workflows.step.join')}
        allowDeselect={false}
        openOnFocus={false}
        disabled={disabled}
        data={(['all', 'any'] as const).map((value) => ({ value, label: t(`workflows.join.${value}`) }))}
        value={step.join ?? 'all'}
        onChange={(join) => set({ join })}
      />
    </>
  )
}
