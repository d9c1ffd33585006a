import { Button, Card, Group, Menu, Skeleton, Stack, Text, Title } from '@mantine/core'
import { IconArrowsMove, IconDots, IconPencil, IconPlus, IconTrash } from '@tabler/icons-react'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { getEmployee } from '../../server/modules/employees/employees.contract.ts'
import { listEmployees } from '../../server/modules/employees/employees.list.contract.ts'
import type { Department } from '../../server/modules/organization/organization.contract.ts'
import { q } from '../api.ts'
import { can, useMe } from '../auth/me.ts'
import { Answer } from '../ui/answer.tsx'
import { Facts } from '../ui/facts.tsx'
import { AnchorLink } from '../ui/links.tsx'
import { Pager } from '../ui/pager.tsx'
import { fullName, Person } from '../ui/person.tsx'
import { pathOf, useBranchChoices } from './departments.ts'

/** One department: what it is, who leads it and who is in it. */
export function DepartmentPanel(props: { department: Department; all: readonly Department[]; may: boolean; bare?: boolean }) {
  const { t } = useTranslation()
  const { department, all, may } = props
  const navigate = useNavigate({ from: '/organization/' })
  const branches = useBranchChoices()
  const open = (form: 'add' | 'edit' | 'move' | 'close') => void navigate({ search: (old) => ({ ...old, form }) })
  const above = pathOf(department, new Map(all.map((one) => [one.id, one]))).slice(0, -1)
  return (
    <Card
      padding={props.bare ? 0 : 'lg'}
      withBorder={!props.bare}
      {...(props.bare && { radius: 0, bg: 'transparent' })}
      component="section"
      aria-label={department.name}
    >
      <Group justify="space-between" wrap="nowrap" align="flex-start" mb="md">
        <div>
          <Title order={2} size="h3">
            {department.name}
          </Title>
          <Text size="xs" c="dimmed">
            {above.length > 0 ? above.join(' / ') : t('organization.atTop')}
          </Text>
        </div>
        {may && (
          <Group gap="xs" wrap="nowrap">
            <Button size="xs" variant="default" leftSection={<IconPencil size={14} aria-hidden />} onClick={() => open('edit')}>
              {t('ui.edit')}
            </Button>
            <Menu position="bottom-end">
              <Menu.Target>
                <Button size="xs" px={8} variant="default" aria-label={t('organization.moreOf', { name: department.name })}>
                  <IconDots size={16} aria-hidden />
                </Button>
              </Menu.Target>
              <Menu.Dropdown>
                <Menu.Item leftSection={<IconArrowsMove size={16} aria-hidden />} onClick={() => open('move')}>
                  {t('organization.moveTo')}
                </Menu.Item>
                <Menu.Item leftSection={<IconPlus size={16} aria-hidden />} onClick={() => open('add')}>
                  {t('organization.addBelow')}
                </Menu.Item>
                <Menu.Item color="bad" leftSection={<IconTrash size={16} aria-hidden />} onClick={() => open('close')}>
                  {t('organization.close')}
                </Menu.Item>
              </Menu.Dropdown>
            </Menu>
          </Group>
        )}
      </Group>
      <Facts
        facts={[
          [t('organization.code'), department.code],
          [t('organization.head'), department.headEmployeeId && <HeadName id={department.headEmployeeId} />],
          [
            t('organization.managers'),
            department.managerIds.length > 0 && (
              <Stack gap={2}>
                {department.managerIds.map((id) => (
                  <HeadName key={id} id={id} />
                ))}
              </Stack>
            ),
          ],
          [t('people.branch'), branches.find((one) => one.value === department.branchId)?.label],
          [t('organization.costCenter'), department.costCenter],
          ...(department.description ? [[t('organization.description'), department.description] as const] : []),
        ]}
      />
      <People department={department} />
    </Card>
  )
}

function HeadName({ id }: { id: string }) {
  const { t } = useTranslation()
  const head = useQuery({ ...q(getEmployee, { params: { id } }), retry: false })
  if (head.isError) return <>{t('ui.notVisible')}</>
  if (!head.data) return <Skeleton h={16} w={140} />
  return (
    <AnchorLink to="/people/$id" params={{ id }} inherit>
      {fullName(head.data.employee)}
    </AnchorLink>
  )
}

function People({ department }: { department: Department }) {
  const { t } = useTranslation()
  const me = useMe()
  const [page, setPage] = useState(1)
  const may = can(me, 'employee.read')
  const people = useQuery({
    ...q(listEmployees, { query: { departmentId: department.id, page, limit: 8, sort: 'lastName' } }),
    placeholderData: keepPreviousData,
    enabled: may,
  })
  if (!may) return null
  return (
    <Stack gap="sm" mt="lg">
      <Group justify="space-between">
        <Title order={3} size="h3">
          {t('people.title')}
        </Title>
        <AnchorLink to="/people" search={{ departmentId: department.id }} size="sm">
          {t('organization.inDirectory')}
        </AnchorLink>
      </Group>
      <Answer query={people} skeleton={<Skeleton h={120} />}>
        {(data) =>
          data.employees.length === 0 ? (
            <Text size="sm" c="dimmed">
              {t('organization.nobody')}
            </Text>
          ) : (
            <>
              <ul className="lines tight">
                {data.employees.map((person) => (
                  <li key={person.id}>
                    <Link to="/people/$id" params={{ id: person.id }} className="plain">
                      <Person person={person} line={person.title} name={<span className="underline">{fullName(person)}</span>} />
                    </Link>
                  </li>
                ))}
              </ul>
              {data.pagination.totalPages > 1 && <Pager pagination={data.pagination} onPage={setPage} />}
            </>
          )
        }
      </Answer>
    </Stack>
  )
}
