import { listMonths } from '../../server/modules/attendance/closed-month.contract.ts'
import { listExpiring } from '../../server/modules/employees/employees.private.contract.ts'
import { employeeStatistics } from '../../server/modules/employees/employees.list.contract.ts'
import { analytics } from '../../server/modules/workflows/workflows.approval.contract.ts'
import { q } from '../api.ts'
import { can, has, reachesAll, type Me } from '../auth/me.ts'

export const statisticsQuery = q(employeeStatistics)
export const requestsQuery = q(analytics, { query: { days: 30 } })
export const expiringQuery = q(listExpiring, { query: { limit: 3 } })
export const monthsQuery = q(listMonths, { query: { limit: 20 } })

const numbers = [
  {
    name: 'people',
    query: statisticsQuery,
    // The directory is open to everybody: who comes and goes is for those who look after all of them.
    may: (me: Me) => ['employee.read-team', 'employee.read-pay'].some((permission) => reachesAll(me, permission)),
  },
  { name: 'requests', query: requestsQuery, may: (me: Me) => can(me, 'workflow.oversee') },
  { name: 'documents', query: expiringQuery, may: (me: Me) => reachesAll(me, 'employee.read-personal') },
  { name: 'months', query: monthsQuery, may: (me: Me) => has(me, 'attendance') && can(me, 'attendance-month.close') },
] as const

export type CompanyNumber = (typeof numbers)[number]['name']

/** The numbers of the company that somebody may read, each with the one question it needs. */
export function numbersFor(me: Me) {
  return numbers.filter(({ may }) => may(me))
}
