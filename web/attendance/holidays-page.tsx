import { Badge, Button, Card, Group, Select, Stack, Text } from '@mantine/core'
import { IconCalendarStar, IconDownload, IconPencil, IconPlus, IconTrash } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { lazy, Suspense } from 'react'
import { useTranslation } from 'react-i18next'
import { listEntries } from '../../server/modules/attendance/holiday.contract.ts'
import { listAssignments } from '../../server/modules/attendance/holiday-calendar.contract.ts'
import { q } from '../api.ts'
import { can, useMe } from '../auth/me.ts'
import { Answer } from '../ui/answer.tsx'
import { Empty } from '../ui/empty.tsx'
import { useFormat } from '../ui/format.ts'
import { RowSkeletons } from '../ui/list-card.tsx'
import { Page } from '../ui/page.tsx'
import { Pager } from '../ui/pager.tsx'
import { RowMenu } from '../ui/row-menu.tsx'
import { Section } from '../ui/section.tsx'
import { CalendarUses, HolidayRows } from './holiday-rows.tsx'
import { TimeTabs } from './time-tabs.tsx'
import { calendarsQuery } from './calendars.ts'

const HolidayForms = lazy(() => import('./holiday-forms.tsx'))
const route = getRouteApi('/_app/time/holidays')

