import { NativeSelect, Stack, Table, Text, VisuallyHidden } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { AccessKind } from '../../server/core/contract.ts'
import { accessKinds } from '../../server/core/contract.ts'
import { grantModuleAccess } from '../../server/modules/access/access.module.contract.ts'
import { call, outdate } from '../api.ts'
import { Failed } from '../ui/answer.tsx'
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

/** Whole modules switched on or off for a person or a role, each part at once as it is chosen. */
export function ModuleSwitches(props: {
  holder: { userId: string } | { roleId: string }
  name: string
  modules: readonly Switchable[]
  may: boolean
}) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const change = useMutation({
    mutationFn: ({ module, kind, said }: { module: string; kind: AccessKind; said: boolean | null }) =>
      call(grantModuleAccess, { body: { ...props.holder, module, [kind]: said } }),
    onSuccess: () => done(t('access.modules.saved')),
    onSettled: () => void outdate(client, '/module-access', '/access', '/auth/me'),
  })
  return (
    <Stack gap="sm">
      <Text size="sm" c="dimmed">
        {t('access.modules.line')}
      </Text>
      {change.isError && <Failed error={change.error} />}
      <Table.ScrollContainer
        minWidth={620}
        mah={420}
        scrollAreaProps={{ viewportProps: { tabIndex: 0, role: 'group', 'aria-label': t('access.modules.title') } }}
      >
        <Table verticalSpacing={6} stickyHeader>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t('access.module')}</Table.Th>
              {accessKinds.map((kind) => (
                <Table.Th key={kind}>{t(`access.modules.kind.${kind}`)}</Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {props.modules.map((one) => (
              <Table.Tr key={one.module}>
                <Table.Td>{one.title}</Table.Td>
                {accessKinds.map((kind) => (
                  <Table.Td key={kind}>
                    {props.may && one.canSwitch ? (
                      <NativeSelect
                        size="xs"
                        aria-label={t('access.modules.cell', {
                          kind: t(`access.modules.kind.${kind}`),
                          module: one.title,
                          name: props.name,
                        })}
                        value={wordFor(one.said[kind])}
                        disabled={change.isPending}
                        data={[
                          { value: '', label: t(`access.modules.${restOf(one, kind) ? 'elseOn' : 'elseOff'}`) },
                          { value: 'on', label: t('access.modules.on') },
                          { value: 'off', label: t('access.modules.off') },
                        ]}
                        onChange={(event) =>
                          change.mutate({ module: one.module, kind, said: words[event.currentTarget.value as keyof typeof words] })
                        }
                      />
                    ) : (
                      <Text size="sm">{t(`access.modules.${isOn(one, kind) ? 'on' : 'off'}`)}</Text>
                    )}
                    <OffBy one={one} kind={kind} />
                  </Table.Td>
                ))}
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </Stack>
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
