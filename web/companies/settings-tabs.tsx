import { Tabs } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { can, useMe } from '../auth/me.ts'

const parts = [
  { to: '/settings', name: 'general', needs: null },
  { to: '/settings/company', name: 'company', needs: 'company.update' },
  { to: '/settings/features', name: 'features', needs: 'company.update-features' },
  { to: '/settings/usage', name: 'usage', needs: 'usage.read' },
] as const

/** The parts of the settings; each is a page of its own. */
export function SettingsTabs(props: { at: (typeof parts)[number]['to'] }) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const me = useMe()
  return (
    <Tabs value={props.at} onChange={(to) => void navigate({ to: parts.find((part) => part.to === to)?.to ?? '/settings' })}>
      <Tabs.List aria-label={t('settings.title')} className="tabs-scroll">
        {parts
          .filter(({ needs }) => needs === null || can(me, needs))
          .map(({ to, name }) => (
            <Tabs.Tab key={to} value={to}>
              {t(`settings.part.${name}`)}
            </Tabs.Tab>
          ))}
      </Tabs.List>
    </Tabs>
  )
}
