import { Card, Group, SimpleGrid } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import type { ListedEmployee } from '../../server/modules/employees/employees.list.contract.ts'
import { fullName, Person } from '../ui/person.tsx'
import { StatusBadge } from './status-badge.tsx'

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
