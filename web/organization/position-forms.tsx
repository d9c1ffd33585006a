import { NumberInput, Select, SimpleGrid, Stack, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { Body } from '../../server/core/contract.ts'
import {
  createPosition,
  deletePosition,
  updatePosition,
  type Position,
} from '../../server/modules/organization/organization.position.contract.ts'
import { call, outdate } from '../api.ts'
import { Confirm } from '../ui/confirm.tsx'
import { DescriptionInput } from '../ui/description-input.tsx'
import { FormDrawer, FormFoot } from '../ui/form-drawer.tsx'
import { limitsOf } from '../ui/forms.ts'
import { Held } from '../ui/held.tsx'
import { done } from '../ui/notify.ts'
import { changesOf, filledOf, useSave } from '../ui/save.ts'
import { Unsaved } from '../ui/unsaved.tsx'
import { useBranchChoices, useDepartmentChoices } from './departments.ts'
import { PositionSelect } from './position-select.tsx'

const refusals = {
  POSITION_CODE_TAKEN: 'code',
  POSITION_CYCLE: 'reportsToId',
  POSITION_TOO_DEEP: 'reportsToId',
  POSITION_OWN_SUPERIOR: 'reportsToId',
  HEADCOUNT_BELOW_FILLED: 'headcount',
  BRANCH_ARCHIVED: 'branchId',
}

type Leave = (ignoreBlocker?: boolean) => void

/** What can be done to positions, one at a time, as the address says. */
export default function PositionForms(props: { form: 'add' | 'edit' | 'remove'; chosen: Position | undefined; close: Leave }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const { form, chosen, close } = props
  const leave = () => close()
  const after = (words: string) => {
    done(words)
    close(true)
    void outdate(client, '/positions', '/branches')
  }
  return (
    <>
      <FormDrawer opened={form === 'add'} title={t('organization.position.add')} close={leave}>
        <Add close={close} after={after} />
      </FormDrawer>
      {chosen && (
        <>
          <FormDrawer opened={form === 'edit'} title={t('organization.position.edit')} close={leave}>
            <Held current={chosen} path="/positions">
              {(base) => <Edit position={base} close={close} after={after} />}
            </Held>
          </FormDrawer>
          <Confirm
            opened={form === 'remove'}
            title={t('organization.position.removeTitle', { name: chosen.title })}
            text={t('organization.position.removeText')}
            act={t('organization.position.removeName', { name: chosen.title })}
            send={() => call(deletePosition, { params: { id: chosen.id } })}
            done={() => after(t('organization.position.removed', { name: chosen.title }))}
            close={leave}
          />
        </>
      )}
    </>
  )
}

function Add(props: { close: Leave; after: (words: string) => void }) {
  const { t } = useTranslation()
  return (
    <PositionForm
      initialValues={{
        title: '',
        code: '',
        departmentId: null,
        branchId: null,
        reportsToId: null,
        level: '',
        headcount: '',
        description: '',
      }}
      submit={(name) => (name ? t('organization.addName', { name }) : t('organization.position.add'))}
      close={props.close}
      send={(values, keyFor) => {
        const body = filledOf(values) as Body<typeof createPosition>
        return call(createPosition, { body, idempotencyKey: keyFor(body) })
      }}
      saved={({ position }) => props.after(t('organization.added', { name: position.title }))}
    />
  )
}

function Edit(props: { position: Position; close: Leave; after: (words: string) => void }) {
  const { t } = useTranslation()
  const base = props.position
  const before: Values = {
    title: base.title,
    code: base.code,
    departmentId: base.departmentId,
    branchId: base.branchId,
    reportsToId: base.reportsToId,
    level: base.level ?? '',
    headcount: base.headcount ?? '',
    description: base.description ?? '',
  }
  return (
    <PositionForm
      id={base.id}
      initialValues={before}
      submit={() => t('ui.saveChanges')}
      close={props.close}
      send={(values) => {
        const body = { ...changesOf(values, before), version: base.version } as Body<typeof updatePosition>
        return call(updatePosition, { params: { id: base.id }, body })
      }}
      saved={({ position }) => props.after(t('organization.changed', { name: position.title }))}
    />
  )
}

type Values = {
  title: string
  code: string
  departmentId: string | null
  branchId: string | null
  reportsToId: string | null
  level: number | string
  headcount: number | string
  description: string
}

function PositionForm(props: {
  initialValues: Values
  id?: string
  submit: (name: string) => string
  close: Leave
  send: (values: Values, keyFor: (body: unknown) => string) => Promise<{ position: Position }>
  saved: (data: { position: Position }) => void
}) {
  const { t } = useTranslation()
  const departments = useDepartmentChoices()
  const branches = useBranchChoices()
  const codeForm = new RegExp(limitsOf(createPosition, 'code').pattern ?? '')
  const form = useForm({
    initialValues: props.initialValues,
    validate: {
      title: (value) => (value.trim() ? null : t('auth.needed')),
      code: (value) => (codeForm.test(value) ? null : t('organization.codeForm')),
    },
  })
  const save = useSave(form, { send: props.send, saved: props.saved, fields: refusals })
  const choice = { searchable: true, clearable: true, limit: 100, nothingFoundMessage: t('ui.nothingFound') }
  const number = (field: 'level' | 'headcount') => {
    const { minimum = 0, maximum = 100_000 } = limitsOf(createPosition, field)
    return { ...form.getInputProps(field), min: minimum, max: maximum, allowDecimal: false, clampBehavior: 'strict' as const }
  }
  return (
    <form onSubmit={save.submit} noValidate>
      <Unsaved when={save.unsaved} />
      <Stack>
        <TextInput
          label={t('organization.position.title')}
          required
          autoFocus
          maxLength={limitsOf(createPosition, 'title').maxLength}
          {...form.getInputProps('title')}
        />
        <TextInput
          label={t('organization.code')}
          description={t('organization.position.codeHint')}
          required
          maxLength={30}
          {...form.getInputProps('code')}
        />
        <SimpleGrid cols={{ base: 1, xs: 2 }}>
          <NumberInput
            {...number('headcount')}
            label={t('organization.position.headcount')}
            description={t('organization.position.headcountHint')}
          />
          <NumberInput {...number('level')} label={t('organization.position.level')} description={t('organization.position.levelHint')} />
        </SimpleGrid>
        <Select label={t('ui.department')} data={departments} {...choice} {...form.getInputProps('departmentId')} />
        <Select label={t('people.branch')} data={branches} {...choice} {...form.getInputProps('branchId')} />
        <PositionSelect label={t('organization.position.reportsTo')} except={props.id} {...form.getInputProps('reportsToId')} />
        <DescriptionInput maxLength={limitsOf(createPosition, 'description').maxLength} {...form.getInputProps('description')} />
        <FormFoot
          error={save.error}
          pending={save.pending}
          submit={props.submit(form.values.title.trim())}
          disabled={props.id !== undefined && !form.isDirty()}
          cancel={() => props.close()}
        />
      </Stack>
    </form>
  )
}
