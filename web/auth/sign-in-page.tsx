import { Button, Group, PasswordInput, Stack, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { IconKey } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi, useNavigate, useRouter } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Data } from '../../server/core/contract.ts'
import { login } from '../../server/modules/auth/auth.contract.ts'
import { passkeySignIn, passkeySignInOptions } from '../../server/modules/auth/auth.passkey.contract.ts'
import { resolveCompany } from '../../server/modules/companies/companies.contract.ts'
import { beginSession, call, mayBeSignedIn, q, renewSession } from '../api.ts'
import { setBrand, useBrand } from '../companies/brand.ts'
import { Failed } from '../ui/answer.tsx'
import { limitsOf } from '../ui/forms.ts'
import { Outside } from './outside.tsx'
import { askPasskey, knowsPasskeys, wasDismissed } from './passkey.ts'
import { SecondStep, secondFactorIn } from './second-step.tsx'
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

  function begin({ company: entered, tokens }: Data<typeof login>) {
    client.clear()
    setBrand(entered)
    beginSession(tokens)
    enter()
  }

  const signIn = useMutation({
    mutationFn: (values: typeof form.values) => {
      const which = values.company.trim() || company?.domain || company?.subdomain
      const name = values.email.trim()
      const who = isUsername(name) ? { username: name } : { email: name }
      return call(login, { body: { ...who, password: values.password, ...(which && { company: which }) } })
    },
    onSuccess: begin,
  })
  const passkey = useMutation({
    mutationFn: async () => {
      const { options } = await call(passkeySignInOptions)
      return call(passkeySignIn, { body: { credential: await askPasskey(options) } })
    },
    onSuccess: begin,
  })
  const asked = secondFactorIn(signIn.error)

  if (asked) {
    return (
      <Outside title={t('security.secondStep')} line={t('security.secondStepLine')} brand={company ?? remembered}>
        <SecondStep asked={asked} done={begin} restart={() => signIn.reset()} />
      </Outside>
    )
  }
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
          {passkey.isError && !wasDismissed(passkey.error) && <Failed error={passkey.error} />}
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
          {knowsPasskeys() && (
            <Button
              variant="default"
              leftSection={<IconKey size={16} aria-hidden />}
              loading={passkey.isPending}
              onClick={() => passkey.mutate()}
              fullWidth
              size="md"
            >
              {t('security.signInWithPasskey')}
            </Button>
          )}
        </Stack>
      </form>
    </Outside>
  )
}
