import { Group, Input, type InputWrapperProps } from '@mantine/core'
import { DateInput, TimePicker, type DateInputProps, type TimePickerProps } from '@mantine/dates'
import '@mantine/dates/styles.css'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useMe } from '../auth/me.ts'
import { useCalendarLocale } from './calendar-locale.ts'
import { typedDay } from './days.ts'
import { useFormat } from './format.ts'

type WeekDay = 0 | 1 | 2 | 3 | 4 | 5 | 6

/** How calendars look here: names in the person's language, weeks as the company begins them, its days off marked. */
export function useCalendar() {
  const { t, i18n } = useTranslation()
  const format = useFormat()
  const { settings } = useMe()
  const weekDay = (day: number) => (day % 7) as WeekDay
  return {
    locale: useCalendarLocale(i18n.language),
    firstDayOfWeek: weekDay(settings.weekStart),
    weekendDays: [1, 2, 3, 4, 5, 6, 7].filter((day) => !settings.workingDays.includes(day)).map(weekDay),
    highlightToday: true,
    ariaLabels: { nextMonth: t('ui.nextMonth'), previousMonth: t('ui.previousMonth') },
    getDayProps: (day: string) => ({ 'aria-label': format.longDay(day) }),
  }
}

type DayProps = Omit<DateInputProps, 'value' | 'onChange' | 'minDate' | 'maxDate' | 'defaultValue'> & {
  value?: string | undefined
  onChange?: (day: string) => void
  min?: string | undefined
  max?: string | undefined
}

/** A date, 'YYYY-MM-DD' or '' for none: typed in the format of the person or chosen from a calendar that a click opens. */
export function DayInput({ value, onChange, min, max, required, ...props }: DayProps) {
  const { t } = useTranslation()
  const format = useFormat()
  const calendar = useCalendar()
  const [opened, setOpened] = useState(false)
  return (
    <DateInput
      {...calendar}
      valueFormat={format.pattern}
      placeholder={format.pattern}
      dateParser={(text) => typedDay(text, format.pattern)}
      {...props}
      {...(required && { required })}
      value={value || null}
      onChange={(day) => {
        setOpened(false)
        onChange?.(day ?? '')
      }}
      {...(min && { minDate: min })}
      {...(max && { maxDate: max })}
      clearable={!required}
      allowDeselect={false}
      clearButtonProps={{ 'aria-label': t('ui.clear') }}
      // Only a click opens it, so that it lies over nothing while somebody types or goes through the form.
      popoverProps={{ opened, onChange: setOpened }}
      onClick={() => setOpened(true)}
      onBlur={(event) => {
        setOpened(false)
        props.onBlur?.(event)
      }}
      onKeyDown={(event) => {
        if (event.key === 'Escape' || event.key === 'Tab') setOpened(false)
        if (event.key === 'ArrowDown') setOpened(true)
      }}
      {...(opened && { 'data-mantine-stop-propagation': true })}
    />
  )
}

type ClockProps = Omit<TimePickerProps, 'format' | 'hoursInputLabel' | 'minutesInputLabel' | 'amPmInputLabel' | 'amPmLabels'>

/** A time of day, 'HH:MM', on the clock of the company. The hours are named by `label` or `aria-label` as well. */
export function ClockInput(props: ClockProps & { clock?: '12' | '24' }) {
  const { t } = useTranslation()
  const { settings } = useMe()
  const { clock = settings.timeFormat, 'aria-label': spoken, ...rest } = props
  const of = spoken ?? (typeof rest.label === 'string' ? rest.label : '')
  return (
    <TimePicker
      format={clock === '12' ? '12h' : '24h'}
      hoursInputLabel={t('ui.hoursOf', { of })}
      minutesInputLabel={t('ui.minutesOf', { of })}
      amPmInputLabel={t('ui.halfOf', { of })}
      amPmLabels={{ am: t('ui.am'), pm: t('ui.pm') }}
      {...rest}
    />
  )
}

type MomentProps = Pick<InputWrapperProps, 'label' | 'description' | 'error' | 'required'> & {
  value?: string
  onChange?: (local: string) => void
}

/** Date and time in the person's zone, 'YYYY-MM-DDTHH:MM'; '' until both are there. */
export function MomentInput({ label, description, error, required, value = '', onChange }: MomentProps) {
  const { t } = useTranslation()
  const [day, setDay] = useState(value.slice(0, 10))
  const [time, setTime] = useState(value.slice(11, 16))
  const of = typeof label === 'string' ? label : ''
  const tell = (nextDay: string, nextTime: string) => {
    setDay(nextDay)
    setTime(nextTime)
    onChange?.(nextDay && nextTime ? `${nextDay}T${nextTime}` : '')
  }
  return (
    <Input.Wrapper label={label} labelElement="div" description={description} error={error} {...(required && { required })}>
      <Group gap="xs" wrap="nowrap" role="group" aria-label={of}>
        <DayInput
          aria-label={t('ui.dayOf', { of })}
          value={day}
          {...(required && { required })}
          error={Boolean(error)}
          onChange={(next) => tell(next, time || '09:00')}
          flex={1}
          miw={120}
        />
        <ClockInput aria-label={of} value={time} error={Boolean(error)} onChange={(next) => tell(day, next)} />
      </Group>
    </Input.Wrapper>
  )
}
