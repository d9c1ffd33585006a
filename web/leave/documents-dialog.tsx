import { Button, Modal, Skeleton, Stack, Text } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { getLeaveDocument, listLeaveDocuments } from '../../server/modules/leave/leave.document.contract.ts'
import type { LeaveRequest } from '../../server/modules/leave/leave.contract.ts'
import { call, q } from '../api.ts'
import { Answer, useMessageOf } from '../ui/answer.tsx'
import { saveFile } from '../ui/download.ts'
import { useFormat } from '../ui/format.ts'
import { useOneAtATime } from '../ui/forms.ts'
import { failed } from '../ui/notify.ts'
import type { HandedIn } from './documents-field.tsx'

/** What was handed in with a request, to be downloaded. */
export function DocumentsDialog({ request, close }: { request: LeaveRequest; close: () => void }) {
  const { t } = useTranslation()
  const documents = useQuery(q(listLeaveDocuments, { params: { id: request.id } }))
  return (
    <Modal opened onClose={close} centered title={t('leave.document.title')} closeButtonProps={{ 'aria-label': t('ui.close') }}>
      <Answer query={documents} skeleton={<Skeleton h={48} />}>
        {(data) => (
          <Stack gap="sm">
            {data.documents.map((one) => (
              <Line key={one.id} document={one} />
            ))}
          </Stack>
        )}
      </Answer>
    </Modal>
  )
}

function Line({ document }: { document: HandedIn }) {
  const { t } = useTranslation()
  const format = useFormat()
  const messageOf = useMessageOf()
  const fetched = useOneAtATime(
    useMutation({
      mutationFn: () => call(getLeaveDocument, { params: { id: document.id } }),
      onSuccess: (file) => saveFile(file as unknown as Blob, document.fileName),
      onError: (error) => failed(messageOf(error)),
    }),
  )
  return (
    <div>
      <Button
        size="compact-sm"
        variant="subtle"
        ms={-8}
        leftSection={<IconDownload size={14} aria-hidden />}
        aria-label={t('customFields.fetchFile', { name: document.fileName })}
        loading={fetched.isPending}
        onClick={() => fetched.mutate(undefined)}
      >
        {document.fileName}
      </Button>
      <Text size="xs" c="dimmed">
        {t('leave.document.uploaded', { name: document.uploadedByName, ago: format.ago(document.uploadedAt) })}
      </Text>
    </div>
  )
}
