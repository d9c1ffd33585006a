import { Badge, Box, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { usePermissions } from './permissions.ts'

/** The titles of permissions, by their code; what is not declared any more is shown by its code. */
export function usePermissionTitles() {
  const titles = new Map(usePermissions().flatMap(({ items }) => items.map(({ code, title }) => [code, title])))
  return (code: string) => titles.get(code) ?? code
}

/** The permissions of a row, two lines of them, with how many there are. */
export function Permissions({ codes }: { codes: readonly string[] }) {
  const { t } = useTranslation()
  const titleOf = usePermissionTitles()
  return (
    <Box maw={420}>
      <Badge color="gray">{t('access.permissionCount', { count: codes.length })}</Badge>
      <Text size="sm" c="dimmed" lineClamp={2} mt={4}>
        {codes.map(titleOf).join(', ')}
      </Text>
    </Box>
  )
}

/** What something is called, over what is said about it. */
export function Named({ name, line }: { name: string; line: string | null }) {
  return (
    <div>
      <Text size="sm" fw={500}>
        {name}
      </Text>
      {line && (
        <Text size="xs" c="dimmed">
          {line}
        </Text>
      )}
    </div>
  )
}
