import { Textarea } from '@mantine/core'
import type { TextareaProps } from '@mantine/core'
import { useTranslation } from 'react-i18next'

/** The description of a thing with a name. */
export function DescriptionInput(props: TextareaProps) {
  const { t } = useTranslation()
  return <Textarea label={t('organization.description')} autosize minRows={2} {...props} />
}
