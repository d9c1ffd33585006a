import type { FullCtx } from '../../core/context.ts'
import type { Deps } from '../../core/deps.ts'
import { dataErased } from './companies.retention.contract.ts'
import { keptSince } from './companies.retention.service.ts'
import { listOpenCompanies } from './companies.system.ts'

/** Erases a bounded part of what is older than a day, and says how much of what; nothing once there is no more. */
type Erase = (ctx: FullCtx, before: string) => Promise<Readonly<Record<string, number>>>

/** Steps a night and company; what is left then goes the night after. */
const mostSteps = 50

/**
 * Erases, for every company, what it keeps no longer: step by step, each in a transaction of its own with the one event that tells of
 * it, so that nothing is gone without a trace when the server ends between two.
 */
export async function eraseExpired(deps: Deps, erase: Erase) {
  for (const companyId of await listOpenCompanies(deps.system)) {
    for (let step = 0; step < mostSteps; step += 1) if (!(await eraseStep(deps, companyId, erase))) break
  }
}

function eraseStep(deps: Deps, companyId: string, erase: Erase): Promise<boolean> {
  return deps.door.enterAsSystem(companyId, async (ctx) => {
    const before = await keptSince(ctx)
    const erased = Object.entries(await erase(ctx, before)).filter(([, count]) => count > 0)
    if (erased.length === 0) return false
    await ctx.emit(dataErased, {
      subject: { type: 'company', id: companyId },
      after: Object.fromEntries(erased),
      data: { before, what: erased.map(([name, count]) => `${name} ${count}`).join(', ') },
    })
    return true
  })
}
