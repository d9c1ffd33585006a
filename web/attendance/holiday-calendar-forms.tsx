import { Select, SimpleGrid, Stack, Switch, TextInput } from '@mantine/core'
import { useForm, type UseFormReturnType } from '@mantine/form'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import {
  assignCalendar,
  changeAssignment,
  createCalendar,
  listPlaces,
  updateCalendar,
  type CalendarAssignment,
  type HolidayCalendar,
} from '../../server/modules/attendance/holiday-calendar.contract.ts'
import { call, q } from '../api.ts'
import { PersonSelect } from '../employees/person-select.tsx'
import { FormFoot } from '../ui/form-drawer.tsx'
import { useFormat } from '../ui/format.ts'
import { limitsOf } from '../ui/forms.ts'
import { useSave } from '../ui/save.ts'
import { Unsaved } from '../ui/unsaved.tsx'
import { FromUntil } from './from-until.tsx'
import { branchSource } from '../organization/sources.ts'
import { SearchSelect } from '../ui/search-select.tsx'

type Placed = { country: string | null; region: string | null }

/** A country and, where it has some, a region with holidays of its own. */
export function PlaceFields<V extends Placed>({ form, required = false }: { form: UseFormReturnType<V>; required?: boolean }) {
  const { t } = useTranslation()
  const { country } = form.values
  const countries = useQuery({ ...q(listPlaces, { query: {} }), staleTime: Infinity })
  const regions = useQuery({ ...q(listPlaces, { query: { country: country ?? '' } }), enabled: country !== null, staleTime: Infinity })
  const options = (places: readonly { code: string; name: string }[] = []) => places.map(({ code, name }) => ({ value: code, label: name }))
  const regionOptions = country === null ? [] : options(regions.data?.places)
  return (
    <SimpleGrid cols={2}>
      <Select
        label={t('holidays.calendar.country')}
        required={required}
        searchable
        clearable={!required}
        data={options(countries.data?.places)}
        {...form.getInputProps('country')}
        onChange={(value) => form.setValues({ country: value, region: null } as Partial<V>)}
      />
      <Select
        label={t('holidays.calendar.region')}
        placeholder={t('holidays.calendar.whole')}
        searchable
        clearable
        disabled={regionOptions.length === 0}
        data={regionOptions}
        {...form.getInputProps('region')}
      />
    </SimpleGrid>
  )
}

export function CalendarForm(props: { calendar: HolidayCalendar | undefined; close: () => void; saved: (saved: HolidayCalendar) => void }) {
  const { t } = useTranslation()
  const { calendar } = props
  const form = useForm({
    initialValues: {
      name: calendar?.name ?? '',
      country: calendar?.country ?? null,
      region: calendar?.region ?? null,
      replaces: calendar?.replaces ?? false,
      follows: calendar?.follows ?? false,
    },
    validate: { name: (value) => (value.trim() ? null : t('auth.needed')) },
  })
  const save = useSave(form, {
    send: ({ name, ...rest }, keyFor) => {
      const body = { name: name.trim(), ...rest, follows: rest.country !== null && rest.follows }
      return calendar
        ? call(updateCalendar, { params: { id: calendar.id }, body: { ...body, version: calendar.version } })
        : call(createCalendar, { body, idempotencyKey: keyFor(body) })
    },
    saved: (data) => props.saved(data.calendar),
    fields: { CALENDAR_NAME_TAKEN: 'name', COUNTRY_MISSING: 'country', COUNTRY_UNKNOWN: 'country', REGION_UNKNOWN: 'region' },
  })
  return (
    <form onSubmit={save.submit} noValidate>
      <Unsaved when={save.unsaved} />
      <Stack>
        <TextInput
          label={t('holidays.calendar.name')}
          required
          data-autofocus
          maxLength={limitsOf(createCalendar, 'name').maxLength}
          {...form.getInputProps('name')}
        />
        <PlaceFields form={form} />
        <Switch
          label={t('holidays.calendar.follows')}
          disabled={form.values.country === null}
          {...form.getInputProps('follows', { type: 'checkbox' })}
        />
        {!calendar?.isCompany && (
          <Switch
            label={t('holidays.calendar.replaces')}
            description={t('holidays.calendar.replacesHint')}
            {...form.getInputProps('replaces', { type: 'checkbox' })}
          />
        )}
        <FormFoot
          error={save.error}
          pending={save.pending}
          submit={calendar ? t('ui.saveChanges') : t('holidays.calendar.add')}
          cancel={props.close}
        />
      </Stack>
    </form>
  )
}

/** For whom a calendar holds: a branch or a person, from a day on. */
export function AssignmentForm(props: {
  calendarId: string
  assignment: CalendarAssignment | undefined
  close: () => void
  after: (words: string) => void
}) {
  const { t } = useTranslation()
  const format = useFormat()
  const { assignment } = props
  const form = useForm({
    initialValues: {
      who: 'branch' as 'branch' | 'person',
      branchId: null as string | null,
      employeeId: null as string | null,
      firstDay: assignment?.firstDay ?? format.today(),
      lastDay: assignment?.lastDay ?? '',
    },
    validate: {
      branchId: (value, { who }) => (assignment || who !== 'branch' || value ? null : t('auth.needed')),
      employeeId: (value, { who }) => (assignment || who !== 'person' || value ? null : t('auth.needed')),
      firstDay: (value) => (value ? null : t('auth.needed')),
    },
  })
  const save = useSave(form, {
    send: ({ who, branchId, employeeId, firstDay, lastDay }, keyFor) => {
      const dates = { firstDay, lastDay: lastDay || null }
      if (assignment) {
        const params = { id: props.calendarId, assignmentId: assignment.id }
        return call(changeAssignment, { params, body: { ...dates, version: assignment.version } })
      }
      const body = { ...dates, ...(who === 'branch' ? { branchId: branchId! } : { employeeId: employeeId! }) }
      return call(assignCalendar, { params: { id: props.calendarId }, body, idempotencyKey: keyFor(body) })
    },
    saved: ({ assignment: saved }) => props.after(t('holidays.saved', { name: saved.employeeName ?? saved.branchName ?? '' })),
  })
  return (
    <form onSubmit={save.submit} noValidate>
      <Unsaved when={save.unsaved} />
      <Stack>
        {!assignment && (
          <Select
            label={t('holidays.use.who')}
            allowDeselect={false}
            data={(['branch', 'person'] as const).map((value) => ({ value, label: t(`holidays.use.${value}`) }))}
            {...form.getInputProps('who')}
          />
        )}
        {!assignment && form.values.who === 'branch' && (
          <SearchSelect label={t('holidays.use.branch')} required source={branchSource} {...form.getInputProps('branchId')} />
        )}
        {!assignment && form.values.who === 'person' && (
          <PersonSelect label={t('holidays.use.person')} required {...form.getInputProps('employeeId')} />
        )}
        <FromUntil form={form} />
        <FormFoot
          error={save.error}
          pending={save.pending}
          submit={assignment ? t('ui.saveChanges') : t('holidays.use.add')}
          cancel={props.close}
        />
      </Stack>
    </form>
  )
}
