import { sql } from 'kysely'
import { visible } from '../../core/access.ts'
import type { Ctx, FullCtx } from '../../core/context.ts'
import type { Data, Query } from '../../core/contract.ts'
import { addDays, instantOf } from '../../core/dates.ts'
import { fail } from '../../core/errors.ts'
import { fetchPage } from '../../core/paging.ts'
import type { DaySources } from './day-sources.queries.ts'
import * as contract from './geofence.contract.ts'
import { judgePosition, refusePosition } from './geofence.rules.ts'
import type { FencePlace, Position } from './geofence.rules.ts'
import { getPolicy } from './policy.service.ts'

type FenceCtx = Ctx<'geofencePlace' | 'attendancePosition'>

/** Days after which a position is forgotten; what the fence said of the punch stays. */
const keptDays = 90
const forgottenAtOnce = 5000

type FencedPunch = { id: string; at: string; localDate: string; position: Position | null }

/**
 * Holds a punch against the fence, if there is one for it: the company uses it, the instant lies in a window, the person is not
 * approved to work elsewhere and there are places for them. Writes what it said, with the position; answers whether the day is
 * flagged by it. Refuses, where the company refuses: 422 `OUTSIDE_FENCE`, `POSITION_NEEDED`.
 */
export async function holdFence(ctx: FenceCtx, employeeId: string, { id, at, localDate, position }: FencedPunch, sources: DaySources) {
  const mode = sources.policyOf(localDate).geofence
  if (mode === 'off' || !sources.inWindow(at, localDate)) return false
  const elsewhere = sources.locationOf(localDate)
  if (elsewhere === 'home' || elsewhere === 'other') return false
  const judged = judgePosition(position, await placesOf(ctx, sources.branchOf(localDate)))
  if (!judged) return false
  const refusal = refusePosition(mode, judged)
  if (refusal) throw fail.unprocessable(refusal.code, refusal.message, refusal.details)
  await ctx.tx
    .insertInto('attendancePosition')
    .values({
      companyId: ctx.companyId,
      entryId: id,
      employeeId,
      verdict: judged.verdict,
      placeName: judged.place?.name ?? null,
      distanceMeters: judged.distanceMeters === null ? null : Math.round(judged.distanceMeters),
      latitude: position?.latitude ?? null,
      longitude: position?.longitude ?? null,
      accuracyMeters: position ? Math.ceil(position.accuracyMeters) : null,
      at,
    })
    .execute()
  return judged.verdict !== 'inside'
}

/** The places of the people of a branch: its own and those of everybody. */
function placesOf(ctx: FenceCtx, branchId: string | null): Promise<FencePlace[]> {
  return ctx.tx
    .selectFrom('geofencePlace')
    .select(['id', 'name', 'latitude', 'longitude', 'radiusMeters'])
    .where('companyId', '=', ctx.companyId)
    .where('isActive', '=', true)
    .where((eb) => eb.or([eb('branchId', 'is', null), ...(branchId ? [eb('branchId', '=', branchId)] : [])]))
    .execute()
}

type PositionsCtx = Ctx<'attendancePosition' | 'attendanceEntry' | 'employee'>

export async function listPositions(
  ctx: PositionsCtx,
  { from, to, employeeId, verdict, flagged, ...page }: Query<typeof contract.listPositions>,
): Promise<Data<typeof contract.listPositions>> {
  const { timeZone } = ctx.actor.settings
  let query = ctx.tx
    .selectFrom('attendancePosition as p')
    .innerJoin('attendanceEntry as n', (join) => join.onRef('n.id', '=', 'p.entryId').on('n.companyId', '=', ctx.companyId))
    .innerJoin('employee as e', (join) => join.onRef('e.id', '=', 'p.employeeId').on('e.companyId', '=', ctx.companyId))
    .select(['p.entryId', 'n.kind', 'p.at', 'p.verdict', 'p.placeName', 'p.distanceMeters'])
    .select(['p.latitude', 'p.longitude', 'p.accuracyMeters'])
    .select(
      sql<{
        id: string
        firstName: string
        lastName: string
      }>`json_build_object('id', e.id, 'firstName', e.first_name, 'lastName', e.last_name)`.as('employee'),
    )
    .where('p.companyId', '=', ctx.companyId)
    .where('p.at', '>=', instantOf(from, '00:00', timeZone))
    .where('p.at', '<', instantOf(addDays(to, 1), '00:00', timeZone))
    .where(visible(ctx, 'attendance.locate', 'p.employeeId'))
    .orderBy('p.at', 'desc')
    .orderBy('p.entryId')
  if (employeeId) query = query.where('p.employeeId', '=', employeeId)
  if (verdict) query = query.where('p.verdict', '=', verdict)
  if (flagged) query = query.where('p.verdict', '!=', 'inside')
  const { rows, pagination } = await fetchPage(query, page)
  const positions = rows as Data<typeof contract.listPositions>['positions']
  const people = new Set(positions.map(({ employee }) => employee.id).filter((id) => id !== ctx.actor.employeeId)).size
  if (people > 0) ctx.noteRead(contract.positionsViewed, { data: { people, from, to } })
  return { positions, pagination }
}

/** Forgets positions that are older than they are kept, and all of them once the fence is off. Answers whether there may be more. */
export async function forgetPositions(ctx: FullCtx): Promise<boolean> {
  const { policy } = await getPolicy(ctx)
  const until = policy.geofence === 'off' ? ctx.now : new Date(Date.parse(ctx.now) - keptDays * 864e5).toISOString()
  const forgotten = await ctx.tx
    .updateTable('attendancePosition')
    .set({ latitude: null, longitude: null, accuracyMeters: null })
    .where('companyId', '=', ctx.companyId)
    .where('entryId', 'in', (eb) =>
      eb
        .selectFrom('attendancePosition')
        .select('entryId')
        .where('companyId', '=', ctx.companyId)
        .where('latitude', 'is not', null)
        .where('at', '<', until)
        .limit(forgottenAtOnce),
    )
    .executeTakeFirst()
  return Number(forgotten.numUpdatedRows) === forgottenAtOnce
}
