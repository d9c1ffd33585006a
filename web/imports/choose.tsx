import { Alert, Badge, Button, Card, Group, Radio, SimpleGrid, Stack, Text, Title } from '@mantine/core'
import { Dropzone } from '@mantine/dropzone'
import '@mantine/dropzone/styles.css'
import { IconAlertTriangle, IconDownload, IconTableImport } from '@tabler/icons-react'
import { useMutation } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { exportXlsx, largestFile, mostRows } from '../../server/modules/imports/imports.contract.ts'
import { call } from '../api.ts'
import { useMessageOf } from '../ui/answer.tsx'
import { saveFile } from '../ui/download.ts'
import { useFormat } from '../ui/format.ts'
import { useOneAtATime } from '../ui/forms.ts'
import { failed } from '../ui/notify.ts'
import { useKindTitle, type Kind } from './kinds.ts'

const BYTES_IN_MB = 1_048_576

/** What is to be imported, and the file; it is checked as soon as it is there. */
export function Choose(props: {
  kinds: readonly Kind[]
  chosen: Kind | undefined
  choose: (kind: string) => void
  sending: boolean
  check: (file: File) => void
}) {
  const { t } = useTranslation()
  const titleOf = useKindTitle()
  const { kinds, chosen } = props
  return (
    <Stack>
      <Card>
        <Radio.Group label={t('imports.whatKind')} value={chosen?.kind ?? null} onChange={props.choose}>
          <SimpleGrid cols={{ base: 1, xs: 2, md: 4 }} spacing="sm" mt="xs">
            {kinds.map((kind) => (
              <Radio.Card key={kind.kind} value={kind.kind} p="sm" radius="md" className="choice-card">
                <Group wrap="nowrap" gap="sm">
                  <Radio.Indicator />
                  <Text size="sm" fw={500}>
                    {titleOf(kind.kind, kind.title)}
                  </Text>
                </Group>
              </Radio.Card>
            ))}
          </SimpleGrid>
        </Radio.Group>
      </Card>
      {chosen && (
        <Card>
          <Stack>
            <Columns kind={chosen} />
            <FileDrop sending={props.sending} take={props.check} />
          </Stack>
        </Card>
      )}
    </Stack>
  )
}

/** Which columns the file may have; what there is now, as a file, is the best pattern for one. */
function Columns({ kind }: { kind: Kind }) {
  const { t } = useTranslation()
  const format = useFormat()
  const messageOf = useMessageOf()
  const pattern = useOneAtATime(
    useMutation({
      mutationFn: () => call(exportXlsx, { params: { kind: kind.kind } }),
      onSuccess: (file) => saveFile(file as unknown as Blob, `${kind.kind}-${format.today()}.xlsx`),
      onError: (error) => failed(messageOf(error)),
    }),
  )
  return (
    <div>
      <Group justify="space-between" align="flex-start" gap="sm">
        <div>
          <Title order={2} size="h3">
            {t('imports.columns')}
          </Title>
          <Text size="sm" c="dimmed">
            {t('imports.columnsHint')}
          </Text>
        </div>
        {kind.canExport && (
          <Button
            size="compact-sm"
            variant="default"
            leftSection={<IconDownload size={14} aria-hidden />}
            loading={pattern.isPending}
            onClick={() => pattern.mutate(undefined)}
          >
            {t('imports.pattern')}
          </Button>
        )}
      </Group>
      <Group gap={6} mt="sm">
        {kind.columns.map(({ key, label, isRequired, isIdentity }) => (
          <Badge key={key} size="lg" fw={500} color={isIdentity ? 'accent' : isRequired ? 'info' : 'gray'}>
            {isIdentity ? t('imports.columnIdentity', { label }) : isRequired ? t('imports.columnRequired', { label }) : label}
          </Badge>
        ))}
      </Group>
    </div>
  )
}

/** Where a file is dropped or chosen. */
export function FileDrop(props: { sending: boolean; take: (file: File) => void }) {
  const { t } = useTranslation()
  const format = useFormat()
  const open = useRef<() => void>(null)
  const [problem, setProblem] = useState<'large' | 'kind' | 'empty' | null>(null)
  const size = format.number(largestFile / BYTES_IN_MB)
  const take = (file: File | undefined) => {
    if (!file) return
    setProblem(file.size === 0 ? 'empty' : null)
    if (file.size > 0) props.take(file)
  }
  return (
    <Stack gap="sm">
      <Dropzone
        openRef={open}
        activateOnClick={false}
        activateOnKeyboard={false}
        multiple={false}
        maxSize={largestFile}
        loading={props.sending}
        // Browsers do not agree on what a CSV file is; the server judges it by its content.
        validator={(file) => (/\.(csv|txt|tsv|xlsx)$/i.test(file.name) ? null : { code: 'kind', message: '' })}
        onDrop={([file]) => take(file)}
        onReject={([first]) => setProblem(first?.errors.some(({ code }) => code === 'file-too-large') ? 'large' : 'kind')}
        inputProps={{ 'aria-label': t('imports.file') }}
        className="drop"
      >
        <Stack align="center" gap={6} py="lg">
          <IconTableImport size={28} stroke={1.5} aria-hidden />
          <Text size="sm" fw={600} ta="center">
            {t('imports.drop')}
          </Text>
          <Text size="xs" c="dimmed" ta="center">
            {t('imports.dropHint', { size, rows: format.number(mostRows) })}
          </Text>
          <Button mt="xs" variant="default" onClick={() => open.current?.()} style={{ pointerEvents: 'all' }}>
            {t('imports.chooseFile')}
          </Button>
        </Stack>
      </Dropzone>
      {problem && (
        <Alert color="bad" icon={<IconAlertTriangle aria-hidden />} role="alert">
          {problem === 'large' ? t('imports.tooLarge', { size }) : problem === 'kind' ? t('imports.wrongKind') : t('imports.emptyFile')}
        </Alert>
      )}
    </Stack>
  )
}
