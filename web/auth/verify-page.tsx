import { Alert, Loader } from '@mantine/core'
import { IconCheck, IconLinkOff } from '@tabler/icons-react'
import { useMutation } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { verifyEmail } from '../../server/modules/auth/auth.contract.ts'
import { call } from '../api.ts'
import { useBrand } from '../companies/brand.ts'
import { Failed } from '../ui/answer.tsx'
import { Outside } from './outside.tsx'
import { AnchorLink, ButtonLink } from '../ui/links.tsx'

const route = getRouteApi('/verify')

export function VerifyPage() {
  const { t } = useTranslation()
  const { token } = route.useSearch()
  const brand = useBrand()
  const { mutate, isPending, isSuccess, error } = useMutation({
    mutationFn: (sent: string) => call(verifyEmail, { body: { token: sent } }),
  })
  const asked = useRef('')
  useEffect(() => {
    // Strict mode runs effects twice, and the link works once.
    if (!token || asked.current === token) return
    asked.current = token
    mutate(token)
  }, [token, mutate])
  const toSignIn = (
    <AnchorLink to="/sign-in" inherit underline="always">
      {t('auth.backToSignIn')}
    </AnchorLink>
  )
  return (
    <Outside title={t('auth.verifyTitle')} brand={brand} below={toSignIn}>
      {isPending && <Loader aria-label={t('ui.loading')} />}
      {!token && (
        <Alert color="bad" icon={<IconLinkOff aria-hidden />} role="alert">
          {t('auth.linkIncomplete')}
        </Alert>
      )}
      {error && <Failed error={error} />}
      {isSuccess && (
        <Alert color="good" icon={<IconCheck aria-hidden />} role="status">
          {t('auth.verifyDone')}
        </Alert>
      )}
      {isSuccess && <ButtonLink to="/">{t('auth.continue')}</ButtonLink>}
    </Outside>
  )
}
