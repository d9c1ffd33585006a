import { useTranslation } from 'react-i18next'
import { can, useMe } from '../auth/me.ts'
import { PartTabs } from '../ui/part-tabs.tsx'

const parts = [
  { to: '/access', name: 'roles', needs: 'access.read' },
  { to: '/access/groups', name: 'groups', needs: 'access.read' },
  { to: '/access/templates', name: 'templates', needs: 'access.read' },
  { to: '/access/delegations', name: 'delegations', needs: 'access.read' },
  { to: '/access/second-factors', name: 'secondFactors', needs: 'security.manage' },
  { to: '/access/explain', name: 'explain', needs: 'access.explain' },
] as const

/** The parts of access control. */
export function AccessTabs() {
  const { t } = useTranslation()
  return <PartTabs label={t('access.title')} parts={useAccessParts()} />
}

export function useAccessParts() {
  const { t } = useTranslation()
  const me = useMe()
  return parts.filter(({ needs }) => can(me, needs)).map(({ to, name }) => ({ to, label: t(`access.part.${name}`) }))
}
