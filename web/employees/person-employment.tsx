import { Badge, Button, Card, Group, Skeleton, Stack, Text, Timeline } from '@mantine/core'
import { IconBriefcase, IconPencil, IconPlus, IconTrash } from '@tabler/icons-react'
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { lazy, Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { listEmployments, removeEmployment, type Employment } from '../../server/modules/employees/employees.employment.contract.ts'
import { call, outdate, q } from '../api.ts'
import { Answer } from '../ui/answer.tsx'
import { Confirm } from '../ui/confirm.tsx'
import { Empty } from '../ui/empty.tsx'
import { FormDrawer } from '../ui/form-drawer.tsx'
import { useFormat } from '../ui/format.ts'
import { Held } from '../ui/held.tsx'
import { done } from '../ui/notify.ts'
import { Pager } from '../ui/pager.tsx'
import { RowMenu } from '../ui/row-menu.tsx'

const EmploymentForm = lazy(() => import('./employment-form.tsx'))
const route = getRouteApi('/_app/people/$id')

/** Every employment of a person, newest first: as what, where and for whom, from when to when. */
export function PersonEmployment(props: { employeeId: string; name: string; mayChange: boolean }) {
  const { t } = useTranslation()
  const { employeeId, mayChange } = props
  const today = useFormat().today()
  const client = useQueryClient()
  const { edit, row } = route.useSearch()
  const navigate = useNavigate({ from: '/people/$id' })
  const [page, setPage] = useState(1)
  const [taken, setTaken] = useState<Employment | null>(null)
  const rows = useQuery({
    ...q(listEmployments, { params: { id: employeeId }, query: { page, limit: 20 } }),
    placeholderData: keepPreviousData,
  })
  const open = (form: 'change' | 'correct', id?: string) => void navigate({ search: (old) => ({ ...old, edit: form, row: id }) })
  const close = (ignoreBlocker = false) =>
    void navigate({ search: ({ edit: _edit, row: _row, ...old }) => old, ignoreBlocker, replace: true })
  return (
    <Card component="section" aria-label={t('people.employment.title')}>
      {mayChange && (
        <Group justify="flex-end" mb="md">
          <Button variant="default" leftSection={<IconPlus size={16} aria-hidden />} onClick={() => open('change')}>
            {t('people.employment.change')}
          </Button>
        </Group>
      )}
      <Answer query={rows} skeleton={<Skeleton h={200} />}>
        {(data) => {
          const inForce = data.employments.find((one) => one.firstDay <= today) ?? data.employments[0]
          const corrected = data.employments.find((one) => one.id === row)
          return (
            <Stack>
              {data.employments.length === 0 ? (
                <Empty
                  icon={<IconBriefcase size={28} stroke={1.5} />}
                  title={t('people.employment.none')}
                  hint={t('people.employment.noneHint')}
                />
              ) : (
                <Timeline bulletSize={14} lineWidth={2} active={-1} className="path">
                  {data.employments.map((one, index) => (
                    <Timeline.Item key={one.id} lineVariant={one.firstDay > today ? 'dashed' : 'solid'}>
                      <Row
                        row={one}
                        today={today}
                        acts={
                          mayChange && (
                            <RowMenu
                              label={t('people.employment.moreOf', { title: one.title ?? one.firstDay })}
                              acts={[
                                { label: t('people.employment.correct'), icon: IconPencil, act: () => open('correct', one.id) },
                                one.firstDay > today &&
                                  index < data.employments.length - 1 && {
                                    label: t('people.employment.takeBack'),
                                    icon: IconTrash,
                                    color: 'bad',
                                    act: () => setTaken(one),
                                  },
                              ]}
                            />
                          )
                        }
                      />
                    </Timeline.Item>
                  ))}
                </Timeline>
              )}
              {data.pagination.totalPages > 1 && <Pager pagination={data.pagination} onPage={setPage} />}
              <FormDrawer
                opened={mayChange && edit === 'change' && inForce !== undefined}
                title={t('people.employment.changeTitle', { name: props.name })}
                close={() => close()}
              >
                <Suspense>{inForce && <EmploymentForm employeeId={employeeId} base={inForce} close={close} />}</Suspense>
              </FormDrawer>
              <FormDrawer
                opened={mayChange && edit === 'correct' && corrected !== undefined}
                title={t('people.employment.correctTitle')}
                close={() => close()}
              >
                <Suspense>
                  {corrected && (
                    <Held current={corrected} path="/employees">
                      {(base) => <EmploymentForm employeeId={employeeId} base={base} corrects close={close} />}
                    </Held>
                  )}
                </Suspense>
              </FormDrawer>
            </Stack>
          )
        }}
      </Answer>
      <Confirm
        opened={taken !== null}
        title={t('people.employment.takeBackTitle')}
        text={t('people.employment.takeBackText')}
        act={t('people.employment.takeBack')}
        send={() => call(removeEmployment, { params: { id: employeeId, employmentId: taken?.id ?? '' } })}
        done={() => {
          setTaken(null)
          done(t('people.employment.takenBack'))
          void outdate(client, '/employees')
        }}
        close={() => setTaken(null)}
      />
    </Card>
  )
}

function Row(props: { row: Employment; today: string; acts: React.ReactNode }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { row, today } = props
  const { team } = row
  const place = [row.departmentName, row.branchName].filter(Boolean).join(t('ui.dot'))
  const terms = team && [
    team.contractKind && t(`people.contract.${team.contractKind}`),
    team.weeklyHours && t('people.hoursAWeek', { hours: format.number(team.weeklyHours) }),
  ]
  const isNow = row.firstDay <= today && (row.lastDay === null || row.lastDay >= today)
  return (
    <Group justify="space-between" align="flex-start" wrap="nowrap">
      <div>
        <Group gap="xs">
          <Text fw={600} size="sm">
            {row.title ?? row.positionTitle ?? t('people.employment.untitled')}
          </Text>
          {row.firstDay > today && <Badge color="info">{t('people.employment.planned')}</Badge>}
          {isNow && <Badge color="good">{t('people.employment.now')}</Badge>}
          {team && isReason(team.reason) && <Badge color="gray">{t(`people.reason.${team.reason}`)}</Badge>}
        </Group>
        <Text size="xs" c="dimmed">
          {row.lastDay
            ? t('people.employment.fromTo', { from: format.date(row.firstDay), to: format.date(row.lastDay) })
            : t('people.employment.since', { from: format.date(row.firstDay) })}
        </Text>
        {place && <Text size="sm">{place}</Text>}
        {row.title && row.positionTitle && row.positionTitle !== row.title && (
          <Text size="sm">{t('people.employment.holds', { position: row.positionTitle })}</Text>
        )}
        {row.managerName && <Text size="sm">{t('people.employment.reportsTo', { name: row.managerName })}</Text>}
        {terms && terms.some(Boolean) && (
          <Text size="xs" c="dimmed">
            {terms.filter(Boolean).join(t('ui.dot'))}
          </Text>
        )}
        {team?.note && (
          <Text size="sm" c="dimmed">
            {t('ui.quoted', { text: team.note })}
          </Text>
        )}
      </div>
      {props.acts}
    </Group>
  )
}

const reasons = ['hire', 'rehire', 'promotion', 'transfer', 'manager', 'contract', 'correction', 'other'] as const

function isReason(reason: string): reason is (typeof reasons)[number] {
  return reasons.some((one) => one === reason)
}
