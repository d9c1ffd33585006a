import { Skeleton, Stack, Text } from '@mantine/core'
import { IconPencilCheck } from '@tabler/icons-react'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import {
  correctionStates,
  exportCorrections,
  getCorrection,
  listCorrections,
  type Correction,
} from '../../server/modules/attendance/correction.contract.ts'
import { call, q } from '../api.ts'
import { RequestFilters } from '../leave/request-filters.tsx'
import { StateBadge } from '../leave/state-badge.tsx'
import { Answer } from '../ui/answer.tsx'
import { Empty } from '../ui/empty.tsx'
import { SearchField } from '../ui/filters.tsx'
import { FormDrawer } from '../ui/form-drawer.tsx'
import { useFormat } from '../ui/format.ts'
import { ButtonLink } from '../ui/links.tsx'
import { List } from '../ui/list.tsx'
import type { ListColumn } from '../ui/list-columns.tsx'
import { Page } from '../ui/page.tsx'
import { fullName, Person } from '../ui/person.tsx'
import { CorrectionSides } from './correction-sides.tsx'
import { TimeTabs } from './time-tabs.tsx'

const route = getRouteApi('/_app/time/corrections')

/** What people asked to be corrected, and what became of it. */
export function CorrectionsPage() {
  const { t } = useTranslation()
  const search = route.useSearch()
  const navigate = useNavigate({ from: '/time/corrections' })
  const { page, sort = '-createdAt', look, ...filters } = search
  const asked = { ...filters, sort }
  const corrections = useQuery({ ...q(listCorrections, { query: { ...asked, page: page ?? 1 } }), placeholderData: keepPreviousData })
  const filter = (change: Partial<typeof search>) =>
    void navigate({ search: (old) => ({ ...old, page: undefined, ...change }), replace: true })
  const close = () => void navigate({ search: ({ look: _look, ...old }) => old, replace: true })
  return (
    <Page title={t('list.corrections.title')} line={t('list.corrections.line')}>
      <TimeTabs />
      <List
        name="corrections"
        label={t('list.corrections.title')}
        query={corrections}
        rowsOf={(data) => data.corrections}
        idOf={({ id }) => id}
        columns={useCorrectionColumns()}
        sort={sort}
        onSort={(next) => filter({ sort: next })}
        onPage={(next) => void navigate({ search: (old) => ({ ...old, page: next }) })}
        csv={() => call(exportCorrections, { query: asked })}
        renderActs={({ id, employee }) => (
          <ButtonLink
            to="."
            search={(old) => ({ ...old, look: id })}
            variant="default"
            size="compact-sm"
            aria-label={t('list.corrections.lookAt', { name: fullName(employee) })}
          >
            {t('list.corrections.look')}
          </ButtonLink>
        )}
        clear={Object.keys(filters).length > 0 ? () => void navigate({ search: { sort }, replace: true }) : undefined}
        empty={
          <Empty
            icon={<IconPencilCheck size={28} stroke={1.5} />}
            title={t('list.corrections.none')}
            hint={t('list.corrections.noneHint')}
          />
        }
        search={<SearchField label={t('leave.report.search')} value={search.q} onChange={(value) => filter({ q: value })} />}
        filters={<RequestFilters search={search} filter={filter} states={correctionStates} />}
      />
      <FormDrawer opened={look !== undefined} title={t('list.corrections.one')} close={close}>
        {look && <Looked id={look} />}
      </FormDrawer>
    </Page>
  )
}

/** The day as it was and as it was asked to be, with the reason. */
function Looked({ id }: { id: string }) {
  const { t } = useTranslation()
  const format = useFormat()
  const answer = useQuery(q(getCorrection, { params: { id } }))
  return (
    <Answer query={answer} skeleton={<Skeleton h={260} />}>
      {({ correction, before, after }) => (
        <Stack>
          <Person person={correction.employee} line={format.longDay(correction.date)} />
          <Text size="sm">{t('ui.quoted', { text: correction.reason })}</Text>
          <CorrectionSides before={before} after={after} />
          <Decision correction={correction} />
        </Stack>
      )}
    </Answer>
  )
}

function Decision({ correction: { state, decidedByName, decidedAt, comment } }: { correction: Correction }) {
  const { t } = useTranslation()
  const format = useFormat()
  const words = [
    decidedByName && decidedAt && t('leave.decidedBy', { name: decidedByName, ago: format.ago(decidedAt) }),
    comment && t('ui.quoted', { text: comment }),
  ].filter(Boolean)
  return (
    <Stack gap={4} align="flex-start">
      <StateBadge state={state} />
      {words.length > 0 && <Text size="xs">{words.join(t('ui.dot'))}</Text>}
    </Stack>
  )
}

/** What a list of corrections can show. */
function useCorrectionColumns() {
  const { t } = useTranslation()
  const format = useFormat()
  return useMemo(
    () =>
      [
        {
          key: 'person',
          head: t('leave.calendar.person'),
          sort: 'lastName',
          fixed: true,
          cell: ({ employee }) => <Person person={employee} />,
        },
        { key: 'date', head: t('leave.date'), sort: 'date', cell: ({ date }) => format.date(date) },
        {
          key: 'entries',
          head: t('correction.entries'),
          cell: ({ entries }) =>
            entries.map(({ kind, at }) => `${format.time(at)} ${t(`clock.act.${kind}`)}`).join(', ') || t('correction.noWork'),
        },
        {
          key: 'reason',
          head: t('correction.reason'),
          cell: ({ reason }) => (
            <Text size="sm" lineClamp={2}>
              {reason}
            </Text>
          ),
        },
        { key: 'state', head: t('leave.stateColumn'), sort: 'state', cell: ({ state }) => <StateBadge state={state} /> },
        { key: 'asked', head: t('list.asked'), sort: 'createdAt', cell: ({ createdAt }) => format.ago(createdAt) },
        {
          key: 'decided',
          head: t('leave.decision'),
          sort: 'decidedAt',
          more: true,
          cell: ({ decidedByName, decidedAt }) =>
            decidedByName && decidedAt && t('leave.decidedBy', { name: decidedByName, ago: format.ago(decidedAt) }),
        },
      ] as const satisfies readonly ListColumn<Correction>[],
    [t, format],
  )
}
