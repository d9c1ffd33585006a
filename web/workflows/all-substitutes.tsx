import { Badge, Button, Text } from '@mantine/core'
import { IconUserShare } from '@tabler/icons-react'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { exportSubstitutes, listSubstitutes, substituteStates } from '../../server/modules/workflows/workflows.instance.contract.ts'
import { call, q } from '../api.ts'
import { ChoiceFilter } from '../ui/choice-filter.tsx'
import { Empty } from '../ui/empty.tsx'
import { SearchField } from '../ui/filters.tsx'
import { useFormat } from '../ui/format.ts'
import { List } from '../ui/list.tsx'
import type { ListColumn } from '../ui/list-columns.tsx'
import { substituteColours, type Substitute } from './substitute-colours.ts'

const route = getRouteApi('/_app/substitutes')

/** Who of the company decides for whom, for who oversees approvals. */
export default function AllSubstitutes({ end }: { end: (one: Substitute) => void }) {
  const { t } = useTranslation()
  const search = route.useSearch()
  const navigate = useNavigate({ from: '/substitutes' })
  const { page, q: text, state, sort = '-firstDay' } = search
  const asked = { sort, ...(text && { q: text }), ...(state && { state }) }
  const found = useQuery({ ...q(listSubstitutes, { query: { ...asked, page: page ?? 1 } }), placeholderData: keepPreviousData })
  const filter = (change: Partial<typeof search>) =>
    void navigate({ search: (old) => ({ ...old, page: undefined, ...change }), replace: true })
  return (
    <List
      name="substitutes"
      label={t('workflows.substitute.title')}
      query={found}
      rowsOf={(data) => data.substitutes}
      idOf={({ id }) => id}
      columns={useSubstituteColumns()}
      sort={sort}
      onSort={(next) => filter({ sort: next })}
      onPage={(next) => void navigate({ search: (old) => ({ ...old, page: next }) })}
      csv={() => call(exportSubstitutes, { query: asked })}
      renderActs={(one) =>
        one.can.end && (
          <Button
            size="compact-sm"
            variant="subtle"
            color="bad"
            aria-label={t('workflows.substitute.endTitle', { name: one.substituteName })}
            onClick={() => end(one)}
          >
            {t('workflows.substitute.end')}
          </Button>
        )
      }
      clear={text || state ? () => filter({ q: undefined, state: undefined }) : undefined}
      empty={
        <Empty
          icon={<IconUserShare size={28} stroke={1.5} />}
          title={t('workflows.substitute.none')}
          hint={t('workflows.substitute.noneHint')}
        />
      }
      search={<SearchField label={t('access.delegation.find')} value={text} onChange={(value) => filter({ q: value })} />}
      filters={
        <ChoiceFilter
          label={t('workflows.state')}
          any={t('workflows.anyState')}
          choices={substituteStates}
          nameOf={(value) => t(`workflows.substitute.state.${value}`)}
          value={state}
          onChange={(value) => filter({ state: value })}
          wide={160}
        />
      }
    />
  )
}

/** What a list of substitutes can show. */
function useSubstituteColumns() {
  const { t } = useTranslation()
  const format = useFormat()
  return [
    {
      key: 'person',
      head: t('workflows.substitute.forWhom'),
      sort: 'person',
      fixed: true,
      cell: ({ userName }) => (
        <Text size="sm" fw={500}>
          {userName}
        </Text>
      ),
    },
    { key: 'substitute', head: t('workflows.substitute.who'), sort: 'substitute', cell: ({ substituteName }) => substituteName },
    { key: 'firstDay', head: t('workflows.substitute.firstDay'), sort: 'firstDay', cell: ({ firstDay }) => format.date(firstDay) },
    { key: 'lastDay', head: t('workflows.substitute.lastDay'), sort: 'lastDay', cell: ({ lastDay }) => format.date(lastDay) },
    {
      key: 'state',
      head: t('workflows.state'),
      sort: 'state',
      cell: ({ state }) => (
        <Badge color={substituteColours[state]} miw="max-content">
          {t(`workflows.substitute.state.${state}`)}
        </Badge>
      ),
    },
  ] as const satisfies readonly ListColumn<Substitute>[]
}
