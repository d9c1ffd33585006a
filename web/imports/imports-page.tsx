import { Badge, Button, Card, Group, SimpleGrid, Skeleton, Stack, Table, Text } from '@mantine/core'
import { IconFileSpreadsheet, IconFileTypeCsv, IconTableImport } from '@tabler/icons-react'
import { keepPreviousData, useMutation, useQuery } from '@tanstack/react-query'
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { exportCsv, exportXlsx, listImports, type Import } from '../../server/modules/imports/imports.contract.ts'
import { call, q } from '../api.ts'
import { Answer, useMessageOf } from '../ui/answer.tsx'
import { saveFile } from '../ui/download.ts'
import { Empty } from '../ui/empty.tsx'
import { useFormat } from '../ui/format.ts'
import { useOneAtATime } from '../ui/forms.ts'
import { ButtonLink } from '../ui/links.tsx'
import { RowSkeletons, TableCard } from '../ui/list-card.tsx'
import { done, failed } from '../ui/notify.ts'
import { Page } from '../ui/page.tsx'
import { Pager } from '../ui/pager.tsx'
import { Section } from '../ui/section.tsx'
import { isUnderWay } from './import-state.ts'
import { useKinds, useKindTitle, type Kind } from './kinds.ts'

const route = getRouteApi('/_app/imports/')
const LOOK_AGAIN_MS = 2000

/** What I have imported, and what there is as a file. */
export function ImportsPage() {
  const { t } = useTranslation()
  const { page } = route.useSearch()
  const navigate = useNavigate({ from: '/imports/' })
  const kinds = useKinds()
  const imports = useQuery({
    ...q(listImports, { query: { page: page ?? 1, limit: 20 } }),
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
      <Answer query={imports} skeleton={<RowSkeletons />}>
        {(data) =>
          data.imports.length === 0 ? (
            <Card>
              <Empty icon={<IconTableImport size={28} stroke={1.5} />} title={t('imports.none')} hint={t('imports.noneHint')}>
                {start}
              </Empty>
            </Card>
          ) : (
            <Stack>
              <Rows imports={data.imports} />
              <Pager pagination={data.pagination} onPage={(to) => void navigate({ search: { page: to } })} />
            </Stack>
          )
        }
      </Answer>
    </Page>
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
        done(t('people.export.done'))
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
          aria-label={t('imports.exportAs', { kind: title, as: t('people.export.csv') })}
          loading={run.isPending && run.variables === 'csv'}
          onClick={() => run.mutate('csv')}
        >
          {t('people.export.csv')}
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

function Rows({ imports }: { imports: readonly Import[] }) {
  const { t } = useTranslation()
  const format = useFormat()
  const titleOf = useKindTitle()
  return (
    <TableCard
      label={t('imports.mine')}
      minWidth={760}
      head={[t('imports.what'), t('imports.when'), t('imports.rows'), t('imports.outcome'), t('people.status')]}
    >
      {imports.map((one) => (
        <Table.Tr key={one.id}>
          <Table.Td maw={280}>
            <Link to="/imports/new" search={{ kind: one.kind, run: one.id }} className="plain">
              <Text size="sm" fw={500} className="underline">
                {titleOf(one.kind)}
              </Text>
              <Text size="xs" c="dimmed" truncate>
                {one.fileName ?? t('ui.none')}
              </Text>
            </Link>
          </Table.Td>
          <Table.Td style={{ whiteSpace: 'nowrap' }}>{format.instant(one.createdAt)}</Table.Td>
          <Table.Td>{format.number(one.rowCount)}</Table.Td>
          <Table.Td>
            <Outcome run={one} />
          </Table.Td>
          <Table.Td>
            <StateBadge run={one} />
          </Table.Td>
        </Table.Tr>
      ))}
    </TableCard>
  )
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
  return <Badge color={colours[run.state]}>{t(`imports.state.${run.state}`)}</Badge>
}
