import { ActionIcon, Button, Fieldset, Group, NumberInput, SimpleGrid, Stack, Switch, Text, TextInput } from '@mantine/core'
import { useForm, type UseFormReturnType } from '@mantine/form'
import { IconPlus, IconTrash } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { createPattern, updatePattern, type WorkingPattern } from '../../server/modules/attendance/working-pattern.contract.ts'
import { call } from '../api.ts'
import { ClockInput, DayInput } from '../ui/date-inputs.tsx'
import { startOfWeek } from '../ui/days.ts'
import { FormFoot } from '../ui/form-drawer.tsx'
import { useFormat } from '../ui/format.ts'
import { limitsOf } from '../ui/forms.ts'
import { useSave } from '../ui/save.ts'
import { Unsaved } from '../ui/unsaved.tsx'

type Time = Omit<WorkingPattern['times'][number], 'breakMinutes'> & { breakMinutes: number | string }

type Values = { name: string; weeks: number | string; anchorDay: string; isFlexible: boolean; times: Time[] }

const usual: Time[] = [1, 2, 3, 4, 5].map((weekday) => ({ week: 1, weekday, start: '09:00', end: '17:00', breakMinutes: 60 }))

/** A working pattern weekday by weekday, in each of its weeks. */
export function PatternForm(props: { pattern: WorkingPattern | undefined; close: () => void; after: (words: string) => void }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { pattern } = props
  const form = useForm<Values>({
    initialValues: {
      name: pattern?.name ?? '',
      weeks: pattern?.weeks ?? 1,
      anchorDay: pattern?.anchorDay ?? startOfWeek(format.today(), 1),
      isFlexible: pattern?.isFlexible ?? false,
      times: (pattern?.times ?? usual).map((one) => ({ ...one })),
    },
    validate: {
      name: (value) => (value.trim() ? null : t('auth.needed')),
      weeks: (value) => (value === '' ? t('auth.needed') : null),
      times: {
        start: (value: string) => (value ? null : t('auth.needed')),
        end: (value: string) => (value ? null : t('auth.needed')),
      },
    },
  })
  const weeks = Math.min(Math.max(Number(form.values.weeks) || 1, 1), 52)
  const save = useSave(form, {
    send: ({ name, anchorDay, isFlexible, times }, keyFor) => {
      const kept = times.filter(({ week }) => week <= weeks).map((one) => ({ ...one, breakMinutes: Number(one.breakMinutes) }))
      const body = { name: name.trim(), weeks, anchorDay, isFlexible, times: kept }
      return pattern
        ? call(updatePattern, { params: { id: pattern.id }, body: { ...body, version: pattern.version } })
        : call(createPattern, { body, idempotencyKey: keyFor(body) })
    },
    saved: (data) => props.after(t('holidays.saved', { name: data.pattern.name })),
    fields: { WORKING_PATTERN_NAME_TAKEN: 'name', PATTERN_ANCHOR: 'anchorDay' },
  })
  return (
    <form onSubmit={save.submit} noValidate>
      <Unsaved when={save.unsaved} />
      <Stack>
        <TextInput
          label={t('roster.shiftName')}
          required
          data-autofocus
          maxLength={limitsOf(createPattern, 'name').maxLength}
          {...form.getInputProps('name')}
        />
        <SimpleGrid cols={2}>
          <NumberInput
            label={t('timeRules.patterns.weeks')}
            required
            min={1}
            max={limitsOf(createPattern, 'weeks').maximum ?? 52}
            allowDecimal={false}
            {...form.getInputProps('weeks')}
          />
          <DayInput label={t('timeRules.patterns.anchor')} disabled={weeks === 1} {...form.getInputProps('anchorDay')} />
        </SimpleGrid>
        <Switch
          label={t('timeRules.patterns.isFlexible')}
          description={t('timeRules.patterns.flexibleHint')}
          {...form.getInputProps('isFlexible', { type: 'checkbox' })}
        />
        {Array.from({ length: weeks }, (_, index) => (
          <Fieldset key={index} legend={t('timeRules.patterns.week', { number: index + 1 })} p="xs">
            <Stack gap="xs">
              {[1, 2, 3, 4, 5, 6, 7].map((weekday) => (
                <Weekday key={weekday} form={form} week={index + 1} weekday={weekday} />
              ))}
            </Stack>
          </Fieldset>
        ))}
        <FormFoot
          error={save.error}
          pending={save.pending}
          submit={pattern ? t('ui.saveChanges') : t('timeRules.patterns.add')}
          cancel={props.close}
        />
      </Stack>
    </form>
  )
}

/** The stretches of one weekday; none is a day off. */
function Weekday({ form, week, weekday }: { form: UseFormReturnType<Values>; week: number; weekday: number }) {
  const { t } = useTranslation()
  const format = useFormat()
  const day = format.weekdayName(weekday)
  const rows = form.values.times.flatMap((one, index) => (one.week === week && one.weekday === weekday ? [index] : []))
  return (
    <div role="group" aria-label={day}>
      <Group justify="space-between" gap="xs">
        <Text size="sm" fw={500}>
          {rows.length === 0 ? t('timeRules.patterns.dayOff', { day }) : day}
        </Text>
        <Button
          size="compact-xs"
          variant="subtle"
          leftSection={<IconPlus size={13} aria-hidden />}
          aria-label={t('timeRules.patterns.addTimes', { day })}
          onClick={() => form.insertListItem('times', { week, weekday, start: '09:00', end: '17:00', breakMinutes: 0 })}
        >
          {t('timeRules.patterns.times')}
        </Button>
      </Group>
      {rows.map((index) => (
        <Group key={index} gap="xs" wrap="nowrap" align="flex-end" mt={4}>
          <ClockInput size="xs" label={t('roster.starts')} style={{ flex: 1 }} {...form.getInputProps(`times.${index}.start`)} />
          <ClockInput size="xs" label={t('roster.ends')} style={{ flex: 1 }} {...form.getInputProps(`times.${index}.end`)} />
          <NumberInput
            size="xs"
            label={t('timeRules.patterns.break')}
            min={0}
            max={1439}
            allowDecimal={false}
            style={{ flex: 1 }}
            {...form.getInputProps(`times.${index}.breakMinutes`)}
          />
          <ActionIcon
            variant="subtle"
            color="bad"
            size={30}
            aria-label={t('timeRules.patterns.dropTimes', { day })}
            onClick={() => form.removeListItem('times', index)}
          >
            <IconTrash size={15} aria-hidden />
          </ActionIcon>
        </Group>
      ))}
    </div>
  )
}
