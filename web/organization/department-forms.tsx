import { Modal, Select, SimpleGrid, Stack, Text, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { Body } from '../../server/core/contract.ts'
import {
  createDepartment,
  deleteDepartment,
  updateDepartment,
  type Department,
} from '../../server/modules/organization/organization.contract.ts'
import { call, outdate } from '../api.ts'
import { PeopleSelect } from '../employees/people-select.tsx'
import { PersonSelect } from '../employees/person-select.tsx'
import { Confirm } from '../ui/confirm.tsx'
import { DescriptionInput } from '../ui/description-input.tsx'
import { FormDrawer, FormFoot } from '../ui/form-drawer.tsx'
import { limitsOf } from '../ui/forms.ts'
import { Held } from '../ui/held.tsx'
import { done } from '../ui/notify.ts'
import { changesOf, filledOf, useSave } from '../ui/save.ts'
import { Unsaved } from '../ui/unsaved.tsx'
import { useBranchChoices, useDepartmentChoices } from './departments.ts'

const refusals = {
  DEPARTMENT_CODE_TAKEN: 'code',
  DEPARTMENT_CYCLE: 'parentId',
  DEPARTMENT_TOO_DEEP: 'parentId',
  DEPARTMENT_OWN_PARENT: 'parentId',
  BRANCH_ARCHIVED: 'branchId',
}
const TOP = 'top'

/** What can be done to the chosen department, or to the tree when none is: one at a time, as the address says. */
export default function DepartmentForms(props: {
  form: 'add' | 'edit' | 'move' | 'close' | undefined
  to: string | undefined
  chosen: Department | undefined
  all: readonly Department[]
  close: (ignoreBlocker?: boolean) => void
}) {
  const { t } = useTranslation()
  const { form, chosen, close } = props
  const client = useQueryClient()
  const leave = () => close()
  const dialog = { onClose: leave, centered: true, closeButtonProps: { 'aria-label': t('ui.close') } }
  return (
    <>
      <FormDrawer opened={form === 'add'} title={t('organization.add')} close={leave}>
        <Add parentId={chosen?.id ?? null} close={close} />
      </FormDrawer>
      <FormDrawer opened={form === 'edit' && chosen !== undefined} title={t('organization.edit')} close={leave}>
        {chosen && (
          <Held current={chosen} path="/departments">
            {(base) => <Edit department={base} close={close} />}
          </Held>
        )}
      </FormDrawer>
      <Modal {...dialog} opened={form === 'move' && chosen !== undefined} title={t('organization.moveTitle', { name: chosen?.name ?? '' })}>
        {chosen && form === 'move' && (
          <Held current={chosen} path="/departments">
            {(base) => <Move key={props.to} department={base} to={props.to} close={close} />}
          </Held>
        )}
      </Modal>
      {chosen && (
        <Confirm
          opened={form === 'close'}
          title={t('organization.closeTitle', { name: chosen.name })}
          text={t('organization.closeText')}
          act={t('organization.closeName', { name: chosen.name })}
          send={() => call(deleteDepartment, { params: { id: chosen.id } })}
          done={() => {
            done(t('organization.closed', { name: chosen.name }))
            close(true)
            void outdate(client, '/departments', '/org-chart', '/branches')
          }}
          close={leave}
        />
      )}
    </>
  )
}

type Values = {
  name: string
  code: string
  parentId: string | null
  branchId: string | null
  headEmployeeId: string | null
  managerIds: string[]
  costCenter: string
  description: string
}
type Leave = (ignoreBlocker?: boolean) => void

function Add(props: { parentId: string | null; close: Leave }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const initialValues: Values = {
    name: '',
    code: '',
    parentId: props.parentId,
    branchId: null,
    headEmployeeId: null,
    managerIds: [],
    costCenter: '',
    description: '',
  }
  return (
    <DepartmentForm
      initialValues={initialValues}
      submit={(name) => (name ? t('organization.addName', { name }) : t('organization.add'))}
      close={props.close}
      send={(values, keyFor) => {
        const body = filledOf(values) as Body<typeof createDepartment>
        return call(createDepartment, { body, idempotencyKey: keyFor(body) })
      }}
      saved={({ department }) => {
        void outdate(client, '/departments', '/org-chart')
        done(t('organization.added', { name: department.name }))
        props.close(true)
      }}
    />
  )
}

function Edit(props: { department: Department; close: Leave }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const { id } = props.department
  const base = props.department
  const { name, code, parentId, branchId, headEmployeeId, managerIds } = base
  const before: Values = {
    name,
    code,
    parentId,
    branchId,
    headEmployeeId,
    managerIds,
    costCenter: base.costCenter ?? '',
    description: base.description ?? '',
  }
  return (
    <DepartmentForm
      initialValues={before}
      id={id}
      submit={() => t('ui.saveChanges')}
      close={props.close}
      send={(values) => {
        const body = { ...changesOf(values, before), version: base.version } as Body<typeof updateDepartment>
        return call(updateDepartment, { params: { id }, body })
      }}
      saved={({ department }) => {
        void outdate(client, '/departments', '/employees', '/org-chart')
        done(t('organization.changed', { name: department.name }))
        props.close(true)
      }}
    />
  )
}

function DepartmentForm(props: {
  initialValues: Values
  id?: string
  submit: (name: string) => string
  close: Leave
  send: (values: Values, keyFor: (body: unknown) => string) => Promise<{ department: Department }>
  saved: (data: { department: Department }) => void
}) {
  const { t } = useTranslation()
  const parents = useDepartmentChoices().filter((one) => one.value !== props.id)
  const branches = useBranchChoices()
  const { pattern } = limitsOf(createDepartment, 'code')
  const form = useForm({
    initialValues: props.initialValues,
    validate: {
      name: (value) => (value.trim() ? null : t('auth.needed')),
      code: (value) => (new RegExp(pattern ?? '').test(value) ? null : t('organization.codeForm')),
    },
  })
  const save = useSave(form, { send: props.send, saved: props.saved, fields: refusals })
  const choice = { searchable: true, clearable: true, limit: 100, nothingFoundMessage: t('ui.nothingFound') }
  const max = (field: keyof Values) => limitsOf(createDepartment, field).maxLength
  return (
    <form onSubmit={save.submit} noValidate>
      <Unsaved when={save.unsaved} />
      <Stack>
        <TextInput label={t('organization.name')} required autoFocus maxLength={max('name')} {...form.getInputProps('name')} />
        <SimpleGrid cols={{ base: 1, xs: 2 }}>
          <TextInput
            label={t('organization.code')}
            description={t('organization.codeHint')}
            required
            maxLength={30}
            {...form.getInputProps('code')}
          />
          <TextInput label={t('organization.costCenter')} maxLength={max('costCenter')} {...form.getInputProps('costCenter')} />
        </SimpleGrid>
        <Select
          label={t('organization.parent')}
          placeholder={t('organization.atTop')}
          data={parents}
          {...choice}
          {...form.getInputProps('parentId')}
        />
        <Select label={t('people.branch')} data={branches} {...choice} {...form.getInputProps('branchId')} />
        <PersonSelect label={t('organization.head')} description={t('people.managerHint')} {...form.getInputProps('headEmployeeId')} />
        <PeopleSelect
          label={t('organization.managers')}
          description={t('organization.managersHint')}
          maxValues={20}
          {...form.getInputProps('managerIds')}
        />
        <DescriptionInput maxLength={max('description')} {...form.getInputProps('description')} />
        <FormFoot
          error={save.error}
          pending={save.pending}
          submit={props.submit(form.values.name.trim())}
          disabled={props.id !== undefined && !form.isDirty()}
          cancel={() => props.close()}
        />
      </Stack>
    </form>
  )
}

/** Chooses what a department is placed below; dragging ends here too, so that nothing moves by accident. */
function Move(props: { department: Department; to: string | undefined; close: Leave }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const { department } = props
  const choices = [{ value: TOP, label: t('organization.atTop') }, ...useDepartmentChoices().filter((one) => one.value !== department.id)]
  const form = useForm({ initialValues: { parentId: props.to ?? department.parentId ?? TOP } })
  const to = form.values.parentId
  const save = useSave(form, {
    send: (values) => {
      const parentId = values.parentId === TOP ? null : values.parentId
      return call(updateDepartment, { params: { id: department.id }, body: { parentId, version: department.version } })
    },
    saved: () => {
      void outdate(client, '/departments', '/employees', '/org-chart')
      const name = department.name
      done(to === TOP ? t('organization.movedToTop', { name }) : t('organization.moved', { name, to: labelOf(to) }))
      props.close(true)
    },
    fields: refusals,
  })
  return (
    <form onSubmit={save.submit} noValidate>
      <Stack>
        <Select
          label={t('organization.moveBelow')}
          data={choices}
          searchable
          allowDeselect={false}
          limit={100}
          nothingFoundMessage={t('ui.nothingFound')}
          data-autofocus
          openOnFocus={false}
          {...form.getInputProps('parentId')}
        />
        <Text size="sm" c="dimmed">
          {t('organization.moveConsequence')}
        </Text>
        <FormFoot
          error={save.error}
          pending={save.pending}
          submit={to === TOP ? t('organization.moveToTop') : t('organization.moveBelowName', { name: labelOf(to) })}
          disabled={to === (department.parentId ?? TOP)}
          cancel={() => props.close()}
        />
      </Stack>
    </form>
  )

  function labelOf(id: string) {
    return choices.find((one) => one.value === id)?.label ?? ''
  }
}
