import { Tabs } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { can, useMe } from '../auth/me.ts'

/** The accounts there are and, for who may invite, those to come. */
export function AccountTabs(props: { value: 'accounts' | 'invitations' }) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  if (!can(useMe(), 'user.invite')) return null
  return (
    <Tabs value={props.value} onChange={(value) => void navigate({ to: value === 'invitations' ? '/accounts/invitations' : '/accounts' })}>
      <Tabs.List aria-label={t('accounts.tabs')}>
        <Tabs.Tab value="accounts">{t('accounts.accounts')}</Tabs.Tab>
        <Tabs.Tab value="invitations">{t('accounts.invitations')}</Tabs.Tab>
      </Tabs.List>
    </Tabs>
  )
}
