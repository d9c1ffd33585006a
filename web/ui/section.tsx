import { Card, Group, Title } from '@mantine/core'
import { useId, type ReactNode } from 'react'

/** A card with a heading of its own. */
export function Section(props: { title: string; beside?: ReactNode; children: ReactNode }) {
  const id = useId()
  return (
    <Card component="section" aria-labelledby={id} h="100%">
      <Group justify="space-between" mb="md" gap="xs" mih={24}>
        <Title order={2} size="h3" id={id}>
          {props.title}
        </Title>
        {props.beside}
      </Group>
      {props.children}
    </Card>
  )
}
