import { ActionIcon, Button, Group, Select, SimpleGrid, Stack, Switch, Text, TextInput } from '@mantine/core'
import { useForm, type UseFormReturnType } from '@mantine/form'
import { IconPlus, IconX } from '@tabler/icons-react'
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
  type FieldRules,
} from '../../server/modules/custom-fields/custom-fields.contract.ts'
import { call, outdate } from '../api.ts'
import { Confirm } from '../ui/confirm.tsx'
import { FormDrawer, FormFoot } from '../ui/form-drawer.tsx'
import { limitsOf, newKey } from '../ui/forms.ts'
import { done } from '../ui/notify.ts'
import { changesOf, useSave } from '../ui/save.ts'
import { Unsaved } from '../ui/unsaved.tsx'

type Leave = (ignoreBlocker?: boolean) => void
type Kind = CustomField['kind']
/** `at` only tells the rows of the form apart; a choice that is new has no key yet. */
type Choice = { at: string; key: string; label: string }

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
            <FieldForm key={field.version} field={field} rank={field.rank} close={close} after={after} />
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

type Values = {
  label: string
  key: string
  kind: Kind
  fieldGroup: CustomField['fieldGroup']
  isRequired: boolean
  maxLength: string
  smallest: string
  largest: string
  decimals: string
  earliest: string
  latest: string
  choices: Choice[]
}

/** Adds a field or changes one; what kind it is and its key are said once. */
function FieldForm(props: { field?: CustomField; rank: number; close: Leave; after: (words: string) => void }) {
  const { t } = useTranslation()
  const client = useQueryClient()
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
          loadCurrent={() => void outdate(client, '/custom-fields')}
        />
      </Stack>
    </form>
  )
}

function RuleFields({ form, kind }: { form: UseFormReturnType<Values>; kind: Kind }) {
  const { t } = useTranslation()
  if (kind === 'text')
    return (
      <TextInput
        label={t('customFields.maxLength')}
        description={t('customFields.maxLengthHint')}
        inputMode="numeric"
        maxLength={4}
        {...form.getInputProps('maxLength')}
      />
    )
  if (kind === 'number')
    return (
      <SimpleGrid cols={{ base: 1, xs: 3 }}>
        <TextInput label={t('customFields.smallest')} inputMode="decimal" maxLength={14} {...form.getInputProps('smallest')} />
        <TextInput label={t('customFields.largest')} inputMode="decimal" maxLength={14} {...form.getInputProps('largest')} />
        <Select
          label={t('customFields.decimals')}
          data={['0', '1', '2', '3', '4']}
          allowDeselect={false}
          openOnFocus={false}
          {...form.getInputProps('decimals')}
        />
      </SimpleGrid>
    )
  if (kind === 'date')
    return (
      <SimpleGrid cols={{ base: 1, xs: 2 }}>
        <TextInput type="date" label={t('customFields.earliest')} {...form.getInputProps('earliest')} />
        <TextInput type="date" label={t('customFields.latest')} {...form.getInputProps('latest')} />
      </SimpleGrid>
    )
  if (kind === 'choice') return <Choices form={form} />
  return null
}

function Choices({ form }: { form: UseFormReturnType<Values> }) {
  const { t } = useTranslation()
  const { choices } = form.values
  return (
    <Stack gap="xs" component="fieldset" style={{ border: 0, padding: 0, margin: 0 }}>
      <Text component="legend" size="sm" fw={500} p={0} mb={4}>
        {t('customFields.choices')}
      </Text>
      {choices.map((choice, at) => (
        <Group key={choice.at} gap="xs" wrap="nowrap">
          <TextInput
            flex={1}
            aria-label={t('customFields.choice', { number: at + 1 })}
            maxLength={80}
            {...form.getInputProps(`choices.${at}.label`)}
          />
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={t('organization.position.removeName', { name: choice.label || t('customFields.choice', { number: at + 1 }) })}
            onClick={() => form.removeListItem('choices', at)}
          >
            <IconX size={16} aria-hidden />
          </ActionIcon>
        </Group>
      ))}
      {form.errors['choices'] && (
        <Text size="xs" c="var(--mantine-color-error)" role="alert">
          {form.errors['choices']}
        </Text>
      )}
      <Group>
        <Button
          size="compact-sm"
          variant="default"
          leftSection={<IconPlus size={14} aria-hidden />}
          onClick={() => form.insertListItem('choices', blank())}
        >
          {t('customFields.addChoice')}
        </Button>
      </Group>
    </Stack>
  )
}

const blank = (): Choice => ({ at: newKey(), key: '', label: '' })

function valuesOf(field?: CustomField): Values {
  const { maxLength, smallest, largest, decimals, earliest, latest, choices } = field?.rules ?? {}
  return {
    label: field?.label ?? '',
    key: field?.key ?? '',
    kind: field?.kind ?? 'text',
    fieldGroup: field?.fieldGroup ?? 'public',
    isRequired: field?.isRequired ?? false,
    maxLength: maxLength === undefined ? '' : String(maxLength),
    smallest: smallest ?? '',
    largest: largest ?? '',
    decimals: String(decimals ?? 0),
    earliest: earliest ?? '',
    latest: latest ?? '',
    choices: choices?.map((choice) => ({ ...choice, at: choice.key })) ?? [blank(), blank()],
  }
}

/** The rules of the kind that is chosen; what was filled in for another kind is no rule. */
function rulesOf({ kind, maxLength, smallest, largest, decimals, earliest, latest, choices }: Values): FieldRules {
  const given = <N extends string>(name: N, value: string) => (value.trim() ? ({ [name]: value.trim() } as { [K in N]: string }) : {})
  if (kind === 'text') return maxLength.trim() ? { maxLength: Number(maxLength) } : {}
  if (kind === 'number')
    return {
      ...given('smallest', smallest),
      ...given('largest', largest),
      ...(decimals !== '0' && { decimals: Number(decimals) }),
    }
  if (kind === 'date') return { ...given('earliest', earliest), ...given('latest', latest) }
  if (kind === 'choice') return { choices: keyed(choices) }
  return {}
}

/** Choices with a key each: the one they have, for what was chosen refers to it, else one made of their words. */
function keyed(choices: readonly Choice[]) {
  const filled = choices.filter(({ label }) => label.trim())
  const taken = new Set(filled.map(({ key }) => key).filter(Boolean))
  return filled.map(({ key, label }) => {
    if (key) return { key, label: label.trim() }
    const base = keyOf(label) || 'choice'
    let made = base
    for (let number = 2; taken.has(made); number++) made = `${base.slice(0, 36)}-${number}`
    taken.add(made)
    return { key: made, label: label.trim() }
  })
}

/** Words as a key: "Shirt size" is "shirt-size". */
function keyOf(label: string) {
  return label
    .normalize('NFD')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replace(/^[-0-9]+/, '')
    .slice(0, 40)
    .replace(/-+$/, '')
}
