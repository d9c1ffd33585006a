import { MultiSelect, SegmentedControl, Select, SimpleGrid, Stack, Text, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { createDelegation, delegationChoices } from '../../server/modules/access/access.delegation.contract.ts'
import { call, outdate, q } from '../api.ts'
import { MomentInput } from '../ui/date-inputs.tsx'
import { addDays } from '../ui/days.ts'
import { FormFoot } from '../ui/form-drawer.tsx'
import { useFormat } from '../ui/format.ts'
import { limitsOf } from '../ui/forms.ts'
import type { Source } from '../ui/found.tsx'
import { done } from '../ui/notify.ts'
import { useSave } from '../ui/save.ts'
import { SearchSelect } from '../ui/search-select.tsx'
import { Unsaved } from '../ui/unsaved.tsx'

const refusals = {
  ACCOUNT_ARCHIVED: 'receiverId',
  DELEGATION_TO_ONESELF: 'receiverId',
  DELEGATION_TOO_LONG: 'validTo',
  ROLE_NOT_HELD: 'roleId',
  PERMISSION_NOT_HELD: 'permissions',
}
const USUAL_DAYS = 14

const receiverSource: Source = {
  url: delegationChoices.url,
  people: true,
  async find(asked, signal) {
    const { receivers } = await call(delegationChoices, { query: { ...(asked && { q: asked }) }, signal })
    return receivers.map(({ id, name }) => ({ value: id, label: name }))
  },
}

/** Lets somebody act with a role or some permissions of mine, from and until; it ends by itself, or when either of us ends it. */
export default function DelegateForm(props: { close: (ignoreBlocker?: boolean) => void }) {
  const { t } = useTranslation()
  const format = useFormat()
  const client = useQueryClient()
  const [receiver, setReceiver] = useState<string | null>(null)
  const { roles = [], permissions = [] } = useQuery(q(delegationChoices)).data ?? {}
  const none: string[] = []
  const [begins] = useState(() => format.localOf(new Date()))
  const form = useForm({
    initialValues: {
      receiverId: null as string | null,
      what: 'permissions',
      roleId: null as string | null,
      permissions: none,
      validFrom: begins,
      validTo: `${addDays(format.today(), USUAL_DAYS)}T18:00`,
      reason: '',
    },
    validate: {
      receiverId: (value) => (value ? null : t('auth.needed')),
      roleId: (value, { what }) => (what === 'permissions' || value ? null : t('auth.needed')),
      permissions: (value, { what }) => (what === 'role' || value.length > 0 ? null : t('access.template.itemsNeeded')),
      validFrom: (value) => (value ? null : t('auth.needed')),
      validTo: (value, { validFrom }) => (!value ? t('auth.needed') : value <= validFrom ? t('access.toAfterFrom') : null),
    },
  })
  const save = useSave(form, {
    send: ({ receiverId, what, roleId, permissions: codes, validFrom, validTo, reason }, keyFor) => {
      const body = {
        receiverId: receiverId ?? '',
        ...(what === 'role' ? { roleId: roleId ?? '' } : { permissions: codes.map((permission) => ({ permission })) }),
        validFrom: format.instantOf(validFrom),
        validTo: format.instantOf(validTo),
        ...(reason.trim() && { reason: reason.trim() }),
      }
      return call(createDelegation, { body, idempotencyKey: keyFor(body) })
    },
    saved: ({ delegation }) => {
      void outdate(client, '/delegations', '/access')
      done(t('access.delegation.done', { name: delegation.receiver.name, until: format.instant(delegation.validTo) }))
      props.close(true)
    },
    fields: refusals,
  })
  return (
    <form onSubmit={save.submit} noValidate>
      <Unsaved when={save.unsaved} />
      <Stack>
        <Text size="sm" c="dimmed">
          {t('access.delegation.text')}
        </Text>
        <SearchSelect
          source={receiverSource}
          label={t('access.delegation.whom')}
          required
          openOnFocus={false}
          {...form.getInputProps('receiverId')}
          onChange={(id, option) => {
            setReceiver(id && option.label)
            form.setFieldValue('receiverId', id)
          }}
        />
        {roles.length > 0 && (
          <SegmentedControl
            aria-label={t('access.delegation.what')}
            data={(['permissions', 'role'] as const).map((value) => ({ value, label: t(`access.delegation.whatKind.${value}`) }))}
            value={form.values.what}
            onChange={(what) => form.setFieldValue('what', what)}
          />
        )}
        {form.values.what === 'role' ? (
          <Select
            label={t('accounts.role')}
            required
            openOnFocus={false}
            data={roles.map(({ id, name }) => ({ value: id, label: name }))}
            {...form.getInputProps('roleId')}
          />
        ) : (
          <MultiSelect
            label={t('access.delegation.permissions')}
            required
            searchable
            openOnFocus={false}
            data={permissions.map(({ permission, title }) => ({ value: permission, label: title }))}
            nothingFoundMessage={t('ui.nothingFound')}
            {...form.getInputProps('permissions')}
          />
        )}
        <SimpleGrid cols={{ base: 1, xs: 2 }}>
          <MomentInput label={t('access.validFrom')} required {...form.getInputProps('validFrom')} />
          <MomentInput label={t('access.validTo')} required {...form.getInputProps('validTo')} />
        </SimpleGrid>
        <TextInput
          label={t('access.delegation.reason')}
          maxLength={limitsOf(createDelegation, 'reason').maxLength}
          {...form.getInputProps('reason')}
        />
        <FormFoot
          error={save.error}
          pending={save.pending}
          submit={receiver ? t('access.delegation.giveTo', { name: receiver }) : t('access.delegation.give')}
          cancel={() => props.close()}
        />
      </Stack>
    </form>
  )
}
