import { Stack, Text, Textarea } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { delegate } from '../../server/modules/workflows/workflows.approval.contract.ts'
import { call, outdate } from '../api.ts'
import { FormFoot } from '../ui/form-drawer.tsx'
import { limitsOf } from '../ui/forms.ts'
import { done } from '../ui/notify.ts'
import { useSave } from '../ui/save.ts'
import { ColleagueSelect } from './colleague-select.tsx'

const refusals = { USER_NOT_FOUND: 'toUserId', DELEGATE_IS_REQUESTER: 'toUserId', ASKED_ALREADY: 'toUserId' }

/** Hands one task to a colleague, who decides it for me; I still may. */
export default function HandOn(props: { id: string; close: () => void }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const form = useForm({
    initialValues: { toUserId: null as string | null, comment: '' },
    validate: { toUserId: (value) => (value ? null : t('auth.needed')) },
  })
  const save = useSave(form, {
    send: ({ toUserId, comment }, keyFor) => {
      const body = { toUserId: toUserId ?? '', ...(comment.trim() && { comment: comment.trim() }) }
      return call(delegate, { params: { id: props.id }, body, idempotencyKey: keyFor(body) })
    },
    saved: () => {
      void outdate(client, '/approvals', '/workflow-instances')
      done(t('approvals.handedOn'))
      props.close()
    },
    fields: refusals,
  })
  return (
    <form onSubmit={save.submit} noValidate>
      <Stack>
        <Text size="sm" c="dimmed">
          {t('approvals.handOnText')}
        </Text>
        <ColleagueSelect label={t('approvals.handOnTo')} required {...form.getInputProps('toUserId')} />
        <Textarea
          label={t('inbox.comment')}
          autosize
          minRows={2}
          maxLength={limitsOf(delegate, 'comment').maxLength}
          {...form.getInputProps('comment')}
        />
        <FormFoot error={save.error} pending={save.pending} submit={t('approvals.handOn')} cancel={props.close} />
      </Stack>
    </form>
  )
}
