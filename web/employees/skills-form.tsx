import { ActionIcon, Group, MultiSelect, Select, Stack, Text } from '@mantine/core'
import { useForm } from '@mantine/form'
import { IconX } from '@tabler/icons-react'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { replaceHobbies, replaceSkills } from '../../server/modules/employees/employees.record.contract.ts'
import { call, outdate } from '../api.ts'
import { FormFoot } from '../ui/form-drawer.tsx'
import { done } from '../ui/notify.ts'
import { useSave } from '../ui/save.ts'
import { Unsaved } from '../ui/unsaved.tsx'
import { itemsQuery } from '../catalogs/items.ts'

type Leave = (ignoreBlocker?: boolean) => void
type Skill = { itemId: string; name: string; level: number | null }
const levels = [1, 2, 3, 4, 5] as const
const USUAL_LEVEL = 3

/** All skills of a person, each with a level. */
export function SkillsForm(props: { employeeId: string; skills: readonly Skill[]; close: Leave }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const items = useChoices('skill')
  const form = useForm({ initialValues: { skills: props.skills.map((one) => ({ ...one, level: one.level ?? USUAL_LEVEL })) } })
  const { skills } = form.values
  const save = useSave(form, {
    send: (values) =>
      call(replaceSkills, {
        params: { id: props.employeeId },
        body: { skills: values.skills.map(({ itemId, level }) => ({ itemId, level })) },
      }),
    saved: () => {
      void outdate(client, '/employees/:id/skills')
      done(t('people.record.saved'))
      props.close(true)
    },
  })
  return (
    <form onSubmit={save.submit} noValidate>
      <Unsaved when={save.unsaved} />
      <Stack>
        <Select
          label={t('people.record.addSkill')}
          description={t('people.record.fromCatalog')}
          data={items.filter((one) => skills.every((skill) => skill.itemId !== one.value))}
          value={null}
          searchable
          limit={50}
          autoFocus
          openOnFocus={false}
          nothingFoundMessage={t('ui.nothingFound')}
          onChange={(itemId, option) =>
            itemId && form.setFieldValue('skills', [...skills, { itemId, name: option.label, level: USUAL_LEVEL }])
          }
        />
        <ul className="lines tight">
          {skills.map((skill, index) => (
            <li key={skill.itemId}>
              <Group justify="space-between" wrap="nowrap">
                <Text size="sm">{skill.name}</Text>
                <Group gap="xs" wrap="nowrap">
                  <Select
                    size="xs"
                    w={130}
                    aria-label={t('people.record.levelOf', { name: skill.name })}
                    data={levels.map((level) => ({ value: String(level), label: t(`people.record.level.${level}`) }))}
                    allowDeselect={false}
                    value={String(skill.level)}
                    onChange={(level) => form.setFieldValue(`skills.${index}.level`, Number(level))}
                  />
                  <ActionIcon
                    variant="subtle"
                    color="gray"
                    aria-label={t('organization.position.removeName', { name: skill.name })}
                    onClick={() => form.removeListItem('skills', index)}
                  >
                    <IconX size={16} aria-hidden />
                  </ActionIcon>
                </Group>
              </Group>
            </li>
          ))}
        </ul>
        <FormFoot
          error={save.error}
          pending={save.pending}
          submit={t('ui.saveChanges')}
          disabled={!form.isDirty()}
          cancel={() => props.close()}
        />
      </Stack>
    </form>
  )
}

/** All hobbies of a person. */
export function HobbiesForm(props: { employeeId: string; hobbies: readonly { itemId: string; name: string }[]; close: Leave }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const items = useChoices('hobby')
  const form = useForm({ initialValues: { itemIds: props.hobbies.map((one) => one.itemId) } })
  const save = useSave(form, {
    send: ({ itemIds }) => call(replaceHobbies, { params: { id: props.employeeId }, body: { itemIds } }),
    saved: () => {
      void outdate(client, '/employees/:id/hobbies')
      done(t('people.record.saved'))
      props.close(true)
    },
  })
  const had = props.hobbies
    .filter((one) => items.every((item) => item.value !== one.itemId))
    .map((one) => ({ value: one.itemId, label: one.name }))
  return (
    <form onSubmit={save.submit} noValidate>
      <Unsaved when={save.unsaved} />
      <Stack>
        <MultiSelect
          label={t('people.record.title.hobbies')}
          description={t('people.record.fromCatalog')}
          data={[...had, ...items]}
          searchable
          limit={50}
          autoFocus
          openOnFocus={false}
          nothingFoundMessage={t('ui.nothingFound')}
          {...form.getInputProps('itemIds')}
        />
        <FormFoot
          error={save.error}
          pending={save.pending}
          submit={t('ui.saveChanges')}
          disabled={!form.isDirty()}
          cancel={() => props.close()}
        />
      </Stack>
    </form>
  )
}

function useChoices(type: 'skill' | 'hobby') {
  const items = useQuery(itemsQuery(type))
  return (items.data ?? []).map((one) => ({ value: one.id, label: one.name }))
}
