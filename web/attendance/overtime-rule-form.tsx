import { NumberInput, Select, SimpleGrid, Stack } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useTranslation } from 'react-i18next'
import { updatePolicy, type Policy } from '../../server/modules/attendance/policy.contract.ts'
import { call } from '../api.ts'
import { DayInput } from '../ui/date-inputs.tsx'
import { FormFoot } from '../ui/form-drawer.tsx'
import { useFormat } from '../ui/format.ts'
import { useSave } from '../ui/save.ts'
import { Unsaved } from '../ui/unsaved.tsx'
import { policyOn, type HeldPolicy } from './time-rules.ts'

type Kind = Policy['overtimeRules'][number]['kind']
const kinds: readonly Kind[] = ['over-scheduled', 'over-day', 'over-week', 'day-off', 'holiday', 'outside-schedule']
const countsUp = (kind: Kind) => kind === 'over-day' || kind === 'over-week'

/** One overtime rule, added to those that hold from its first day on or in place of the one that is edited. */
export function OvertimeForm(props: { held: HeldPolicy; index: number | undefined; close: () => void; after: (said: string) => void }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { held, index } = props
  const rule = index === undefined ? undefined : held.policy.overtimeRules[index]
  const form = useForm<{ kind: Kind; overHours: number | string; rate: number | string; firstDay: string }>({
    initialValues: {
      kind: rule?.kind ?? 'over-day',
      overHours: rule?.overMinutes === undefined ? 8 : rule.overMinutes / 60,
      rate: rule ? Number(rule.rate) : 1.5,
      firstDay: format.today(),
    },
    validate: {
      overHours: (value, { kind }) => (countsUp(kind) && value === '' ? t('auth.needed') : null),
      rate: (value) => (value === '' ? t('auth.needed') : null),
      firstDay: (value) => (value ? null : t('auth.needed')),
    },
  })
  const { kind } = form.values
  const save = useSave(form, {
    send: ({ overHours, rate, firstDay, ...rest }) => {
      const made = { kind: rest.kind, rate: String(rate), ...(countsUp(rest.kind) && { overMinutes: Math.round(Number(overHours) * 60) }) }
      const there = policyOn(held, firstDay).overtimeRules
      const at = rule ? there.findIndex((one) => isSame(one, rule)) : -1
      const overtimeRules = at < 0 ? [...there, made] : there.with(at, made)
      return call(updatePolicy, { body: { overtimeRules, firstDay, version: held.version } })
    },
    saved: () => props.after(t('timeRules.saved', { day: format.date(form.values.firstDay) })),
    fields: { POLICY_DAY: 'firstDay', POLICY_PLANNED: 'firstDay' },
  })
  return (
    <form onSubmit={save.submit} noValidate>
      <Unsaved when={save.unsaved} />
      <Stack>
        <Select
          label={t('timeRules.overtime.when')}
          allowDeselect={false}
          data={kinds.map((value) => ({ value, label: t(`timeRules.overtime.choose.${value}`) }))}
          {...form.getInputProps('kind')}
        />
        <SimpleGrid cols={2}>
          {countsUp(kind) && (
            <NumberInput
              label={t('timeRules.overtime.overHours')}
              required
              min={0}
              max={168}
              decimalScale={2}
              {...form.getInputProps('overHours')}
            />
          )}
          <NumberInput
            label={t('timeRules.overtime.rate')}
            description={t('timeRules.overtime.rateHint')}
            required
            min={0}
            max={99}
            step={0.25}
            decimalScale={2}
            {...form.getInputProps('rate')}
          />
        </SimpleGrid>
        <DayInput
          label={t('timeRules.holdsFrom')}
          description={t('timeRules.holdsFromHint')}
          required
          min={format.today()}
          {...form.getInputProps('firstDay')}
        />
        <FormFoot
          error={save.error}
          pending={save.pending}
          submit={rule ? t('timeRules.save') : t('timeRules.overtime.add')}
          cancel={props.close}
        />
      </Stack>
    </form>
  )
}

function isSame(a: Policy['overtimeRules'][number], b: Policy['overtimeRules'][number]) {
  return a.kind === b.kind && a.rate === b.rate && a.overMinutes === b.overMinutes
}
