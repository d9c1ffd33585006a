import { NumberInput, Select, SimpleGrid, Stack, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useTranslation } from 'react-i18next'
import { createHoliday, holidayPortions, updateHoliday, type Holiday } from '../../server/modules/attendance/holiday.contract.ts'
import { call } from '../api.ts'
import { DayInput } from '../ui/date-inputs.tsx'
import { FormFoot } from '../ui/form-drawer.tsx'
import { useFormat } from '../ui/format.ts'
import { limitsOf } from '../ui/forms.ts'
import { useSave } from '../ui/save.ts'
import { Unsaved } from '../ui/unsaved.tsx'

const kinds = ['dates', 'fixed', 'weekday', 'easter'] as const

/** A holiday of dates, or of a rule that gives its date in every year. */
export function HolidayForm(props: {
  calendarId: string
  year: number
  holiday: Holiday | undefined
  close: () => void
  after: (words: string) => void
}) {
  const { t } = useTranslation()
  const format = useFormat()
  const { holiday } = props
  const yearly = holiday?.yearly
  const form = useForm<Values>({
    initialValues: {
      name: holiday?.name ?? '',
      kind: yearly?.kind ?? 'dates',
      firstDay: holiday?.firstDay ?? '',
      lastDay: holiday?.lastDay ?? '',
      portion: holiday?.portion ?? 'full',
      month: String(yearly?.month ?? 1),
      day: yearly?.day ?? 1,
      weekday: String(yearly?.weekday ?? 1),
      nth: String(yearly?.nth ?? 1),
      offsetDays: yearly?.offsetDays ?? 0,
      church: yearly?.church ?? 'western',
      fromYear: holiday?.fromYear ?? '',
      toYear: holiday?.toYear ?? '',
    },
    validate: {
      name: (value) => (value.trim() ? null : t('auth.needed')),
      firstDay: (value, { kind }) => (kind !== 'dates' || value ? null : t('auth.needed')),
      day: (value, { kind }) => (kind !== 'fixed' || value !== '' ? null : t('auth.needed')),
      offsetDays: (value, { kind }) => (kind !== 'easter' || value !== '' ? null : t('auth.needed')),
    },
  })
  const { values } = form
  const save = useSave(form, {
    send: ({ name, portion, ...rest }, keyFor) => {
      const body = { name: name.trim(), portion, ...datesOf(rest) }
      if (holiday) return call(updateHoliday, { params: { id: holiday.id }, body: { ...body, version: holiday.version } })
      const made = { ...body, calendarId: props.calendarId }
      return call(createHoliday, { body: made, idempotencyKey: keyFor(made) })
    },
    saved: ({ holiday: saved }) => props.after(t('holidays.saved', { name: saved.name })),
  })
  const months = Array.from({ length: 12 }, (_, index) => ({ value: String(index + 1), label: format.monthName(index + 1) }))
  const weekdays = Array.from({ length: 7 }, (_, index) => ({ value: String(index + 1), label: format.weekdayName(index + 1) }))
  const year = { min: 1900, max: 2200, allowDecimal: false, thousandSeparator: '', description: t('holidays.everyYear') }
  return (
    <form onSubmit={save.submit} noValidate>
      <Unsaved when={save.unsaved} />
      <Stack>
        <TextInput
          label={t('holidays.name')}
          required
          data-autofocus
          maxLength={limitsOf(createHoliday, 'name').maxLength}
          {...form.getInputProps('name')}
        />
        <Select
          label={t('holidays.kind')}
          allowDeselect={false}
          data={kinds.map((kind) => ({ value: kind, label: t(`holidays.kinds.${kind}`) }))}
          {...form.getInputProps('kind')}
        />
        {values.kind === 'dates' && (
          <SimpleGrid cols={2}>
            <DayInput label={t('holidays.firstDay')} required {...form.getInputProps('firstDay')} />
            <DayInput label={t('holidays.lastDay')} min={values.firstDay} {...form.getInputProps('lastDay')} />
          </SimpleGrid>
        )}
        {values.kind === 'fixed' && (
          <SimpleGrid cols={2}>
            <NumberInput label={t('holidays.day')} required min={1} max={31} allowDecimal={false} {...form.getInputProps('day')} />
            <Select label={t('holidays.month')} allowDeselect={false} data={months} {...form.getInputProps('month')} />
          </SimpleGrid>
        )}
        {values.kind === 'weekday' && (
          <SimpleGrid cols={3}>
            <Select
              label={t('holidays.nth')}
              allowDeselect={false}
              data={['1', '2', '3', '4', '5', '-1'].map((value) => ({
                value,
                label: value === '-1' ? t('holidays.lastOne') : t('holidays.nthOne', { nth: value }),
              }))}
              {...form.getInputProps('nth')}
            />
            <Select label={t('holidays.weekday')} allowDeselect={false} data={weekdays} {...form.getInputProps('weekday')} />
            <Select label={t('holidays.month')} allowDeselect={false} data={months} {...form.getInputProps('month')} />
          </SimpleGrid>
        )}
        {values.kind === 'easter' && (
          <SimpleGrid cols={2}>
            <NumberInput
              label={t('holidays.offset')}
              description={t('holidays.offsetHint')}
              required
              min={-80}
              max={200}
              allowDecimal={false}
              {...form.getInputProps('offsetDays')}
            />
            <Select
              label={t('holidays.church')}
              description={t('holidays.churchHint')}
              allowDeselect={false}
              data={(['western', 'eastern'] as const).map((value) => ({ value, label: t(`holidays.rule.${value}`) }))}
              {...form.getInputProps('church')}
            />
          </SimpleGrid>
        )}
        {values.kind !== 'dates' && (
          <SimpleGrid cols={2}>
            <NumberInput label={t('holidays.fromYear')} {...year} {...form.getInputProps('fromYear')} />
            <NumberInput label={t('holidays.toYear')} {...year} {...form.getInputProps('toYear')} />
          </SimpleGrid>
        )}
        <Select
          label={t('holidays.portion')}
          description={t('holidays.portionHint')}
          allowDeselect={false}
          data={holidayPortions.map((portion) => ({ value: portion, label: t(`holidays.portions.${portion}`) }))}
          {...form.getInputProps('portion')}
        />
        <FormFoot
          error={save.error}
          pending={save.pending}
          submit={holiday ? t('ui.saveChanges') : t('holidays.add')}
          cancel={props.close}
        />
      </Stack>
    </form>
  )
}

type Dates = {
  kind: (typeof kinds)[number]
  firstDay: string
  lastDay: string
  month: string
  day: number | string
  weekday: string
  nth: string
  offsetDays: number | string
  church: 'western' | 'eastern'
  fromYear: number | string
  toYear: number | string
}

type Values = Dates & { name: string; portion: Holiday['portion'] }

/** Dates without a rule, or a rule without dates, with the parts that its kind has. */
function datesOf({ kind, firstDay, lastDay, month, day, weekday, nth, offsetDays, church, fromYear, toYear }: Dates) {
  if (kind === 'dates') return { firstDay, lastDay: lastDay || firstDay, yearly: null, fromYear: null, toYear: null }
  const year = (value: number | string) => (value === '' ? null : Number(value))
  const rule = {
    fixed: { month: Number(month), day: Number(day) },
    weekday: { month: Number(month), weekday: Number(weekday), nth: Number(nth) },
    easter: { offsetDays: Number(offsetDays), church },
  }[kind]
  return { firstDay: null, lastDay: null, yearly: { kind, ...rule }, fromYear: year(fromYear), toYear: year(toYear) }
}
