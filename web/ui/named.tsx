import { Badge, Group, Text } from '@mantine/core'

/** The name of a row, and beside it why it is not chosen any more. */
export function Named({ name, mark }: { name: string; mark: string | false }) {
  return (
    <Group gap="xs" wrap="nowrap">
      <Text size="sm" fw={500}>
        {name}
      </Text>
      {mark !== false && <Badge color="gray">{mark}</Badge>}
    </Group>
  )
}
