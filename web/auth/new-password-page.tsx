import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { useBrand } from '../companies/brand.ts'
import { Outside } from './outside.tsx'
import { PasswordForm } from './password-form.tsx'

/** Where somebody signed in with a password they were given goes first. */
export function NewPasswordPage() {
  const { t } = useTranslation()
  const brand = useBrand()
  const navigate = useNavigate()
  const client = useQueryClient()
  const enter = () => {
    // Who I am was read while the password was still the given one.
    client.clear()
    void navigate({ to: '/' })
  }
  return (
    <Outside title={t('auth.newPasswordTitle')} line={t('auth.newPasswordLine')} brand={brand}>
      <PasswordForm given onDone={enter} />
    </Outside>
  )
}
