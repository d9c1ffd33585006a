import { Badge, Button, Card, Group, Progress, Stack, Text } from '@mantine/core'
import { IconDownload, IconPackageExport } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import {
  downloadExport,
  keptDays,
  listExports,
  removeExport,
  startExport,
  type CompanyExport,
} from '../../server/modules/leaving/leaving.contract.ts'
import { call, outdate, q } from '../api.ts'
import { useMe } from '../auth/me.ts'
import { SettingsTabs } from '../companies/settings-tabs.tsx'
import { Answer, useMessageOf } from '../ui/answer.tsx'
import { Confirm } from '../ui/confirm.tsx'
import { saveFile } from '../ui/download.ts'
import { Empty } from '../ui/empty.tsx'
import { useFormat } from '../ui/format.ts'
import { useOneAtATime } from '../ui/forms.ts'
import { RowSkeletons } from '../ui/list-card.tsx'
import { done, failed } from '../ui/notify.ts'
import { Page } from '../ui/page.tsx'
import { Section } from '../ui/section.tsx'

const LOOK_AGAIN_MS = 1500
const isUnderWay = ({ state }: CompanyExport) => state === 'waiting' || state === 'running'

/** Everything the company has, as one archive. */
export function LeavingPage() {
  const { t } = useTranslation()
  const { company } = useMe()
  const client = useQueryClient()
  const messageOf = useMessageOf()
  const exports = useQuery({
    ...q(listExports),
    refetchInterval: (query) => (query.state.data?.exports.some(isUnderWay) ? LOOK_AGAIN_MS : false),
  })
  const start = useOneAtATime(
    useMutation({
      mutationFn: () => call(startExport),
      onSuccess: () => {
        void outdate(client, '/company/exports')
        done(t('leaving.asked'))
      },
      onError: (error) => failed(messageOf(error)),
    }),
  )
  return (
    <Page title={t('settings.title')} line={company.name}>
      <SettingsTabs />
      <Section title={t('leaving.title')}>
        <Stack gap="sm">
          <Text size="sm">{t('leaving.line')}</Text>
          <Text size="sm" c="dimmed">
            {t('leaving.kept', { count: keptDays })}
          </Text>
          <Group>
            <Button
              leftSection={<IconPackageExport size={16} aria-hidden />}
              loading={start.isPending}
              disabled={exports.data?.exports.some(isUnderWay) ?? true}
              onClick={() => start.mutate()}
            >
              {t('leaving.ask')}
            </Button>
          </Group>
        </Stack>
      </Section>
      <Answer query={exports} skeleton={<RowSkeletons />}>
        {(data) =>
          data.exports.length === 0 ? (
            <Card>
              <Empty icon={<IconPackageExport size={28} stroke={1.5} />} title={t('leaving.none')} hint={t('leaving.noneHint')} />
            </Card>
          ) : (
            <Section title={t('leaving.archives')}>
              <ul className="lines">
                {data.exports.map((one) => (
                  <Row key={one.id} archive={one} />
                ))}
              </ul>
            </Section>
          )
        }
      </Answer>
    </Page>
  )
}

const colours = { waiting: 'waiting', running: 'info', done: 'good', failed: 'bad', removed: 'gray' } as const

function Row({ archive }: { archive: CompanyExport }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { state, askedAt, askedBy, expiresAt, sha256 } = archive
  return (
    <li>
      <Group justify="space-between" align="flex-start" gap="sm">
        <Stack gap={2} miw={0}>
          <Group gap="xs">
            <Text size="sm" fw={500}>
              {format.instant(askedAt)}
            </Text>
            <Badge color={colours[state]}>{t(`leaving.is.${state}`)}</Badge>
          </Group>
          <Text size="xs" c="dimmed">
            {t('leaving.askedBy', { name: askedBy })}
          </Text>
          <Content archive={archive} />
          {state === 'done' && expiresAt && (
            <Text size="xs" c="dimmed">
              {t('leaving.until', { time: format.instant(expiresAt) })}
            </Text>
          )}
          {state === 'done' && sha256 && (
            <Text size="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
              {t('leaving.hash', { hash: sha256 })}
            </Text>
          )}
        </Stack>
        <Acts archive={archive} />
      </Group>
    </li>
  )
}

/** What is in it, or how far it is. */
function Content({ archive }: { archive: CompanyExport }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { state, tableCount, tablesDone, byteCount } = archive
  if (state === 'failed') return null
  if (!isUnderWay(archive)) {
    const [unit, size] = byteCount >= 1e9 ? (['gigabyte', 1e9] as const) : (['megabyte', 1e6] as const)
    const figures = { rows: format.number(archive.rowCount), files: format.number(archive.fileCount) }
    return <Text size="sm">{t('leaving.counts', { ...figures, size: format.amount(byteCount / size, unit) })}</Text>
  }
  const words =
    tableCount > 0 ? t('leaving.progress', { done: format.number(tablesDone), of: format.number(tableCount) }) : t('leaving.begins')
  return (
    <Stack gap={4} role="status" miw={160}>
      <Progress value={tableCount > 0 ? (tablesDone / tableCount) * 100 : 100} animated striped={tableCount === 0} aria-label={words} />
      <Text size="xs" c="dimmed">
        {words}
      </Text>
    </Stack>
  )
}

function Acts({ archive }: { archive: CompanyExport }) {
  const { t } = useTranslation()
  const format = useFormat()
  const client = useQueryClient()
  const messageOf = useMessageOf()
  const { company } = useMe()
  const [asking, setAsking] = useState(false)
  const { id, state, askedAt } = archive
  const time = format.instant(askedAt)
  const fetched = useOneAtATime(
    useMutation({
      mutationFn: () => call(downloadExport, { params: { id } }),
      onSuccess: (file) => saveFile(file as unknown as Blob, `${company.subdomain}-${askedAt.slice(0, 10)}.zip`),
      onError: (error) => failed(messageOf(error)),
    }),
  )
  const underWay = isUnderWay(archive)
  if (!underWay && state !== 'done') return null
  return (
    <Group gap={6}>
      {state === 'done' && (
        <Button
          size="compact-sm"
          variant="default"
          leftSection={<IconDownload size={14} aria-hidden />}
          aria-label={t('leaving.downloadOf', { time })}
          loading={fetched.isPending}
          onClick={() => fetched.mutate()}
        >
          {t('leaving.download')}
        </Button>
      )}
      <Button
        size="compact-sm"
        variant="subtle"
        color="gray"
        aria-label={underWay ? t('leaving.stopOf', { time }) : t('leaving.removeOf', { time })}
        onClick={() => setAsking(true)}
      >
        {underWay ? t('leaving.stop') : t('leaving.remove')}
      </Button>
      {asking && (
        <Confirm
          opened
          title={underWay ? t('leaving.stopTitle') : t('leaving.removeTitle')}
          text={t('leaving.removeText')}
          act={underWay ? t('leaving.stopAct') : t('leaving.removeAct')}
          color="bad"
          send={() => call(removeExport, { params: { id } })}
          done={() => {
            setAsking(false)
            void outdate(client, '/company/exports')
            done(t('leaving.removed'))
          }}
          close={() => setAsking(false)}
        />
      )}
    </Group>
  )
}
