import { UnstyledButton, VisuallyHidden } from '@mantine/core'
import { lazy, Suspense, useState, type ComponentPropsWithRef } from 'react'
import { useTranslation } from 'react-i18next'
import { useMe } from '../auth/me.ts'
import { Face, fullName } from '../ui/person.tsx'

const fetchMenu = () => import('./person-menu-open.tsx')
const PersonMenuOpen = lazy(fetchMenu)

export function PersonMenu() {
  const [wanted, setWanted] = useState(false)
  const button = (
    <PersonButton
      onPointerEnter={() => void fetchMenu()}
      onFocus={() => void fetchMenu()}
      onClick={() => setWanted(true)}
      aria-haspopup="menu"
    />
  )
  return wanted ? (
    <Suspense fallback={button}>
      <PersonMenuOpen />
    </Suspense>
  ) : (
    button
  )
}

export function PersonButton(props: ComponentPropsWithRef<'button'>) {
  const { t } = useTranslation()
  const { user } = useMe()
  return (
    <UnstyledButton {...props} style={{ borderRadius: '50%' }}>
      <VisuallyHidden>{t('frame.personMenu', { name: fullName(user) })}</VisuallyHidden>
      <Face name={fullName(user)} size={34} />
    </UnstyledButton>
  )
}
