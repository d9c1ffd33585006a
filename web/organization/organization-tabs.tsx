import { Tabs } from '@mantine/core'
import { useNavigate, useRouterState } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'

const parts = [
  { to: '/organization', name: 'departments' },
  { to: '/organization/branches', name: 'branches' },
  { to: '/organization/positions', name: 'positions' },
] as const

/** The parts of the organisation; each is a page of its own. */
export function OrganizationTabs() {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const path = useRouterState({ select: (state) => state.location.pathname })
  return (
    <Tabs
      value={parts.findLast((part) => path.startsWith(part.to))?.to ?? '/organization'}
      onChange={(to) => void navigate({ to: parts.find((part) => part.to === to)?.to ?? '/organization' })}
    >
      <Tabs.List aria-label={t('organization.title')} className="tabs-scroll">
        {parts.map((part) => (
          <Tabs.Tab key={part.to} value={part.to}>
            {t(`organization.part.${part.name}`)}
          </Tabs.Tab>
        ))}
      </Tabs.List>
    </Tabs>
  )
}
