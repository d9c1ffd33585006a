import { Kbd, Text, UnstyledButton, VisuallyHidden } from '@mantine/core'
import { IconSearch } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'

export function SearchBox(props: { open: () => void }) {
  const { t } = useTranslation()
  return (
    <UnstyledButton
      onClick={props.open}
      visibleFrom="md"
      aria-keyshortcuts="Control+K"
      style={{
        display: 'flex',
        alignItems: 'center',
        gap: 10,
        width: 340,
        height: 36,
        padding: '0 8px 0 12px',
        border: '1px solid var(--muster-field)',
        borderRadius: 8,
      }}
    >
      <IconSearch size={16} aria-hidden />
      <VisuallyHidden>{t('frame.search')}</VisuallyHidden>
      <Text size="sm" c="dimmed" flex={1}>
        {t('frame.searchHint')}
      </Text>
      <Kbd size="xs" aria-hidden>
        {t('frame.searchKeys')}
      </Kbd>
    </UnstyledButton>
  )
}
