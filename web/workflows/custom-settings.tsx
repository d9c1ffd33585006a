import { ActionIcon, Button, Group, Select, Stack, Switch, Text, TextInput, Title } from '@mantine/core'
import { IconPlus, IconTrash } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { Data } from '../../server/core/contract.ts'
import type { getWorkflow } from '../../server/modules/workflows/workflows.contract.ts'
import { useMe } from '../auth/me.ts'
import { zones } from '../ui/format.ts'
import type { FieldType } from './field-inputs.tsx'

type Workflow = Data<typeof getWorkflow>['workflow']
/** What a custom workflow has beside its steps. Fields are a list here, so that a name can be empty or doubled while it is written. */
export type CustomSettings = {
  fields: { name: string; type: FieldType }[]
  cron: string | null
  timeZone: string | null
  catchUp: Workflow['catchUp']
}

const types = ['text', 'number', 'date', 'bool'] as const
const catchUps = ['none', 'last', 'all'] as const
const presets = ['0 9 * * 1-5', '0 9 * * 1', '0 9 1 * *', '0 9 1 1 *'] as const
const mostFields = 40
const fieldName = /^[a-z][A-Za-z0-9]{0,39}$/

export const settingsOf = ({ fields, cron, timeZone, catchUp }: Workflow): CustomSettings => ({
  fields: Object.entries(fields).map(([name, type]) => ({ name, type })),
  cron,
  timeZone,
  catchUp,
})

export const fieldsOf = ({ fields }: CustomSettings) => Object.fromEntries(fields.map(({ name, type }) => [name, type]))

/** Whether they can be sent: each field has a name of its own in the form that the API takes, and a schedule says when. */
export const areWhole = ({ fields, cron }: CustomSettings) => fields.every((_, at) => faultOf(fields, at) === null) && cron?.trim() !== ''

function faultOf(fields: CustomSettings['fields'], at: number) {
  const name = fields[at]?.name ?? ''
  if (!fieldName.test(name)) return 'workflows.field.form' as const
  return fields.some((one, other) => other !== at && one.name === name) ? ('workflows.field.twice' as const) : null
}

type Props = { settings: CustomSettings; may: boolean; change: (settings: CustomSettings) => void }

/** What somebody fills in who starts it, and when it starts by itself. */
export function CustomSettingsForm(props: Props) {
  return (
    <Stack>
      <FieldList {...props} />
      <Schedule {...props} />
    </Stack>
  )
}

function FieldList({ settings, may, change }: Props) {
  const { t } = useTranslation()
  const { fields } = settings
  const set = (next: CustomSettings['fields']) => change({ ...settings, fields: next })
  return (
    <Stack gap="xs" role="group" aria-label={t('workflows.field.title')}>
      <Title order={2} size="h3">
        {t('workflows.field.title')}
      </Title>
      <Text size="sm" c="dimmed">
        {t('workflows.field.line')}
      </Text>
      {fields.map(({ name, type }, at) => {
        const fault = faultOf(fields, at)
        const update = (changes: Partial<(typeof fields)[number]>) =>
          set(fields.map((one, other) => (other === at ? { ...one, ...changes } : one)))
        return (
          <Group key={at} gap="xs" wrap="nowrap" align="flex-start">
            <TextInput
              style={{ flex: 1 }}
              aria-label={t('workflows.field.nameOf', { number: at + 1 })}
              placeholder={t('workflows.field.example')}
              disabled={!may}
              maxLength={40}
              value={name}
              error={fault && t(fault)}
              onChange={(event) => update({ name: event.currentTarget.value })}
            />
            <Select
              w={130}
              aria-label={t('workflows.field.typeOf', { number: at + 1 })}
              disabled={!may}
              allowDeselect={false}
              data={types.map((value) => ({ value, label: t(`workflows.field.type.${value}`) }))}
              value={type}
              onChange={(value) => update({ type: types.find((one) => one === value) ?? 'text' })}
            />
            {may && (
              <ActionIcon
                variant="subtle"
                color="gray"
                mt={4}
                aria-label={t('workflows.field.removeOf', { number: at + 1 })}
                onClick={() => set(fields.filter((_, other) => other !== at))}
              >
                <IconTrash size={16} aria-hidden />
              </ActionIcon>
            )}
          </Group>
        )
      })}
      {may && (
        <Button
          w="fit-content"
          size="compact-sm"
          variant="default"
          leftSection={<IconPlus size={14} aria-hidden />}
          disabled={fields.length >= mostFields}
          onClick={() => set([...fields, { name: '', type: 'text' }])}
        >
          {t('workflows.field.add')}
        </Button>
      )}
    </Stack>
  )
}

function Schedule({ settings, may, change }: Props) {
  const { t } = useTranslation()
  const zone = useMe().settings.timeZone
  const { cron, timeZone, catchUp } = settings
  const preset = presets.find((one) => one === cron)
  return (
    <Stack gap="xs" role="group" aria-label={t('workflows.schedule.title')}>
      <Switch
        label={t('workflows.schedule.title')}
        description={t('workflows.schedule.hint')}
        disabled={!may}
        checked={cron !== null}
        onChange={(event) =>
          change({ ...settings, ...(event.currentTarget.checked ? { cron: presets[0], timeZone: timeZone ?? zone } : { cron: null }) })
        }
      />
      {cron !== null && (
        <>
          <Group grow align="flex-start">
            <Select
              label={t('workflows.schedule.when')}
              disabled={!may}
              allowDeselect={false}
              data={[
                ...presets.map((value, at) => ({
                  value,
                  label: t(`workflows.schedule.preset.${(['workdays', 'weekly', 'monthly', 'yearly'] as const)[at]!}`),
                })),
                ...(preset ? [] : [{ value: 'own', label: t('workflows.schedule.preset.own') }]),
              ]}
              value={preset ?? 'own'}
              onChange={(value) => value !== 'own' && change({ ...settings, cron: value })}
            />
            <TextInput
              label={t('workflows.schedule.cron')}
              description={t('workflows.schedule.cronHint')}
              inputWrapperOrder={['label', 'input', 'description', 'error']}
              disabled={!may}
              maxLength={100}
              value={cron}
              error={cron.trim() ? undefined : t('auth.needed')}
              onChange={(event) => change({ ...settings, cron: event.currentTarget.value })}
            />
          </Group>
          <Group grow align="flex-start">
            <Select
              label={t('workflows.schedule.zone')}
              disabled={!may}
              searchable
              allowDeselect={false}
              openOnFocus={false}
              limit={200}
              nothingFoundMessage={t('ui.nothingFound')}
              data={[...new Set([...(timeZone ? [timeZone] : []), ...zones()])]}
              value={timeZone}
              onChange={(value) => change({ ...settings, timeZone: value })}
            />
            <Select
              label={t('workflows.schedule.catchUp')}
              disabled={!may}
              allowDeselect={false}
              data={catchUps.map((value) => ({ value, label: t(`workflows.schedule.catchUps.${value}`) }))}
              value={catchUp}
              onChange={(value) => change({ ...settings, catchUp: catchUps.find((one) => one === value) ?? 'last' })}
            />
          </Group>
        </>
      )}
    </Stack>
  )
}
