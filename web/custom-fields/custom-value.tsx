import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { CustomField } from '../../server/modules/custom-fields/custom-fields.contract.ts'
import { getEmployee } from '../../server/modules/employees/employees.contract.ts'
import { q } from '../api.ts'
import { AnchorLink } from '../ui/links.tsx'
import { fullName } from '../ui/person.tsx'
import { FileLink } from './custom-file.tsx'
import { useFieldWords } from './fields.ts'

/** What stands in a field; a person with their name, a file to be fetched. */
export function CustomValue(props: { employeeId: string; field: Pick<CustomField, 'key' | 'kind' | 'rules'>; value: string }) {
  const words = useFieldWords()
  if (props.field.kind === 'person') return <PersonName id={props.value} />
  if (props.field.kind === 'file') return <FileLink employeeId={props.employeeId} fieldKey={props.field.key} name={props.value} />
  return <>{words(props.field, props.value)}</>
}

function PersonName({ id }: { id: string }) {
  const { t } = useTranslation()
  const person = useQuery({ ...q(getEmployee, { params: { id } }), retry: false, staleTime: 300_000 })
  if (person.isError) return <>{t('ui.notVisible')}</>
  if (!person.data) return null
  return (
    <AnchorLink to="/people/$id" params={{ id }} inherit>
      {fullName(person.data.employee)}
    </AnchorLink>
  )
}
