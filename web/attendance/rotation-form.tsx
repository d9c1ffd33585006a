import { Button, Group, NativeSelect, Stack, Text, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { IconCopy, IconMinus, IconPlus } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { createRoster, updateRoster, type Roster } from '../../server/modules/attendance/roster.contract.ts'
import { call } from '../api.ts'
import { DayInput } from '../ui/date-inputs.tsx'
import { FormFoot } from '../ui/form-drawer.tsx'
import { useFormat } from '../ui/format.ts'
import { limitsOf } from '../ui/forms.ts'
import { useSave } from '../ui/save.ts'
import { Unsaved } from '../ui/unsaved.tsx'
import { useShifts } from './roster.ts'

const most = 366

/** A rotation day by day: which shift is worked on each, or none. */
export function RotationForm(props: { roster: Roster | undefined; close: () => void; saved: (saved: Roster) => void }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { roster } = props
  const shifts = useShifts() ?? []
  const form = useForm({
    initialValues: {
      name: roster?.name ?? '',
      anchorDay: roster?.anchorDay ?? format.today(),
      slots: (roster?.slots ?? Array.from({ length: 7 }, () => null)).map((id) => id ?? ''),
    },
    validate: {
      name: (value) => (value.trim() ? null : t('auth.needed')),
      anchorDay: (value) => (value ? null : t('auth.needed')),
    },
  })
  const { slots } = form.values
  const save = useSave(form, {
    send: ({ name, anchorDay, slots: chosen }, keyFor) => {
      const body = { name: name.trim(), anchorDay, slots: chosen.map((id) => id || null) }
      return roster
        ? call(updateRoster, { params: { id: roster.id }, body: { ...body, version: roster.version } })
        : call(createRoster, { body, idempotencyKey: keyFor(body) })
    },
    saved: (data) => props.saved(data.roster),
    fields: { ROSTER_NAME_TAKEN: 'name', SHIFT_ARCHIVED: 'slots' },
  })
  const set = (next: string[]) => form.setFieldValue('slots', next)
  const choices = [
    { value: '', label: t('roster.off') },
    // One that is archived can stay where it is.
    ...shifts.filter(({ id, isActive }) => isActive || slots.includes(id)).map(({ id, name }) => ({ value: id, label: name })),
  ]
  return (
    <form onSubmit={save.submit} noValidate>
      <Unsaved when={save.unsaved} />
      <Stack>
        <TextInput
          label={t('roster.shiftName')}
          required
          data-autofocus
          maxLength={limitsOf(createRoster, 'name').maxLength ?? 80}
          {...form.getInputProps('name')}
        />
        <DayInput
          label={t('shiftSetup.rosters.anchor')}
          description={t('shiftSetup.rosters.anchorHint')}
          required
          {...form.getInputProps('anchorDay')}
        />
        <div className="rotation-days">
          {slots.map((id, index) => (
            <NativeSelect
              key={index}
              size="xs"
              label={t('shiftSetup.rosters.day', { number: index + 1 })}
              data={choices}
              value={id}
              onChange={(event) => set(slots.with(index, event.currentTarget.value))}
            />
          ))}
        </div>
        {form.errors.slots && (
          <Text size="sm" c="var(--mantine-color-bad-text)" role="alert">
            {form.errors.slots}
          </Text>
        )}
        <Group gap="xs">
          <Button
            size="xs"
            variant="default"
            leftSection={<IconPlus size={14} aria-hidden />}
            disabled={slots.length >= most}
            onClick={() => set([...slots, ''])}
          >
            {t('shiftSetup.rosters.addDay')}
          </Button>
          <Button
            size="xs"
            variant="default"
            leftSection={<IconMinus size={14} aria-hidden />}
            disabled={slots.length <= 1}
            onClick={() => set(slots.slice(0, -1))}
          >
            {t('shiftSetup.rosters.dropDay')}
          </Button>
          <Button
            size="xs"
            variant="default"
            leftSection={<IconCopy size={14} aria-hidden />}
            disabled={slots.length * 2 > most}
            onClick={() => set([...slots, ...slots])}
          >
            {t('shiftSetup.rosters.repeat')}
          </Button>
        </Group>
        <FormFoot
          error={save.error}
          pending={save.pending}
          submit={roster ? t('ui.saveChanges') : t('shiftSetup.rosters.add')}
          cancel={props.close}
        />
      </Stack>
    </form>
  )
}
