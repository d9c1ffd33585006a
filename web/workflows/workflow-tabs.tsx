import { Tabs } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { can, useMe } from '../auth/me.ts'

const parts = [
  { to: '/workflows', name: 'workflows', needs: 'workflow.read' },
  { to: '/workflows/policies', name: 'policies', needs: 'workflow.read' },
  { to: '/workflows/analytics', name: 'analytics', needs: 'workflow.oversee' },
] as const

/** The parts of how things are decided; each is a page of its own. */
export function WorkflowTabs(props: { at: (typeof parts)[number]['to'] }) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const me = useMe()
  return (
    <Tabs value={props.at} onChange={(to) => void navigate({ to: parts.find((part) => part.to === to)?.to ?? '/workflows' })}>
      <Tabs.List aria-label={t('workflows.title')} className="tabs-scroll">
        {parts
          .filter(({ needs }) => can(me, needs))
          .map(({ to, name }) => (
            <Tabs.Tab key={to} value={to}>
              {t(`workflows.part.${name}`)}
            </Tabs.Tab>
          ))}
      </Tabs.List>
    </Tabs>
  )
}
