import type { Deps } from '../../core/deps.ts'
import { listOpenCompanies } from '../companies/index.ts'

const keptDays = 30

/** Takes away imports that ended a month ago, with the values that their faults quote. */
export async function sweepImports(deps: Deps) {
  const before = new Date(deps.clock().getTime() - keptDays * 86_400_000).toISOString()
  for (const companyId of await listOpenCompanies(deps.system)) {
    await deps.door.enterAsSystem(companyId, (ctx) =>
      ctx.tx.deleteFrom('importRun').where('companyId', '=', ctx.companyId).where('endedAt', '<', before).execute(),
    )
  }
}
