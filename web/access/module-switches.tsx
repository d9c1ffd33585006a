import { NativeSelect, Stack, Text, VisuallyHidden } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { AccessKind } from '../../server/core/contract.ts'
import { accessKinds } from '../../server/core/contract.ts'
import { grantModuleAccess } from '../../server/modules/access/access.module.contract.ts'
import { call, outdate } from '../api.ts'
import { Failed } from '../ui/answer.tsx'
import type { ListColumn } from '../ui/list-columns.tsx'
import { FewRows } from '../ui/list-table.tsx'
import { done } from '../ui/notify.ts'

type Said = Record<AccessKind, boolean | null>
/** A module with what is said of it here, and what comes of it elsewhere: of roles, and in the end. */
export type Switchable = {
  module: string
  title: string
  said: Said
  others: readonly ({ roleName: string } & Said)[]
  effective?: Record<AccessKind, boolean>
  canSwitch: boolean
}

const words = { '': null, on: true, off: false } as const
const wordFor = (said: boolean | null) => (said === null ? '' : said ? 'on' : 'off')

type Change = { module: string; kind: AccessKind; said: boolean | null }
type Props = {
  holder: { userId: string } | { roleId: string }
  name: string
  modules: readonly Switchable[]
  may: boolean
}

/** Whole modules switched on or off for a person or a role, each part at once as it is chosen. */
export function ModuleSwitches(props: Props) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const change = useMutation({
    mutationFn: ({ module, kind, said }: Change) => call(grantModuleAccess, { body: { ...props.holder, module, [kind]: said } }),
    onSuccess: () => done(t('access.modules.saved')),
    onSettled: () => void outdate(client, '/module-access', '/access', '/auth/me'),
  })
  return (
    <Stack gap="sm">
      <Text size="sm" c="dimmed">
        {t('access.modules.line')}
      </Text>
      {change.isError && <Failed error={change.error} />}
      <FewRows
        label={t('access.modules.title')}
        mah={420}
        rows={props.modules}
        idOf={({ module }) => module}
        columns={useColumnsOf(props, change.isPending, change.mutate)}
      />
    </Stack>
  )
}

/** A module, and of each kind of access a switch, or what it is where nobody may switch it here. */
function useColumnsOf({ name, may }: Props, isPending: boolean, change: (wanted: Change) => void) {
  const { t } = useTranslation()
  return useMemo(
    (): readonly ListColumn<Switchable>[] => [
      { key: 'module', head: t('access.module'), fixed: true, cell: ({ title }) => <Text size="sm">{title}</Text> },
      ...accessKinds.map((kind) => ({
        key: kind,
        head: t(`access.modules.kind.${kind}`),
        cell: (one: Switchable) => (
          <>
            {may && one.canSwitch ? (
              <NativeSelect
                size="xs"
                aria-label={t('access.modules.cell', { kind: t(`access.modules.kind.${kind}`), module: one.title, name })}
                value={wordFor(one.said[kind])}
                disabled={isPending}
                data={[
                  { value: '', label: t(`access.modules.${restOf(one, kind) ? 'elseOn' : 'elseOff'}`) },
                  { value: 'on', label: t('access.modules.on') },
                  { value: 'off', label: t('access.modules.off') },
                ]}
                onChange={(event) => change({ module: one.module, kind, said: words[event.currentTarget.value as keyof typeof words] })}
              />
            ) : (
              <Text size="sm">{t(`access.modules.${isOn(one, kind) ? 'on' : 'off'}`)}</Text>
            )}
            <OffBy one={one} kind={kind} />
          </>
        ),
      })),
    ],
    [t, name, may, isPending, change],
  )
}

/** What roles say where nothing is said here: off wins over on. */
const restOf = (one: Switchable, kind: AccessKind) => !one.others.some((role) => role[kind] === false)
const isOn = (one: Switchable, kind: AccessKind) => one.effective?.[kind] ?? one.said[kind] ?? restOf(one, kind)

function OffBy({ one, kind }: { one: Switchable; kind: AccessKind }) {
  const { t } = useTranslation()
  const roles = one.others.filter((role) => role[kind] === false).map(({ roleName }) => roleName)
  if (roles.length === 0) return null
  return (
    <Text size="xs" c="dimmed">
      <VisuallyHidden>{one.title} </VisuallyHidden>
      {t('access.modules.offBy', { roles: roles.join(', ') })}
    </Text>
  )
}
