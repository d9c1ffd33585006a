import { Badge, Button, Collapse, Group, Select, Stack, Table, Text, Title } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconChevronDown } from '@tabler/icons-react'
import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Import } from '../../server/modules/imports/imports.contract.ts'
import type { Mapping } from './import-page.tsx'
import type { Kind } from './kinds.ts'

/** Which heading of the file was taken for which column; whoever knows better says so, and the file is checked again. */
export function Headings(props: {
  run: Import
  kind: Kind | undefined
  mapping: Mapping
  file: File | null
  sending: boolean
  check: (file: File, mapping: Mapping) => void
}) {
  const { t } = useTranslation()
  const id = useId()
  const { run, kind, file } = props
  const needsHelp = run.ignored.length > 0 || run.faults.some(({ row }) => row === 1)
  const [open, { toggle }] = useDisclosure(needsHelp)
  const before = Object.fromEntries([...run.found.map(({ heading, key }) => [heading, key]), ...run.ignored.map((one) => [one, ''])])
  const [chosen, setChosen] = useState<Record<string, string>>(before)
  const headings = Object.keys(before)
  if (!kind || headings.length === 0) return null
  const changed = headings.some((heading) => chosen[heading] !== before[heading])
  const taken = (heading: string) => new Set(headings.filter((one) => one !== heading).map((one) => chosen[one]))
  return (
    <Stack gap="xs">
      <Group justify="space-between">
        <Group gap="xs">
          <Title order={2} size="h3">
            {t('imports.headings')}
          </Title>
          {run.ignored.length > 0 && <Badge color="waiting">{t('imports.ignored', { count: run.ignored.length })}</Badge>}
        </Group>
        <Button
          size="compact-sm"
          variant="subtle"
          color="gray"
          aria-expanded={open}
          aria-controls={id}
          rightSection={<IconChevronDown size={14} aria-hidden style={{ rotate: open ? '180deg' : undefined }} />}
          onClick={toggle}
        >
          {open ? t('imports.hideHeadings') : t('imports.showHeadings')}
        </Button>
      </Group>
      <Collapse expanded={open} id={id}>
        <Table verticalSpacing={6} layout="fixed">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t('imports.heading')}</Table.Th>
              <Table.Th>{t('imports.standsFor')}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {headings.map((heading) => (
              <Table.Tr key={heading}>
                <Table.Td style={{ overflowWrap: 'anywhere' }}>{heading}</Table.Td>
                <Table.Td>
                  <Select
                    size="xs"
                    aria-label={t('imports.columnOf', { heading })}
                    data={kind.columns.map(({ key, label }) => ({ value: key, label, disabled: taken(heading).has(key) }))}
                    value={chosen[heading] || null}
                    placeholder={t('imports.leftOut')}
                    onChange={(key) => setChosen((old) => ({ ...old, [heading]: key ?? '' }))}
                    disabled={!file}
                    clearable
                    searchable
                    openOnFocus={false}
                    nothingFoundMessage={t('ui.nothingFound')}
                    clearButtonProps={{ 'aria-label': t('ui.clear') }}
                  />
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
        <Group justify="space-between" mt="sm" gap="sm">
          <Text size="xs" c="dimmed">
            {file ? t('imports.headingsHint') : t('imports.headingsGone')}
          </Text>
          <Button
            variant="default"
            disabled={!changed || !file}
            loading={props.sending}
            onClick={() => file && props.check(file, { ...props.mapping, ...differing(chosen, before) })}
          >
            {t('imports.checkAgain')}
          </Button>
        </Group>
      </Collapse>
    </Stack>
  )
}

function differing(chosen: Mapping, before: Mapping) {
  return Object.fromEntries(Object.entries(chosen).filter(([heading, key]) => before[heading] !== key))
}
