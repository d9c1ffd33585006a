import { Badge, Button, Group, Skeleton, Stack, Text } from '@mantine/core'
import { IconShieldQuestion, IconUserPlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { lazy, Suspense, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Data } from '../../server/core/contract.ts'
import type { Assignment } from '../../server/modules/access/access.assignment.contract.ts'
import { getUserAccess } from '../../server/modules/access/access.check.contract.ts'
import { q } from '../api.ts'
import { can, useMe } from '../auth/me.ts'
import { Answer } from '../ui/answer.tsx'
import { SearchField } from '../ui/filters.tsx'
import { FormDrawer } from '../ui/form-drawer.tsx'
import { AnchorLink } from '../ui/links.tsx'
import type { ListColumn } from '../ui/list-columns.tsx'
import { FewRows } from '../ui/list-table.tsx'
import { Section } from '../ui/section.tsx'
import { Level, Validity } from './decision.tsx'
import { PersonModules } from './module-sections.tsx'
import { TakeRole } from './take-role.tsx'

const AssignForm = lazy(() => import('./assign-form.tsx'))
type Access = Data<typeof getUserAccess>
/** More are found by looking for them. */
const SHOWN_GRANTS = 100

/** Everything one account may do, and where each of it comes from. */
export function PersonGrants(props: { userId: string; name: string; about: string }) {
  const access = useQuery(q(getUserAccess, { params: { id: props.userId } }))
  return (
    <Answer query={access} skeleton={<Skeleton h={240} radius="lg" />}>
      {(data) => (
        <>
          <Roles access={data} name={props.name} />
          <May access={data} about={props.about} />
          <Grants access={data} />
          <PersonModules user={{ ...data.user, name: props.name }} />
        </>
      )}
    </Answer>
  )
}

function Roles({ access, name }: { access: Access; name: string }) {
  const { t } = useTranslation()
  const may = can(useMe(), 'access.manage')
  const [giving, setGiving] = useState(false)
  const { user, assignments } = access
  return (
    <Section
      title={t('people.access.roles')}
      beside={
        may &&
        user.status === 'active' && (
          <Button size="compact-sm" variant="default" leftSection={<IconUserPlus size={14} aria-hidden />} onClick={() => setGiving(true)}>
            {t('access.role.giveAct')}
          </Button>
        )
      }
    >
      <FormDrawer opened={giving} title={t('access.role.giveTo', { name })} close={() => setGiving(false)}>
        <Suspense>
          <AssignForm user={user} close={() => setGiving(false)} />
        </Suspense>
      </FormDrawer>
      {assignments.length === 0 && (
        <Text size="sm" c="dimmed">
          {t('accounts.noRole')}
        </Text>
      )}
      <ul className="lines tight">
        {assignments.map((one) => (
          <li key={one.role.id}>
            <Group justify="space-between" wrap="nowrap">
              <div>
                <Group gap="xs">
                  <AnchorLink to="/access/roles/$id" params={{ id: one.role.id }} size="sm" fw={500}>
                    {one.role.name}
                  </AnchorLink>
                  <State state={one.state} />
                </Group>
                <Text size="xs" c="dimmed" component="div">
                  <Validity from={one.validFrom} to={one.validTo} />
                  {one.inherits.length > 0 &&
                    ` · ${t('access.withInherited', { roles: one.inherits.map((role) => role.name).join(', ') })}`}
                  {one.assignedByName && ` · ${t('people.history.by', { name: one.assignedByName })}`}
                </Text>
              </div>
              {may && one.state !== 'ended' && <TakeRole role={one.role} user={{ id: user.id, name }} />}
            </Group>
          </li>
        ))}
      </ul>
    </Section>
  )
}

function State({ state }: { state: Assignment['state'] }) {
  const { t } = useTranslation()
  if (state === 'active') return null
  return <Badge color={state === 'planned' ? 'info' : 'gray'}>{t(`access.state.${state}`)}</Badge>
}

/** What comes of it all, a line each. */
function May({ access, about }: { access: Access; about: string }) {
  const { t } = useTranslation()
  const mayExplain = can(useMe(), 'access.explain')
  const [text, setText] = useState<string>()
  const asked = text?.toLowerCase()
  const shown = access.permissions.filter(({ title, permission }) => !asked || `${title} ${permission}`.toLowerCase().includes(asked))
  return (
    <Section
      title={t('access.may')}
      beside={
        <Text size="sm" c="dimmed">
          {t('access.permissionCount', { count: access.permissions.length })}
        </Text>
      }
    >
      <Stack gap="sm">
        <SearchField label={t('access.find')} value={text} onChange={setText} />
        <FewRows
          label={t('access.may')}
          mah={420}
          rows={shown}
          idOf={({ permission }) => permission}
          columns={useMayColumns(access.user.id, about)}
        />
        {shown.length === 0 && (
          <Text size="sm" c="dimmed">
            {t('ui.nothingFound')}
          </Text>
        )}
        {mayExplain && (
          <Group gap={6}>
            <IconShieldQuestion size={15} aria-hidden />
            <Text size="xs" c="dimmed">
              {t('access.explain.whyHint')}
            </Text>
          </Group>
        )}
      </Stack>
    </Section>
  )
}

/** What is shown of a permission; why somebody has it is a link where one may ask that. */
function useMayColumns(userId: string, about: string) {
  const { t } = useTranslation()
  const mayExplain = can(useMe(), 'access.explain')
  return useMemo(
    () =>
      [
        {
          key: 'permission',
          head: t('access.permission'),
          fixed: true,
          cell: (one) => (
            <Group gap="xs">
              {mayExplain ? (
                <AnchorLink
                  to="/access/explain"
                  search={{ userId: userId, permission: one.permission, about }}
                  size="sm"
                  c="inherit"
                  title={t('access.explain.why')}
                >
                  {one.title}
                </AnchorLink>
              ) : (
                <Text size="sm">{one.title}</Text>
              )}
              {one.isOff && <Badge color="gray">{t('access.off')}</Badge>}
              {one.hasExceptions && <Badge color="waiting">{t('access.exceptions')}</Badge>}
            </Group>
          ),
        },
        { key: 'reach', head: t('access.explain.reach'), cell: ({ reach }) => t(`access.reach.${reach}`) },
        {
          key: 'source',
          head: t('access.source'),
          cell: ({ levels }) => (
            <Group gap={4}>
              {levels.map((level) => (
                <Level key={level} level={level} />
              ))}
            </Group>
          ),
        },
      ] as const satisfies readonly ListColumn<Access['permissions'][number]>[],
    [t, mayExplain, userId, about],
  )
}

/** The grants themselves: who holds each, through which roles it comes, how long. */
function Grants({ access }: { access: Access }) {
  const { t } = useTranslation()
  const [text, setText] = useState<string>()
  const asked = text?.toLowerCase()
  const found = access.grants.filter(({ title, permission }) => !asked || `${title} ${permission}`.toLowerCase().includes(asked))
  const shown = found.slice(0, SHOWN_GRANTS)
  return (
    <Section title={t('access.grants')}>
      <Stack gap="sm">
        <SearchField label={t('access.find')} value={text} onChange={setText} />
        <FewRows label={t('access.grants')} mah={420} rows={shown} idOf={({ id, level }) => `${id} ${level}`} columns={useGrantColumns()} />
        {found.length > shown.length && (
          <Text size="xs" c="dimmed">
            {t('access.moreGrants', { count: found.length - shown.length })}
          </Text>
        )}
        {found.length === 0 && (
          <Text size="sm" c="dimmed">
            {t('ui.nothingFound')}
          </Text>
        )}
      </Stack>
    </Section>
  )
}

function useGrantColumns() {
  const { t } = useTranslation()
  return useMemo(
    () =>
      [
        { key: 'permission', head: t('access.permission'), fixed: true, cell: ({ title }) => <Text size="sm">{title}</Text> },
        {
          key: 'effect',
          head: t('access.explain.effect'),
          cell: ({ effect, resourceName, reach }) =>
            effect === 'deny' ? <Badge color="bad">{t('access.effect.deny')}</Badge> : (resourceName ?? t(`access.reach.${reach}`)),
        },
        { key: 'level', head: t('access.level'), cell: ({ level }) => <Level level={level} /> },
        { key: 'holder', head: t('access.explain.holder'), cell: (grant) => <Holder grant={grant} /> },
        { key: 'valid', head: t('access.valid'), cell: ({ validFrom, validTo }) => <Validity from={validFrom} to={validTo} /> },
      ] as const satisfies readonly ListColumn<Access['grants'][number]>[],
    [t],
  )
}

/** Who holds a grant, and through which roles and template it comes. */
function Holder({ grant: { holder, via, templateName } }: { grant: Access['grants'][number] }) {
  const { t } = useTranslation()
  const ways = [
    via.length > 1 && t('access.via', { roles: via.map(({ name }) => name).join(t('ui.leadsTo')) }),
    templateName && t('access.fromTemplate', { name: templateName }),
  ].filter(Boolean)
  return (
    <>
      <Text size="sm">{t(`access.holder.${holder.type}`, { name: holder.name })}</Text>
      {ways.length > 0 && (
        <Text size="xs" c="dimmed">
          {ways.join(t('ui.dot'))}
        </Text>
      )}
    </>
  )
}
