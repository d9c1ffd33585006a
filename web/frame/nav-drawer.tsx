import { Drawer } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useMe } from '../auth/me.ts'
import { Nav } from './nav.tsx'

export default function NavDrawer(props: { opened: boolean; close: () => void }) {
  const { t } = useTranslation()
  return (
    <Drawer
      opened={props.opened}
      onClose={props.close}
      size={280}
      title={useMe().company.name}
      hiddenFrom="sm"
      closeButtonProps={{ 'aria-label': t('ui.close') }}
    >
      <Nav narrow={false} />
    </Drawer>
  )
}
