import { Button, Code, Group, Modal, SimpleGrid, Stack, Text } from '@mantine/core'
import { IconCopy } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { done } from '../ui/notify.ts'

/** Recovery codes, shown the one time they can be shown. */
export function RecoveryCodes(props: { codes: readonly string[]; close: () => void }) {
  const { t } = useTranslation()
  const copy = async () => {
    await navigator.clipboard.writeText(props.codes.join('\n'))
    done(t('security.copied'))
  }
  return (
    <Modal
      opened={props.codes.length > 0}
      onClose={props.close}
      title={t('security.codesTitle')}
      centered
      closeOnClickOutside={false}
      closeButtonProps={{ 'aria-label': t('ui.close') }}
    >
      <Stack>
        <Text size="sm">{t('security.codesLine')}</Text>
        <SimpleGrid cols={2} spacing="xs" component="ul" p={0} m={0} style={{ listStyle: 'none' }} aria-label={t('security.codesTitle')}>
          {props.codes.map((code) => (
            <li key={code}>
              <Code>{code}</Code>
            </li>
          ))}
        </SimpleGrid>
        <Group justify="flex-end" gap="sm">
          <Button variant="default" leftSection={<IconCopy size={16} aria-hidden />} onClick={() => void copy()}>
            {t('security.copy')}
          </Button>
          <Button onClick={props.close}>{t('security.codesKept')}</Button>
        </Group>
      </Stack>
    </Modal>
  )
}
