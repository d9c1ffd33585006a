import { sql } from 'kysely'
import type { Ctx } from '../../core/context.ts'

const rowsAtOnce = 500

/** Erases what stands in the company's own fields of people who left before a day, files too. */
export async function eraseValuesOfLeft(ctx: Ctx<'customValue' | 'customFile' | 'customField' | 'employee'>, before: string) {
  const { companyId } = ctx
  const ofLeft = sql`join custom_field as f on f.company_id = ${companyId} and f.id = o.field_id and f.object_kind = 'employee'
    join employee as e on e.company_id = ${companyId} and e.id = o.object_id
    where o.company_id = ${companyId} and e.status in ('left', 'archived') and e.left_on < ${before}::date
    order by o.object_id, o.field_id limit ${rowsAtOnce}`
  const files = await sql`delete from custom_file as d where d.company_id = ${companyId}
    and (d.object_id, d.field_id) in (select o.object_id, o.field_id from custom_file as o ${ofLeft})`.execute(ctx.tx)
  const values = await sql`delete from custom_value as d where d.company_id = ${companyId}
    and (d.object_id, d.field_id) in (select o.object_id, o.field_id from custom_value as o ${ofLeft})
    and not exists (select from custom_file as k where k.company_id = ${companyId} and k.field_id = d.field_id and k.object_id = d.object_id)`.execute(
    ctx.tx,
  )
  return { customFiles: Number(files.numAffectedRows ?? 0), customValues: Number(values.numAffectedRows ?? 0) }
}
