import { Alert, Button, Group, Progress, SimpleGrid, Stack, Text, Title } from '@mantine/core'
import { IconAlertTriangle, IconCheck, IconFileUpload, IconInfoCircle, IconTableImport } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { toldFaults, type Import } from '../../server/modules/imports/imports.contract.ts'
import { useFormat } from '../ui/format.ts'
import { ButtonLink } from '../ui/links.tsx'
import type { ListColumn } from '../ui/list-columns.tsx'
import { FewRows } from '../ui/list-table.tsx'
import { FileDrop } from './choose.tsx'
import { Headings } from './headings.tsx'
import type { Mapping } from './import-page.tsx'
import { isUnderWay } from './import-state.ts'
import type { Kind } from './kinds.ts'

type Props = {
  run: Import
  kind: Kind | undefined
  /** What was sent, as long as this page has been open since. */
  file: File | null
  mapping: Mapping
  sending: boolean
  check: (file: File, mapping?: Mapping) => void
  again: () => void
  send: () => void
}

/** How far an import is, what it would do or has done, and what can be done about it. */
export function Outcome(props: Props) {
  const { run } = props
  if (isUnderWay(run)) return <Working run={run} />
  if (run.state === 'refused') return <Refused {...props} />
  if (run.state === 'checked') return <Checked {...props} />
  return <Done {...props} />
}

function Working({ run }: { run: Import }) {
  const { t } = useTranslation()
  const format = useFormat()
  const part = run.rowCount === 0 ? 0 : (run.doneCount / run.rowCount) * 100
  return (
    <Stack gap="sm" role="status">
      <Title order={2} size="h3">
        {run.dryRun ? t('imports.checking') : t('imports.importing')}
      </Title>
      <FileLine run={run} />
      <Progress
        value={run.state === 'waiting' || run.rowCount === 0 ? 100 : part}
        animated
        striped={run.rowCount === 0}
        aria-label={t('imports.progressOf')}
      />
      <Text size="sm" c="dimmed" className="numbers">
        {run.rowCount === 0
          ? t('imports.reading')
          : t('imports.progress', { done: format.number(run.doneCount), of: format.number(run.rowCount) })}
      </Text>
    </Stack>
  )
}

function Checked({ run, kind, file, mapping, sending, check, again, send }: Props) {
  const { t } = useTranslation()
  const changes = run.created + run.updated
  return (
    <Stack>
      <Heading run={run}>{t('imports.checkedTitle')}</Heading>
      <Counts run={run} />
      {changes === 0 && <Alert color="info" icon={<IconInfoCircle aria-hidden />} title={t('imports.nothingToDo')} />}
      <Headings key={run.id} run={run} kind={kind} mapping={mapping} file={file} sending={sending} check={check} />
      {!file && <Gone check={check} />}
      <Group justify="flex-end" gap="sm">
        <Button variant="default" onClick={again}>
          {t('imports.otherFile')}
        </Button>
        <Button leftSection={<IconTableImport size={16} aria-hidden />} disabled={!file || changes === 0} loading={sending} onClick={send}>
          {t('imports.importRows', { count: changes })}
        </Button>
      </Group>
    </Stack>
  )
}

function Refused({ run, kind, file, mapping, sending, check, again }: Props) {
  const { t } = useTranslation()
  const [correcting, setCorrecting] = useState(false)
  return (
    <Stack>
      <Heading run={run}>{run.dryRun ? t('imports.refusedTitle') : t('imports.refusedForReal')}</Heading>
      <Alert color="bad" icon={<IconAlertTriangle aria-hidden />} role="alert" title={t('imports.faultsTitle', { count: run.faultCount })}>
        {t('imports.faultsText')}
      </Alert>
      <Faults run={run} kind={kind} />
      <Headings key={run.id} run={run} kind={kind} mapping={mapping} file={file} sending={sending} check={check} />
      {correcting && <FileDrop sending={sending} take={(one) => check(one, mapping)} />}
      <Group justify="flex-end" gap="sm">
        <Button variant="default" onClick={again}>
          {t('imports.startOver')}
        </Button>
        {!correcting && (
          <Button leftSection={<IconFileUpload size={16} aria-hidden />} onClick={() => setCorrecting(true)}>
            {t('imports.corrected')}
          </Button>
        )}
      </Group>
    </Stack>
  )
}

