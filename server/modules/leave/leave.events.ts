import type { LeaveRequest } from './leave.contract.ts'

/** What the events of a request say of it. */
export function aboutRequest({ id, employee, typeName, quantity, unit, firstDay, lastDay }: LeaveRequest) {
  return { requestId: id, employeeId: employee.id, typeName, quantity, unit, firstDay, lastDay, person: `${employee.firstName} ${employee.lastName}` }
}
