import { Center, Stack, Text } from '@mantine/core'
import type { ReactNode } from 'react'

/** Nothing here, and what to do about it. */
export function Empty(props: { icon: ReactNode; title: string; heading?: boolean; hint: string; children?: ReactNode; small?: boolean }) {
  return (
    <Center py={props.small ? 'sm' : 48} px="md">
      <Stack align="center" gap={6} maw={360}>
        <Text c="dimmed" lh={0} aria-hidden>
          {props.icon}
        </Text>
        <Text fw={600} ta="center" size="sm" {...(props.heading && { component: 'h1', m: 0 })}>
          {props.title}
        </Text>
        <Text c="dimmed" size="sm" ta="center" mb={props.children ? 'xs' : 0}>
          {props.hint}
        </Text>
        {props.children}
      </Stack>
    </Center>
  )
}
