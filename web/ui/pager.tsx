import { Group, Pagination, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'

type Paged = { page: number; limit: number; total: number; totalPages: number }

/** "1–20 of 143" and the pages. */
export function Pager(props: { pagination: Paged; onPage: (page: number) => void }) {
  const { t } = useTranslation()
  const { page, limit, total, totalPages } = props.pagination
  if (total === 0) return null
  const names = { previous: t('ui.previousPage'), next: t('ui.nextPage'), first: t('ui.firstPage'), last: t('ui.lastPage') }
  return (
    <Group justify="space-between" gap="sm">
      <Text size="sm" c="dimmed" role="status">
        {t('ui.pageOf', { from: (page - 1) * limit + 1, to: Math.min(total, page * limit), total })}
      </Text>
      {totalPages > 1 && (
        <Pagination
          component="nav"
          aria-label={t('ui.pages')}
          size="sm"
          total={totalPages}
          value={page}
          onChange={props.onPage}
          getControlProps={(control) => ({ 'aria-label': names[control] })}
          getItemProps={(of) => ({ 'aria-label': t('ui.page', { page: of }) })}
        />
      )}
    </Group>
  )
}
