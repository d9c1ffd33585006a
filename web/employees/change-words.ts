import { useTranslation } from 'react-i18next'
import { employeeStatuses } from '../../server/modules/employees/employees.contract.ts'
import { contractKinds } from '../../server/modules/employees/employees.list.contract.ts'
import { useMyCustomFields, useFieldWords } from '../custom-fields/fields.ts'
import { useBranchChoices, useDepartmentChoices } from '../organization/departments.ts'
import { isDay } from '../ui/days.ts'
import { useFormat } from '../ui/format.ts'

type Change = { field: string; before: string | null; after: string | null }

const fieldNames = [
  'employeeNumber',
  'firstName',
  'lastName',
  'preferredName',
  'email',
  'workPhone',
  'status',
  'title',
  'departmentId',
  'departmentName',
  'branchId',
  'branchName',
  'managerId',
  'managerName',
  'positionId',
  'positionTitle',
  'workingPatternId',
  'contractKind',
  'weeklyHours',
  'firstDay',
  'lastDay',
  'joinedOn',
  'leftOn',
  'noticeOn',
  'leavingReason',
  'reason',
  'note',
  'phone',
  'personalEmail',
  'address',
  'birthDate',
  'gender',
  'nationality',
  'maritalStatus',
  'salaryRef',
  'bankName',
  'bankAccount',
  'taxNumber',
] as const

/** What an act changed of a person, as somebody would say it: fields by their names on the page, ids by what they stand for. */
export function useChangeWords() {
  const { t } = useTranslation()
  const format = useFormat()
  const departments = useDepartmentChoices()
  const branches = useBranchChoices()
  const fields = useMyCustomFields()
  const fieldWords = useFieldWords()
  const valueOf = (field: string, value: string | null) => {
    if (value === null) return null
    if (field === 'departmentId') return departments.find((one) => one.value === value)?.label ?? value
    if (field === 'branchId') return branches.find((one) => one.value === value)?.label ?? value
    const status = field === 'status' && employeeStatuses.find((one) => one === value)
    if (status) return t(`people.state.${status}`)
    const contract = field === 'contractKind' && contractKinds.find((one) => one === value)
    if (contract) return t(`people.contract.${contract}`)
    return isDay(value) ? format.date(value) : value
  }
  return ({ field, before, after }: Change): Change => {
    const known = fieldNames.find((one) => one === field)
    if (known) return { field: t(`people.history.field.${known}`), before: valueOf(field, before), after: valueOf(field, after) }
    const own = fields.find(({ key }) => key === field)
    if (!own) return { field, before, after }
    return {
      field: own.label,
      before: before === null ? null : fieldWords(own, before),
      after: after === null ? null : fieldWords(own, after),
    }
  }
}
