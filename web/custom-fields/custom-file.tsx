import { Alert, Button, FileButton, Group, Input, Stack, Text } from '@mantine/core'
import { IconDownload, IconPaperclip, IconTrash } from '@tabler/icons-react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { fileTypes, type CustomField } from '../../server/modules/custom-fields/custom-fields.contract.ts'
import { getCustomFile, largestFile, uploadCustomFile } from '../../server/modules/custom-fields/custom-fields.file.contract.ts'
import { updateCustomValues } from '../../server/modules/custom-fields/custom-fields.value.contract.ts'
import { call, outdate } from '../api.ts'
import { Failed, useMessageOf } from '../ui/answer.tsx'
import { saveFile } from '../ui/download.ts'
import { useFormat } from '../ui/format.ts'
import { useOneAtATime } from '../ui/forms.ts'
import { done, failed } from '../ui/notify.ts'
import { fileTypeNames } from './file-types.ts'

const BYTES_IN_MB = 1_048_576

/** A file in a field of a person: its name, which fetches it. */
export function FileLink(props: { employeeId: string; fieldKey: string; name: string }) {
  const { t } = useTranslation()
  const messageOf = useMessageOf()
  const fetched = useOneAtATime(
    useMutation({
      mutationFn: () => call(getCustomFile, { params: { id: props.employeeId, key: props.fieldKey } }),
      onSuccess: (file) => saveFile(file as unknown as Blob, props.name),
      onError: (error) => failed(messageOf(error)),
    }),
  )
  return (
    <Button
      size="compact-sm"
      variant="subtle"
      leftSection={<IconDownload size={14} aria-hidden />}
      aria-label={t('customFields.fetchFile', { name: props.name })}
      loading={fetched.isPending}
      onClick={() => fetched.mutate(undefined)}
      ms={-8}
    >
      {props.name}
    </Button>
  )
}

/** Puts a file into a field or takes it out; both at once, for a file is too large to wait for the rest of a form. */
export function FileField(props: { employeeId: string; field: CustomField; name: string | undefined }) {
  const { t } = useTranslation()
  const format = useFormat()
  const client = useQueryClient()
  const { employeeId, field, name } = props
  const [tooLarge, setTooLarge] = useState(false)
  const types = field.rules.mediaTypes ?? fileTypes
  const size = format.number(largestFile / BYTES_IN_MB)
  const settled = () => outdate(client, '/employees/:id/custom-fields', '/custom-fields')
  const upload = useOneAtATime(
    useMutation({
      mutationFn: (file: File) => {
        const type = fileTypes.find((one) => one === file.type) ?? 'application/octet-stream'
        return call(uploadCustomFile, {
          params: { id: employeeId, key: field.key },
          query: { fileName: file.name.slice(0, 200) },
          body: new Blob([file], { type }) as never,
        })
      },
      onSuccess: (data) => done(t('customFields.fileKept', { name: data.file.fileName })),
      onSettled: settled,
    }),
  )
  const remove = useOneAtATime(
    useMutation({
      mutationFn: () => call(updateCustomValues, { params: { id: employeeId }, body: { custom: { [field.key]: null } } }),
      onSuccess: () => done(t('customFields.fileRemoved')),
      onSettled: settled,
    }),
  )
  const error = upload.error ?? remove.error
  return (
    <Input.Wrapper
      label={field.label}
      description={t('customFields.fileHint', { size, types: types.map((one) => fileTypeNames[one]).join(', ') })}
    >
      <Stack gap="xs">
        <Group gap="xs">
          <FileButton
            accept={types.join(',')}
            onChange={(file) => {
              setTooLarge(file !== null && file.size > largestFile)
              if (file && file.size <= largestFile) upload.mutate(file)
            }}
          >
            {(button) => (
              <Button
                {...button}
                size="compact-sm"
                variant="default"
                leftSection={<IconPaperclip size={14} aria-hidden />}
                loading={upload.isPending}
                aria-label={
                  name ? t('customFields.otherFileFor', { label: field.label }) : t('customFields.chooseFileFor', { label: field.label })
                }
              >
                {name ? t('customFields.otherFile') : t('imports.chooseFile')}
              </Button>
            )}
          </FileButton>
          {name && !field.isRequired && (
            <Button
              size="compact-sm"
              variant="subtle"
              color="bad"
              leftSection={<IconTrash size={14} aria-hidden />}
              loading={remove.isPending}
              onClick={() => remove.mutate(undefined)}
            >
              {t('people.record.remove')}
            </Button>
          )}
        </Group>
        <Text size="sm" c={name ? undefined : 'dimmed'} style={{ overflowWrap: 'anywhere' }}>
          {name ?? t('customFields.noFile')}
        </Text>
        {tooLarge && (
          <Alert color="bad" role="alert">
            {t('imports.tooLarge', { size })}
          </Alert>
        )}
        {error && <Failed error={error} />}
      </Stack>
    </Input.Wrapper>
  )
}
