import { Link } from '@tanstack/react-router'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { CustomField } from '../../server/modules/custom-fields/custom-fields.contract.ts'
import type { ListedEmployee } from '../../server/modules/employees/employees.list.contract.ts'
import { CustomValue } from '../custom-fields/custom-value.tsx'
import { useFormat } from '../ui/format.ts'
import type { ListColumn } from '../ui/list-columns.tsx'
import { fullName, Person } from '../ui/person.tsx'
import type { SortField } from './people-search.ts'
import { StatusBadge } from './status-badge.tsx'

/** As many custom fields as the API shows with a list. */
export const MOST_CUSTOM = 20
const CUSTOM = 'custom:'

/** What a table of people can show; the company's own fields are known by `custom:` and their key. */
export function usePeopleColumns(fields: readonly CustomField[]): readonly ListColumn<ListedEmployee, SortField>[] {
  const { t } = useTranslation()
  const format = useFormat()
  return useMemo(() => {
    const day = (date: string | null) => <span style={{ whiteSpace: 'nowrap' }}>{date && format.date(date)}</span>
    return [
      {
        key: 'name',
        head: t('people.name'),
        sort: 'lastName',
        fixed: true,
        cell: (person) => (
          <Link to="/people/$id" params={{ id: person.id }} className="plain">
            <Person person={person} line={person.title} name={<span className="underline">{fullName(person)}</span>} />
          </Link>
        ),
      },
      { key: 'number', head: t('people.column.number'), sort: 'employeeNumber', more: true, cell: (person) => person.employeeNumber },
      { key: 'department', head: t('people.column.department'), sort: 'departmentName', cell: (person) => person.departmentName },
      { key: 'branch', head: t('people.column.branch'), sort: 'branchName', more: true, cell: (person) => person.branchName },
      { key: 'manager', head: t('people.column.manager'), cell: (person) => person.managerName },
      { key: 'email', head: t('people.column.email'), sort: 'email', cell: (person) => person.email },
      { key: 'joined', head: t('people.column.joined'), sort: 'joinedOn', cell: (person) => day(person.joinedOn) },
      { key: 'left', head: t('people.column.left'), sort: 'leftOn', more: true, cell: (person) => day(person.leftOn) },
      { key: 'status', head: t('people.column.status'), sort: 'status', cell: (person) => <StatusBadge status={person.status} /> },
      ...fields.map((field) => ({
        key: `${CUSTOM}${field.key}`,
        head: field.label,
        more: true as const,
        cell: (person: ListedEmployee) => {
          const value = person.custom?.[field.key]
          return value !== undefined && <CustomValue employeeId={person.id} field={field} value={value} />
        },
      })),
    ]
  }, [t, format, fields])
}

/** The keys of the company's own fields among columns, no more than the API shows. */
export function customOf(columns: readonly { readonly key: string }[]) {
  return columns
    .filter(({ key }) => key.startsWith(CUSTOM))
    .map(({ key }) => key.slice(CUSTOM.length))
    .slice(0, MOST_CUSTOM)
}

export const isCustom = (key: string) => key.startsWith(CUSTOM)
