import { Button, Group, PasswordInput, Stack, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi, useNavigate, useRouter } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { login } from '../../server/modules/auth/auth.contract.ts'
import { resolveCompany } from '../../server/modules/companies/companies.contract.ts'
import { beginSession, call, mayBeSignedIn, q, renewSession } from '../api.ts'
import { setBrand, useBrand } from '../companies/brand.ts'
import { Failed } from '../ui/answer.tsx'
import { limitsOf } from '../ui/forms.ts'
import { Outside } from './outside.tsx'
import { AnchorLink } from '../ui/links.tsx'

const route = getRouteApi('/sign-in')
const usernamePattern = new RegExp(limitsOf(login, 'username').pattern ?? '')
const isUsername = (text: string) => usernamePattern.test(text.trim())

export function SignInPage() {
  const { t } = useTranslation()
  const { to } = route.useSearch()
  const remembered = useBrand()
  const navigate = useNavigate()
  const router = useRouter()
  const client = useQueryClient()
  const [domain, setDomain] = useState('')
  // Not while it is being typed: the beginning of every address looks like a username.
  const [byUsername, setByUsername] = useState(false)
  const form = useForm({
    initialValues: { email: '', password: '', company: '' },
    validate: {
      email: (value) => (/^\S+@\S+$/.test(value.trim()) || isUsername(value) ? null : t('auth.emailOrUsernameNeeded')),
      password: (value) => (value ? null : t('auth.passwordNeeded')),
      company: (value, { email }) => (isUsername(email) && !value.trim() ? t('auth.companyForUsername') : null),
    },
  })
  const found = useQuery({ ...q(resolveCompany, { query: { domain } }), enabled: domain !== '', retry: false, staleTime: 300_000 })
  const company = domain ? found.data?.company : undefined

  useEffect(() => {
    if (company) setBrand(company)
  }, [company])

  const enter = () => (to?.startsWith('/') && !to.startsWith('//') ? router.history.push(to) : void navigate({ to: '/' }))

  // Someone whose session is still good need not sign in again.
  useEffect(() => {
    if (mayBeSignedIn())
      void renewSession().then(
        (good) => good && enter(),
        () => {},
      )
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- once, on opening the page
  }, [])

  const signIn = useMutation({
    mutationFn: (values: typeof form.values) => {
      const which = values.company.trim() || company?.domain || company?.subdomain
      const name = values.email.trim()
      const who = isUsername(name) ? { username: name } : { email: name }
      return call(login, { body: { ...who, password: values.password, ...(which && { company: which }) } })
    },
    onSuccess: ({ company: entered, tokens }) => {
      client.clear()
      setBrand(entered)
      beginSession(tokens)
      enter()
    },
  })

  const asksCompany = byUsername || Boolean(form.errors.company) || (domain !== '' && (found.isError || form.values.company !== ''))
  return (
    <Outside
      title={t('auth.signIn')}
      line={company ? t('auth.signInTo', { company: company.name }) : t('auth.signInLine')}
      brand={company ?? (domain ? null : remembered)}
      below={
        <>
          {t('auth.noCompanyYet')}{' '}
          <AnchorLink to="/signup" inherit underline="always">
            {t('auth.openCompany')}
          </AnchorLink>
        </>
      }
    >
      <form onSubmit={form.onSubmit((values) => signIn.mutate(values))} noValidate>
        <Stack gap="sm">
          {signIn.isError && <Failed error={signIn.error} />}
          <TextInput
            {...form.getInputProps('email')}
            label={t('auth.emailOrUsername')}
            inputMode="email"
            autoCapitalize="none"
            spellCheck={false}
            autoComplete="username"
            autoFocus
            maxLength={254}
            onBlur={() => {
              setByUsername(isUsername(form.values.email))
              setDomain(/@(\S+\.\S+)$/.exec(form.values.email.trim())?.[1]?.toLowerCase() ?? '')
            }}
          />
          {asksCompany && (
            <TextInput
              {...form.getInputProps('company')}
              label={t('auth.company')}
              description={t('auth.companyHint')}
              autoCapitalize="none"
              maxLength={254}
              onBlur={() => form.values.company.trim() && setDomain(form.values.company.trim().toLowerCase())}
            />
          )}
          <PasswordInput
            {...form.getInputProps('password')}
            label={t('auth.password')}
            autoComplete="current-password"
            maxLength={128}
            visibilityToggleButtonProps={{ 'aria-label': t('auth.showPassword') }}
          />
          <Group justify="flex-end">
            <AnchorLink to="/forgot" size="sm">
              {t('auth.forgot')}
            </AnchorLink>
          </Group>
          <Button type="submit" loading={signIn.isPending} fullWidth size="md">
            {t('auth.signIn')}
          </Button>
        </Stack>
      </form>
    </Outside>
  )
}
