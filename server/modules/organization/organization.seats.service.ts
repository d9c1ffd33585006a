import type { Ctx } from '../../core/context.ts'

/** The departments that somebody headed or managed. */
export type Vacated = { readonly headOf: readonly string[]; readonly managerOf: readonly string[] }

/** Takes somebody out of every seat as head or manager of a department; the caller tells of it in its own event. */
export async function vacateSeats(ctx: Ctx<'department' | 'departmentManager'>, employeeId: string): Promise<Vacated> {
  const headed = await ctx.tx
    .updateTable('department')
    .set((eb) => ({ headEmployeeId: null, version: eb('version', '+', 1) }))
    .where('companyId', '=', ctx.companyId)
    .where('headEmployeeId', '=', employeeId)
    .returning('id')
    .execute()
  const managed = await ctx.tx
    .deleteFrom('departmentManager')
    .where('companyId', '=', ctx.companyId)
    .where('employeeId', '=', employeeId)
    .returning('departmentId')
    .execute()
  return { headOf: headed.map(({ id }) => id), managerOf: managed.map(({ departmentId }) => departmentId) }
}
