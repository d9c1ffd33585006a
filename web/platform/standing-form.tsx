import { Modal, Stack, Text, Textarea, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { CompanyStatus } from '../../server/modules/companies/companies.contract.ts'
import { activateCompany, cancelCompany, eraseCompany, suspendCompany } from '../../server/modules/platform/platform.company.contract.ts'
import { operatorStepUp } from '../../server/modules/platform/platform.contract.ts'
import { ApiError, call, outdate } from '../api.ts'
import { FormFoot } from '../ui/form-drawer.tsx'
import { useOneAtATime } from '../ui/forms.ts'
import { done } from '../ui/notify.ts'

const routes = { suspend: suspendCompany, activate: activateCompany, cancel: cancelCompany } as const
export type StandingAct = keyof typeof routes | 'erase'

/** What can be done to a company in each state. */
export const actsIn: Readonly<Record<CompanyStatus, readonly StandingAct[]>> = {
  trial: ['activate', 'suspend', 'cancel'],
  active: ['suspend', 'cancel'],
  expired: ['activate', 'suspend', 'cancel'],
  suspended: ['activate', 'cancel'],
  cancelled: ['activate', 'erase'],
}

/** Says what will come of an act, asks why, and for a code where the proof of who it is has grown old. */
export function StandingForm(props: { act: StandingAct; company: { id: string; name: string }; close: () => void }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const { act, company, close } = props
  const navigate = useNavigate()
  const form = useForm({
    initialValues: { reason: '', name: '', code: '' },
    validate: {
      reason: (value) => (value.replaceAll(/\s/g, '').length >= 5 ? null : t('operator.reasonNeeded')),
      name: (value) => (act !== 'erase' || value.trim() === company.name ? null : t('operator.nameDiffers', { name: company.name })),
    },
  })
  const send = useOneAtATime(
    useMutation({
      mutationFn: async ({ reason, name, code }: typeof form.values): Promise<void> => {
        if (code.trim()) await call(operatorStepUp, { body: { code: code.trim() } })
        const params = { id: company.id }
        if (act === 'erase') await call(eraseCompany, { params, body: { reason, name: name.trim() } })
        else await call(routes[act], { params, body: { reason } })
      },
      onSuccess: () => {
        void outdate(client, '/companies', '/platform')
        done(t(`operator.did.${act}`, { name: company.name }))
        close()
        if (act === 'erase') void navigate({ to: '/operator/companies', ignoreBlocker: true })
      },
    }),
  )
  const code = send.error instanceof ApiError ? send.error.code : null
  const asksCode = code === 'STEP_UP_NEEDED' || code === 'PROOF_WRONG'
  return (
    <Modal
      opened
      onClose={close}
      title={t(`operator.actTitle.${act}`, { name: company.name })}
      centered
      closeButtonProps={{ 'aria-label': t('ui.close') }}
    >
      <form onSubmit={form.onSubmit((values) => send.mutate(values))} noValidate>
        <Stack>
          <Text size="sm">{t(`operator.actText.${act}`)}</Text>
          <Textarea
            {...form.getInputProps('reason')}
            label={t('operator.reason')}
            {...(act !== 'erase' && { description: t('operator.reasonHint') })}
            maxLength={500}
            autosize
            minRows={2}
            data-autofocus
          />
          {act === 'erase' && (
            <TextInput
              {...form.getInputProps('name')}
              label={t('operator.nameAgain')}
              description={t('operator.nameAgainHint', { name: company.name })}
              maxLength={120}
              autoComplete="off"
            />
          )}
          {asksCode && (
            <TextInput
              {...form.getInputProps('code')}
              label={t('operator.codeAgain')}
              autoComplete="one-time-code"
              maxLength={20}
              autoFocus
            />
          )}
          <FormFoot
            error={code === 'STEP_UP_NEEDED' ? null : send.error}
            pending={send.isPending}
            submit={t(`operator.actButton.${act}`, { name: company.name })}
            {...(act !== 'activate' && { color: 'bad' })}
            cancel={close}
          />
        </Stack>
      </form>
    </Modal>
  )
}
