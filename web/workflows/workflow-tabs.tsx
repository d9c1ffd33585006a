import { useTranslation } from 'react-i18next'
import { can, useMe } from '../auth/me.ts'
import { PartTabs } from '../ui/part-tabs.tsx'

const parts = [
  { to: '/workflows', name: 'workflows', needs: 'workflow.read' },
  { to: '/workflows/requests', name: 'requests', needs: 'workflow.oversee' },
  { to: '/workflows/policies', name: 'policies', needs: 'workflow.read' },
  { to: '/workflows/analytics', name: 'analytics', needs: 'workflow.oversee' },
] as const

/** The parts of how things are decided. */
export function WorkflowTabs() {
  const { t } = useTranslation()
  return <PartTabs label={t('workflows.title')} parts={useWorkflowParts()} />
}

export function useWorkflowParts() {
  const { t } = useTranslation()
  const me = useMe()
  return parts.filter(({ needs }) => can(me, needs)).map(({ to, name }) => ({ to, label: t(`workflows.part.${name}`) }))
}
