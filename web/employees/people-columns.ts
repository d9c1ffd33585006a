import { useLocalStorage } from '@mantine/hooks'
import { useMemo } from 'react'
import type { SortField } from './people-search.ts'

/** What a table of people can show beside the name, in this order. */
export const columns = ['number', 'department', 'branch', 'manager', 'email', 'joined', 'left', 'status'] as const
export type Column = (typeof columns)[number]
export const sortOfColumn: Readonly<Partial<Record<Column, SortField>>> = {
  number: 'employeeNumber',
  department: 'departmentName',
  branch: 'branchName',
  email: 'email',
  joined: 'joinedOn',
  left: 'leftOn',
  status: 'status',
}

const usual: readonly string[] = ['department', 'manager', 'email', 'joined', 'status'] satisfies Column[]
/** As many custom fields as the API shows with a list. */
export const MOST_CUSTOM = 20
const CUSTOM = 'custom:'

/** The columns somebody chose, kept in this browser; those of the company's own fields by `custom:` and their key. */
export function useColumns() {
  const [chosen, setChosen] = useLocalStorage<readonly string[]>({
    key: 'muster.people.columns',
    defaultValue: usual,
    getInitialValueInEffect: false,
  })
  const shown = useMemo(() => columns.filter((one) => chosen.includes(one)), [chosen])
  const custom = useMemo(
    () =>
      chosen
        .filter((one) => one.startsWith(CUSTOM))
        .map((one) => one.slice(CUSTOM.length))
        .slice(0, MOST_CUSTOM),
    [chosen],
  )
  return {
    shown,
    custom,
    isShown: (column: string) => chosen.includes(column),
    toggle: (column: string) => setChosen((old) => (old.includes(column) ? old.filter((one) => one !== column) : [...old, column])),
    reset: () => setChosen(usual),
  }
}

export const customColumn = (key: string) => `${CUSTOM}${key}`
