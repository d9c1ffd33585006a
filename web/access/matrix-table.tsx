import { Badge, Button, Card, Group, NativeSelect, ScrollArea, Table, Text, Tooltip } from '@mantine/core'
import { IconLock } from '@tabler/icons-react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Fragment, memo, useCallback, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { changeRoleGrants } from '../../server/modules/access/access.grant.contract.ts'
import { call, outdate } from '../api.ts'
import { Failed } from '../ui/answer.tsx'
import { useOneAtATime } from '../ui/forms.ts'
import { AnchorLink } from '../ui/links.tsx'
import { done } from '../ui/notify.ts'
import { Unsaved } from '../ui/unsaved.tsx'
import { changesOf, indexOf, inheritedBy, keyOf, saidBy, type Chosen, type Matrix, type Said } from './cells.ts'

type Role = Matrix['roles'][number]
type Permission = Matrix['permissions'][number]

/** Permissions down, roles across: what each says itself, what it inherits; what is changed is saved together. */
export function MatrixTable(props: {
  matrix: Matrix
  roles: readonly Role[]
  permissions: readonly Permission[]
  may: boolean
  /** Whether the heads lead to the roles. */
  linked?: boolean
}) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const { matrix, roles, permissions, may } = props
  const index = useMemo(() => indexOf(matrix.cells), [matrix.cells])
  const [chosen, setChosen] = useState<Chosen>(new Map())
  const choose = useCallback(
    (key: string, said: Said) =>
      setChosen((old) => {
        const next = new Map(old)
        if (said === saidBy(index.get(key)?.own ?? [])) next.delete(key)
        else next.set(key, said)
        return next
      }),
    [index],
  )
  const changed = [...new Set([...chosen.keys()].map((key) => key.split(' ')[0] ?? ''))]
  const save = useOneAtATime(
    useMutation({
      // Each role is all or nothing; what of them was saved before one was refused is no longer a change.
      mutationFn: async () => {
        for (const id of changed) {
          await call(changeRoleGrants, { params: { id }, body: changesOf(id, chosen, index) })
          setChosen((old) => new Map([...old].filter(([key]) => !key.startsWith(`${id} `))))
        }
      },
      onSuccess: () => done(t('access.matrix.saved')),
      onSettled: () => outdate(client, '/roles', '/access', '/permissions', '/auth/me'),
    }),
  )
  const groups = Map.groupBy(permissions, (one) => one.moduleTitle ?? t('access.ownPermissions'))
  return (
    <Card p={0} className="matrix-card">
      <Unsaved when={chosen.size > 0 && !save.isPending} within={(next) => next.pathname === location.pathname} />
      <ScrollArea.Autosize
        className="matrix-scroll"
        viewportProps={{ tabIndex: 0, role: 'group', 'aria-label': t('access.matrix.label') }}
        mah="calc(100dvh - 260px)"
      >
        <Table className="matrix" verticalSpacing={4} stickyHeader>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t('access.permission')}</Table.Th>
              {roles.map((role) => (
                <Table.Th key={role.id}>
                  {props.linked ? (
                    <AnchorLink to="/access/roles/$id" params={{ id: role.id }} inherit c="inherit">
                      {role.name}
                    </AnchorLink>
                  ) : (
                    role.name
                  )}
                  <Text size="xs" c="dimmed" fw={400}>
                    {t('access.role.users', { count: role.userCount })}
                  </Text>
                </Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {[...groups].map(([title, within]) => (
              <Fragment key={title}>
                <Table.Tr className="matrix-group">
                  <Table.Th scope="colgroup" colSpan={roles.length + 1}>
                    {title}
                  </Table.Th>
                </Table.Tr>
                {within.map((permission) => (
                  <Table.Tr key={permission.code}>
                    <Table.Th scope="row">
                      <Tooltip label={permission.description || permission.code} multiline maw={320} position="top-start">
                        <Text size="sm" component="span" tabIndex={0}>
                          {permission.title}
                        </Text>
                      </Tooltip>
                      {permission.sensitive && (
                        <Badge size="xs" color="waiting" ms={6} leftSection={<IconLock size={9} aria-hidden />}>
                          {t('access.sensitive')}
                        </Badge>
                      )}
                    </Table.Th>
                    {roles.map((role) => {
                      const key = keyOf(role.id, permission.code)
                      return (
                        <Table.Td key={role.id}>
                          <ReachCell
                            at={key}
                            cells={index.get(key)}
                            chosen={chosen.get(key)}
                            choose={may && role.can.update ? choose : undefined}
                            permission={permission}
                            roleName={role.name}
                          />
                        </Table.Td>
                      )
                    })}
                  </Table.Tr>
                ))}
              </Fragment>
            ))}
          </Table.Tbody>
        </Table>
      </ScrollArea.Autosize>
      {(chosen.size > 0 || save.isError) && (
        <div className="matrix-foot">
          {save.isError && <Failed error={save.error} />}
          <Group justify="space-between" gap="sm">
            <Text size="sm" role="status">
              {t('access.matrix.changes', { count: chosen.size })}
            </Text>
            <Group gap="sm">
              <Button
                variant="default"
                onClick={() => {
                  setChosen(new Map())
                  save.reset()
                }}
              >
                {t('ui.discard')}
              </Button>
              <Button loading={save.isPending} disabled={chosen.size === 0} onClick={() => save.mutate(undefined)}>
                {t('access.matrix.save', { count: chosen.size })}
              </Button>
            </Group>
          </Group>
        </div>
      )}
    </Card>
  )
}

type Cells = ReturnType<ReturnType<typeof indexOf>['get']>

/** One role and one permission. A choice that only follows what is inherited is told apart by an arrow and its colour. */
const ReachCell = memo(function ReachCell(props: {
  at: string
  cells: Cells
  chosen: Said | undefined
  choose: ((key: string, said: Said) => void) | undefined
  permission: Permission
  roleName: string
}) {
  const { t } = useTranslation()
  const { at, cells, chosen, choose, permission } = props
  const said = chosen ?? saidBy(cells?.own ?? [])
  const from = inheritedBy(cells?.inherited ?? [])
  const inherited = from && (from.effect === 'deny' ? t('access.denied') : t(`access.reach.${from.reach}`))
  const nothing = inherited ? t('access.matrix.inherited', { reach: inherited }) : t('ui.none')
  const look = { 'data-said': said || undefined, 'data-inherited': (said === '' && from !== undefined) || undefined }
  const title = from?.inheritedFrom ? t('access.matrix.from', { reach: inherited, role: from.inheritedFrom.name }) : undefined
  if (!choose)
    return (
      <span className="cell" {...look} title={title}>
        {said === '' ? nothing : said === 'deny' ? t('access.denied') : t(`access.reach.${said}`)}
      </span>
    )
  return (
    <NativeSelect
      size="xs"
      aria-label={t('access.matrix.cell', { permission: permission.title, role: props.roleName })}
      title={title}
      value={said}
      onChange={(event) => choose(at, event.currentTarget.value as Said)}
      className="cell"
      mod={{ changed: chosen !== undefined, ...(said && { said }), inherited: said === '' && from !== undefined }}
      data={[
        { value: '', label: nothing },
        ...permission.reaches.map((value) => ({ value, label: t(`access.reach.${value}`) })),
        { value: 'deny', label: t('access.denied') },
      ]}
    />
  )
})
