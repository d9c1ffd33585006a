import { Alert, Button, Checkbox, Group, Stack, Text } from '@mantine/core'
import { IconTableExport } from '@tabler/icons-react'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { CustomField } from '../../server/modules/custom-fields/custom-fields.contract.ts'
import { csvGroups, exportEmployees } from '../../server/modules/employees/employees.list.contract.ts'
import { call } from '../api.ts'
import { can, useMe } from '../auth/me.ts'
import { permissionOf } from '../custom-fields/fields.ts'
import { Failed } from '../ui/answer.tsx'
import { saveFile } from '../ui/download.ts'
import { useFormat } from '../ui/format.ts'
import { useOneAtATime } from '../ui/forms.ts'
import { done } from '../ui/notify.ts'
import { MOST_CUSTOM } from './people-columns.tsx'
import { filtersOf, sortOf, type PeopleSearch } from './people-search.ts'

/** A file of exactly the people the list shows, all its pages, in its order; with what of them is asked for and shown to me. */
export default function PeopleExport(props: {
  search: PeopleSearch
  fields: readonly CustomField[]
  shown: readonly string[]
  total: number
  close: () => void
}) {
  const { t } = useTranslation()
  const format = useFormat()
  const me = useMe()
  const { search, fields, total } = props
  const [groups, setGroups] = useState<string[]>([])
  const [custom, setCustom] = useState<string[]>([...props.shown])
  const mine = csvGroups.filter((group) => can(me, permissionOf[group]))
  const run = useOneAtATime(
    useMutation({
      mutationFn: () => {
        const sort = sortOf(search)
        const fieldGroup = mine.filter((group) => groups.includes(group))
        return call(exportEmployees, {
          query: {
            ...filtersOf(search),
            ...(sort && { sort }),
            ...(fieldGroup.length > 0 && { fieldGroup }),
            // In the order of forms, whatever was ticked first.
            ...(custom.length > 0 && { customFields: props.fields.map(({ key }) => key).filter((key) => custom.includes(key)) }),
          },
        })
      },
      onSuccess: (file) => {
        saveFile(file as unknown as Blob, t('people.export.file', { day: format.today() }))
        done(t('ui.export.done'))
        props.close()
      },
    }),
  )
  return (
    <Stack>
      <Text size="sm">{t('people.export.line', { count: total })}</Text>
      {mine.length > 0 && (
        <Checkbox.Group label={t('people.export.groups')} description={t('people.export.groupsHint')} value={groups} onChange={setGroups}>
          <Stack gap="xs" my="xs">
            {mine.map((group) => (
              <Checkbox key={group} value={group} label={t(`people.export.group.${group}`)} />
            ))}
          </Stack>
        </Checkbox.Group>
      )}
      {fields.length > 0 && (
        <Checkbox.Group label={t('customFields.title')} value={custom} onChange={setCustom}>
          <Stack gap="xs" my="xs">
            {fields.map(({ key, label }) => (
              <Checkbox key={key} value={key} label={label} disabled={custom.length >= MOST_CUSTOM && !custom.includes(key)} />
            ))}
          </Stack>
        </Checkbox.Group>
      )}
      {groups.length > 0 && <Alert color="waiting">{t('people.export.care')}</Alert>}
      {run.isError && <Failed error={run.error} />}
      <Group justify="flex-end" gap="sm" className="form-foot">
        <Button variant="default" onClick={props.close}>
          {t('ui.cancel')}
        </Button>
        <Button leftSection={<IconTableExport size={16} aria-hidden />} loading={run.isPending} onClick={() => run.mutate(undefined)}>
          {t('people.export.act', { count: total })}
        </Button>
      </Group>
    </Stack>
  )
}
