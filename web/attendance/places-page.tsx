import { Badge, Button, Group, NumberInput, Radio, SimpleGrid, Skeleton, Stack, Text } from '@mantine/core'
import { useForm } from '@mantine/form'
import { IconMapPin, IconPlus } from '@tabler/icons-react'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { lazy, Suspense } from 'react'
import { useTranslation } from 'react-i18next'
import type { Data } from '../../server/core/contract.ts'
import { listPlaces, type GeofencePlace } from '../../server/modules/attendance/geofence.contract.ts'
import { getPolicy, updatePolicy } from '../../server/modules/attendance/policy.contract.ts'
import { call, outdate, q } from '../api.ts'
import { Answer } from '../ui/answer.tsx'
import { Empty } from '../ui/empty.tsx'
import { FormEnd } from '../ui/form-end.tsx'
import { useFormat } from '../ui/format.ts'
import { limitsOf } from '../ui/forms.ts'
import { Held } from '../ui/held.tsx'
import { RowSkeletons } from '../ui/list-card.tsx'
import type { ListColumn } from '../ui/list-columns.tsx'
import { FewRows } from '../ui/list-table.tsx'
import { done } from '../ui/notify.ts'
import { Page } from '../ui/page.tsx'
import { Pager } from '../ui/pager.tsx'
import { useSave } from '../ui/save.ts'
import { Section } from '../ui/section.tsx'
import { Unsaved } from '../ui/unsaved.tsx'
import { TimeTabs } from './time-tabs.tsx'

const PlaceForms = lazy(() => import('./place-forms.tsx'))

const route = getRouteApi('/_app/time/places')
const modes = ['off', 'flag', 'refuse'] as const

/** Where people work: how many days at home, and the places at which they clock. */
export function PlacesPage() {
  const { t } = useTranslation()
  const { form, id, page = 1 } = route.useSearch()
  const navigate = useNavigate({ from: '/time/places' })
  const policy = useQuery(q(getPolicy))
  const places = useQuery(q(listPlaces, { query: { page, limit: 20 } }))
  const close = (ignoreBlocker = false) => void navigate({ search: ({ form: _form, id: _id, ...old }) => old, ignoreBlocker })
  const open = (which: 'edit' | 'remove', place: GeofencePlace) =>
    void navigate({ search: (old) => ({ ...old, form: which, id: place.id }) })
  return (
    <Page title={t('fence.title')} line={t('fence.line')}>
      <TimeTabs />
      <Section title={t('fence.rules')}>
        <Answer query={policy} skeleton={<Skeleton h={180} />}>
          {(data) => (
            <Held current={data} path="/attendance/policy">
              {(base) => <Rules {...base} />}
            </Held>
          )}
        </Answer>
      </Section>
      <Section
        title={t('fence.places')}
        beside={
          <Button
            size="xs"
            leftSection={<IconPlus size={15} aria-hidden />}
            onClick={() => void navigate({ search: (old) => ({ ...old, form: 'add' }) })}
          >
            {t('fence.add')}
          </Button>
        }
      >
        <Answer query={places} skeleton={<RowSkeletons />}>
          {(data) =>
            data.pagination.total === 0 ? (
              <Empty icon={<IconMapPin size={28} stroke={1.5} />} title={t('fence.none')} hint={t('fence.noneHint')} />
            ) : (
              <Stack>
                <Rows places={data.places} open={open} />
                <Pager pagination={data.pagination} onPage={(to) => void navigate({ search: (old) => ({ ...old, page: to }) })} />
              </Stack>
            )
          }
        </Answer>
      </Section>
      {form && (
        <Suspense>
          <PlaceForms form={form} place={places.data?.places.find((one) => one.id === id)} close={close} />
        </Suspense>
      )}
    </Page>
  )
}

