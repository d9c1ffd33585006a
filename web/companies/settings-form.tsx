import { Button, Card, Checkbox, NumberInput, Select, SimpleGrid, Stack, Switch, Text, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { dateFormats, type Settings } from '../../server/core/settings.ts'
import { getSettings, updateSettings } from '../../server/modules/companies/companies.contract.ts'
import { call, outdate, q } from '../api.ts'
import { ownNames } from '../auth/language-choice.tsx'
import { can, useMe } from '../auth/me.ts'
import { companyLanguages } from '../i18n.ts'
import { CountrySelect } from '../ui/country-select.tsx'
import { ClockInput } from '../ui/date-inputs.tsx'
import { FormEnd } from '../ui/form-end.tsx'
import { currencies, useFormat, zones } from '../ui/format.ts'
import { faultsOf, limitsOf, useOneAtATime } from '../ui/forms.ts'
import { useWriting } from '../ui/held.tsx'
import { done } from '../ui/notify.ts'
import { Section } from '../ui/section.tsx'
import { Unsaved } from '../ui/unsaved.tsx'

const weekdays = [1, 2, 3, 4, 5, 6, 7] as const

/** The company's settings; only what was changed is sent, with the version it was read at. */
export function SettingsForm(props: { settings: Settings; version: number }) {
  const { t } = useTranslation()
  const format = useFormat()
  const client = useQueryClient()
  const may = can(useMe(), 'company.update-settings')
  const form = useForm({
    initialValues: {
      ...props.settings,
      dataRetentionDays: (props.settings.dataRetentionDays ?? '') as number | string,
    },
    validate: {
      fiscalYearStart: (value) => (matches('fiscalYearStart', value) ? null : t('settings.fiscalForm')),
      workingHoursStart: (value) => (matches('workingHoursStart', value) ? null : t('settings.clockForm')),
      workingHoursEnd: (value) => (matches('workingHoursEnd', value) ? null : t('settings.clockForm')),
      workingDays: (value) => (value.length > 0 ? null : t('settings.workingDaysNeeded')),
    },
  })
  const save = useOneAtATime(
    useMutation({
      mutationFn: (values: typeof form.values) => {
        const wanted: Settings = {
          ...values,
          dataRetentionDays: values.dataRetentionDays === '' ? null : Number(values.dataRetentionDays),
        }
        const changed = Object.fromEntries(
          Object.entries(wanted).filter(
            ([name, value]) => JSON.stringify(value) !== JSON.stringify(props.settings[name as keyof Settings]),
          ),
        )
        return call(updateSettings, { body: { ...changed, version: props.version } })
      },
      onError: (error) => form.setErrors(faultsOf(error, { RETENTION_OVER_PLAN: 'dataRetentionDays' })),
      onSuccess: (data) => {
        form.resetDirty()
        client.setQueryData(q(getSettings).queryKey, data)
        void outdate(client, '/auth/me', '/attendance', '/leave')
        done(t('settings.saved'))
      },
    }),
  )
  const dirty = form.isDirty()
  useWriting(dirty)
  const number = (field: 'attendanceGraceMinutes' | 'overtimeThresholdMinutes' | 'dataRetentionDays') => {
    const { minimum, maximum } = limitsOf(updateSettings, field)
    return {
      ...form.getInputProps(field),
      ...(minimum !== undefined && { min: minimum }),
      ...(maximum !== undefined && { max: maximum }),
      allowDecimal: false,
      clampBehavior: 'strict' as const,
    }
  }
  const words = (
    field: 'dateFormat' | 'timeFormat' | 'leaveYear' | 'language' | 'currency' | 'timeZone',
    data: { value: string; label: string }[] | string[],
  ) => (
    <Select
      {...form.getInputProps(field)}
      label={t(`settings.field.${field}`)}
      data={data}
      allowDeselect={false}
      searchable={data.length > 10}
      limit={80}
    />
  )
  return (
    <form onSubmit={form.onSubmit((values) => save.mutate(values))} noValidate>
      <Unsaved when={dirty && !save.isPending} />
      <Stack>
        <Section title={t('settings.region')}>
          <SimpleGrid cols={{ base: 1, xs: 2 }}>
            {words('timeZone', [...new Set([props.settings.timeZone, ...zones()])])}
            <CountrySelect
              {...form.getInputProps('country')}
              label={t('settings.country')}
              description={t('settings.countryHint')}
              clearable
            />
            {words(
              'currency',
              currencies().map((code) => ({ value: code, label: `${code} · ${format.currency(code)}` })),
            )}
            {words(
              'language',
              companyLanguages.map((value) => ({ value, label: ownNames[value] })),
            )}
          </SimpleGrid>
        </Section>
        <Section title={t('settings.formats')}>
          <SimpleGrid cols={{ base: 1, xs: 3 }}>
            {words('dateFormat', [...dateFormats])}
            {words('timeFormat', [
              { value: '12', label: t('settings.hours12') },
              { value: '24', label: t('settings.hours24') },
            ])}
            <Select
              label={t('settings.weekStart')}
              value={String(form.values.weekStart)}
              onChange={(value) => form.setFieldValue('weekStart', Number(value))}
              data={weekdays.map((day) => ({ value: String(day), label: format.weekdayName(day) }))}
              allowDeselect={false}
            />
          </SimpleGrid>
        </Section>
        <Section title={t('settings.working')}>
          <Stack>
            <Checkbox.Group
              label={t('settings.workingDays')}
              value={form.values.workingDays.map(String)}
              onChange={(value) =>
                form.setFieldValue(
                  'workingDays',
                  value.map(Number).toSorted((a, b) => a - b),
                )
              }
              error={form.errors.workingDays}
            >
              <SimpleGrid cols={{ base: 2, xs: 4, md: 7 }} spacing="sm" verticalSpacing="xs" mt="xs">
                {weekdays.map((day) => (
                  <Checkbox key={day} value={String(day)} label={format.weekdayName(day)} />
                ))}
              </SimpleGrid>
            </Checkbox.Group>
            <SimpleGrid cols={{ base: 1, xs: 2 }}>
              <ClockInput
                {...form.getInputProps('workingHoursStart')}
                clock={form.values.timeFormat}
                label={t('settings.workingHoursStart')}
              />
              <ClockInput {...form.getInputProps('workingHoursEnd')} clock={form.values.timeFormat} label={t('settings.workingHoursEnd')} />
              <NumberInput {...number('attendanceGraceMinutes')} label={t('settings.grace')} description={t('settings.graceHint')} />
              <NumberInput
                {...number('overtimeThresholdMinutes')}
                label={t('settings.overtime')}
                description={t('settings.overtimeHint')}
              />
            </SimpleGrid>
          </Stack>
        </Section>
        <Section title={t('settings.leave')}>
          <Stack>
            <Switch {...form.getInputProps('leaveApprovalRequired', { type: 'checkbox' })} label={t('settings.approvalRequired')} />
            <Switch {...form.getInputProps('autoApproveLeave', { type: 'checkbox' })} label={t('settings.autoApprove')} />
            <SimpleGrid cols={{ base: 1, xs: 2 }}>
              {words('leaveYear', [
                { value: 'calendar', label: t('settings.calendarYear') },
                { value: 'fiscal', label: t('settings.fiscalYear') },
              ])}
              <TextInput
                {...form.getInputProps('fiscalYearStart')}
                label={t('settings.fiscalYearStart')}
                description={t('settings.fiscalHint')}
                maxLength={5}
              />
            </SimpleGrid>
          </Stack>
        </Section>
        <Section title={t('settings.data')}>
          <NumberInput
            {...number('dataRetentionDays')}
            label={t('settings.retention')}
            description={t('settings.retentionHint')}
            clampBehavior="blur"
          />
        </Section>
        <Card padding="sm" pos="sticky" bottom={{ base: 68, sm: 12 }} style={{ zIndex: 2 }}>
          <FormEnd
            error={save.error}
            pending={save.isPending}
            submit={t('settings.save')}
            disabled={!dirty || !may}
            beside={
              <Text size="sm" aria-live="polite">
                {may ? (dirty ? t('settings.unsaved') : t('settings.nothingChanged')) : t('settings.mayNot')}
              </Text>
            }
          >
            <Button variant="default" disabled={!dirty} onClick={() => form.reset()}>
              {t('settings.reset')}
            </Button>
          </FormEnd>
        </Card>
      </Stack>
    </form>
  )
}

function matches(field: string, value: string) {
  const { pattern } = limitsOf(updateSettings, field)
  return !pattern || new RegExp(pattern).test(value)
}
