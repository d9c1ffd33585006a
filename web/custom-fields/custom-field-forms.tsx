import { Select, SimpleGrid, Stack, Switch, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { Body } from '../../server/core/contract.ts'
import {
  createCustomField,
  deleteCustomField,
  fieldGroups,
  fieldKinds,
  updateCustomField,
  type CustomField,
} from '../../server/modules/custom-fields/custom-fields.contract.ts'
import { call, outdate } from '../api.ts'
import { Confirm } from '../ui/confirm.tsx'
import { FormDrawer, FormFoot } from '../ui/form-drawer.tsx'
import { limitsOf } from '../ui/forms.ts'
import { Held } from '../ui/held.tsx'
import { done } from '../ui/notify.ts'
import { changesOf, useSave } from '../ui/save.ts'
import { Unsaved } from '../ui/unsaved.tsx'
import { keyOf, rulesOf, valuesOf } from './field-values.ts'
import { RuleFields } from './rule-fields.tsx'

type Leave = (ignoreBlocker?: boolean) => void
const refusals = { CUSTOM_FIELD_KEY_TAKEN: 'key' }
const limits = limitsOf(createCustomField, 'label')
const keyForm = new RegExp(limitsOf(createCustomField, 'key').pattern ?? '')

/** What can be done to the fields of people, one at a time, as the address says. */
export default function CustomFieldForms(props: {
  form: 'add' | 'edit' | 'archive' | 'restore' | 'remove'
  field: CustomField | undefined
  nextRank: number
  close: Leave
}) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const { form, field, close } = props
  const leave = () => close()
  const after = (words: string) => {
    done(words)
    close(true)
    void outdate(client, '/custom-fields', '/employees')
  }
  const setArchived = (archived: boolean) =>
    call(updateCustomField, { params: { id: field?.id ?? '' }, body: { archived, ...(field && { version: field.version }) } })
  return (
    <>
      <FormDrawer opened={form === 'add'} title={t('customFields.add')} close={leave}>
        <FieldForm rank={props.nextRank} close={close} after={after} />
      </FormDrawer>
      {field && (
        <>
          <FormDrawer opened={form === 'edit'} title={t('customFields.edit')} close={leave}>
            <Held current={field} path="/custom-fields">
              {(base) => <FieldForm field={base} rank={base.rank} close={close} after={after} />}
            </Held>
          </FormDrawer>
          <Confirm
            opened={form === 'archive'}
            title={t('customFields.archiveTitle', { label: field.label })}
            text={t('customFields.archiveText', { count: field.valueCount })}
            act={t('customFields.archiveName', { label: field.label })}
            send={() => setArchived(true)}
            done={() => after(t('customFields.archivedDone', { label: field.label }))}
            close={leave}
          />
          <Confirm
            opened={form === 'restore'}
            title={t('customFields.restoreTitle', { label: field.label })}
            text={t('customFields.restoreText')}
            act={t('customFields.restoreName', { label: field.label })}
            color="accent"
            send={() => setArchived(false)}
            done={() => after(t('customFields.restored', { label: field.label }))}
            close={leave}
          />
          <Confirm
            opened={form === 'remove'}
            title={t('organization.position.removeTitle', { name: field.label })}
            text={t('customFields.removeText')}
            act={t('organization.position.removeName', { name: field.label })}
            send={() => call(deleteCustomField, { params: { id: field.id } })}
            done={() => after(t('organization.position.removed', { name: field.label }))}
            close={leave}
          />
        </>
      )}
    </>
  )
}

/** Adds a field or changes one; what kind it is and its key are said once. */
function FieldForm(props: { field?: CustomField; rank: number; close: Leave; after: (words: string) => void }) {
  const { t } = useTranslation()
  const { field, close, after } = props
  const form = useForm({
    initialValues: valuesOf(field),
    validate: {
      label: (value) => (value.trim() ? null : t('auth.needed')),
      key: (value) => (keyForm.test(value) ? null : t('customFields.keyForm')),
      choices: (choices, { kind }) =>
        kind !== 'choice' || choices.some(({ label }) => label.trim()) ? null : t('customFields.choicesNeeded'),
    },
  })
  const save = useSave(form, {
    send: (values, keyFor) => {
      const rules = rulesOf(values)
      if (field) {
        const { label, fieldGroup, isRequired } = field
        const changes = changesOf(
          { label: values.label, fieldGroup: values.fieldGroup, isRequired: values.isRequired, rules },
          { label, fieldGroup, isRequired, rules: rulesOf(valuesOf(field)) },
        )
        return call(updateCustomField, { params: { id: field.id }, body: { ...changes, version: field.version } })
      }
      const { label, key, kind, fieldGroup, isRequired } = values
      const body: Body<typeof createCustomField> = {
        objectKind: 'employee',
        label,
        key,
        kind,
        fieldGroup,
        isRequired,
        rules,
        rank: props.rank,
      }
      return call(createCustomField, { body, idempotencyKey: keyFor(body) })
    },
    saved: ({ customField }) =>
      after(field ? t('organization.changed', { name: customField.label }) : t('organization.added', { name: customField.label })),
    fields: refusals,
  })
  const { label, kind, key } = form.values
  return (
    <form onSubmit={save.submit} noValidate>
      <Unsaved when={save.unsaved} />
      <Stack>
        <TextInput
          label={t('customFields.label')}
          required
          data-autofocus
          maxLength={limits.maxLength}
          {...form.getInputProps('label')}
          onChange={(event) => {
            const next = event.currentTarget.value
            // The key follows the name until somebody writes one.
            if (!field && key === keyOf(label)) form.setFieldValue('key', keyOf(next))
            form.setFieldValue('label', next)
          }}
        />
        <SimpleGrid cols={{ base: 1, xs: 2 }}>
          <Select
            label={t('customFields.kindLabel')}
            data={fieldKinds.map((value) => ({ value, label: t(`customFields.kind.${value}`) }))}
            allowDeselect={false}
            openOnFocus={false}
            disabled={field !== undefined}
            {...(field && { description: t('customFields.stays') })}
            {...form.getInputProps('kind')}
          />
          <TextInput
            label={t('customFields.key')}
            description={field ? t('customFields.stays') : t('customFields.keyHint')}
            maxLength={40}
            disabled={field !== undefined}
            {...form.getInputProps('key')}
          />
        </SimpleGrid>
        <RuleFields form={form} kind={kind} />
        <Select
          label={t('customFields.shownTo')}
          description={t(`customFields.groupHint.${form.values.fieldGroup}`)}
          data={fieldGroups.map((value) => ({ value, label: t(`customFields.group.${value}`) }))}
          allowDeselect={false}
          openOnFocus={false}
          {...form.getInputProps('fieldGroup')}
        />
        <Switch
          label={t('customFields.mustBeFilled')}
          description={t('customFields.mustBeFilledHint')}
          {...form.getInputProps('isRequired', { type: 'checkbox' })}
        />
        <FormFoot
          error={save.error}
          pending={save.pending}
          submit={field ? t('ui.saveChanges') : label.trim() ? t('organization.addName', { name: label.trim() }) : t('customFields.add')}
          disabled={field !== undefined && !form.isDirty()}
          cancel={() => close()}
        />
      </Stack>
    </form>
  )
}
