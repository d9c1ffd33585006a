import { Avatar, Box, Group, Text } from '@mantine/core'
import type { ReactNode } from 'react'

type Name = { firstName: string; lastName: string }

export function fullName(person: Name) {
  return `${person.firstName} ${person.lastName}`
}

/** A face with a name and a small grey line under it, which is cut off unless the whole of it matters. */
export function Person(props: { person: Name; line?: ReactNode; size?: number; name?: ReactNode; halo?: boolean; whole?: boolean }) {
  const name = fullName(props.person)
  return (
    <Group gap="sm" wrap="nowrap" miw={0}>
      <Face name={name} size={props.size ?? 32} halo={props.halo} />
      <Box miw={0}>
        <Text size="sm" fw={500} truncate>
          <bdi>{props.name ?? name}</bdi>
        </Text>
        {props.line && (
          <Text size="xs" c="dimmed" truncate={!props.whole} component="div">
            {props.line}
          </Text>
        )}
      </Box>
    </Group>
  )
}

/** The red halo marks a person over 100 % of their capacity. */
export function Face(props: { name: string; size: number; halo?: boolean | undefined }) {
  return <Avatar name={props.name} size={props.size} aria-hidden {...(props.halo && { className: 'halo' })} />
}
