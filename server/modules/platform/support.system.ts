import { sql } from 'kysely'
import type { RequestMeta } from '../../core/context.ts'
import type { Body } from '../../core/contract.ts'
import type { Deps } from '../../core/deps.ts'
import { fail } from '../../core/errors.ts'
import { newId } from '../../core/ids.ts'
import type { Operator } from '../../core/operators.ts'
import { asSystem } from '../../core/system-door.ts'
import { record } from './platform.system.ts'
import * as contract from './support.contract.ts'
import { finishAccess, shown } from './support.service.ts'

/** Lets an operator into a company: written into both audit logs, told to the company, and over by itself. */
export async function enterCompany(deps: Deps, operator: Operator, ask: Body<typeof contract.enterCompany>, meta: RequestMeta) {
  const { companyId, minutes } = ask
  const reason = ask.reason.trim()
  const entered = await asSystem(deps.system, async (db) => {
    const company = await db.selectFrom('company').select('name').where('id', '=', companyId).executeTakeFirst()
    if (!company) throw fail.notFound()
    await sql.raw(`set local app.company_id = '${companyId}'`).execute(db)
    const ctx = deps.contexts(db, companyId, meta)
    const row = await db
      .insertInto('supportAccess')
      .values({
        companyId,
        id: newId(),
        operatorId: operator.operatorId,
        operatorName: operator.name,
        reason,
        startedAt: ctx.now,
        endsAt: new Date(Date.parse(ctx.now) + minutes * 60_000).toISOString(),
      })
      .returningAll()
      .executeTakeFirstOrThrow()
    await ctx.emit(contract.supportStarted, {
      subject: { type: 'support-access', id: row.id },
      actor: { id: null, name: `${operator.name} (Muster support)` },
      data: { supportId: row.id, operator: operator.name, reason },
    })
    const who = { id: operator.operatorId, name: operator.name }
    await record(db, deps, who, 'support-started', meta, { companyId, data: { supportId: row.id, reason, minutes } })
    return { row, companyName: company.name, now: ctx.now }
  })
  const { row, companyName, now } = entered
  const accessToken = await deps.tokens.signSupport({ companyId, operatorId: operator.operatorId, supportId: row.id, endsAt: row.endsAt })
  return { supportAccess: { ...shown(row, now), companyName, accessToken } }
}

/** A token for an access that goes on: only to the operator who entered. It ends when that does, as the one before. */
export async function resumeSupport(deps: Deps, operator: Operator, id: string) {
  const now = deps.clock().toISOString()
  const found = await asSystem(deps.system, (db) =>
    db
      .selectFrom('supportAccess as a')
      .innerJoin('company as c', 'c.id', 'a.companyId')
      .selectAll('a')
      .select('c.name as companyName')
      .where('a.id', '=', id)
      .where('a.operatorId', '=', operator.operatorId)
      .where('a.endedAt', 'is', null)
      .where('a.endsAt', '>', now)
      .executeTakeFirst(),
  )
  if (!found) throw fail.notFound()
  const { companyId, companyName, endsAt } = found
  const accessToken = await deps.tokens.signSupport({ companyId, operatorId: operator.operatorId, supportId: id, endsAt })
  return { supportAccess: { ...shown(found, now), companyName, accessToken } }
}

/** Leaves a company: only the one who entered it; the id alone does not tell which company it is, the operators' audit does. */
export async function leaveCompany(deps: Deps, operator: Operator, id: string, meta: RequestMeta) {
  return asSystem(deps.system, async (db) => {
    const entry = await db
      .selectFrom('supportAccess')
      .select('companyId')
      .where('id', '=', id)
      .where('operatorId', '=', operator.operatorId)
      .executeTakeFirst()
    if (!entry) throw fail.notFound()
    const { companyId } = entry
    await sql.raw(`set local app.company_id = '${companyId}'`).execute(db)
    const ctx = deps.contexts(db, companyId, meta)
    const left = await finishAccess(ctx, id, 'operator', { id: null, name: `${operator.name} (Muster support)` })
    await record(db, deps, { id: operator.operatorId, name: operator.name }, 'support-ended', meta, { companyId, data: { supportId: id } })
    return left
  })
}
