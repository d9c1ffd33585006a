import { Radio, Select, Stack, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { createWorkflow } from '../../server/modules/workflows/workflows.contract.ts'
import { instantiateTemplate, listTemplates } from '../../server/modules/workflows/workflows.template.contract.ts'
import { workflowChoices } from '../../server/modules/workflows/workflows.use.contract.ts'
import { call, outdate, q } from '../api.ts'
import { FormFoot } from '../ui/form-drawer.tsx'
import { limitsOf } from '../ui/forms.ts'
import { useSave } from '../ui/save.ts'
import { Unsaved } from '../ui/unsaved.tsx'
import { useKindName } from './kind-name.ts'

const BLANK = 'blank'

/** Drafts a workflow, from nothing or from a template, and goes on to its designer. */
export default function NewWorkflow(props: { close: (ignoreBlocker?: boolean) => void }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const navigate = useNavigate()
  const kindName = useKindName()
  const choices = useQuery({ ...q(workflowChoices), staleTime: 300_000 })
  const templates = useQuery(q(listTemplates, { query: { limit: 100 } }))
  const form = useForm({
    initialValues: { name: '', kind: 'leave', from: BLANK },
    validate: { name: (value) => (value.trim() ? null : t('auth.needed')) },
  })
  const fitting = (templates.data?.templates ?? []).filter(({ kind }) => kind === form.values.kind)
  const save = useSave(form, {
    send: ({ name, kind, from }, keyFor) => {
      if (from !== BLANK) {
        const body = { name: name.trim() }
        return call(instantiateTemplate, { params: { id: from }, body, idempotencyKey: keyFor([from, body]) })
      }
      const step = {
        key: 'manager',
        kind: 'approval' as const,
        name: t('workflows.step.firstName'),
        strategy: 'any' as const,
        approvers: [{ by: 'manager' as const }],
      }
      const body = { name: name.trim(), kind, steps: [step] }
      return call(createWorkflow, { body, idempotencyKey: keyFor(body) })
    },
    saved: ({ workflow }) => {
      void outdate(client, '/workflows')
      void navigate({ to: '/workflows/$id', params: { id: workflow.id }, ignoreBlocker: true })
    },
  })
  const kinds = choices.data?.kinds ?? []
  return (
    <form onSubmit={save.submit} noValidate>
      <Unsaved when={save.unsaved} />
      <Stack>
        <TextInput
          label={t('organization.name')}
          required
          data-autofocus
          maxLength={limitsOf(createWorkflow, 'name').maxLength}
          {...form.getInputProps('name')}
        />
        <Select
          label={t('workflows.decides')}
          description={t('workflows.decidesHint')}
          allowDeselect={false}
          openOnFocus={false}
          data={kinds.map(({ code }) => ({ value: code, label: kindName(code) }))}
          {...form.getInputProps('kind')}
          onChange={(kind) => form.setValues({ kind: kind ?? 'leave', from: BLANK })}
        />
        <Radio.Group label={t('workflows.from')} {...form.getInputProps('from')}>
          <Stack gap="xs" mt="xs">
            <Radio value={BLANK} label={t('workflows.fromBlank')} description={t('workflows.fromBlankHint')} />
            {fitting.map((one) => (
              <Radio key={one.id} value={one.id} label={one.name} description={one.description} />
            ))}
          </Stack>
        </Radio.Group>
        <FormFoot error={save.error} pending={save.pending} submit={t('workflows.draft')} cancel={() => props.close()} />
      </Stack>
    </form>
  )
}