/** Calendars of holidays, what is in one in a year, and for whom it holds. Everybody may read; who configures may change. */
export function HolidaysPage() {
  const { t } = useTranslation()
  const format = useFormat()
  const mayChange = can(useMe(), 'attendance.configure')
  const { calendar: asked, form, id, year: askedYear, page = 1, uses = 1 } = route.useSearch()
  const navigate = useNavigate({ from: '/time/holidays' })
  const thisYear = Number(format.today().slice(0, 4))
  const year = yearOf(askedYear) ?? thisYear
  const calendars = useQuery(calendarsQuery)
  const all = calendars.data ?? []
  const calendar = all.find((one) => one.id === asked) ?? all.find((one) => one.isCompany) ?? all[0]
  const params = { id: calendar?.id ?? '' }
  const entries = useQuery({ ...q(listEntries, { params, query: { year, limit: 50, page } }), enabled: calendar !== undefined })
  const assignments = useQuery({
    ...q(listAssignments, { params, query: { limit: 20, page: uses } }),
    enabled: mayChange && calendar !== undefined && !calendar.isCompany,
  })
  const open = (what: NonNullable<typeof form>, which?: string) =>
    void navigate({ search: ({ id: _id, ...old }) => ({ ...old, form: what, ...(which && { id: which }) }) })
  const close = (ignoreBlocker = false) =>
    void navigate({ search: ({ form: _form, id: _id, ...old }) => old, ignoreBlocker, replace: true })
  const go = (to: { calendar?: string; year?: string }) =>
    void navigate({ search: ({ page: _page, uses: _uses, ...old }) => ({ ...old, ...to }) })
  const placeOf = (country: string, region: string | null) => {
    const name = format.country(country)
    return region ? `${name} (${region})` : name
  }
  return (
    <Page
      title={t('holidays.title')}
      line={t('holidays.line')}
      actions={
        mayChange && (
          <Group gap="xs">
            <Button variant="default" onClick={() => open('add-calendar')}>
              {t('holidays.calendar.add')}
            </Button>
            {calendar && (
              <Button leftSection={<IconDownload size={16} aria-hidden />} onClick={() => open('import')}>
                {t('holidays.import.act')}
              </Button>
            )}
          </Group>
        )
      }
    >
      <TimeTabs />
      <Answer query={calendars} skeleton={<RowSkeletons />}>
        {() =>
          calendar && (
            <>
              <Group align="flex-end" gap="sm">
                <Select
                  label={t('holidays.calendar.one')}
                  w={260}
                  allowDeselect={false}
                  data={all.map((one) => ({ value: one.id, label: one.name }))}
                  value={calendar.id}
                  onChange={(value) => value && go({ calendar: value })}
                />
                <Select
                  label={t('holidays.year')}
                  w={110}
                  allowDeselect={false}
                  data={yearsAround(thisYear, year)}
                  value={String(year)}
                  onChange={(value) => value && go({ year: value })}
                />
                {mayChange && (
                  <RowMenu
                    label={t('holidays.moreOf', { name: calendar.name })}
                    acts={[
                      { label: t('holidays.calendar.edit'), icon: IconPencil, act: () => open('edit-calendar') },
                      !calendar.isCompany && {
                        label: t('holidays.calendar.remove'),
                        icon: IconTrash,
                        color: 'bad',
                        act: () => open('remove-calendar'),
                      },
                    ]}
                  />
                )}
                <Group gap={6} mb={6}>
                  {calendar.isCompany && <Badge color="info">{t('holidays.calendar.company')}</Badge>}
                  {calendar.replaces && <Badge color="gray">{t('holidays.calendar.replacing')}</Badge>}
                  {calendar.country && (
                    <Text size="sm" c="dimmed">
                      {t(calendar.follows ? 'holidays.calendar.following' : 'holidays.calendar.from', {
                        place: placeOf(calendar.country, calendar.region),
                      })}
                    </Text>
                  )}
                </Group>
              </Group>
              <Section
                title={t('holidays.of', { year: String(year) })}
                beside={
                  mayChange && (
                    <Button size="xs" leftSection={<IconPlus size={15} aria-hidden />} onClick={() => open('add')}>
                      {t('holidays.add')}
                    </Button>
                  )
                }
              >
                <Answer query={entries} skeleton={<RowSkeletons />}>
                  {({ holidays, pagination }) =>
                    pagination.total === 0 ? (
                      <Empty
                        icon={<IconCalendarStar size={28} stroke={1.5} />}
                        title={t('holidays.none', { year: String(year) })}
                        hint={t('holidays.noneHint')}
                      />
                    ) : (
                      <Stack>
                        <HolidayRows holidays={holidays} open={mayChange ? open : null} />
                        <Pager pagination={pagination} onPage={(to) => void navigate({ search: (old) => ({ ...old, page: to }) })} />
                      </Stack>
                    )
                  }
                </Answer>
              </Section>
              <Section
                title={t('holidays.use.title')}
                beside={
                  mayChange &&
                  !calendar.isCompany && (
                    <Button size="xs" variant="default" onClick={() => open('assign')}>
                      {t('holidays.use.add')}
                    </Button>
                  )
                }
              >
                {calendar.isCompany ? (
                  <Text size="sm">{t('holidays.use.everybody')}</Text>
                ) : mayChange ? (
                  <Answer query={assignments} skeleton={<RowSkeletons />}>
                    {(data) =>
                      data.pagination.total === 0 ? (
                        <Text size="sm">{t('holidays.use.nobody')}</Text>
                      ) : (
                        <Stack>
                          <CalendarUses uses={data.assignments} open={open} />
                          <Pager pagination={data.pagination} onPage={(to) => void navigate({ search: (old) => ({ ...old, uses: to }) })} />
                        </Stack>
                      )
                    }
                  </Answer>
                ) : (
                  <Text size="sm">{t('holidays.use.some')}</Text>
                )}
              </Section>
            </>
          )
        }
      </Answer>
      {calendars.data && all.length === 0 && (
        <Card>
          <Empty icon={<IconCalendarStar size={28} stroke={1.5} />} title={t('holidays.calendar.none')} hint={t('holidays.noneHint')} />
        </Card>
      )}
      {form && mayChange && (
        <Suspense>
          <HolidayForms
            form={form}
            calendar={calendar}
            year={year}
            holiday={entries.data?.holidays.find((one) => one.id === id)}
            assignment={assignments.data?.assignments.find((one) => one.id === id)}
            close={close}
            made={(made) =>
              void navigate({ search: { calendar: made, ...(askedYear && { year: askedYear }) }, ignoreBlocker: true, replace: true })
            }
          />
        </Suspense>
      )}
    </Page>
  )
}

function yearOf(text: string | undefined) {
  const year = Number(text)
  return Number.isInteger(year) && year >= 1970 && year <= 2100 ? year : undefined
}

function yearsAround(thisYear: number, chosen: number) {
  const years = new Set([...Array.from({ length: 8 }, (_, index) => thisYear - 2 + index), chosen])
  return [...years].toSorted((a, b) => a - b).map(String)
}
