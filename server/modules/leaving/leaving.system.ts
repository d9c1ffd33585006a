import type { Deps } from '../../core/deps.ts'
import { asSystem } from '../../core/system-door.ts'
import { sweepOf } from './leaving.run.service.ts'

/** Takes away the archives of every company, whatever its status, that are kept no longer. */
export async function sweepExports(deps: Deps) {
  const companies = await asSystem(deps.system, (db) =>
    db
      .selectFrom('companyExport')
      .select('companyId')
      .distinct()
      .where('state', '=', 'done')
      .where('expiresAt', '<=', deps.clock().toISOString())
      .execute(),
  )
  for (const { companyId } of companies) await sweepOf(deps, companyId)
}
