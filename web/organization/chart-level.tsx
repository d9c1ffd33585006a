import { Button, Group, Paper, Skeleton, Text } from '@mantine/core'
import { IconChevronDown, IconChevronRight, IconUsersGroup } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useId, useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { Query } from '../../server/core/contract.ts'
import { orgChart, type ChartDepartment, type ChartPerson } from '../../server/modules/organization/organization.chart.contract.ts'
import { call } from '../api.ts'
import { Failed } from '../ui/answer.tsx'
import { fullName, Person } from '../ui/person.tsx'

type Ask = Omit<Query<typeof orgChart>, 'page'>

/** Everybody and everything directly below one card; more than a hundred come in portions. */
export function Level(props: { ask: Ask; label: string; empty?: ReactNode }) {
  const { t } = useTranslation()
  const { ask } = props
  const level = useInfiniteQuery({
    queryKey: [orgChart.url, 'level', ask],
    initialPageParam: 1,
    queryFn: ({ pageParam, signal }) => call(orgChart, { query: { ...ask, page: pageParam }, signal }),
    getNextPageParam: ({ pagination }, _all, page) => {
      const pages = Math.max(pagination.people?.totalPages ?? 0, pagination.departments?.totalPages ?? 0)
      return page < pages ? page + 1 : undefined
    },
  })
  if (level.isError) return <Failed error={level.error} retry={() => void level.refetch()} />
  if (level.isPending) return <Skeleton h={60} w={280} radius="lg" aria-busy aria-label={t('ui.loading')} role="status" />
  const [first] = level.data.pages
  if (props.empty && first && first.people.length + first.departments.length === 0) return <>{props.empty}</>
  // Where one person stands above all others, everybody wants to see who is next.
  const opened = props.empty !== undefined && ask.by === 'manager' && first?.people.length === 1
  const below = (parentId: string) => ({ ...ask, parentId })
  return (
    <ul className="chart" aria-label={props.label}>
      {level.data.pages.flatMap((page) => [
        ...page.departments.map((one) => <DepartmentCard key={one.id} department={one} ask={below(one.id)} />),
        ...page.people.map((one) => (
          <PersonCard key={one.id} person={one} {...(ask.by === 'manager' && { ask: below(one.id) })} opened={opened} />
        )),
      ])}
      {level.hasNextPage && (
        <li>
          <Button variant="default" size="xs" loading={level.isFetchingNextPage} onClick={() => void level.fetchNextPage()}>
            {t('organization.chart.more')}
          </Button>
        </li>
      )}
    </ul>
  )
}

function PersonCard(props: { person: ChartPerson; ask?: Ask; opened: boolean }) {
  const { t } = useTranslation()
  const { person, ask } = props
  const name = fullName(person)
  return (
    <Branch
      name={name}
      count={ask ? person.reportCount : 0}
      counted={t('organization.chart.reports', { count: person.reportCount })}
      opened={props.opened}
      below={ask && <Level ask={ask} label={t('organization.chart.below', { name })} />}
    >
      <Link to="/people/$id" params={{ id: person.id }} className="plain">
        <Person person={person} line={person.title} size={36} name={<span className="underline">{name}</span>} />
      </Link>
    </Branch>
  )
}

function DepartmentCard(props: { department: ChartDepartment; ask: Ask }) {
  const { t } = useTranslation()
  const { department } = props
  const { name, employeeCount, departmentCount } = department
  const counts = [
    t('people.count', { count: employeeCount }),
    ...(departmentCount > 0 ? [t('organization.departmentCount', { count: departmentCount })] : []),
  ].join(t('ui.dot'))
  return (
    <Branch
      name={name}
      count={employeeCount + departmentCount}
      counted={counts}
      opened={false}
      below={<Level ask={props.ask} label={t('organization.chart.below', { name })} />}
    >
      <Group gap="sm" wrap="nowrap">
        <IconUsersGroup size={22} stroke={1.5} aria-hidden />
        <Text size="sm" fw={600} truncate>
          {name}
        </Text>
      </Group>
    </Branch>
  )
}

/** A card, and the button that opens what is below it. */
function Branch(props: { name: string; count: number; counted: string; opened: boolean; below: ReactNode; children: ReactNode }) {
  const { t } = useTranslation()
  const id = useId()
  const [open, setOpen] = useState(props.opened)
  const { name, count } = props
  return (
    <li>
      <Paper withBorder className="chart-card">
        {props.children}
        {count > 0 && (
          <Button
            variant="subtle"
            color="gray"
            size="compact-xs"
            fw={500}
            style={{ flex: 'none' }}
            aria-expanded={open}
            aria-controls={id}
            aria-label={`${props.counted} – ${open ? t('organization.chart.hide', { name }) : t('organization.chart.show', { name })}`}
            leftSection={open ? <IconChevronDown size={14} aria-hidden /> : <IconChevronRight size={14} aria-hidden />}
            onClick={() => setOpen(!open)}
          >
            {props.counted}
          </Button>
        )}
      </Paper>
      <div id={id} hidden={!open}>
        {open && count > 0 && props.below}
      </div>
    </li>
  )
}
