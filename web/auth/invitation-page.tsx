import { Alert, Button, Group, PasswordInput, Skeleton, Stack, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { IconLinkOff } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import type { Data } from '../../server/core/contract.ts'
import { acceptInvitation, readInvitation } from '../../server/modules/users/users.invitation.contract.ts'
import { ApiError, beginSession, call, q } from '../api.ts'
import { setBrand } from '../companies/brand.ts'
import { changeLanguage, chosenLanguage, languages } from '../i18n.ts'
import { Answer, Failed } from '../ui/answer.tsx'
import { faultsOf, limitsOf, useOneAtATime } from '../ui/forms.ts'
import { AnchorLink } from '../ui/links.tsx'
import { Outside } from './outside.tsx'

const route = getRouteApi('/invitation/$token')
const { minLength = 12, maxLength = 128 } = limitsOf(acceptInvitation, 'password')

type Invitation = Data<typeof readInvitation>['invitation']

/** Where the link of an invitation leads: a name, a password, and one is in. */
export function InvitationPage() {
  const { t } = useTranslation()
  const { token } = route.useParams()
  const invitation = useQuery({ ...q(readInvitation, { params: { token } }), retry: false, staleTime: Infinity })
  const known = invitation.data?.invitation
  // Whoever has not chosen a language reads the company's.
  useEffect(() => {
    if (known && !chosenLanguage()) void changeLanguage(known.language)
  }, [known])
  const isGone = invitation.error instanceof ApiError && (invitation.error.status === 410 || invitation.error.status === 400)
  return (
    <Outside
      title={known ? t('invitation.title', { company: known.companyName }) : t('invitation.titlePlain')}
      line={known && t('invitation.line', { email: known.email })}
      brand={known ? { name: known.companyName, logoUrl: null, primaryColor: null } : null}
      below={
        <AnchorLink to="/sign-in" inherit underline="always">
          {t('auth.backToSignIn')}
        </AnchorLink>
      }
    >
      {isGone ? (
        <Alert color="bad" icon={<IconLinkOff aria-hidden />} title={invitation.error?.message} role="alert">
          {t('invitation.goneHint')}
        </Alert>
      ) : (
        <Answer query={invitation} skeleton={<Skeleton h={220} />}>
          {(data) => <AcceptForm token={token} invitation={data.invitation} />}
        </Answer>
      )}
    </Outside>
  )
}

function AcceptForm(props: { token: string; invitation: Invitation }) {
  const { t, i18n } = useTranslation()
  const navigate = useNavigate()
  const client = useQueryClient()
  const { token, invitation } = props
  const form = useForm({
    initialValues: { firstName: invitation.firstName ?? '', lastName: invitation.lastName ?? '', password: '', again: '' },
    validate: {
      firstName: (value) => (value.trim() ? null : t('auth.needed')),
      lastName: (value) => (value.trim() ? null : t('auth.needed')),
      password: (value) => (value.length < minLength ? t('auth.passwordTooShort', { count: minLength }) : null),
      again: (value, { password }) => (value === password ? null : t('auth.passwordsDiffer')),
    },
  })
  const accept = useOneAtATime(
    useMutation({
      mutationFn: ({ again: _, ...values }: typeof form.values) => {
        const language = languages.find((one) => one === i18n.language)
        return call(acceptInvitation, { params: { token }, body: { ...values, ...(language && { language }) } })
      },
      onError: (error) => form.setErrors(faultsOf(error, { PASSWORD_WEAK: 'password' })),
      onSuccess: ({ company, tokens }) => {
        client.clear()
        setBrand(company)
        beginSession(tokens)
        void navigate({ to: '/' })
      },
    }),
  )
  const name = (field: 'firstName' | 'lastName') => ({
    ...form.getInputProps(field),
    label: t(`auth.${field}`),
    maxLength: limitsOf(acceptInvitation, field).maxLength,
  })
  const secret = { autoComplete: 'new-password', maxLength, visibilityToggleButtonProps: { 'aria-label': t('auth.showPassword') } }
  return (
    <form onSubmit={form.onSubmit((values) => accept.mutate(values))} noValidate>
      <Stack gap="sm">
        {accept.isError && <Failed error={accept.error} />}
        <Group grow align="flex-start">
          <TextInput {...name('firstName')} autoComplete="given-name" />
          <TextInput {...name('lastName')} autoComplete="family-name" />
        </Group>
        {/* Where password managers look for what the password belongs to. */}
        <input type="email" name="username" autoComplete="username" value={invitation.email} readOnly hidden />
        <PasswordInput
          {...form.getInputProps('password')}
          {...secret}
          label={t('auth.password')}
          description={t('auth.passwordHint', { count: minLength })}
        />
        <PasswordInput {...form.getInputProps('again')} {...secret} label={t('invitation.again')} />
        <Button type="submit" loading={accept.isPending} fullWidth mt="xs" size="md">
          {t('invitation.accept')}
        </Button>
      </Stack>
    </form>
  )
}
