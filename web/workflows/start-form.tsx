import { Select, Stack, Text, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { Body } from '../../server/core/contract.ts'
import { executeWorkflow, listStartable } from '../../server/modules/workflows/workflows.use.contract.ts'
import { call, outdate, q } from '../api.ts'
import { PersonSelect } from '../employees/person-select.tsx'
import { FormFoot } from '../ui/form-drawer.tsx'
import { limitsOf } from '../ui/forms.ts'
import { done } from '../ui/notify.ts'
import { useSave } from '../ui/save.ts'
import { Unsaved } from '../ui/unsaved.tsx'
import { FieldInputs, typed, wordsOf, type FieldTexts } from './field-inputs.tsx'

const nothing: FieldTexts = {}

/** Asks for something a workflow of the company decides: a form of the fields that the workflow has. */
export default function StartForm(props: { workflowId?: string | undefined; close: (ignoreBlocker?: boolean) => void }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const navigate = useNavigate()
  const startable = useQuery(q(listStartable))
  const workflows = startable.data?.workflows ?? []
  const form = useForm({
    initialValues: { workflowId: props.workflowId ?? null, title: '', subjectEmployeeId: null as string | null, fields: nothing },
    validate: { workflowId: (value) => (value ? null : t('auth.needed')), title: (value) => (value.trim() ? null : t('auth.needed')) },
  })
  const { workflowId, fields } = form.values
  const chosen = workflows.find(({ id }) => id === workflowId)
  const save = useSave(form, {
    send: ({ title, subjectEmployeeId }, keyFor) => {
      const body: Body<typeof executeWorkflow> = {
        title: title.trim(),
        ...(subjectEmployeeId && { subjectEmployeeId }),
        fields: typed(fields, chosen?.fields ?? {}),
      }
      return call(executeWorkflow, { params: { id: workflowId ?? '' }, body, idempotencyKey: keyFor([workflowId, body]) })
    },
    saved: ({ instance }) => {
      void outdate(client, '/approvals', '/workflow')
      done(t('workflows.start.done', { title: form.values.title.trim() }))
      void navigate({ to: '/requests/$id', params: { id: instance.id }, ignoreBlocker: true })
    },
    fields: { SUBJECT_NOT_FOUND: 'subjectEmployeeId' },
  })
  return (
    <form onSubmit={save.submit} noValidate>
      <Unsaved when={save.unsaved} />
      <Stack>
        <Select
          label={t('workflows.start.what')}
          description={startable.data && workflows.length === 0 ? t('workflows.start.none') : chosen?.description}
          required
          data={workflows.map(({ id, name }) => ({ value: id, label: name }))}
          allowDeselect={false}
          openOnFocus={false}
          {...form.getInputProps('workflowId')}
          onChange={(id) => form.setValues({ workflowId: id, fields: {} })}
        />
        <TextInput
          label={t('workflows.start.title')}
          placeholder={t('workflows.start.titleExample')}
          required
          data-autofocus
          maxLength={limitsOf(executeWorkflow, 'title').maxLength}
          {...form.getInputProps('title')}
        />
        <PersonSelect
          label={t('workflows.start.about')}
          description={t('workflows.start.aboutHint')}
          openOnFocus={false}
          {...form.getInputProps('subjectEmployeeId')}
        />
        {chosen && (
          <FieldInputs
            fields={Object.entries(chosen.fields).map(([name, type]) => ({ name, label: wordsOf(name), type }))}
            values={fields}
            change={(next) => form.setFieldValue('fields', next)}
          />
        )}
        {chosen && Object.keys(chosen.fields).length === 0 && (
          <Text size="sm" c="dimmed">
            {t('workflows.start.noFields')}
          </Text>
        )}
        <FormFoot error={save.error} pending={save.pending} submit={t('workflows.start.act')} cancel={() => props.close()} />
      </Stack>
    </form>
  )
}