function Done({ run, again }: Props) {
  const { t } = useTranslation()
  return (
    <Stack>
      <Heading run={run}>{t('imports.doneTitle')}</Heading>
      <Alert
        color="good"
        icon={<IconCheck aria-hidden />}
        role="status"
        title={t('imports.doneText', { count: run.created + run.updated })}
      />
      <Counts run={run} />
      <Group justify="flex-end" gap="sm">
        <Button variant="default" onClick={again}>
          {t('imports.another')}
        </Button>
        <ButtonLink to="/imports">{t('imports.back')}</ButtonLink>
      </Group>
    </Stack>
  )
}

function Heading({ run, children }: { run: Import; children: string }) {
  return (
    <div>
      <Title order={2} size="h3">
        {children}
      </Title>
      <FileLine run={run} />
    </div>
  )
}

function FileLine({ run }: { run: Import }) {
  const { t } = useTranslation()
  return (
    <Text size="sm" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
      {[run.fileName, run.rowCount > 0 && t('imports.rowCount', { count: run.rowCount })].filter(Boolean).join(t('ui.dot'))}
    </Text>
  )
}

function Counts({ run }: { run: Import }) {
  const { t } = useTranslation()
  const format = useFormat()
  return (
    <SimpleGrid cols={3} spacing="sm">
      {(['created', 'updated', 'unchanged'] as const).map((name) => (
        <div key={name} className="tile">
          <Text size="xl" fw={600} className="numbers">
            {format.number(run[name])}
          </Text>
          <Text size="xs" c="dimmed">
            {run.dryRun ? t(`imports.would.${name}`) : t(`imports.did.${name}`)}
          </Text>
        </div>
      ))}
    </SimpleGrid>
  )
}

/** What is wrong, row by row as the spreadsheet counts them. */
function Faults({ run, kind }: { run: Import; kind: Kind | undefined }) {
  const { t } = useTranslation()
  return (
    <div>
      <FewRows
        label={t('imports.faults')}
        mah={520}
        rows={run.faults.map((fault, index) => ({ ...fault, index: String(index) }))}
        idOf={({ index }) => index}
        columns={useFaultColumns(kind)}
      />
      {run.faultCount > run.faults.length && (
        <Text size="xs" c="dimmed" mt="xs">
          {t('imports.faultsFirst', { count: toldFaults })}
        </Text>
      )}
    </div>
  )
}

/** The page was opened again since: the file is where its owner keeps it. */
function Gone({ check }: { check: (file: File) => void }) {
  const { t } = useTranslation()
  return (
    <Stack gap="sm">
      <Alert color="waiting" icon={<IconInfoCircle aria-hidden />} title={t('imports.gone')} />
      <FileDrop sending={false} take={check} />
    </Stack>
  )
}

/** What is wrong, and where. */
function useFaultColumns(kind: Kind | undefined) {
  const { t } = useTranslation()
  const format = useFormat()
  const labelOf = (key: string | null) => kind?.columns.find((column) => column.key === key)?.label ?? key
  return [
    { key: 'row', head: t('imports.row'), end: true, cell: ({ row }) => format.number(row) },
    { key: 'column', head: t('imports.column'), cell: ({ column }) => labelOf(column) },
    {
      key: 'value',
      head: t('imports.value'),
      cell: ({ value }) => value && <span style={{ overflowWrap: 'anywhere' }}>{value}</span>,
    },
    { key: 'reason', head: t('imports.reason'), fixed: true, cell: ({ reason }) => <Text size="sm">{reason}</Text> },
  ] satisfies readonly ListColumn<Import['faults'][number]>[]
}
