import { Button, Code, NumberInput, PasswordInput, Select, Stack, Text, Textarea, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import {
  findCompanies,
  operatorConfirmTotp,
  operatorLogin,
  operatorLogout,
  operatorMe,
  operatorSetUpTotp,
  operatorStepUp,
} from '../../server/modules/platform/platform.contract.ts'
import { enterCompany } from '../../server/modules/platform/support.contract.ts'
import { ApiError, beginSupport, call, q } from '../api.ts'
import { Outside } from '../auth/outside.tsx'
import { RecoveryCodes } from '../auth/recovery-codes.tsx'
import { Failed } from '../ui/answer.tsx'
import { faultsOf } from '../ui/forms.ts'
import { QrCode } from '../ui/qr-code.tsx'

/** Where operators of the platform sign in and enter a company. */
export function OperatorPage() {
  const { t } = useTranslation()
  const client = useQueryClient()
  const me = useQuery({ ...q(operatorMe), retry: false })
  const [codes, setCodes] = useState<readonly string[]>([])
  const again = () => void client.invalidateQueries({ queryKey: q(operatorMe).queryKey })
  const operator = me.isError ? undefined : me.data?.operator
  return (
    <Outside
      title={operator?.hasSecondFactor ? t('operator.enterTitle') : t('operator.signInTitle')}
      line={operator?.email ?? t('operator.signInLine')}
    >
      {me.isPending ? null : operator === undefined ? (
        <SignIn done={again} />
      ) : operator.hasSecondFactor ? (
        <Enter signedOut={again} />
      ) : (
        <SetUp
          done={(fresh) => {
            setCodes(fresh)
            again()
          }}
        />
      )}
      <RecoveryCodes codes={codes} close={() => setCodes([])} />
    </Outside>
  )
}

function SignIn({ done }: { done: () => void }) {
  const { t } = useTranslation()
  const form = useForm({ initialValues: { email: '', password: '', code: '' } })
  // Once it was asked for, the field stays.
  const [asked, setAsked] = useState(false)
  const signIn = useMutation({
    mutationFn: ({ code, ...values }: typeof form.values) =>
      call(operatorLogin, { body: { ...values, ...(code.trim() && { code: code.trim() }) } }),
    onSuccess: done,
    onError: (error) => setAsked((before) => before || needsCode(error)),
  })
  return (
    <form onSubmit={form.onSubmit((values) => signIn.mutate(values))}>
      <Stack gap="sm">
        {signIn.isError && !needsCode(signIn.error) && <Failed error={signIn.error} />}
        <TextInput
          {...form.getInputProps('email')}
          label={t('auth.email')}
          type="email"
          autoComplete="username"
          required
          withAsterisk={false}
        />
        <PasswordInput
          {...form.getInputProps('password')}
          label={t('auth.password')}
          autoComplete="current-password"
          maxLength={128}
          required
          withAsterisk={false}
          visibilityToggleButtonProps={{ 'aria-label': t('auth.showPassword') }}
        />
        {asked && <CodeField {...form.getInputProps('code')} autoFocus />}
        <Button type="submit" loading={signIn.isPending}>
          {t('auth.signIn')}
        </Button>
      </Stack>
    </form>
  )
}

const needsCode = (error: unknown) => error instanceof ApiError && error.code === 'SECOND_FACTOR_NEEDED'

function CodeField(props: { autoFocus?: boolean }) {
  const { t } = useTranslation()
  return (
    <TextInput {...props} label={t('security.code')} description={t('security.codeHint')} autoComplete="one-time-code" maxLength={20} />
  )
}

function SetUp({ done }: { done: (codes: readonly string[]) => void }) {
  const { t } = useTranslation()
  const form = useForm({ initialValues: { code: '' } })
  const begin = useMutation({ mutationFn: () => call(operatorSetUpTotp) })
  const confirm = useMutation({
    mutationFn: (code: string) => call(operatorConfirmTotp, { body: { code } }),
    onSuccess: ({ recoveryCodes }) => done(recoveryCodes),
    onError: (error) => form.setErrors(faultsOf(error, { CODE_WRONG: 'code' })),
  })
  const totp = begin.data?.totp
  if (!totp) {
    return (
      <Stack>
        {begin.isError && <Failed error={begin.error} />}
        <Button loading={begin.isPending} onClick={() => begin.mutate()}>
          {t('security.setUpApp')}
        </Button>
      </Stack>
    )
  }
  return (
    <form onSubmit={form.onSubmit(({ code }) => confirm.mutate(code.trim()))}>
      <Stack>
        <Text size="sm">{t('operator.setUpLine')}</Text>
        <QrCode text={totp.uri} label={t('security.square')} />
        <Text size="sm">
          {t('security.orType')} <Code>{totp.secret.replaceAll(/(.{4})(?=.)/g, '$1 ')}</Code>
        </Text>
        {confirm.isError && !form.errors.code && <Failed error={confirm.error} />}
        <CodeField {...form.getInputProps('code')} autoFocus />
        <Button type="submit" loading={confirm.isPending}>
          {t('security.switchOn')}
        </Button>
      </Stack>
    </form>
  )
}

function Enter({ signedOut }: { signedOut: () => void }) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const client = useQueryClient()
  const [wanted, setWanted] = useState('')
  const found = useQuery({ ...q(findCompanies, { query: { q: wanted } }), enabled: wanted.trim() !== '' })
  const form = useForm({
    initialValues: { companyId: '', reason: '', minutes: 30, code: '' },
    validate: {
      companyId: (value) => (value ? null : t('auth.needed')),
      reason: (value) => (value.trim().length >= 5 ? null : t('operator.reasonNeeded')),
    },
  })
  const enter = useMutation({
    mutationFn: async ({ code, ...body }: typeof form.values) => {
      if (code.trim()) await call(operatorStepUp, { body: { code: code.trim() } })
      return call(enterCompany, { body })
    },
    onSuccess: ({ supportAccess }) => {
      client.clear()
      beginSupport(supportAccess)
      void navigate({ to: '/' })
    },
  })
  const asksCode = enter.error instanceof ApiError && ['STEP_UP_NEEDED', 'PROOF_WRONG'].includes(enter.error.code)
  const signOut = useMutation({ mutationFn: () => call(operatorLogout), onSettled: signedOut })
  const companies = found.data?.companies ?? []
  return (
    <form onSubmit={form.onSubmit((values) => enter.mutate(values))} noValidate>
      <Stack gap="sm">
        {enter.isError && !(enter.error instanceof ApiError && enter.error.code === 'STEP_UP_NEEDED') && <Failed error={enter.error} />}
        <Select
          {...form.getInputProps('companyId')}
          label={t('operator.company')}
          description={t('operator.companyHint')}
          searchable
          onSearchChange={setWanted}
          filter={({ options }) => options}
          nothingFoundMessage={wanted ? t('operator.nothing') : undefined}
          data={companies.map(({ id, name, subdomain }) => ({ value: id, label: `${name} (${subdomain})` }))}
        />
        <Textarea
          {...form.getInputProps('reason')}
          label={t('operator.reason')}
          description={t('operator.reasonHint')}
          maxLength={500}
          autosize
          minRows={2}
        />
        <NumberInput {...form.getInputProps('minutes')} label={t('operator.minutes')} min={1} max={240} allowDecimal={false} />
        {asksCode && (
          <TextInput
            {...form.getInputProps('code')}
            label={t('operator.codeAgain')}
            autoComplete="one-time-code"
            maxLength={20}
            autoFocus
          />
        )}
        <Button type="submit" loading={enter.isPending}>
          {t('operator.enter')}
        </Button>
        <Button variant="default" loading={signOut.isPending} onClick={() => signOut.mutate()}>
          {t('operator.signOut')}
        </Button>
      </Stack>
    </form>
  )
}
