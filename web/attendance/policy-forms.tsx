import { ActionIcon, Button, Checkbox, Group, NumberInput, SimpleGrid, Stack, Text } from '@mantine/core'
import { useForm } from '@mantine/form'
import { IconPlus, IconTrash } from '@tabler/icons-react'
import { useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { Body } from '../../server/core/contract.ts'
import { cancelPolicy, updatePolicy } from '../../server/modules/attendance/policy.contract.ts'
import { call, outdate } from '../api.ts'
import { Confirm } from '../ui/confirm.tsx'
import { DayInput } from '../ui/date-inputs.tsx'
import { FormDrawer, FormFoot } from '../ui/form-drawer.tsx'
import { useFormat } from '../ui/format.ts'
import { limitsOf } from '../ui/forms.ts'
import { done } from '../ui/notify.ts'
import { useSave } from '../ui/save.ts'
import { Unsaved } from '../ui/unsaved.tsx'
import { OvertimeForm } from './overtime-rule-form.tsx'
import { policyOn, useOvertimeWords, type HeldPolicy, type RuleForm } from './time-rules.ts'

type Close = (ignoreBlocker?: boolean) => void

/** Changing how working time is counted, one form at a time, as the address says. */
export default function PolicyForms(props: { form: RuleForm; id: string | undefined; held: HeldPolicy; close: Close }) {
  const { t } = useTranslation()
  const format = useFormat()
  const client = useQueryClient()
  const words = useOvertimeWords()
  const { form, id, held, close } = props
  const leave = () => close()
  const after = (said: string) => {
    done(said)
    close(true)
    void outdate(client, '/attendance')
  }
  const from = form === 'policy' && id ? id : format.today()
  const index = Number(id)
  const rules = held.policy.overtimeRules
  const rule = id === undefined ? undefined : rules[index]
  const planned = held.planned.find(({ firstDay }) => firstDay === id)
  return (
    <>
      <FormDrawer opened={form === 'policy'} title={t('timeRules.change')} close={leave}>
        <PolicyForm held={held} from={from} close={leave} after={after} />
      </FormDrawer>
      <FormDrawer opened={form === 'add-overtime'} title={t('timeRules.overtime.add')} close={leave}>
        <OvertimeForm held={held} index={undefined} close={leave} after={after} />
      </FormDrawer>
      {rule && (
        <>
          <FormDrawer opened={form === 'edit-overtime'} title={words.when(rule)} close={leave}>
            <OvertimeForm held={held} index={index} close={leave} after={after} />
          </FormDrawer>
          <Confirm
            opened={form === 'remove-overtime'}
            title={t('holidays.removeTitle', { name: words.when(rule) })}
            text={t('timeRules.overtime.removeText')}
            act={t('holidays.remove')}
            send={() => call(updatePolicy, { body: { overtimeRules: rules.filter((_, at) => at !== index), version: held.version } })}
            done={() => after(t('timeRules.saved', { day: format.date(format.today()) }))}
            close={leave}
          />
        </>
      )}
      {planned && (
        <Confirm
          opened={form === 'cancel-policy'}
          title={t('timeRules.cancelTitle', { day: format.date(planned.firstDay) })}
          text={t('timeRules.cancelText')}
          act={t('timeRules.cancel')}
          send={() => call(cancelPolicy, { params: { firstDay: planned.firstDay } })}
          done={() => after(t('timeRules.cancelled', { day: format.date(planned.firstDay) }))}
          close={leave}
        />
      )}
    </>
  )
}

const plain = ['halfDayBelowMinutes', 'absentBelowMinutes', 'overtimeToleranceMinutes', 'shortfallToleranceMinutes'] as const
const optional = ['automaticEndAfterMinutes', 'minRestMinutes'] as const

/** Only what differs is sent, so that what another day has on purpose stays. */
function PolicyForm(props: { held: HeldPolicy; from: string; close: () => void; after: (said: string) => void }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { held, from } = props
  const base = policyOn(held, from)
  const form = useForm({
    initialValues: {
      firstDay: from,
      ...(Object.fromEntries(plain.map((field) => [field, base[field]])) as Record<(typeof plain)[number], number | string>),
      ...(Object.fromEntries(optional.map((field) => [field, base[field] ?? ''])) as Record<(typeof optional)[number], number | string>),
      countsShortfalls: base.countsShortfalls,
      automaticBreaks: base.automaticBreaks.map((one) => ({ ...one })) as { overMinutes: number | string; minutes: number | string }[],
    },
    validate: { firstDay: (value) => (value ? null : t('auth.needed')) },
  })
  const { values } = form
  const save = useSave(form, {
    send: (all) => {
      const wanted: Body<typeof updatePolicy> = {
        ...(Object.fromEntries(plain.map((field) => [field, Number(all[field])])) as Record<(typeof plain)[number], number>),
        ...(Object.fromEntries(optional.map((field) => [field, all[field] === '' ? null : Number(all[field])])) as Record<
          (typeof optional)[number],
          number | null
        >),
        countsShortfalls: all.countsShortfalls,
        automaticBreaks: all.automaticBreaks
          .filter(({ overMinutes, minutes }) => overMinutes !== '' && minutes !== '')
          .map((one) => ({ overMinutes: Number(one.overMinutes), minutes: Number(one.minutes) })),
      }
      const changed = Object.entries(wanted).filter(([field, value]) => !isSame(value, base[field as keyof typeof base]))
      return call(updatePolicy, { body: { ...Object.fromEntries(changed), firstDay: all.firstDay, version: held.version } })
    },
    saved: () => props.after(t('timeRules.saved', { day: format.date(values.firstDay) })),
    fields: { POLICY_DAY: 'firstDay', POLICY_PLANNED: 'firstDay' },
  })
  const minutes = (field: (typeof plain)[number] | (typeof optional)[number]) => ({
    label: t(`timeRules.field.${field}`),
    description: t(`timeRules.hint.${field}`),
    min: 0,
    max: limitsOf(updatePolicy, field).maximum ?? 1440,
    allowDecimal: false,
    ...form.getInputProps(field),
  })
  return (
    <form onSubmit={save.submit} noValidate>
      <Unsaved when={save.unsaved} />
      <Stack>
        <DayInput
          label={t('timeRules.holdsFrom')}
          description={t('timeRules.holdsFromHint')}
          required
          min={format.today()}
          {...form.getInputProps('firstDay')}
        />
        <Text size="sm" c="dimmed">
          {t('timeRules.inMinutes')}
        </Text>
        <SimpleGrid cols={2}>
          <NumberInput {...minutes('halfDayBelowMinutes')} />
          <NumberInput {...minutes('absentBelowMinutes')} />
          <NumberInput {...minutes('automaticEndAfterMinutes')} />
          <NumberInput {...minutes('minRestMinutes')} />
          <NumberInput {...minutes('overtimeToleranceMinutes')} />
          <NumberInput {...minutes('shortfallToleranceMinutes')} />
        </SimpleGrid>
        <Checkbox label={t('timeRules.countShortfalls')} {...form.getInputProps('countsShortfalls', { type: 'checkbox' })} />
        <Stack gap="xs" component="fieldset" style={{ border: 0, padding: 0, margin: 0 }}>
          <Text component="legend" size="sm" fw={500} p={0}>
            {t('timeRules.field.automaticBreaks')}
          </Text>
          {values.automaticBreaks.map((_, at) => (
            <Group key={at} gap="xs" wrap="nowrap" align="flex-end">
              <NumberInput
                label={t('timeRules.breakOver')}
                min={0}
                max={1440}
                allowDecimal={false}
                {...form.getInputProps(`automaticBreaks.${at}.overMinutes`)}
              />
              <NumberInput
                label={t('timeRules.breakMinutes')}
                min={1}
                max={480}
                allowDecimal={false}
                {...form.getInputProps(`automaticBreaks.${at}.minutes`)}
              />
              <ActionIcon
                variant="subtle"
                color="bad"
                size={36}
                aria-label={t('timeRules.dropBreak', { number: at + 1 })}
                onClick={() => form.removeListItem('automaticBreaks', at)}
              >
                <IconTrash size={16} aria-hidden />
              </ActionIcon>
            </Group>
          ))}
          <div>
            <Button
              size="xs"
              variant="default"
              leftSection={<IconPlus size={14} aria-hidden />}
              disabled={values.automaticBreaks.length >= 5}
              onClick={() => form.insertListItem('automaticBreaks', { overMinutes: 360, minutes: 30 })}
            >
              {t('timeRules.addBreak')}
            </Button>
          </div>
        </Stack>
        <FormFoot error={save.error} pending={save.pending} submit={t('timeRules.save')} cancel={props.close} disabled={!form.isDirty()} />
      </Stack>
    </form>
  )
}

const isSame = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b)
