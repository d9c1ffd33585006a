import { ActionIcon, Alert, Avatar, Button, FileButton, Group, Modal, Stack, Text } from '@mantine/core'
import { IconAlertTriangle, IconCamera, IconPhotoUp } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { getPhoto, removePhoto, uploadPhoto } from '../../server/modules/employees/employees.photo.contract.ts'
import { call, outdate, q } from '../api.ts'
import { Failed } from '../ui/answer.tsx'
import { useFormat } from '../ui/format.ts'
import { useOneAtATime } from '../ui/forms.ts'
import { done } from '../ui/notify.ts'

const { mediaTypes, maxBytes } = uploadPhoto.schema.upload
const BYTES_IN_MB = 1_048_576

/** The face of a person, large; who may changes it. */
export function PersonPhoto(props: { employeeId: string; name: string; mayChange: boolean }) {
  const { t } = useTranslation()
  const { employeeId, name } = props
  const [opened, setOpened] = useState(false)
  const photo = useQuery({ ...q(getPhoto, { params: { id: employeeId }, query: { size: 256 } }), retry: false, staleTime: 300_000 })
  const src = useAddress(photo.isSuccess ? (photo.data as unknown as Blob) : null)
  const face = <Avatar name={name} src={src} size={64} aria-hidden />
  if (!props.mayChange) return face
  return (
    <div style={{ position: 'relative', flex: 'none' }}>
      {face}
      <ActionIcon
        variant="default"
        radius="xl"
        size={26}
        aria-label={t('people.photo.change', { name })}
        onClick={() => setOpened(true)}
        style={{ position: 'absolute', insetInlineEnd: -6, bottom: -4 }}
      >
        <IconCamera size={15} aria-hidden />
      </ActionIcon>
      <Modal
        opened={opened}
        onClose={() => setOpened(false)}
        title={t('people.photo.title', { name })}
        centered
        closeButtonProps={{ 'aria-label': t('ui.close') }}
      >
        {opened && <PhotoForm employeeId={employeeId} name={name} src={src} close={() => setOpened(false)} />}
      </Modal>
    </div>
  )
}

function PhotoForm(props: { employeeId: string; name: string; src: string | null; close: () => void }) {
  const { t } = useTranslation()
  const format = useFormat()
  const client = useQueryClient()
  const { employeeId, name, src } = props
  const [file, setFile] = useState<File | null>(null)
  const preview = useAddress(file)
  const settled = (words: string) => {
    client.removeQueries({ queryKey: [getPhoto.url] })
    void outdate(client, getPhoto.url)
    done(words)
    props.close()
  }
  const upload = useOneAtATime(
    useMutation({
      mutationFn: (chosen: File) => call(uploadPhoto, { params: { id: employeeId }, body: chosen as never }),
      onSuccess: () => settled(t('people.photo.changed')),
    }),
  )
  const remove = useOneAtATime(
    useMutation({
      mutationFn: () => call(removePhoto, { params: { id: employeeId } }),
      onSuccess: () => settled(t('people.photo.removed')),
    }),
  )
  const tooLarge = file !== null && file.size > maxBytes
  const error = upload.error ?? remove.error
  return (
    <Stack align="center">
      <Avatar name={name} src={preview ?? src} size={200} alt={file ? t('people.photo.preview') : ''} />
      <FileButton onChange={setFile} accept={mediaTypes.join(',')}>
        {(button) => (
          <Button {...button} variant="default" leftSection={<IconPhotoUp size={16} aria-hidden />} data-autofocus>
            {t('people.photo.choose')}
          </Button>
        )}
      </FileButton>
      <Text size="xs" c="dimmed" ta="center">
        {t('people.photo.hint', { size: format.number(maxBytes / BYTES_IN_MB) })}
      </Text>
      {tooLarge && (
        <Alert color="bad" icon={<IconAlertTriangle aria-hidden />} role="alert" w="100%">
          {t('people.photo.tooLarge', { size: format.number(maxBytes / BYTES_IN_MB) })}
        </Alert>
      )}
      {error && (
        <div style={{ width: '100%' }}>
          <Failed error={error} />
        </div>
      )}
      <Group justify="flex-end" gap="sm" w="100%">
        {src && !file && (
          <Button variant="subtle" color="bad" loading={remove.isPending} onClick={() => remove.mutate(undefined)}>
            {t('people.photo.remove')}
          </Button>
        )}
        <Button variant="default" onClick={props.close}>
          {t('ui.cancel')}
        </Button>
        <Button disabled={!file || tooLarge} loading={upload.isPending} onClick={() => file && upload.mutate(file)}>
          {t('people.photo.save')}
        </Button>
      </Group>
    </Stack>
  )
}

/** An address under which the page can show a file it holds; given back when it is not needed any more. */
function useAddress(file: Blob | null) {
  const address = useMemo(() => file && URL.createObjectURL(file), [file])
  useEffect(
    () => () => {
      if (address) URL.revokeObjectURL(address)
    },
    [address],
  )
  return address
}