function Rules({ policy, version }: Data<typeof getPolicy>) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const form = useForm({
    initialValues: {
      homeDaysPerWeek: (policy.homeDaysPerWeek ?? '') as number | string,
      homeDaysPerMonth: (policy.homeDaysPerMonth ?? '') as number | string,
      geofence: policy.geofence,
    },
  })
  const limit = (value: number | string) => (value === '' ? null : Number(value))
  const save = useSave(form, {
    send: ({ homeDaysPerWeek, homeDaysPerMonth, geofence }) =>
      call(updatePolicy, {
        body: { homeDaysPerWeek: limit(homeDaysPerWeek), homeDaysPerMonth: limit(homeDaysPerMonth), geofence, version },
      }),
    saved: () => {
      done(t('fence.rulesSaved'))
      void outdate(client, '/attendance')
    },
  })
  const field = (name: 'homeDaysPerWeek' | 'homeDaysPerMonth') => ({
    description: t('fence.noLimit'),
    min: 0,
    max: limitsOf(updatePolicy, name).maximum ?? 31,
    allowDecimal: false,
    ...form.getInputProps(name),
  })
  return (
    <form onSubmit={save.submit} noValidate>
      <Unsaved when={save.unsaved} />
      <Stack>
        <SimpleGrid cols={{ base: 1, xs: 2 }} maw={520}>
          <NumberInput label={t('fence.homePerWeek')} {...field('homeDaysPerWeek')} />
          <NumberInput label={t('fence.homePerMonth')} {...field('homeDaysPerMonth')} />
        </SimpleGrid>
        <Radio.Group label={t('fence.mode')} description={t('fence.modeHint')} {...form.getInputProps('geofence')}>
          <Stack gap="xs" mt="xs" mb="xs">
            {modes.map((mode) => (
              <Radio key={mode} value={mode} label={t(`fence.modes.${mode}`)} />
            ))}
          </Stack>
        </Radio.Group>
        <FormEnd error={save.error} pending={save.pending} submit={t('ui.saveChanges')} disabled={!form.isDirty()} />
      </Stack>
    </form>
  )
}

function Rows({ places, open }: { places: readonly GeofencePlace[]; open: (which: 'edit' | 'remove', place: GeofencePlace) => void }) {
  const { t } = useTranslation()
  return (
    <FewRows
      label={t('fence.places')}
      rows={places}
      idOf={({ id }) => id}
      columns={usePlaceColumns()}
      renderActs={(place) => (
        <Group gap={6} justify="flex-end" wrap="nowrap">
          <Button
            size="compact-sm"
            variant="default"
            onClick={() => open('edit', place)}
            aria-label={t('fence.editNamed', { name: place.name })}
          >
            {t('ui.edit')}
          </Button>
          <Button
            size="compact-sm"
            variant="subtle"
            color="bad"
            onClick={() => open('remove', place)}
            aria-label={t('fence.removeNamed', { name: place.name })}
          >
            {t('fence.remove')}
          </Button>
        </Group>
      )}
    />
  )
}

/** Where a place is, and for whom. */
function usePlaceColumns() {
  const { t } = useTranslation()
  const format = useFormat()
  return [
    {
      key: 'name',
      head: t('fence.name'),
      fixed: true,
      cell: ({ name, isActive }) => (
        <Group gap="xs">
          <Text size="sm">{name}</Text>
          {!isActive && <Badge color="gray">{t('fence.inactive')}</Badge>}
        </Group>
      ),
    },
    { key: 'for', head: t('fence.for'), cell: ({ branchName }) => branchName ?? t('fence.everybody') },
    {
      key: 'centre',
      head: t('fence.centre'),
      end: true,
      cell: ({ latitude, longitude }) => <span className="numbers">{[latitude, longitude].map((part) => part.toFixed(4)).join(', ')}</span>,
    },
    {
      key: 'radius',
      head: t('fence.radius'),
      end: true,
      cell: ({ radiusMeters }) => <span className="numbers">{t('fence.meters', { meters: format.number(radiusMeters) })}</span>,
    },
  ] satisfies readonly ListColumn<GeofencePlace>[]
}
