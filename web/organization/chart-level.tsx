import { Button, Paper, Skeleton, Text } from '@mantine/core'
import { IconChevronRight, IconUsersGroup } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useCallback, useEffect, useId, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { Query } from '../../server/core/contract.ts'
import { orgChart, type ChartDepartment, type ChartPerson } from '../../server/modules/organization/organization.chart.contract.ts'
import { call } from '../api.ts'
import { Failed } from '../ui/answer.tsx'
import { useFormat } from '../ui/format.ts'
import { fullName, Person } from '../ui/person.tsx'
import { useIsLookedFor, useNextOf, useOpen } from './chart-line.ts'

type Ask = Omit<Query<typeof orgChart>, 'page'>

/** Everybody and everything directly below one card; more than a hundred come in portions. */
export function Level(props: { ask: Ask; label: string; empty?: ReactNode; comesIntoView?: boolean }) {
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
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = level
  const pages = level.data?.pages ?? []
  // Who is looked for may be on a later page.
  const next = useNextOf(ask.parentId)
  const isThere = pages.some(({ people, departments }) => [...people, ...departments].some(({ id }) => id === next))
  const lacks = next !== undefined && !isThere && hasNextPage && !isFetchingNextPage
  useEffect(() => {
    if (lacks) void fetchNextPage()
  }, [lacks, fetchNextPage])
  if (level.isError) return <Failed error={level.error} retry={() => void level.refetch()} />
  if (level.isPending) return <Skeleton h={56} w={264} radius="lg" ms={32} aria-busy aria-label={t('ui.loading')} role="status" />
  const [first] = pages
  if (props.empty && first && first.people.length + first.departments.length === 0) return <>{props.empty}</>
  // Where one person stands above all others, everybody wants to see who is next.
  const opened = props.empty !== undefined && ask.by === 'manager' && first?.people.length === 1
  const below = (parentId: string) => ({ ...ask, parentId })
  return (
    <ul className="chart" aria-label={props.label} ref={props.comesIntoView ? showFirst : null}>
      {pages.flatMap((page) => [
        ...page.departments.map((one) => <DepartmentCard key={one.id} department={one} ask={below(one.id)} />),
        ...page.people.map((one) => (
          <PersonCard key={one.id} person={one} {...(ask.by === 'manager' && { ask: below(one.id) })} opened={opened} />
        )),
      ])}
      {hasNextPage && (
        <li>
          <Button variant="default" size="xs" my={13} loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            {t('organization.chart.more')}
          </Button>
        </li>
      )}
    </ul>
  )
}

/** What somebody has opened may lie beyond the window's edge. */
function showFirst(list: HTMLUListElement | null) {
  list?.firstElementChild?.firstElementChild?.scrollIntoView({ block: 'nearest', inline: 'nearest' })
}

function PersonCard(props: { person: ChartPerson; ask?: Ask; opened: boolean }) {
  const { t } = useTranslation()
  const { person, ask } = props
  const name = fullName(person)
  const isLookedFor = useIsLookedFor(person.id)
  return (
    <Branch
      id={person.id}
      name={name}
      count={ask ? person.reportCount : 0}
      counted={t('organization.chart.reports', { count: person.reportCount })}
      opened={props.opened}
      {...(ask && { ask })}
    >
      <Link to="/people/$id" params={{ id: person.id }} className="plain" {...(isLookedFor && { 'aria-current': true })}>
        <Person person={person} line={person.title} size={36} name={<span className="underline">{name}</span>} />
      </Link>
    </Branch>
  )
}

function DepartmentCard(props: { department: ChartDepartment; ask: Ask }) {
  const { t } = useTranslation()
  const { department } = props
  const { id, name, employeeCount, departmentCount } = department
  const counts = [
    t('people.count', { count: employeeCount }),
    ...(departmentCount > 0 ? [t('organization.departmentCount', { count: departmentCount })] : []),
  ].join(t('ui.dot'))
  return (
    <Branch id={id} name={name} count={employeeCount + departmentCount} counted={counts} opened={false} ask={props.ask}>
      <div className="chart-department">
        <IconUsersGroup size={22} stroke={1.5} aria-hidden />
        <div>
          <Text size="sm" fw={600} truncate>
            {name}
          </Text>
          <Text size="xs" c="dimmed" truncate>
            {counts}
          </Text>
        </div>
      </div>
    </Branch>
  )
}

type BranchProps = {
  id: string
  name: string
  count: number
  counted: string
  opened: boolean
  /** How to ask for the level below; nothing when there is none. */
  ask?: Ask
  children: ReactNode
}

/** A card, and the button that opens what is below it. */
function Branch(props: BranchProps) {
  const { t } = useTranslation()
  const format = useFormat()
  const listId = useId()
  const { open, pressed, toggle } = useOpen(props.id, props.opened)
  const isLookedFor = useIsLookedFor(props.id)
  const { name, count, counted } = props
  return (
    <li>
      <div className="chart-node" data-open={(open && count > 0) || undefined}>
        <Paper withBorder className="chart-card" ref={useInView(isLookedFor)} data-found={isLookedFor || undefined}>
          {props.children}
        </Paper>
        {count > 0 && (
          <Button
            variant="default"
            size="compact-xs"
            radius="xl"
            fw={500}
            aria-expanded={open}
            aria-controls={listId}
            aria-label={`${counted} – ${open ? t('organization.chart.hide', { name }) : t('organization.chart.show', { name })}`}
            title={counted}
            rightSection={<IconChevronRight size={14} aria-hidden className="chart-arrow" />}
            onClick={toggle}
          >
            {format.number(count)}
          </Button>
        )}
      </div>
      <div id={listId} hidden={!open}>
        {open && count > 0 && props.ask && (
          <Level ask={props.ask} label={t('organization.chart.below', { name })} comesIntoView={pressed} />
        )}
      </div>
    </li>
  )
}

function useInView(wanted: boolean) {
  return useCallback(
    (card: HTMLElement | null) => {
      if (wanted) card?.scrollIntoView({ block: 'center', inline: 'center' })
    },
    [wanted],
  )
}
