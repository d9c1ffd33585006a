import { Tabs } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { can, useMe } from '../auth/me.ts'

const parts = [
  { to: '/access', name: 'roles', needs: 'access.read' },
  { to: '/access/groups', name: 'groups', needs: 'access.read' },
  { to: '/access/templates', name: 'templates', needs: 'access.read' },
  { to: '/access/delegations', name: 'delegations', needs: 'access.read' },
  { to: '/access/second-factors', name: 'secondFactors', needs: 'security.manage' },
  { to: '/access/explain', name: 'explain', needs: 'access.explain' },
] as const

/** The parts of access control; each is a page of its own. */
export function AccessTabs(props: { at: (typeof parts)[number]['to'] }) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const me = useMe()
  return (
    <Tabs value={props.at} onChange={(to) => void navigate({ to: parts.find((part) => part.to === to)?.to ?? '/access' })}>
      <Tabs.List aria-label={t('access.title')} className="tabs-scroll">
        {parts
          .filter(({ needs }) => can(me, needs))
          .map(({ to, name }) => (
            <Tabs.Tab key={to} value={to}>
              {t(`access.part.${name}`)}
            </Tabs.Tab>
          ))}
      </Tabs.List>
    </Tabs>
  )
}
