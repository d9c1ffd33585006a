import { NumberInput, SimpleGrid, Stack, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { Body } from '../../server/core/contract.ts'
import { createBlackout, deleteBlackout, type Blackout } from '../../server/modules/leave/leave.blackout.contract.ts'
import { createCoverage, deleteCoverage, updateCoverage, type CoverageLimit } from '../../server/modules/leave/leave.coverage.contract.ts'
import { call, outdate } from '../api.ts'
import { PeopleSelect } from '../employees/people-select.tsx'
import { Confirm } from '../ui/confirm.tsx'
import { DayInput } from '../ui/date-inputs.tsx'
import { FormDrawer, FormFoot } from '../ui/form-drawer.tsx'
import { limitsOf } from '../ui/forms.ts'
import { useFormat } from '../ui/format.ts'
import { Held } from '../ui/held.tsx'
import { done } from '../ui/notify.ts'
import { filledOf, useSave } from '../ui/save.ts'
import { Unsaved } from '../ui/unsaved.tsx'
import { branchSource, departmentSource } from '../organization/sources.ts'
import { SearchSelect } from '../ui/search-select.tsx'

type Close = (ignoreBlocker?: boolean) => void
export type LimitForm = 'add-blackout' | 'remove-blackout' | 'add-limit' | 'edit-limit' | 'remove-limit'

/** What can be done to days without leave and to limits of who is away, one at a time, as the address says. */
export default function LimitForms(props: {
  form: LimitForm
  blackout: Blackout | undefined
  limit: CoverageLimit | undefined
  close: Close
}) {
  const { t } = useTranslation()
  const format = useFormat()
  const client = useQueryClient()
  const { form, blackout, limit, close } = props
  const leave = () => close()
  const after = (words: string) => {
    done(words)
    close(true)
    void outdate(client, '/leave')
  }
  return (
    <>
      <FormDrawer opened={form === 'add-blackout'} title={t('leave.blackout.add')} close={leave}>
        <AddBlackout close={close} after={after} />
      </FormDrawer>
      <FormDrawer opened={form === 'add-limit'} title={t('leave.coverage.add')} close={leave}>
        <AddLimit close={close} after={after} />
      </FormDrawer>
      {blackout && (
        <Confirm
          opened={form === 'remove-blackout'}
          title={t('leave.blackout.removeTitle', { name: blackout.name })}
          text={t('leave.blackout.removeText', { dates: format.range(blackout.firstDay, blackout.lastDay) })}
          act={t('leave.blackout.remove')}
          send={() => call(deleteBlackout, { params: { id: blackout.id } })}
          done={() => after(t('leave.blackout.removed', { name: blackout.name }))}
          close={leave}
        />
      )}
      {limit && (
        <>
          <FormDrawer opened={form === 'edit-limit'} title={t('leave.coverage.edit')} close={leave}>
            <Held current={limit} path="/leave">
              {(base) => <EditLimit limit={base} close={close} after={after} />}
            </Held>
          </FormDrawer>
          <Confirm
            opened={form === 'remove-limit'}
            title={t('leave.coverage.removeTitle', { name: limit.name })}
            text={t('leave.coverage.removeText')}
            act={t('leave.coverage.remove')}
            send={() => call(deleteCoverage, { params: { id: limit.id } })}
            done={() => after(t('leave.coverage.removed', { name: limit.name }))}
            close={leave}
          />
        </>
      )}
    </>
  )
}

type FormProps = { close: Close; after: (words: string) => void }

function AddBlackout({ close, after }: FormProps) {
  const { t } = useTranslation()
  const form = useForm({
    initialValues: {
      name: '',
      firstDay: '',
      lastDay: '',
      branchId: null as string | null,
      departmentId: null as string | null,
      exemptIds: [] as string[],
    },
    validate: {
      name: (value) => (value.trim() ? null : t('auth.needed')),
      firstDay: (value) => (value ? null : t('auth.needed')),
      lastDay: (value, { firstDay }) => (!value ? t('auth.needed') : firstDay && value < firstDay ? t('leave.limits.reversed') : null),
    },
  })
  const save = useSave(form, {
    send: (values, keyFor) => {
      const body = filledOf(values) as Body<typeof createBlackout>
      return call(createBlackout, { body, idempotencyKey: keyFor(body) })
    },
    saved: ({ blackout }) => after(t('leave.blackout.added', { name: blackout.name })),
    fields: { LEAVE_BLACKOUT_DAYS: 'lastDay' },
  })
  return (
    <form onSubmit={save.submit} noValidate>
      <Unsaved when={save.unsaved} />
      <Stack>
        <TextInput
          label={t('leave.limits.why')}
          placeholder={t('leave.blackout.whyExample')}
          required
          data-autofocus
          maxLength={limitsOf(createBlackout, 'name').maxLength}
          {...form.getInputProps('name')}
        />
        <SimpleGrid cols={2}>
          <DayInput label={t('leave.limits.first')} required {...form.getInputProps('firstDay')} />
          <DayInput label={t('leave.limits.last')} required {...form.getInputProps('lastDay')} />
        </SimpleGrid>
        <ForWhom form={form} />
        <PeopleSelect
          label={t('leave.blackout.exempt')}
          description={t('leave.blackout.exemptHint')}
          {...form.getInputProps('exemptIds')}
        />
        <FormFoot error={save.error} pending={save.pending} submit={t('leave.blackout.add')} cancel={() => close()} />
      </Stack>
    </form>
  )
}

function AddLimit({ close, after }: FormProps) {
  const { t } = useTranslation()
  const form = useForm({
    initialValues: { name: '', maxAway: 1 as number | string, branchId: null as string | null, departmentId: null as string | null },
    validate: { name: (value) => (value.trim() ? null : t('auth.needed')), maxAway: (value) => (value === '' ? t('auth.needed') : null) },
  })
  const save = useSave(form, {
    send: (values, keyFor) => {
      const body = filledOf(values) as Body<typeof createCoverage>
      return call(createCoverage, { body, idempotencyKey: keyFor(body) })
    },
    saved: ({ limit }) => after(t('leave.coverage.added', { name: limit.name })),
    fields: { LEAVE_COVERAGE_NAME_TAKEN: 'name' },
  })
  return (
    <form onSubmit={save.submit} noValidate>
      <Unsaved when={save.unsaved} />
      <Stack>
        <LimitFields form={form} />
        <ForWhom form={form} />
        <FormFoot error={save.error} pending={save.pending} submit={t('leave.coverage.add')} cancel={() => close()} />
      </Stack>
    </form>
  )
}

function EditLimit({ limit, close, after }: FormProps & { limit: CoverageLimit }) {
  const { t } = useTranslation()
  const form = useForm({
    initialValues: { name: limit.name, maxAway: limit.maxAway as number | string },
    validate: { name: (value) => (value.trim() ? null : t('auth.needed')), maxAway: (value) => (value === '' ? t('auth.needed') : null) },
  })
  const save = useSave(form, {
    send: ({ name, maxAway }) =>
      call(updateCoverage, { params: { id: limit.id }, body: { name: name.trim(), maxAway: Number(maxAway), version: limit.version } }),
    saved: ({ limit: saved }) => after(t('leave.coverage.changed', { name: saved.name })),
    fields: { LEAVE_COVERAGE_NAME_TAKEN: 'name' },
  })
  return (
    <form onSubmit={save.submit} noValidate>
      <Unsaved when={save.unsaved} />
      <Stack>
        <LimitFields form={form} />
        <FormFoot error={save.error} pending={save.pending} submit={t('ui.saveChanges')} cancel={() => close()} />
      </Stack>
    </form>
  )
}

type Inputs = { form: { getInputProps: (name: string) => object } }

function LimitFields({ form }: Inputs) {
  const { t } = useTranslation()
  return (
    <SimpleGrid cols={{ base: 1, xs: 2 }}>
      <TextInput
        label={t('leave.coverage.name')}
        required
        data-autofocus
        maxLength={limitsOf(createCoverage, 'name').maxLength}
        {...form.getInputProps('name')}
      />
      <NumberInput
        label={t('leave.coverage.maxAway')}
        required
        min={0}
        max={limitsOf(createCoverage, 'maxAway').maximum ?? 0}
        allowDecimal={false}
        {...form.getInputProps('maxAway')}
      />
    </SimpleGrid>
  )
}

/** A branch, a department, both, or everybody. */
export function ForWhom({ form }: Inputs) {
  const { t } = useTranslation()
  return (
    <SimpleGrid cols={{ base: 1, xs: 2 }}>
      <SearchSelect
        label={t('leave.limits.branch')}
        placeholder={t('leave.limits.anyBranch')}
        source={branchSource}
        clearable
        {...form.getInputProps('branchId')}
      />
      <SearchSelect
        label={t('ui.department')}
        placeholder={t('leave.limits.anyDepartment')}
        source={departmentSource}
        clearable
        {...form.getInputProps('departmentId')}
      />
    </SimpleGrid>
  )
}
