import { Accordion, ColorInput, NumberInput, Select, SimpleGrid, Stack, Switch, Text, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useTranslation } from 'react-i18next'
import { createShift, updateShift, type Shift } from '../../server/modules/attendance/shift.contract.ts'
import { call } from '../api.ts'
import { ClockInput } from '../ui/date-inputs.tsx'
import { FormFoot } from '../ui/form-drawer.tsx'
import { useFormat } from '../ui/format.ts'
import { limitsOf } from '../ui/forms.ts'
import { useSave } from '../ui/save.ts'
import { Unsaved } from '../ui/unsaved.tsx'
import { useShifts } from './roster.ts'
import { isOvernight, lengthOf } from './shift-setup.ts'

const swatches = ['#2f9e44', '#1971c2', '#6741d9', '#e8590c', '#c2255c', '#0c8599']
const companys = ['lateGraceMinutes', 'earlyGraceMinutes', 'halfDayBelowMinutes', 'absentBelowMinutes'] as const

/** A shift with its times, and behind them what may stay as the company has it. */
export function ShiftEditForm(props: { shift: Shift | undefined; close: () => void; saved: (saved: Shift) => void }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { shift } = props
  const used = useShifts()?.length ?? 0
  const form = useForm({
    initialValues: {
      name: shift?.name ?? '',
      startTime: shift?.startTime ?? '09:00',
      endTime: shift?.endTime ?? '17:00',
      color: shift ? (shift.color ?? '') : swatches[used % swatches.length]!,
      breakMinutes: (shift?.breakMinutes ?? 0) as number | string,
      windowBeforeMinutes: (shift?.windowBeforeMinutes ?? 120) as number | string,
      windowAfterMinutes: (shift?.windowAfterMinutes ?? 240) as number | string,
      lateGraceMinutes: (shift?.lateGraceMinutes ?? '') as number | string,
      earlyGraceMinutes: (shift?.earlyGraceMinutes ?? '') as number | string,
      halfDayBelowMinutes: (shift?.halfDayBelowMinutes ?? '') as number | string,
      absentBelowMinutes: (shift?.absentBelowMinutes ?? '') as number | string,
      counting: shift?.counting ?? ('pairs' as const),
      countEarly: shift?.countEarly ?? true,
      countLate: shift?.countLate ?? true,
      onDaysOff: shift?.onDaysOff ?? ('work' as const),
      onHolidays: shift?.onHolidays ?? ('off' as const),
    },
    validate: {
      name: (value) => (value.trim() ? null : t('auth.needed')),
      startTime: (value) => (value ? null : t('auth.needed')),
      endTime: (value) => (value ? null : t('auth.needed')),
    },
  })
  const { values } = form
  const save = useSave(form, {
    send: (all, keyFor) => {
      const company = Object.fromEntries(companys.map((field) => [field, all[field] === '' ? null : Number(all[field])]))
      const body = {
        ...all,
        ...(company as Record<(typeof companys)[number], number | null>),
        name: all.name.trim(),
        color: all.color || null,
        breakMinutes: Number(all.breakMinutes),
        windowBeforeMinutes: Number(all.windowBeforeMinutes),
        windowAfterMinutes: Number(all.windowAfterMinutes),
      }
      return shift
        ? call(updateShift, { params: { id: shift.id }, body: { ...body, version: shift.version } })
        : call(createShift, { body, idempotencyKey: keyFor(body) })
    },
    saved: (data) => props.saved(data.shift),
    fields: { SHIFT_NAME_TAKEN: 'name', SHIFT_BREAK: 'breakMinutes' },
  })
  const minutes = (field: 'breakMinutes' | 'windowBeforeMinutes' | 'windowAfterMinutes' | (typeof companys)[number]) => ({
    label: t(`shiftSetup.field.${field}`),
    min: 0,
    max: limitsOf(createShift, field).maximum ?? 1440,
    allowDecimal: false,
    ...form.getInputProps(field),
  })
  const either = (field: 'onDaysOff' | 'onHolidays') => ({
    label: t(`shiftSetup.field.${field}`),
    allowDeselect: false,
    data: (['work', 'off'] as const).map((value) => ({ value, label: t(`shiftSetup.worked.${value}`) })),
    ...form.getInputProps(field),
  })
  const isTimed = values.startTime !== '' && values.endTime !== ''
  return (
    <form onSubmit={save.submit} noValidate>
      <Unsaved when={save.unsaved} />
      <Stack>
        <TextInput
          label={t('roster.shiftName')}
          required
          data-autofocus
          maxLength={limitsOf(createShift, 'name').maxLength ?? 80}
          {...form.getInputProps('name')}
        />
        <SimpleGrid cols={2}>
          <ClockInput label={t('roster.starts')} required {...form.getInputProps('startTime')} />
          <ClockInput label={t('roster.ends')} required {...form.getInputProps('endTime')} />
        </SimpleGrid>
        {isTimed && (
          <Text size="sm" c="dimmed" aria-live="polite">
            {t(isOvernight(values) ? 'shiftSetup.lengthOvernight' : 'shiftSetup.length', { time: format.duration(lengthOf(values)) })}
          </Text>
        )}
        <SimpleGrid cols={2}>
          <NumberInput {...minutes('breakMinutes')} />
          <ColorInput
            label={t('roster.color')}
            format="hex"
            swatches={swatches}
            disallowInput
            withPicker={false}
            withEyeDropper={false}
            {...form.getInputProps('color')}
          />
        </SimpleGrid>
        <Accordion variant="contained">
          <Accordion.Item value="more">
            <Accordion.Control>{t('shiftSetup.more')}</Accordion.Control>
            <Accordion.Panel>
              <Stack>
                <Text size="sm" c="dimmed">
                  {t('shiftSetup.moreHint')}
                </Text>
                <SimpleGrid cols={2}>
                  <NumberInput {...minutes('windowBeforeMinutes')} />
                  <NumberInput {...minutes('windowAfterMinutes')} />
                  {companys.map((field) => (
                    <NumberInput key={field} placeholder={t('shiftSetup.companys')} {...minutes(field)} />
                  ))}
                  <Select {...either('onDaysOff')} />
                  <Select {...either('onHolidays')} />
                </SimpleGrid>
                <Select
                  label={t('shiftSetup.field.counting')}
                  allowDeselect={false}
                  data={(['pairs', 'first-last'] as const).map((value) => ({ value, label: t(`shiftSetup.counting.${value}`) }))}
                  {...form.getInputProps('counting')}
                />
                <Switch label={t('shiftSetup.field.countEarly')} {...form.getInputProps('countEarly', { type: 'checkbox' })} />
                <Switch label={t('shiftSetup.field.countLate')} {...form.getInputProps('countLate', { type: 'checkbox' })} />
              </Stack>
            </Accordion.Panel>
          </Accordion.Item>
        </Accordion>
        <FormFoot
          error={save.error}
          pending={save.pending}
          submit={shift ? t('ui.saveChanges') : t('roster.addShift')}
          cancel={props.close}
        />
      </Stack>
    </form>
  )
}
