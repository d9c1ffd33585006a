import { Skeleton, Stack } from '@mantine/core'

export function RowSkeletons() {
  return (
    <Stack gap="sm">
      {[1, 2, 3, 4, 5, 6].map((n) => (
        <Skeleton key={n} h={48} />
      ))}
    </Stack>
  )
}
