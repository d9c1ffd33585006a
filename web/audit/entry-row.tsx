import { Badge, Box, Button, Collapse, Group, Table, Text, Tooltip } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconChevronDown, IconLock } from '@tabler/icons-react'
import { useId } from 'react'
import { useTranslation } from 'react-i18next'
import type { Data } from '../../server/core/contract.ts'
import type { listLogs } from '../../server/modules/audit/audit.contract.ts'
import { useFormat } from '../ui/format.ts'
import { Face } from '../ui/person.tsx'
import { AnchorLink } from '../ui/links.tsx'

type Entry = Data<typeof listLogs>['entries'][number]

/** Stories are told by the server, with dates as they are sent; from a day to the same day is that day. */
const oneDay = /\b(\d{4}-\d\d-\d\d) to \1\b/
const sentDay = /\b\d{4}-\d\d-\d\d\b(?!T)/g

/** One act: who did what, when; its before and after on demand. */
export function EntryRow({ entry, story }: { entry: Entry; story: boolean }) {
  const { t } = useTranslation()
  const format = useFormat()
  const id = useId()
  const [open, { toggle }] = useDisclosure()
  return (
    <li>
      <Group justify="space-between" wrap="nowrap" align="flex-start" gap="sm">
        <Group gap="sm" wrap="nowrap" align="flex-start" miw={0}>
          <Face name={entry.actorName} size={30} />
          <Box miw={0}>
            <Text size="sm">{entry.story.replace(oneDay, '$1').replaceAll(sentDay, (day) => format.date(day))}</Text>
            <Group gap={8}>
              <Text size="xs" c="dimmed">
                {format.instant(entry.at)}
              </Text>
              <Badge size="sm" color="gray">
                {entry.kind}
              </Badge>
              {entry.sealed && (
                <Tooltip label={t('audit.sealedHint')}>
                  <Badge size="sm" color="good" leftSection={<IconLock size={10} aria-hidden />} tabIndex={0}>
                    {t('audit.sealed')}
                  </Badge>
                </Tooltip>
              )}
              {story && entry.subjectType && entry.subjectId && (
                <AnchorLink to="/audit" search={{ subjectType: entry.subjectType, subjectId: entry.subjectId }} size="xs">
                  {t('audit.wholeStory')}
                </AnchorLink>
              )}
            </Group>
          </Box>
        </Group>
        <Button
          variant="subtle"
          color="gray"
          size="compact-xs"
          style={{ flex: 'none' }}
          aria-expanded={open}
          aria-controls={id}
          rightSection={<IconChevronDown size={14} aria-hidden style={{ rotate: open ? '180deg' : undefined }} />}
          onClick={toggle}
        >
          {t('audit.details')}
        </Button>
      </Group>
      <Collapse expanded={open} keepMounted={false} id={id}>
        <Box mt="sm" ms={{ base: 0, xs: 42 }}>
          {entry.changes.length > 0 && (
            <Table.ScrollContainer minWidth={420}>
              <Table withTableBorder style={{ tableLayout: 'fixed' }}>
                <Table.Thead>
                  <Table.Tr>
                    <Table.Th>{t('audit.field')}</Table.Th>
                    <Table.Th>{t('audit.before')}</Table.Th>
                    <Table.Th>{t('audit.after')}</Table.Th>
                  </Table.Tr>
                </Table.Thead>
                <Table.Tbody>
                  {entry.changes.map((change) => (
                    <Table.Tr key={change.field}>
                      <Table.Td>{change.field}</Table.Td>
                      <Table.Td style={{ overflowWrap: 'anywhere' }}>
                        {change.before === null ? t('ui.none') : <del className="was">{change.before}</del>}
                      </Table.Td>
                      <Table.Td style={{ overflowWrap: 'anywhere' }}>
                        {change.after === null ? t('ui.none') : <ins className="became">{change.after}</ins>}
                      </Table.Td>
                    </Table.Tr>
                  ))}
                </Table.Tbody>
              </Table>
            </Table.ScrollContainer>
          )}
          <Text size="xs" c="dimmed" mt={6}>
            {[entry.address && t('audit.address', { address: entry.address }), entry.requestId && `${t('ui.requestId')} ${entry.requestId}`]
              .filter(Boolean)
              .join(' · ')}
          </Text>
        </Box>
      </Collapse>
    </li>
  )
}
