import { useTranslation } from 'react-i18next'
import { AnchorLink } from '../ui/links.tsx'
import { Page } from '../ui/page.tsx'
import { ApiKeySection } from './api-key-section.tsx'
import { can, has, useMe } from './me.ts'
import { PasskeySection } from './passkey-section.tsx'
import { SessionList } from './session-list.tsx'
import { TotpSection } from './totp-section.tsx'

/** How the person signs in, and what signs in for them. */
export function SecurityPage() {
  const { t } = useTranslation()
  const me = useMe()
  return (
    <Page title={t('security.title')} line={me.user.email} narrow>
      <TotpSection />
      <PasskeySection />
      <SessionList />
      {can(me, 'support-access.read') && (
        <AnchorLink to="/support" size="sm">
          {t('support.toList')}
        </AnchorLink>
      )}
      {can(me, 'api-key.manage') && has(me, 'apiAccess') && <ApiKeySection me={me} />}
    </Page>
  )
}
