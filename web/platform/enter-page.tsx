import { Card, NumberInput, Select, Stack, Textarea, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { findCompanies, operatorStepUp } from '../../server/modules/platform/platform.contract.ts'
import { enterCompany } from '../../server/modules/platform/support.contract.ts'
import { ApiError, beginSupport, call, q } from '../api.ts'
import { FormEnd } from '../ui/form-end.tsx'
import { Page } from '../ui/page.tsx'

/** Lets the operator into a company, for a reason that its people read. */
export function EnterPage() {
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
  const asksFirst = enter.error instanceof ApiError && enter.error.code === 'STEP_UP_NEEDED'
  const asksCode = enter.error instanceof ApiError && ['STEP_UP_NEEDED', 'PROOF_WRONG'].includes(enter.error.code)
  const companies = found.data?.companies ?? []
  return (
    <Page title={t('operator.enterTitle')} line={t('operator.enterLine')} narrow>
      <Card>
        <form onSubmit={form.onSubmit((values) => enter.mutate(values))} noValidate>
          <Stack gap="sm">
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
            <FormEnd error={asksFirst ? null : enter.error} pending={enter.isPending} submit={t('operator.enter')} />
          </Stack>
        </form>
      </Card>
    </Page>
  )
}
