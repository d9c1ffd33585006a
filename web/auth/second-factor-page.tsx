import { Button, Stack } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { getSecondFactors } from '../../server/modules/auth/auth.mfa.contract.ts'
import { q } from '../api.ts'
import { useBrand } from '../companies/brand.ts'
import { Outside } from './outside.tsx'
import { PasskeySection } from './passkey-section.tsx'
import { TotpSection } from './totp-section.tsx'

/** Where somebody whose role demands a second factor goes first. */
export function SecondFactorPage() {
  const { t } = useTranslation()
  const brand = useBrand()
  const navigate = useNavigate()
  const client = useQueryClient()
  const factors = useQuery(q(getSecondFactors)).data?.secondFactors
  const has = factors !== undefined && (factors.totpSince !== null || factors.passkeyCount > 0)
  const enter = () => {
    // Who I am was read while there was no second factor.
    client.clear()
    void navigate({ to: '/' })
  }
  return (
    <Outside title={t('security.neededTitle')} line={t('security.neededLine')} brand={brand}>
      <Stack>
        <TotpSection />
        <PasskeySection />
        <Button disabled={!has} onClick={enter}>
          {t('auth.continue')}
        </Button>
      </Stack>
    </Outside>
  )
}
