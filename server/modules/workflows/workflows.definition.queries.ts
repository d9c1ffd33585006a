import { isId } from '../../core/ids.ts'
import { actionNeeds } from './workflows.action.rules.ts'
import type { Definition, Known, Selector } from './workflows.definition.rules.ts'
import type { FieldTypes } from './workflows.expression.rules.ts'
import type { FullCtx } from '../../core/context.ts'

/** What of all that a definition names is there in this company. */
export async function readKnown(ctx: FullCtx, { steps }: Definition, fields: FieldTypes): Promise<Known> {
  const selectors = steps.flatMap(({ approvers = [], fallback = [], to = [], overdue }) => [
    ...approvers,
    ...fallback,
    ...to,
    ...(overdue?.to ? [overdue.to] : []),
  ])
  const idsBy = (by: Selector['by']) => [...new Set(selectors.flatMap((one) => (one.by === by && one.id && isId(one.id) ? [one.id] : [])))]
  const codesBy = (by: Selector['by']) => selectors.flatMap((one) => (one.by === by && one.code ? [one.code] : []))
  const [userIds, positionIds] = [idsBy('user'), idsBy('position')]
  const roleCodes = [...new Set([...codesBy('role'), ...selectors.flatMap(({ roles = [] }) => roles)])]
  const [users, positions, roles] = await Promise.all([
    userIds.length === 0
      ? []
      : ctx.tx
          .selectFrom('userAccount')
          .select('id')
          .where('companyId', '=', ctx.companyId)
          .where('id', 'in', userIds)
          .where('status', '=', 'active')
          .execute(),
    positionIds.length === 0
      ? []
      : ctx.tx.selectFrom('position').select('id').where('companyId', '=', ctx.companyId).where('id', 'in', positionIds).execute(),
    roleCodes.length === 0
      ? []
      : ctx.tx.selectFrom('role').select('code').where('companyId', '=', ctx.companyId).where('code', 'in', roleCodes).execute(),
  ])
  return {
    fields,
    userIds: new Set(users.map(({ id }) => id)),
    positionIds: new Set(positions.map(({ id }) => id)),
    roleCodes: new Set(roles.map(({ code }) => code)),
    permissionCodes: new Set(codesBy('permission').filter((code) => ctx.catalogue.has(code))),
    actions: actionNeeds,
  }
}
