import type { Bound } from '../../core/context.ts'
import type { EmployeeDetail } from './employees.contract.ts'
import { employeeViewed } from './employees.viewed.contract.ts'

type Person = { readonly id: string; readonly name: string }

/** Notes that somebody is shown what not everybody may see of a person; what people see of themselves is nobody's concern. */
export function noteViewed(ctx: Bound, { id, name }: Person, what: string): void {
  if (id === ctx.actor.employeeId) return
  ctx.noteRead(employeeViewed, { subject: { type: 'employee', id }, data: { person: name, what } })
}

/** The same for the field groups of a person that are shown. */
export function noteGroups(
  ctx: Bound,
  person: Person,
  { personal, pay }: { personal?: object | null; pay: EmployeeDetail['pay'] | object },
) {
  const shown = [personal && 'personal', pay && 'pay'].filter(Boolean)
  if (shown.length > 0) noteViewed(ctx, person, `${shown.join(' and ')} data`)
}
