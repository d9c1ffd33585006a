import { Chip, Group, Input, Select, Stack } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { Body } from '../../server/core/contract.ts'
import {
  assignShift,
  endShiftAssignment,
  removeShiftAssignment,
  type ShiftAssignment,
} from '../../server/modules/attendance/shift.contract.ts'
import { call, outdate } from '../api.ts'
import { reachesAll, useMe } from '../auth/me.ts'
import { PersonSelect } from '../employees/person-select.tsx'
import { branchSource, departmentSource } from '../organization/sources.ts'
import { Confirm } from '../ui/confirm.tsx'
import { FormDrawer, FormFoot } from '../ui/form-drawer.tsx'
import { useFormat } from '../ui/format.ts'
import { Held } from '../ui/held.tsx'
import { done } from '../ui/notify.ts'
import { useSave } from '../ui/save.ts'
import { Unsaved } from '../ui/unsaved.tsx'
import { FromUntil } from './from-until.tsx'
import { shiftSource } from './shift-source.ts'
import { SearchSelect } from '../ui/search-select.tsx'

type Close = (ignoreBlocker?: boolean) => void
type FormProps = { close: Close; after: (words: string) => void }

/** Assigning a shift, changing the dates of an assignment, taking it back. */
export default function ShiftUseForms(props: {
  form: 'assign' | 'reassign' | 'unassign'
  shiftId: string | undefined
  use: ShiftAssignment | undefined
  close: Close
}) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const { form, use, close } = props
  const leave = () => close()
  const after = (words: string) => {
    done(words)
    close(true)
    void outdate(client, '/shift-assignments', '/roster-plan', '/attendance')
  }
  const shift = use?.shiftName ?? t('roster.off')
  return (
    <>
      <FormDrawer opened={form === 'assign'} title={t('shiftSetup.use.add')} close={leave}>
        <Assign shiftId={props.shiftId} close={close} after={after} />
      </FormDrawer>
      {use && (
        <>
          <FormDrawer opened={form === 'reassign'} title={use.targetName} close={leave}>
            <Held current={use} path="/shift-assignments">
              {(base) => <Dates use={base} close={close} after={after} />}
            </Held>
          </FormDrawer>
          <Confirm
            opened={form === 'unassign'}
            title={t('shiftSetup.use.removeTitle', { shift, name: use.targetName })}
            text={t('shiftSetup.use.removeText')}
            act={t('holidays.use.remove')}
            send={() => call(removeShiftAssignment, { params: { id: use.id } })}
            done={() => after(t('shiftSetup.use.removed', { shift, name: use.targetName }))}
            close={leave}
          />
        </>
      )}
    </>
  )
}

const kinds = ['person', 'department', 'branch'] as const
const dayOff = 'off'

function Assign({ shiftId, close, after }: FormProps & { shiftId: string | undefined }) {
  const { t } = useTranslation()
  const format = useFormat()
  // Groups are planned by who plans for everybody.
  const plansGroups = reachesAll(useMe(), 'shift.assign')
  const form = useForm({
    initialValues: {
      shiftId: shiftId ?? null,
      kind: 'person' as (typeof kinds)[number],
      targetId: null as string | null,
      firstDay: format.today(),
      lastDay: '',
      weekdays: [] as string[],
    },
    validate: {
      shiftId: (value) => (value ? null : t('auth.needed')),
      targetId: (value) => (value ? null : t('auth.needed')),
      firstDay: (value) => (value ? null : t('auth.needed')),
    },
  })
  const { kind } = form.values
  const save = useSave(form, {
    send: (values, keyFor) => {
      const target = { person: 'employeeId', department: 'departmentId', branch: 'branchId' }[values.kind]
      const body: Body<typeof assignShift> = {
        shiftId: values.shiftId === dayOff ? null : values.shiftId,
        [target]: values.targetId,
        firstDay: values.firstDay,
        lastDay: values.lastDay || null,
        ...(values.weekdays.length > 0 && { weekdays: values.weekdays.map(Number) }),
      }
      return call(assignShift, { body, idempotencyKey: keyFor(body) })
    },
    saved: ({ assignment }) =>
      after(t('shiftSetup.use.added', { shift: assignment.shiftName ?? t('roster.off'), name: assignment.targetName })),
    fields: { SHIFT_ARCHIVED: 'shiftId', SHIFT_OVERLAP: 'firstDay' },
  })
  const target = { required: true, ...form.getInputProps('targetId') }
  return (
    <form onSubmit={save.submit} noValidate>
      <Unsaved when={save.unsaved} />
      <Stack>
        <SearchSelect
          source={shiftSource}
          also={[{ value: dayOff, label: t('shiftSetup.use.dayOff') }]}
          label={t('shiftSetup.use.shift')}
          required
          {...form.getInputProps('shiftId')}
        />
        {plansGroups && (
          <Select
            label={t('holidays.use.who')}
            allowDeselect={false}
            data={kinds.map((value) => ({ value, label: t(`shiftSetup.use.${value}`) }))}
            {...form.getInputProps('kind')}
            onChange={(value) => form.setValues({ kind: value as (typeof kinds)[number], targetId: null })}
          />
        )}
        {kind === 'person' && <PersonSelect label={t('shiftSetup.use.person')} {...target} />}
        {kind === 'department' && <SearchSelect source={departmentSource} label={t('shiftSetup.use.department')} {...target} />}
        {kind === 'branch' && <SearchSelect source={branchSource} label={t('shiftSetup.use.branch')} {...target} />}
        <FromUntil form={form} />
        <Input.Wrapper
          component="fieldset"
          label={t('shiftSetup.use.weekdays')}
          labelElement="div"
          description={t('shiftSetup.use.weekdaysHint')}
          style={{ border: 0, padding: 0, margin: 0 }}
        >
          <Chip.Group multiple {...form.getInputProps('weekdays')}>
            <Group gap={6} mt="xs">
              {[1, 2, 3, 4, 5, 6, 7].map((weekday) => (
                <Chip key={weekday} size="xs" value={String(weekday)}>
                  {format.weekdayName(weekday)}
                </Chip>
              ))}
            </Group>
          </Chip.Group>
        </Input.Wrapper>
        <FormFoot error={save.error} pending={save.pending} submit={t('shiftSetup.use.add')} cancel={() => close()} />
      </Stack>
    </form>
  )
}

function Dates({ use, close, after }: FormProps & { use: ShiftAssignment }) {
  const { t } = useTranslation()
  const form = useForm({
    initialValues: { firstDay: use.firstDay, lastDay: use.lastDay ?? '' },
    validate: { firstDay: (value) => (value ? null : t('auth.needed')) },
  })
  const save = useSave(form, {
    send: ({ firstDay, lastDay }) =>
      call(endShiftAssignment, { params: { id: use.id }, body: { firstDay, lastDay: lastDay || null, version: use.version } }),
    saved: () => after(t('holidays.saved', { name: use.targetName })),
    fields: { SHIFT_OVERLAP: 'firstDay' },
  })
  return (
    <form onSubmit={save.submit} noValidate>
      <Unsaved when={save.unsaved} />
      <Stack>
        <FromUntil form={form} />
        <FormFoot error={save.error} pending={save.pending} submit={t('ui.saveChanges')} cancel={() => close()} />
      </Stack>
    </form>
  )
}
