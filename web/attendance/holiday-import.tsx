import { Badge, Checkbox, NumberInput, SimpleGrid, Stack, Switch, Table, Text } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useDebouncedValue } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { importHolidays, previewImport, type HolidayCalendar } from '../../server/modules/attendance/holiday-calendar.contract.ts'
import { call, q } from '../api.ts'
import { useMe } from '../auth/me.ts'
import { Answer } from '../ui/answer.tsx'
import { FormFoot } from '../ui/form-drawer.tsx'
import { useFormat } from '../ui/format.ts'
import { RowSkeletons } from '../ui/list-card.tsx'
import { useSave } from '../ui/save.ts'
import { PlaceFields } from './holiday-calendar-forms.tsx'

/** Public holidays of a country or region, shown with what is there already before any is added; each can be left out. */
export function HolidayImport(props: { calendar: HolidayCalendar; year: number; close: () => void; after: (words: string) => void }) {
  const { t } = useTranslation()
  const { calendar } = props
  const { language } = useMe().user
  const form = useForm({
    initialValues: {
      country: calendar.country,
      region: calendar.region,
      fromYear: props.year as number | string,
      toYear: props.year as number | string,
      follow: calendar.follows,
      leftOut: [] as string[],
    },
    validate: { country: (value) => (value ? null : t('auth.needed')) },
  })
  const { leftOut } = form.values
  const ask = sourceOf(form.values)
  const [settled] = useDebouncedValue(ask, 300)
  const params = { id: calendar.id }
  const preview = useQuery({ ...q(previewImport, { params, body: settled }), enabled: settled.country !== '', gcTime: 0 })
  const dates = preview.data?.dates ?? []
  const added = dates.filter(({ day, state }) => state === 'new' && !leftOut.includes(day)).map(({ day }) => day)
  // What is added is what was looked at.
  const isShown = preview.isSuccess && JSON.stringify(ask) === JSON.stringify(settled)
  const save = useSave(form, {
    send: ({ follow }, keyFor) => {
      const body = { ...ask, follow, days: added }
      return call(importHolidays, { params, body, idempotencyKey: keyFor(body) })
    },
    saved: (data) => props.after(t('holidays.import.done', { count: data.added })),
  })
  const year = { min: 1970, max: 2100, allowDecimal: false, thousandSeparator: '', required: true }
  return (
    <form onSubmit={save.submit} noValidate>
      <Stack>
        <PlaceFields form={form} required />
        <SimpleGrid cols={2}>
          <NumberInput label={t('holidays.fromYear')} {...year} {...form.getInputProps('fromYear')} />
          <NumberInput label={t('holidays.toYear')} {...year} {...form.getInputProps('toYear')} />
        </SimpleGrid>
        <Switch label={t('holidays.calendar.follows')} {...form.getInputProps('follow', { type: 'checkbox' })} />
        {settled.country === '' ? (
          <Text size="sm" c="dimmed">
            {t('holidays.import.choose')}
          </Text>
        ) : (
          <Answer query={preview} skeleton={<RowSkeletons />}>
            {() => (
              <>
                <Text size="sm" fw={500} role="status">
                  {t('holidays.import.adds', { count: added.length })}
                  {t('ui.dot')}
                  {t('holidays.import.there', { count: dates.filter(({ state }) => state === 'present').length })}
                </Text>
                <Dates
                  dates={dates}
                  leftOut={leftOut}
                  toggle={(day) =>
                    form.setFieldValue('leftOut', leftOut.includes(day) ? leftOut.filter((one) => one !== day) : [...leftOut, day])
                  }
                />
              </>
            )}
          </Answer>
        )}
        <FormFoot
          error={save.error}
          pending={save.pending}
          submit={t('holidays.import.add', { count: added.length })}
          disabled={!isShown || (added.length === 0 && form.values.follow === calendar.follows)}
          cancel={props.close}
        />
      </Stack>
    </form>
  )

  function sourceOf({ country, region, fromYear, toYear }: typeof form.values) {
    return {
      country: country ?? '',
      ...(region && { region }),
      fromYear: Number(fromYear) || props.year,
      toYear: Number(toYear) || props.year,
      ...(language && { language: language.slice(0, 2) }),
    }
  }
}

type PublicDate = { day: string; name: string; portion: 'full' | 'second'; state: 'new' | 'present' }

function Dates({ dates, leftOut, toggle }: { dates: readonly PublicDate[]; leftOut: readonly string[]; toggle: (day: string) => void }) {
  const { t } = useTranslation()
  const format = useFormat()
  return (
    <Table aria-label={t('holidays.import.preview')}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th aria-label={t('holidays.import.take')} />
          <Table.Th>{t('holidays.when')}</Table.Th>
          <Table.Th>{t('holidays.name')}</Table.Th>
          <Table.Th>{t('holidays.import.state')}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {dates.map(({ day, name, portion, state }) => (
          <Table.Tr key={day}>
            <Table.Td>
              {state === 'new' && (
                <Checkbox
                  size="xs"
                  aria-label={t('holidays.import.takeOne', { name, day: format.date(day) })}
                  checked={!leftOut.includes(day)}
                  onChange={() => toggle(day)}
                />
              )}
            </Table.Td>
            <Table.Td>{format.date(day)}</Table.Td>
            <Table.Td>
              {name}
              {portion === 'second' && (
                <Text size="xs" c="dimmed">
                  {t('holidays.portions.second')}
                </Text>
              )}
            </Table.Td>
            <Table.Td>
              <Badge color={state === 'new' ? 'good' : 'gray'}>{t(`holidays.import.states.${state}`)}</Badge>
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  )
}
