import { getEmployee, type Employee } from '../../server/modules/employees/employees.contract.ts'
import { listEmployees } from '../../server/modules/employees/employees.list.contract.ts'
import { call } from '../api.ts'
import type { Source } from '../ui/found.tsx'
import { fullName } from '../ui/person.tsx'

type Listed = Pick<Employee, 'id' | 'firstName' | 'lastName' | 'title' | 'departmentName'>

const optionOf = (one: Listed) => ({
  value: one.id,
  label: fullName(one),
  line: [one.title, one.departmentName],
})

/** People who have not left. */
export const personSource: Source = {
  url: listEmployees.url,
  people: true,
  async find(asked, signal) {
    const { employees } = await call(listEmployees, { query: { limit: 20, sort: 'lastName', ...(asked && { q: asked }) }, signal })
    return employees.filter(({ status }) => status !== 'left' && status !== 'archived').map(optionOf)
  },
  async one(id, signal) {
    return optionOf((await call(getEmployee, { params: { id }, signal })).employee)
  },
}
