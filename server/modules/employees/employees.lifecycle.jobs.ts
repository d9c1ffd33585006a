import { readSettings } from '../../core/access.ts'
import { localDateOf } from '../../core/dates.ts'
import type { Deps } from '../../core/deps.ts'
import { listOpenCompanies } from '../companies/index.ts'
import { moveAlong } from './employees.lifecycle.service.ts'

/** Begins and ends people's time with their company on the company's own day. */
export async function moveEverybodyAlong(deps: Deps) {
  for (const companyId of await listOpenCompanies(deps.system)) await movePeopleAlong(deps, companyId)
}

export async function movePeopleAlong(deps: Deps, companyId: string) {
  await deps.door.enterAsSystem(companyId, async (ctx) => {
    const { timeZone } = await readSettings(ctx)
    await moveAlong(ctx, localDateOf(ctx.now, timeZone))
  })
}
