import { Button } from '@mantine/core'
import { IconTableExport } from '@tabler/icons-react'
import { useMutation } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { useMessageOf } from './answer.tsx'
import { saveFile } from './download.ts'
import { useFormat } from './format.ts'
import { useOneAtATime } from './forms.ts'
import { done, failed } from './notify.ts'

/** A file of exactly what the list is asked for, all its pages. */
export function CsvButton(props: { name: string; day?: string | undefined; csv: () => Promise<unknown>; disabled?: boolean }) {
  const { t } = useTranslation()
  const format = useFormat()
  const messageOf = useMessageOf()
  const run = useOneAtATime(
    useMutation({
      mutationFn: props.csv,
      onSuccess: (file) => {
        saveFile(file as Blob, `${props.name}-${props.day ?? format.today()}.csv`)
        done(t('ui.export.done'))
      },
      onError: (error) => failed(messageOf(error)),
    }),
  )
  return (
    <Button
      variant="default"
      px="sm"
      leftSection={<IconTableExport size={16} aria-hidden />}
      disabled={props.disabled === true}
      loading={run.isPending}
      aria-label={t('ui.export.title')}
      onClick={() => run.mutate(undefined)}
    >
      {t('ui.export.csv')}
    </Button>
  )
}
