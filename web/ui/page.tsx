import { Box, Group, Stack, Text, Title } from '@mantine/core'
import type { ReactNode } from 'react'

/** A page: its heading, what belongs beside it, and its title in the browser's tab. */
export function Page(props: {
  title: string
  face?: ReactNode
  line?: ReactNode
  actions?: ReactNode
  children: ReactNode
  narrow?: boolean
}) {
  return (
    <Stack gap="lg" maw={props.narrow ? 760 : 1240} mx="auto" w="100%">
      <title>{`${props.title} · Muster`}</title>
      <Group justify="space-between" align="flex-end" gap="sm">
        <Group gap="md" wrap="nowrap" miw={0}>
          {props.face}
          <Box miw={0}>
            <Title order={1}>{props.title}</Title>
            {props.line && (
              <Text c="dimmed" size="sm">
                {props.line}
              </Text>
            )}
          </Box>
        </Group>
        {props.actions && (
          <Group gap="sm" className="page-acts">
            {props.actions}
          </Group>
        )}
      </Group>
      {props.children}
    </Stack>
  )
}
