import { SimpleGrid } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { ComponentProps } from 'react'
import { DayInput } from '../ui/date-inputs.tsx'

type Field = Partial<ComponentProps<typeof DayInput>>

/** From which day something holds and until when; left open it holds on. */
export function FromUntil({ form }: { form: { values: { firstDay: string }; getInputProps: (field: 'firstDay' | 'lastDay') => Field } }) {
  const { t } = useTranslation()
  return (
    <SimpleGrid cols={2}>
      <DayInput label={t('holidays.firstDay')} required {...form.getInputProps('firstDay')} />
      <DayInput
        label={t('holidays.lastDay')}
        description={t('holidays.use.openEnd')}
        min={form.values.firstDay}
        {...form.getInputProps('lastDay')}
      />
    </SimpleGrid>
  )
}
