import { Select, SimpleGrid, Stack, Textarea, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { Body } from '../../server/core/contract.ts'
import {
  archiveBranch,
  branchKinds,
  createBranch,
  restoreBranch,
  updateBranch,
  type Branch,
} from '../../server/modules/organization/organization.branch.contract.ts'
import { call, outdate } from '../api.ts'
import { useMe } from '../auth/me.ts'
import { CountrySelect } from '../ui/country-select.tsx'
import { Confirm } from '../ui/confirm.tsx'
import { FormDrawer, FormFoot } from '../ui/form-drawer.tsx'
import { zones } from '../ui/format.ts'
import { limitsOf } from '../ui/forms.ts'
import { Held } from '../ui/held.tsx'
import { done } from '../ui/notify.ts'
import { changesOf, filledOf, useSave } from '../ui/save.ts'
import { Unsaved } from '../ui/unsaved.tsx'

const refusals = { BRANCH_CODE_TAKEN: 'code', TIME_ZONE_UNKNOWN: 'timeZone' }

type Leave = (ignoreBlocker?: boolean) => void

/** What can be done to branches, one at a time, as the address says. */
export default function BranchForms(props: { form: 'add' | 'edit' | 'close' | 'restore'; chosen: Branch | undefined; close: Leave }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const { form, chosen, close } = props
  const leave = () => close()
  const after = (words: string) => {
    done(words)
    close(true)
    void outdate(client, '/branches')
  }
  return (
    <>
      <FormDrawer opened={form === 'add'} title={t('organization.branch.add')} close={leave}>
        <Add close={close} after={after} />
      </FormDrawer>
      {chosen && (
        <>
          <FormDrawer opened={form === 'edit'} title={t('organization.branch.edit')} close={leave}>
            <Held current={chosen} path="/branches">
              {(base) => <Edit branch={base} close={close} after={after} />}
            </Held>
          </FormDrawer>
          <Confirm
            opened={form === 'close'}
            title={t('organization.closeTitle', { name: chosen.name })}
            text={t('organization.branch.closeText')}
            act={t('organization.closeName', { name: chosen.name })}
            send={() => call(archiveBranch, { params: { id: chosen.id } })}
            done={() => after(t('organization.closed', { name: chosen.name }))}
            close={leave}
          />
          <Confirm
            opened={form === 'restore'}
            title={t('organization.branch.restoreTitle', { name: chosen.name })}
            text={t('organization.branch.restoreText')}
            act={t('organization.branch.restoreName', { name: chosen.name })}
            color="accent"
            send={() => call(restoreBranch, { params: { id: chosen.id } })}
            done={() => after(t('organization.branch.restored', { name: chosen.name }))}
            close={leave}
          />
        </>
      )}
    </>
  )
}

function Add(props: { close: Leave; after: (words: string) => void }) {
  const { t } = useTranslation()
  const { settings } = useMe()
  return (
    <BranchForm
      initialValues={{
        name: '',
        code: '',
        kind: 'office',
        address: '',
        city: '',
        country: settings.country ?? '',
        phone: '',
        email: '',
        timeZone: settings.timeZone,
      }}
      submit={(name) => (name ? t('organization.addName', { name }) : t('organization.branch.add'))}
      close={props.close}
      send={(values, keyFor) => {
        const body = filledOf(values) as Body<typeof createBranch>
        return call(createBranch, { body, idempotencyKey: keyFor(body) })
      }}
      saved={({ branch }) => props.after(t('organization.added', { name: branch.name }))}
    />
  )
}

function Edit(props: { branch: Branch; close: Leave; after: (words: string) => void }) {
  const { t } = useTranslation()
  const base = props.branch
  const before: Values = {
    name: base.name,
    code: base.code,
    kind: base.kind,
    address: base.address ?? '',
    city: base.city ?? '',
    country: base.country ?? '',
    phone: base.phone ?? '',
    email: base.email ?? '',
    timeZone: base.timeZone,
  }
  return (
    <BranchForm
      initialValues={before}
      edits
      submit={() => t('ui.saveChanges')}
      close={props.close}
      send={(values) => {
        const body = { ...changesOf(values, before), version: base.version } as Body<typeof updateBranch>
        return call(updateBranch, { params: { id: base.id }, body })
      }}
      saved={({ branch }) => props.after(t('organization.changed', { name: branch.name }))}
    />
  )
}

type Values = {
  name: string
  code: string
  kind: Branch['kind']
  address: string
  city: string
  country: string
  phone: string
  email: string
  timeZone: string | null
}

function BranchForm(props: {
  initialValues: Values
  edits?: boolean
  submit: (name: string) => string
  close: Leave
  send: (values: Values, keyFor: (body: unknown) => string) => Promise<{ branch: Branch }>
  saved: (data: { branch: Branch }) => void
}) {
  const { t } = useTranslation()
  const codeForm = new RegExp(limitsOf(createBranch, 'code').pattern ?? '')
  const max = (field: keyof Values) => limitsOf(createBranch, field).maxLength
  const form = useForm({
    initialValues: props.initialValues,
    validate: {
      name: (value) => (value.trim() ? null : t('auth.needed')),
      code: (value) => (codeForm.test(value) ? null : t('organization.codeForm')),
    },
  })
  const save = useSave(form, { send: props.send, saved: props.saved, fields: refusals })
  return (
    <form onSubmit={save.submit} noValidate>
      <Unsaved when={save.unsaved} />
      <Stack>
        <TextInput label={t('organization.name')} required autoFocus maxLength={max('name')} {...form.getInputProps('name')} />
        <SimpleGrid cols={{ base: 1, xs: 2 }}>
          <TextInput
            label={t('organization.code')}
            description={t('organization.branch.codeHint')}
            required
            maxLength={30}
            {...form.getInputProps('code')}
          />
          <Select
            label={t('organization.branch.kind')}
            data={branchKinds.map((value) => ({ value, label: t(`organization.branch.kinds.${value}`) }))}
            allowDeselect={false}
            {...form.getInputProps('kind')}
          />
        </SimpleGrid>
        <Textarea label={t('people.address')} autosize minRows={2} maxLength={max('address')} {...form.getInputProps('address')} />
        <SimpleGrid cols={{ base: 1, xs: 2 }}>
          <TextInput label={t('organization.branch.city')} maxLength={max('city')} {...form.getInputProps('city')} />
          <CountrySelect
            label={t('settings.country')}
            description={t('settings.countryHint')}
            clearable
            {...form.getInputProps('country')}
            onChange={(value) => form.setFieldValue('country', value ?? '')}
          />
          <TextInput type="tel" label={t('people.phone')} maxLength={40} {...form.getInputProps('phone')} />
          <TextInput type="email" label={t('people.email')} maxLength={max('email')} {...form.getInputProps('email')} />
        </SimpleGrid>
        <Select
          label={t('settings.field.timeZone')}
          description={t('organization.branch.zoneHint')}
          data={zones()}
          searchable
          clearable
          limit={80}
          nothingFoundMessage={t('ui.nothingFound')}
          {...form.getInputProps('timeZone')}
        />
        <FormFoot
          error={save.error}
          pending={save.pending}
          submit={props.submit(form.values.name.trim())}
          disabled={props.edits === true && !form.isDirty()}
          cancel={() => props.close()}
        />
      </Stack>
    </form>
  )
}
