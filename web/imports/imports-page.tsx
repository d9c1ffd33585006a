import { Badge, Button, Group, SimpleGrid, Skeleton, Text } from '@mantine/core'
import { IconFileSpreadsheet, IconFileTypeCsv, IconTableImport } from '@tabler/icons-react'
import { keepPreviousData, useMutation, useQuery } from '@tanstack/react-query'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import {
  exportCsv,
  exportImports,
  exportXlsx,
  importStates,
  listImports,
  type Import,
} from '../../server/modules/imports/imports.contract.ts'
import { call, q } from '../api.ts'
import { Answer, useMessageOf } from '../ui/answer.tsx'
import { saveFile } from '../ui/download.ts'
import { ChoiceFilter } from '../ui/choice-filter.tsx'
import { Empty } from '../ui/empty.tsx'
import { SearchField } from '../ui/filters.tsx'
import { useFormat } from '../ui/format.ts'
import { useOneAtATime } from '../ui/forms.ts'
import { AnchorLink, ButtonLink } from '../ui/links.tsx'
import { List } from '../ui/list.tsx'
import type { ListColumn } from '../ui/list-columns.tsx'
import { done, failed } from '../ui/notify.ts'
import { Page } from '../ui/page.tsx'
import { Section } from '../ui/section.tsx'
import { isUnderWay } from './import-state.ts'
import { useKinds, useKindTitle, type Kind } from './kinds.ts'

const route = getRouteApi('/_app/imports/')
const LOOK_AGAIN_MS = 2000

/** What I have imported, and what there is as a file. */
export function ImportsPage() {
  const { t } = useTranslation()
  const search = route.useSearch()
  const { page, sort = '-createdAt', ...filters } = search
  const asked = { ...filters, sort }
  const navigate = useNavigate({ from: '/imports/' })
  const kinds = useKinds()
  const filter = (change: Partial<typeof search>) =>
    void navigate({ search: (old) => ({ ...old, page: undefined, ...change }), replace: true })
  const imports = useQuery({
    ...q(listImports, { query: { ...asked, page: page ?? 1 } }),
    placeholderData: keepPreviousData,
    refetchInterval: (query) => (query.state.data?.imports.some(isUnderWay) ? LOOK_AGAIN_MS : false),
  })
  const start = kinds.data?.kinds.some(({ canImport }) => canImport) && (
    <ButtonLink to="/imports/new" leftSection={<IconTableImport size={16} aria-hidden />}>
      {t('imports.start')}
    </ButtonLink>
  )
  return (
    <Page title={t('imports.title')} line={t('imports.line')} actions={start}>
      <Section title={t('imports.export')}>
        <Answer query={kinds} skeleton={<Skeleton h={72} />}>
          {(data) => (
            <SimpleGrid cols={{ base: 1, sm: 2, lg: 3 }} spacing="sm">
              {data.kinds
                .filter(({ canExport }) => canExport)
                .map((kind) => (
                  <ExportKind key={kind.kind} kind={kind} />
                ))}
            </SimpleGrid>
          )}
        </Answer>
      </Section>
      <List
        name="imports"
        label={t('imports.mine')}
        query={imports}
        rowsOf={(data) => data.imports}
        idOf={({ id }) => id}
        columns={useImportColumns()}
        sort={sort}
        onSort={(next) => filter({ sort: next })}
        onPage={(next) => void navigate({ search: (old) => ({ ...old, page: next }) })}
        csv={() => call(exportImports, { query: asked })}
        clear={Object.keys(filters).length > 0 ? () => void navigate({ search: { sort }, replace: true }) : undefined}
        empty={
          <Empty icon={<IconTableImport size={28} stroke={1.5} />} title={t('imports.none')} hint={t('imports.noneHint')}>
            {start}
          </Empty>
        }
        search={<SearchField label={t('imports.find')} value={search.q} onChange={(value) => filter({ q: value })} />}
        filters={<Filters search={search} filter={filter} />}
      />
    </Page>
  )
}

type Narrowed = { readonly kind?: string | undefined; readonly state?: Import['state'] | undefined }

