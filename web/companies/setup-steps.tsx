import { Button, Group, Select, SimpleGrid, Stack, Text, Textarea } from '@mantine/core'
import { useForm } from '@mantine/form'
import { IconDownload, IconMailPlus, IconTableImport, IconUserPlus } from '@tabler/icons-react'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { importHolidays, listPlaces } from '../../server/modules/attendance/holiday-calendar.contract.ts'
import { updateSettings } from '../../server/modules/companies/companies.contract.ts'
import { updateCompany } from '../../server/modules/companies/companies.profile.contract.ts'
import { call, q } from '../api.ts'
import { can, useMe } from '../auth/me.ts'
import { Failed } from '../ui/answer.tsx'
import { FormEnd } from '../ui/form-end.tsx'
import { useFormat, zones } from '../ui/format.ts'
import { limitsOf, useOneAtATime } from '../ui/forms.ts'
import { AnchorLink, ButtonLink } from '../ui/links.tsx'
import { useSave } from '../ui/save.ts'
import { useTaken, type Part } from './setup.ts'
import { calendarsQuery } from '../attendance/calendars.ts'

export function CompanyStep({ step }: Part) {
  const { t } = useTranslation()
  const { company, settings } = useMe()
  const countries = useQuery({ ...q(listPlaces, { query: {} }), staleTime: Infinity })
  const taken = useTaken('/company', '/auth/me')
  const form = useForm({
    initialValues: { country: settings.country, timeZone: settings.timeZone, address: company.address ?? '' },
    validate: {
      country: (value) => (value ? null : t('auth.needed')),
      address: (value) => (value.trim() ? null : t('auth.needed')),
    },
  })
  const save = useSave(form, {
    send: async ({ country, timeZone, address }) => {
      await call(updateCompany, { body: { address: address.trim() } })
      return call(updateSettings, { body: { country, timeZone } })
    },
    saved: () => {
      form.resetDirty()
      taken(t('setup.company.saved'))
    },
  })
  return (
    <form onSubmit={save.submit} noValidate>
      <Stack gap="sm">
        <SimpleGrid cols={{ base: 1, xs: 2 }}>
          <Select
            {...form.getInputProps('country')}
            label={t('settings.country')}
            data={(countries.data?.places ?? []).map(({ code, name }) => ({ value: code, label: name }))}
            searchable
            limit={100}
          />
          <Select
            {...form.getInputProps('timeZone')}
            label={t('settings.field.timeZone')}
            data={[...new Set([settings.timeZone, ...zones()])]}
            searchable
            limit={50}
            allowDeselect={false}
          />
        </SimpleGrid>
        <Textarea
          {...form.getInputProps('address')}
          label={t('company.address')}
          maxLength={limitsOf(updateCompany, 'address').maxLength}
          autosize
          minRows={2}
        />
        <FormEnd
          error={save.error}
          pending={save.pending}
          submit={t('setup.company.save')}
          quiet={step.isDone}
          disabled={!form.isDirty() && step.isDone}
          beside={
            <AnchorLink to="/settings" size="sm">
              {t('setup.company.more')}
            </AnchorLink>
          }
        />
      </Stack>
    </form>
  )
}

export function BranchesStep({ setup, step }: Part) {
  const { t } = useTranslation()
  const format = useFormat()
  const { settings, user } = useMe()
  const { country } = settings
  const taken = useTaken('/holiday-calendars', '/holidays')
  const calendars = useQuery(calendarsQuery)
  const ofCompany = calendars.data?.find(({ isCompany }) => isCompany)
  const add = useOneAtATime(
    useMutation({
      mutationFn: (calendarId: string) => {
        const year = Number(format.today().slice(0, 4))
        const body = {
          country: country ?? '',
          fromYear: year,
          toYear: year + 1,
          follow: true,
          ...(user.language && { language: user.language }),
        }
        return call(importHolidays, { params: { id: calendarId }, body })
      },
      onSuccess: ({ added }) => taken(t('holidays.import.done', { count: added })),
    }),
  )
  const place = country ? format.country(country) : ''
  return (
    <Stack gap="sm" align="flex-start">
      {add.isError && <Failed error={add.error} />}
      <Text size="sm">
        {[
          t('setup.branches.have', { count: step.count }),
          setup.withoutHolidays > 0 ? t('setup.branches.without', { count: setup.withoutHolidays }) : t('setup.branches.with'),
        ].join(t('ui.dot'))}
      </Text>
      <Group gap="sm">
        {setup.withoutHolidays > 0 &&
          (country ? (
            <Button
              leftSection={<IconDownload size={16} aria-hidden />}
              disabled={!ofCompany}
              loading={add.isPending}
              onClick={() => ofCompany && add.mutate(ofCompany.id)}
            >
              {t('setup.branches.add', { place })}
            </Button>
          ) : (
            <Text size="sm" c="dimmed">
              {t('setup.branches.countryFirst')}
            </Text>
          ))}
        <ButtonLink to="/organization/branches" search={{ form: 'add' }} variant="default">
          {t('setup.branches.another')}
        </ButtonLink>
        <AnchorLink to="/time/holidays" size="sm">
          {t('holidays.title')}
        </AnchorLink>
        <AnchorLink to="/settings" size="sm">
          {t('setup.branches.hours')}
        </AnchorLink>
      </Group>
    </Stack>
  )
}

export function PeopleStep({ setup, step }: Part) {
  const { t } = useTranslation()
  const me = useMe()
  return (
    <Stack gap="sm" align="flex-start">
      <Text size="sm">
        {[t('setup.people.have', { count: step.count }), setup.invited > 0 && t('setup.people.invited', { count: setup.invited })]
          .filter(Boolean)
          .join(t('ui.dot'))}
      </Text>
      <Group gap="sm">
        {can(me, 'employee.create') && (
          <ButtonLink
            to="/people"
            search={{ add: 'person' }}
            leftSection={<IconUserPlus size={16} aria-hidden />}
            variant={step.isDone ? 'default' : 'filled'}
          >
            {t('people.add')}
          </ButtonLink>
        )}
        {can(me, 'import.run') && (
          <ButtonLink
            to="/imports/new"
            search={{ kind: 'employees' }}
            leftSection={<IconTableImport size={16} aria-hidden />}
            variant="default"
          >
            {t('setup.people.import')}
          </ButtonLink>
        )}
        {can(me, 'user.invite') && (
          <ButtonLink
            to="/accounts/invitations"
            search={{ invite: true }}
            leftSection={<IconMailPlus size={16} aria-hidden />}
            variant="default"
          >
            {t('setup.people.invite')}
          </ButtonLink>
        )}
      </Group>
    </Stack>
  )
}
