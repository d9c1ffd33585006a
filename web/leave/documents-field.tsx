import { ActionIcon, Button, FileButton, Group, Input, Stack, Switch, Text } from '@mantine/core'
import { IconPaperclip, IconTrash } from '@tabler/icons-react'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Data } from '../../server/core/contract.ts'
import {
  documentTypes,
  largestDocument,
  mostDocuments,
  removeLeaveDocument,
  uploadLeaveDocument,
} from '../../server/modules/leave/leave.document.contract.ts'
import { call } from '../api.ts'
import { Failed } from '../ui/answer.tsx'
import { useFormat } from '../ui/format.ts'
import { useOneAtATime } from '../ui/forms.ts'

export type HandedIn = Data<typeof uploadLeaveDocument>['document']
const BYTES_IN_MB = 1_048_576

/** Documents for leave: each is uploaded at once and belongs to the request once that is sent. */
export function DocumentsField(props: {
  /** For whom, when it is somebody else. */
  employeeId?: string | undefined
  documents: readonly HandedIn[]
  change: (documents: readonly HandedIn[]) => void
  /** For who acts for somebody: a document on paper is as good. */
  seen?: { value: boolean; change: (seen: boolean) => void } | undefined
}) {
  const { t } = useTranslation()
  const format = useFormat()
  const { employeeId, documents, change, seen } = props
  const [tooLarge, setTooLarge] = useState(false)
  const upload = useOneAtATime(
    useMutation({
      mutationFn: (file: File) => {
        const type = documentTypes.find((one) => one === file.type) ?? 'application/octet-stream'
        return call(uploadLeaveDocument, {
          query: { fileName: file.name.slice(0, 200), ...(employeeId && { employeeId }) },
          body: new Blob([file], { type }) as never,
        })
      },
      onSuccess: ({ document }) => change([...documents, document]),
    }),
  )
  const remove = useOneAtATime(
    useMutation({
      mutationFn: ({ id }: HandedIn) => call(removeLeaveDocument, { params: { id } }),
      onSuccess: (_data, { id }) => change(documents.filter((one) => one.id !== id)),
    }),
  )
  const size = format.number(largestDocument / BYTES_IN_MB)
  const error = upload.error ?? remove.error
  return (
    <Input.Wrapper label={t('leave.document.title')} labelElement="div" description={t('leave.document.hint', { size })}>
      <Stack gap={6} mt={6} aria-live="polite">
        {documents.map((one) => (
          <Group key={one.id} gap="xs" wrap="nowrap">
            <IconPaperclip size={14} aria-hidden />
            <Text size="sm" style={{ overflowWrap: 'anywhere', flex: 1 }}>
              {one.fileName}
            </Text>
            <ActionIcon
              variant="subtle"
              color="gray"
              aria-label={t('leave.document.removeName', { name: one.fileName })}
              loading={remove.isPending}
              onClick={() => remove.mutate(one)}
            >
              <IconTrash size={14} aria-hidden />
            </ActionIcon>
          </Group>
        ))}
        <FileButton
          accept={documentTypes.join(',')}
          onChange={(file) => {
            setTooLarge(file !== null && file.size > largestDocument)
            if (file && file.size <= largestDocument) upload.mutate(file)
          }}
        >
          {(button) => (
            <Button
              {...button}
              w="fit-content"
              size="compact-sm"
              variant="default"
              leftSection={<IconPaperclip size={14} aria-hidden />}
              loading={upload.isPending}
              disabled={documents.length >= mostDocuments}
            >
              {t('leave.document.attach')}
            </Button>
          )}
        </FileButton>
        {seen && (
          <Switch label={t('leave.document.seen')} checked={seen.value} onChange={(event) => seen.change(event.currentTarget.checked)} />
        )}
        {tooLarge && <Input.Error>{t('leave.document.tooLarge', { size })}</Input.Error>}
        {error && <Failed error={error} />}
      </Stack>
    </Input.Wrapper>
  )
}
