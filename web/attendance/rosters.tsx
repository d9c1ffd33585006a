import { Button, Card, Group, Stack, Text, Title } from '@mantine/core'
import { IconPencil, IconPlus, IconRotate, IconTrash } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { lazy, Suspense, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { listMembers, listRosters, type Roster, type RosterMember } from '../../server/modules/attendance/roster.contract.ts'
import { q } from '../api.ts'
import { Answer } from '../ui/answer.tsx'
import { Empty } from '../ui/empty.tsx'
import { useFormat } from '../ui/format.ts'
import { RowSkeletons } from '../ui/list-card.tsx'
import type { ListColumn } from '../ui/list-columns.tsx'
import { FewRows } from '../ui/list-table.tsx'
import { Pager } from '../ui/pager.tsx'
import { RowMenu } from '../ui/row-menu.tsx'
import { Section } from '../ui/section.tsx'
import { RosterStrip } from './roster-strip.tsx'
import { useShiftSetup } from './shift-setup.ts'
import { useWhenColumn } from './when-column.ts'

const RosterSetupForms = lazy(() => import('./roster-setup-forms.tsx'))

/** Rotations of shifts and days off, and who turns in them. */
export function Rosters({ configures }: { configures: boolean }) {
  const { t } = useTranslation()
  const { search, go, open, close } = useShiftSetup()
  const { rosters: page = 1, roster: shown, members: memberPage = 1, form, id } = search
  const rosters = useQuery(q(listRosters, { query: { page, limit: 10 } }))
  const members = useQuery({
    ...q(listMembers, { params: { id: shown ?? '' }, query: { page: memberPage, limit: 20 } }),
    enabled: shown !== undefined,
  })
  const of = rosters.data?.rosters.find((one) => one.id === (form?.endsWith('-member') ? shown : id))
  return (
    <Section
      title={t('shiftSetup.rosters.title')}
      beside={
        configures && (
          <Button size="xs" leftSection={<IconPlus size={15} aria-hidden />} onClick={() => open('add-roster')}>
            {t('shiftSetup.rosters.add')}
          </Button>
        )
      }
    >
      <Answer query={rosters} skeleton={<RowSkeletons />}>
        {(data) =>
          data.pagination.total === 0 ? (
            <Empty
              icon={<IconRotate size={28} stroke={1.5} />}
              title={t('shiftSetup.rosters.none')}
              hint={t('shiftSetup.rosters.noneHint')}
            />
          ) : (
            <Stack>
              {data.rosters.map((roster) => (
                <One key={roster.id} roster={roster} configures={configures}>
                  {roster.id === shown && (
                    <Answer query={members} skeleton={<RowSkeletons />}>
                      {(found) => (
                        <>
                          <Members members={found.members} />
                          <Pager pagination={found.pagination} onPage={(to) => go({ members: to })} />
                        </>
                      )}
                    </Answer>
                  )}
                </One>
              ))}
              <Pager pagination={data.pagination} onPage={(to) => go({ rosters: to, roster: undefined })} />
            </Stack>
          )
        }
      </Answer>
      {(form?.endsWith('-roster') || form?.endsWith('-member')) && (
        <Suspense>
          <RosterSetupForms form={form} roster={of} member={members.data?.members.find((one) => one.id === id)} close={close} />
        </Suspense>
      )}
    </Section>
  )
}

function One({ roster, configures, children }: { roster: Roster; configures: boolean; children: ReactNode }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { search, go, open } = useShiftSetup()
  const isOpen = search.roster === roster.id
  return (
    <Card component="article" aria-label={roster.name} p="sm">
      <Stack gap="sm">
        <Group justify="space-between" wrap="nowrap" gap="xs">
          <div>
            <Title order={3} fz={14}>
              {roster.name}
            </Title>
            <Text size="xs" c="dimmed">
              {[
                t('shiftSetup.rosters.cycle', { count: roster.slots.length }),
                t('shiftSetup.rosters.from', { day: format.date(roster.anchorDay) }),
              ].join(t('ui.dot'))}
            </Text>
          </div>
          <Group gap={6} wrap="nowrap">
            <Button
              size="xs"
              variant="default"
              aria-expanded={isOpen}
              onClick={() => go({ roster: isOpen ? undefined : roster.id, members: undefined })}
            >
              {t('shiftSetup.rosters.members', { count: roster.members })}
            </Button>
            <RowMenu
              label={t('holidays.moreOf', { name: roster.name })}
              acts={[
                configures && { label: t('ui.edit'), icon: IconPencil, act: () => open('edit-roster', roster.id) },
                configures && { label: t('holidays.remove'), icon: IconTrash, color: 'bad', act: () => open('remove-roster', roster.id) },
              ]}
            />
          </Group>
        </Group>
        <RosterStrip slots={roster.slots} anchorDay={roster.anchorDay} />
        {isOpen && (
          <>
            {children}
            <div>
              <Button size="xs" leftSection={<IconPlus size={15} aria-hidden />} onClick={() => open('add-member')}>
                {t('shiftSetup.rosters.addMember')}
              </Button>
            </div>
          </>
        )}
      </Stack>
    </Card>
  )
}

function Members({ members }: { members: readonly RosterMember[] }) {
  const { t } = useTranslation()
  const { open } = useShiftSetup()
  const columns = useMemberColumns()
  if (members.length === 0) return <Text size="sm">{t('shiftSetup.rosters.nobody')}</Text>
  return (
    <FewRows
      label={t('shiftSetup.rosters.who')}
      rows={members}
      idOf={({ id }) => id}
      columns={columns}
      renderActs={(one) => (
        <RowMenu
          label={t('holidays.moreOf', { name: one.employeeName })}
          acts={[
            { label: t('ui.edit'), icon: IconPencil, act: () => open('edit-member', one.id) },
            { label: t('shiftSetup.rosters.removeMember'), icon: IconTrash, color: 'bad', act: () => open('remove-member', one.id) },
          ]}
        />
      )}
    />
  )
}

/** Who is in a roster, and when. */
function useMemberColumns() {
  const { t } = useTranslation()
  const when = useWhenColumn()
  return [
    { key: 'who', head: t('holidays.use.who'), fixed: true, cell: ({ employeeName }) => <Text size="sm">{employeeName}</Text> },
    when,
    {
      key: 'offset',
      head: t('shiftSetup.rosters.offset'),
      cell: ({ offsetDays }) => t('shiftSetup.rosters.ahead', { count: offsetDays }),
    },
  ] satisfies readonly ListColumn<RosterMember>[]
}
