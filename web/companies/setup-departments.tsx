import { Stack, Text, Textarea } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useTranslation } from 'react-i18next'
import { createDepartment } from '../../server/modules/organization/organization.contract.ts'
import { call } from '../api.ts'
import { FormEnd } from '../ui/form-end.tsx'
import { limitsOf } from '../ui/forms.ts'
import { AnchorLink } from '../ui/links.tsx'
import { useSave } from '../ui/save.ts'
import { useTaken, type Part } from './setup.ts'

const MOST_NAMES = 30

/** Departments by name alone, several at once. */
export function DepartmentsStep({ step }: Part) {
  const { t } = useTranslation()
  const taken = useTaken('/departments', '/org-chart', '/branches')
  const form = useForm({
    initialValues: { names: '' },
    validate: {
      names: (value) => {
        const names = namesIn(value)
        if (names.length === 0) return t('auth.needed')
        return names.length > MOST_NAMES || names.some((name) => name.length > (limitsOf(createDepartment, 'name').maxLength ?? 120))
          ? t('setup.departments.tooMany', { count: MOST_NAMES })
          : null
      },
    },
  })
  const save = useSave(form, {
    send: async ({ names }, keyFor) => {
      const wanted = namesIn(names)
      // One after the other: what was made stays when a later one is refused, and is not made twice by sending again.
      for (const name of wanted) {
        const body = { name, code: codeOf(name) }
        await call(createDepartment, { body, idempotencyKey: `${keyFor(names)}-${body.code}` })
      }
      return wanted.length
    },
    saved: (count) => {
      form.reset()
      taken(t('setup.departments.added', { count }))
    },
    fields: { DEPARTMENT_CODE_TAKEN: 'names' },
  })
  return (
    <form onSubmit={save.submit} noValidate>
      <Stack gap="sm">
        {step.count > 0 && <Text size="sm">{t('setup.departments.have', { count: step.count })}</Text>}
        <Textarea
          {...form.getInputProps('names')}
          label={t('setup.departments.names')}
          description={t('setup.departments.namesHint')}
          autosize
          minRows={3}
          maxRows={12}
        />
        <FormEnd
          error={save.error}
          pending={save.pending}
          submit={t('setup.departments.add')}
          quiet={step.isDone}
          beside={
            <AnchorLink to="/organization" size="sm">
              {t('setup.departments.tree')}
            </AnchorLink>
          }
        />
      </Stack>
    </form>
  )
}

const namesIn = (text: string) => [
  ...new Set(
    text
      .split('\n')
      .map((line) => line.trim())
      .filter(Boolean),
  ),
]

/** "People & Finance" → "PEOPLE-FINANCE", no longer than codes are. */
function codeOf(name: string) {
  const plain = name
    .normalize('NFKD')
    .toUpperCase()
    .replaceAll(/[^A-Z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 30)
  // A name without a Latin letter has a code made of its characters' numbers.
  return (
    plain ||
    Array.from(name)
      .map((letter) => letter.codePointAt(0)!.toString(36).toUpperCase())
      .join('')
      .slice(0, 30)
  )
}
