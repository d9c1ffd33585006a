import type { LeaveRequest } from './leave.contract.ts'

/** What the events of a request say of it. */
export function aboutRequest({ id, employee, typeName, quantity, unit, firstDay, lastDay }: LeaveRequest) {
  return {
    requestId: id,
    employeeId: employee.id,
    typeName,
    quantity,
    unit,
    amount: amountOf(quantity, unit),
    firstDay,
    lastDay,
    person: `${employee.firstName} ${employee.lastName}`,
  }
}

/** The fields of a request whose change an act is recorded by. */
export function recordOf({
  typeName,
  firstDay,
  lastDay,
  startsAt,
  endsAt,
  fromTime,
  toTime,
  quantity,
  state,
  note,
  comment,
}: LeaveRequest) {
  return { typeName, firstDay, lastDay, startsAt, endsAt, fromTime, toTime, quantity, state, note, comment }
}

/** A quantity with its unit as one says it: `1 day`, `0.5 days`, `3 hours`. */
export function amountOf(quantity: string, unit: 'days' | 'hours'): string {
  return `${quantity} ${quantity === '1' ? unit.slice(0, -1) : unit}`
}