function Filters({ search, filter }: { search: Narrowed; filter: (change: Narrowed) => void }) {
  const { t } = useTranslation()
  const titleOf = useKindTitle()
  const kinds = useKinds().data?.kinds.filter(({ canImport }) => canImport) ?? []
  return (
    <>
      <ChoiceFilter
        label={t('imports.what')}
        any={t('imports.anyKind')}
        choices={kinds.map(({ kind }) => kind)}
        nameOf={(code) => titleOf(code, kinds.find(({ kind }) => kind === code)!.title)}
        value={search.kind}
        onChange={(kind) => filter({ kind })}
      />
      <ChoiceFilter
        label={t('people.status')}
        any={t('list.anyState')}
        choices={importStates}
        nameOf={(value) => t(`imports.state.${value}`)}
        value={search.state}
        onChange={(value) => filter({ state: value })}
        wide={160}
      />
    </>
  )
}

/** All there is of a kind, in the shape that can be imported again. */
function ExportKind({ kind }: { kind: Kind }) {
  const { t } = useTranslation()
  const format = useFormat()
  const messageOf = useMessageOf()
  const title = useKindTitle()(kind.kind, kind.title)
  const run = useOneAtATime(
    useMutation({
      mutationFn: (as: 'csv' | 'xlsx') => call(as === 'csv' ? exportCsv : exportXlsx, { params: { kind: kind.kind } }),
      onSuccess: (file, as) => {
        saveFile(file as unknown as Blob, `${kind.kind}-${format.today()}.${as}`)
        done(t('ui.export.done'))
      },
      onError: (error) => failed(messageOf(error)),
    }),
  )
  return (
    <Group justify="space-between" wrap="nowrap" className="tile" gap="sm">
      <Text size="sm" fw={500} lh={1.25}>
        {title}
      </Text>
      <Group gap={6} wrap="nowrap">
        <Button
          size="compact-sm"
          variant="default"
          leftSection={<IconFileTypeCsv size={15} aria-hidden />}
          aria-label={t('imports.exportAs', { kind: title, as: t('ui.export.csv') })}
          loading={run.isPending && run.variables === 'csv'}
          onClick={() => run.mutate('csv')}
        >
          {t('ui.export.csv')}
        </Button>
        <Button
          size="compact-sm"
          variant="default"
          leftSection={<IconFileSpreadsheet size={15} aria-hidden />}
          aria-label={t('imports.exportAs', { kind: title, as: t('imports.excel') })}
          loading={run.isPending && run.variables === 'xlsx'}
          onClick={() => run.mutate('xlsx')}
        >
          {t('imports.excel')}
        </Button>
      </Group>
    </Group>
  )
}

/** What a list of imports can show. */
function useImportColumns() {
  const { t } = useTranslation()
  const format = useFormat()
  const titleOf = useKindTitle()
  return [
    {
      key: 'what',
      head: t('imports.what'),
      sort: 'kind',
      fixed: true,
      cell: ({ id, kind }) => (
        <AnchorLink to="/imports/new" search={{ kind, run: id }} size="sm" fw={500}>
          {titleOf(kind)}
        </AnchorLink>
      ),
    },
    {
      key: 'file',
      head: t('imports.fileName'),
      sort: 'fileName',
      cell: ({ fileName }) => (
        <Text size="sm" maw={280} style={{ overflowWrap: 'anywhere' }}>
          {fileName}
        </Text>
      ),
    },
    { key: 'when', head: t('imports.when'), sort: 'createdAt', cell: ({ createdAt }) => format.instant(createdAt) },
    { key: 'rows', head: t('imports.rows'), sort: 'rowCount', end: true, cell: ({ rowCount }) => format.number(rowCount) },
    { key: 'outcome', head: t('imports.outcome'), cell: (run) => <Outcome run={run} /> },
    { key: 'state', head: t('people.status'), sort: 'state', cell: (run) => <StateBadge run={run} /> },
  ] as const satisfies readonly ListColumn<Import>[]
}

function Outcome({ run }: { run: Import }) {
  const { t } = useTranslation()
  const format = useFormat()
  if (run.state === 'refused') return t('imports.faultCount', { count: run.faultCount })
  if (isUnderWay(run)) return t('imports.progress', { done: format.number(run.doneCount), of: format.number(run.rowCount) })
  return t('imports.counts', {
    created: format.number(run.created),
    updated: format.number(run.updated),
    unchanged: format.number(run.unchanged),
  })
}

const colours = { waiting: 'waiting', running: 'info', checked: 'gray', refused: 'bad', done: 'good' } as const

function StateBadge({ run }: { run: Import }) {
  const { t } = useTranslation()
  return (
    <Badge color={colours[run.state]} miw="max-content">
      {t(`imports.state.${run.state}`)}
    </Badge>
  )
}
