import { ActionIcon, Button, Group, MultiSelect, Select, SimpleGrid, Stack, Text, TextInput } from '@mantine/core'
import type { UseFormReturnType } from '@mantine/form'
import { IconPlus, IconX } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { fileTypes } from '../../server/modules/custom-fields/custom-fields.contract.ts'
import { fileTypeNames } from './file-types.ts'
import { blank, type Kind, type Values } from './field-values.ts'
import { DayInput } from '../ui/date-inputs.tsx'

/** What the chosen kind allows. */
export function RuleFields({ form, kind }: { form: UseFormReturnType<Values>; kind: Kind }) {
  const { t } = useTranslation()
  if (kind === 'text')
    return (
      <TextInput
        label={t('customFields.maxLength')}
        description={t('customFields.maxLengthHint')}
        inputMode="numeric"
        maxLength={4}
        {...form.getInputProps('maxLength')}
      />
    )
  if (kind === 'number')
    return (
      <SimpleGrid cols={{ base: 1, xs: 3 }}>
        <TextInput label={t('customFields.smallest')} inputMode="decimal" maxLength={14} {...form.getInputProps('smallest')} />
        <TextInput label={t('customFields.largest')} inputMode="decimal" maxLength={14} {...form.getInputProps('largest')} />
        <Select
          label={t('customFields.decimals')}
          data={['0', '1', '2', '3', '4']}
          allowDeselect={false}
          openOnFocus={false}
          {...form.getInputProps('decimals')}
        />
      </SimpleGrid>
    )
  if (kind === 'date')
    return (
      <SimpleGrid cols={{ base: 1, xs: 2 }}>
        <DayInput label={t('customFields.earliest')} {...form.getInputProps('earliest')} />
        <DayInput label={t('customFields.latest')} {...form.getInputProps('latest')} />
      </SimpleGrid>
    )
  if (kind === 'choice') return <Choices form={form} />
  if (kind === 'file')
    return (
      <MultiSelect
        label={t('customFields.fileTypes')}
        description={t('customFields.fileTypesHint')}
        data={fileTypes.map((value) => ({ value, label: fileTypeNames[value] }))}
        openOnFocus={false}
        {...form.getInputProps('mediaTypes')}
      />
    )
  return null
}

function Choices({ form }: { form: UseFormReturnType<Values> }) {
  const { t } = useTranslation()
  const { choices } = form.values
  return (
    <Stack gap="xs" component="fieldset" style={{ border: 0, padding: 0, margin: 0 }}>
      <Text component="legend" size="sm" fw={500} p={0} mb={4}>
        {t('customFields.choices')}
      </Text>
      {choices.map((choice, at) => (
        <Group key={choice.at} gap="xs" wrap="nowrap">
          <TextInput
            flex={1}
            aria-label={t('customFields.choice', { number: at + 1 })}
            maxLength={80}
            {...form.getInputProps(`choices.${at}.label`)}
          />
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={t('organization.position.removeName', { name: choice.label || t('customFields.choice', { number: at + 1 }) })}
            onClick={() => form.removeListItem('choices', at)}
          >
            <IconX size={16} aria-hidden />
          </ActionIcon>
        </Group>
      ))}
      {form.errors['choices'] && (
        <Text size="xs" c="var(--mantine-color-error)" role="alert">
          {form.errors['choices']}
        </Text>
      )}
      <Group>
        <Button
          size="compact-sm"
          variant="default"
          leftSection={<IconPlus size={14} aria-hidden />}
          onClick={() => form.insertListItem('choices', blank())}
        >
          {t('customFields.addChoice')}
        </Button>
      </Group>
    </Stack>
  )
}
