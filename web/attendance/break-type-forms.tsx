import { NumberInput, Stack, Switch, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { createBreakType, removeBreakType, updateBreakType, type BreakType } from '../../server/modules/attendance/break-type.contract.ts'
import { call, outdate } from '../api.ts'
import { Confirm } from '../ui/confirm.tsx'
import { FormDrawer, FormFoot } from '../ui/form-drawer.tsx'
import { limitsOf } from '../ui/forms.ts'
import { Held } from '../ui/held.tsx'
import { done } from '../ui/notify.ts'
import { useSave } from '../ui/save.ts'
import { Unsaved } from '../ui/unsaved.tsx'
import type { RuleForm } from './time-rules.ts'

/** Adding, changing and removing a type of break, one at a time, as the address says. */
export default function BreakTypeForms(props: {
  form: RuleForm
  breakType: BreakType | undefined
  close: (ignoreBlocker?: boolean) => void
}) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const { form, breakType, close } = props
  const leave = () => close()
  const after = (words: string) => {
    done(words)
    close(true)
    void outdate(client, '/break-types', '/attendance')
  }
  return (
    <>
      <FormDrawer opened={form === 'add-break'} title={t('timeRules.breaks.add')} close={leave}>
        <BreakTypeForm breakType={undefined} close={leave} after={after} />
      </FormDrawer>
      {breakType && (
        <>
          <FormDrawer opened={form === 'edit-break'} title={breakType.name} close={leave}>
            <Held current={breakType} path="/break-types">
              {(base) => <BreakTypeForm breakType={base} close={leave} after={after} />}
            </Held>
          </FormDrawer>
          <Confirm
            opened={form === 'remove-break'}
            title={t('holidays.removeTitle', { name: breakType.name })}
            text={t('timeRules.breaks.removeText')}
            act={t('holidays.remove')}
            send={() => call(removeBreakType, { params: { id: breakType.id } })}
            done={() => after(t('holidays.removed', { name: breakType.name }))}
            close={leave}
          />
        </>
      )}
    </>
  )
}

function BreakTypeForm(props: { breakType: BreakType | undefined; close: () => void; after: (words: string) => void }) {
  const { t } = useTranslation()
  const { breakType } = props
  const form = useForm({
    initialValues: {
      name: breakType?.name ?? '',
      maxMinutes: (breakType?.maxMinutes ?? '') as number | string,
      sortOrder: (breakType?.sortOrder ?? 0) as number | string,
      paid: breakType?.paid ?? false,
      isActive: breakType?.isActive ?? true,
    },
    validate: { name: (value) => (value.trim() ? null : t('auth.needed')) },
  })
  const save = useSave(form, {
    send: ({ name, maxMinutes, sortOrder, ...rest }, keyFor) => {
      const numbers = { maxMinutes: maxMinutes === '' ? null : Number(maxMinutes), sortOrder: Number(sortOrder) }
      const body = { name: name.trim(), ...numbers, ...rest }
      return breakType
        ? call(updateBreakType, { params: { id: breakType.id }, body: { ...body, version: breakType.version } })
        : call(createBreakType, { body, idempotencyKey: keyFor(body) })
    },
    saved: (data) => props.after(t('holidays.saved', { name: data.breakType.name })),
    fields: { BREAK_TYPE_NAME_TAKEN: 'name' },
  })
  return (
    <form onSubmit={save.submit} noValidate>
      <Unsaved when={save.unsaved} />
      <Stack>
        <TextInput
          label={t('roster.shiftName')}
          required
          data-autofocus
          maxLength={limitsOf(createBreakType, 'name').maxLength}
          {...form.getInputProps('name')}
        />
        <NumberInput
          label={t('timeRules.breaks.longestMinutes')}
          description={t('timeRules.breaks.longestHint')}
          allowDecimal={false}
          min={1}
          max={limitsOf(createBreakType, 'maxMinutes').maximum ?? 480}
          {...form.getInputProps('maxMinutes')}
        />
        <Switch
          label={t('timeRules.breaks.isPaid')}
          description={t('timeRules.breaks.paidHint')}
          {...form.getInputProps('paid', { type: 'checkbox' })}
        />
        <Switch
          label={t('timeRules.breaks.isActive')}
          description={t('timeRules.breaks.activeHint')}
          {...form.getInputProps('isActive', { type: 'checkbox' })}
        />
        <NumberInput
          label={t('timeRules.breaks.order')}
          description={t('timeRules.breaks.orderHint')}
          allowDecimal={false}
          min={0}
          max={limitsOf(createBreakType, 'sortOrder').maximum ?? 1000}
          {...form.getInputProps('sortOrder')}
        />
        <FormFoot
          error={save.error}
          pending={save.pending}
          submit={breakType ? t('ui.saveChanges') : t('timeRules.breaks.add')}
          cancel={props.close}
        />
      </Stack>
    </form>
  )
}
