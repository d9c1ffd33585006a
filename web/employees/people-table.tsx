import { Button, Card, Checkbox, Divider, Group, Popover, SimpleGrid, Table, Text } from '@mantine/core'
import { IconColumns3 } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { memo, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { CustomField } from '../../server/modules/custom-fields/custom-fields.contract.ts'
import type { ListedEmployee } from '../../server/modules/employees/employees.list.contract.ts'
import { CustomValue } from '../custom-fields/custom-value.tsx'
import { useFormat } from '../ui/format.ts'
import { fullName, Person } from '../ui/person.tsx'
import { ariaSort, SortHead } from '../ui/sort-head.tsx'
import type { ChosenPeople } from './people-bulk.tsx'
import { columns, customColumn, MOST_CUSTOM, sortOfColumn, type Column, type useColumns } from './people-columns.ts'
import type { PeopleSearch, SortField } from './people-search.ts'
import { StatusBadge } from './status-badge.tsx'

type Chosen = ReturnType<typeof useColumns>
type Sort = NonNullable<PeopleSearch['sort']>

export function PeopleCards({ people }: { people: readonly ListedEmployee[] }) {
  return (
    <SimpleGrid cols={{ base: 1, xs: 2, md: 3 }} spacing="md">
      {people.map((person) => (
        <Link key={person.id} to="/people/$id" params={{ id: person.id }} className="plain">
          <Card h="100%" padding="md">
            <Group justify="space-between" wrap="nowrap" align="flex-start" gap="xs">
              <Person
                person={person}
                size={44}
                name={<span className="underline">{fullName(person)}</span>}
                line={
                  <>
                    {person.title}
                    <br />
                    {person.departmentName}
                  </>
                }
              />
              {person.status !== 'active' && (
                <span style={{ flex: 'none' }}>
                  <StatusBadge status={person.status} />
                </span>
              )}
            </Group>
          </Card>
        </Link>
      ))}
    </SimpleGrid>
  )
}

export function PeopleTable(props: {
  people: readonly ListedEmployee[]
  chosen: Chosen
  fields: readonly CustomField[]
  sort: string | undefined
  onSort: (sort: Sort) => void
  picks: ChosenPeople
}) {
  const { t } = useTranslation()
  const { people, chosen, fields, sort, onSort, picks } = props
  const picked = people.filter(({ id }) => picks.chosen.has(id)).length
  const custom = useMemo(() => fields.filter(({ key }) => chosen.custom.includes(key)), [fields, chosen.custom])
  const head = (field: SortField | undefined, text: string) =>
    field ? (
      <SortHead field={field} sort={sort} onSort={onSort}>
        {text}
      </SortHead>
    ) : (
      text
    )
  return (
    <Card p="sm">
      <Table.ScrollContainer
        minWidth={260 + (chosen.shown.length + custom.length) * 130}
        scrollAreaProps={{ viewportProps: { tabIndex: 0, role: 'group', 'aria-label': t('people.title') } }}
      >
        <Table verticalSpacing="xs" highlightOnHover>
          <Table.Thead>
            <Table.Tr>
              {picks.may && (
                <Table.Th w={1}>
                  <Checkbox
                    size="sm"
                    aria-label={t('people.bulk.chooseAll')}
                    checked={picked === people.length}
                    indeterminate={picked > 0 && picked < people.length}
                    onChange={(event) => picks.choose(people, event.currentTarget.checked)}
                  />
                </Table.Th>
              )}
              <Table.Th aria-sort={ariaSort('lastName', sort)}>{head('lastName', t('people.name'))}</Table.Th>
              {chosen.shown.map((column) => (
                <Table.Th key={column} aria-sort={ariaSort(sortOfColumn[column], sort)}>
                  {head(sortOfColumn[column], t(`people.column.${column}`))}
                </Table.Th>
              ))}
              {custom.map((field) => (
                <Table.Th key={field.key}>{field.label}</Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {people.map((person) => (
              <Table.Tr key={person.id}>
                {picks.may && (
                  <Table.Td>
                    <Checkbox
                      size="sm"
                      aria-label={t('people.bulk.choose', { name: fullName(person) })}
                      checked={picks.chosen.has(person.id)}
                      disabled={picks.full && !picks.chosen.has(person.id)}
                      onChange={(event) => picks.choose([person], event.currentTarget.checked)}
                    />
                  </Table.Td>
                )}
                <Cells person={person} shown={chosen.shown} custom={custom} />
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </Card>
  )
}

/** What does not change when people are chosen is not drawn again: choosing everybody would take twice as long. */
const Cells = memo(function Cells(props: { person: ListedEmployee; shown: readonly Column[]; custom: readonly CustomField[] }) {
  const { person } = props
  return (
    <>
      <Table.Td>
        <Link to="/people/$id" params={{ id: person.id }} className="plain">
          <Person person={person} line={person.title} name={<span className="underline">{fullName(person)}</span>} />
        </Link>
      </Table.Td>
      {props.shown.map((column) => (
        <Table.Td key={column}>
          <Cell person={person} column={column} />
        </Table.Td>
      ))}
      {props.custom.map((field) => {
        const value = person.custom?.[field.key]
        return (
          <Table.Td key={field.key}>{value !== undefined && <CustomValue employeeId={person.id} field={field} value={value} />}</Table.Td>
        )
      })}
    </>
  )
})

function Cell({ person, column }: { person: ListedEmployee; column: Column }) {
  const format = useFormat()
  switch (column) {
    case 'number':
      return person.employeeNumber
    case 'department':
      return person.departmentName
    case 'branch':
      return person.branchName
    case 'manager':
      return person.managerName
    case 'email':
      return person.email
    case 'status':
      return <StatusBadge status={person.status} />
    default: {
      const day = column === 'joined' ? person.joinedOn : person.leftOn
      return <span style={{ whiteSpace: 'nowrap' }}>{day && format.date(day)}</span>
    }
  }
}

/** Which columns the table shows; the name always stands there. */
export function ColumnChoice({ chosen, fields }: { chosen: Chosen; fields: readonly CustomField[] }) {
  const { t } = useTranslation()
  const full = chosen.custom.length >= MOST_CUSTOM
  const item = (column: string, label: string, disabled = false) => (
    <Checkbox
      key={column}
      size="sm"
      label={label}
      checked={chosen.isShown(column)}
      disabled={disabled && !chosen.isShown(column)}
      onChange={() => chosen.toggle(column)}
      py={6}
      px="sm"
    />
  )
  return (
    <Popover position="bottom-end" width={240} shadow="md" trapFocus>
      <Popover.Target>
        <Button variant="default" leftSection={<IconColumns3 size={16} aria-hidden />}>
          {t('people.columns')}
        </Button>
      </Popover.Target>
      <Popover.Dropdown p={4} mah={420} style={{ overflowY: 'auto' }} aria-label={t('people.columns')}>
        <fieldset style={{ border: 0, margin: 0, padding: 0 }}>
          <Text component="legend" size="xs" c="dimmed" px="sm" pt={6}>
            {t('people.columnsShown')}
          </Text>
          {columns.map((column) => item(column, t(`people.column.${column}`)))}
          {fields.map(({ key, label }) => item(customColumn(key), label, full))}
        </fieldset>
        <Divider my={4} />
        <Button variant="subtle" size="compact-sm" fullWidth onClick={chosen.reset}>
          {t('people.columnsUsual')}
        </Button>
      </Popover.Dropdown>
    </Popover>
  )
}
