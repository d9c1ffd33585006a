import { TextInput } from '@mantine/core'
import type { UseFormReturnType } from '@mantine/form'
import { useTranslation } from 'react-i18next'
import { DescriptionInput } from '../ui/description-input.tsx'
import { codeOf } from './code.ts'

/** Name, code and description. The code follows the name until somebody writes one, and stays what it is once the thing is `made`. */
export function NameInputs<V extends { name: string; code: string; description: string }>(props: {
  form: UseFormReturnType<V>
  made: boolean
  max: (field: 'name' | 'description') => number | undefined
}) {
  const { t } = useTranslation()
  const { form, made, max } = props
  const { name, code } = form.values
  return (
    <>
      <TextInput
        label={t('organization.name')}
        required
        data-autofocus
        maxLength={max('name')}
        {...form.getInputProps('name')}
        onChange={(event) => {
          const next = event.currentTarget.value
          form.setValues({ name: next, ...(!made && code === codeOf(name) && { code: codeOf(next) }) } as Partial<V>)
        }}
      />
      <TextInput
        label={t('access.code')}
        description={made ? t('customFields.stays') : t('access.codeHint')}
        maxLength={60}
        disabled={made}
        {...form.getInputProps('code')}
      />
      <DescriptionInput maxLength={max('description')} {...form.getInputProps('description')} />
    </>
  )
}
