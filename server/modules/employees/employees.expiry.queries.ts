import { sql } from 'kysely'
import { visible } from '../../core/access.ts'
import type { Ctx } from '../../core/context.ts'
import type { Data, Query } from '../../core/contract.ts'
import { addDays } from '../../core/dates.ts'
import { fetchPage } from '../../core/paging.ts'
import { literals } from '../../core/statement.ts'
import { reminderDays } from './employees.expiry.rules.ts'
import type { listExpiring } from './employees.private.contract.ts'

type ExpiryCtx = Ctx<'identityDocument' | 'employee' | 'employment' | 'department' | 'branch'>
type Answer = Data<typeof listExpiring>

/** Documents of people who are here that ended or end within the days of the first reminder, with how soon they do. */
export async function listExpiringDocuments(ctx: ExpiryCtx, ask: Query<typeof listExpiring>): Promise<Answer> {
  const { today } = ctx
  const rows = selectExpiring(ctx)
    .select(['d.id', 'd.employeeId', 'e.firstName', 'e.lastName', 'd.kind', 'd.expiresOn'])
    .orderBy('d.expiresOn')
    .orderBy('d.id')
    .$castTo<Answer['documents'][number]>()
  const [{ rows: documents, pagination }, counters] = await Promise.all([
    fetchPage(rows, ask),
    selectExpiring(ctx)
      .select([
        sql<number>`count(*) filter (where d.expires_on < ${today}::date)::int`.as('expired'),
        sql<number>`count(*) filter (where d.expires_on between ${today}::date and ${addDays(today, 7)}::date)::int`.as('week'),
        sql<number>`count(*) filter (where d.expires_on between ${addDays(today, 8)}::date and ${addDays(today, 30)}::date)::int`.as(
          'month',
        ),
        sql<number>`count(*) filter (where d.expires_on > ${addDays(today, 30)}::date)::int`.as('later'),
      ])
      .executeTakeFirstOrThrow(),
  ])
  return { documents, pagination, counters }
}

function selectExpiring(ctx: ExpiryCtx) {
  return ctx.tx
    .selectFrom('identityDocument as d')
    .innerJoin('employee as e', (join) => join.onRef('e.id', '=', 'd.employeeId').on('e.companyId', '=', ctx.companyId))
    .where('d.companyId', '=', ctx.companyId)
    .where('d.expiresOn', '<=', addDays(ctx.today, Math.max(...reminderDays)))
    .where('e.status', 'not in', literals('left', 'archived'))
    .where(visible(ctx, 'employee.read-personal', 'd.employeeId'))
    .where(
      // A passport that was renewed stands in the records beside the old one.
      sql<boolean>`not exists (select from identity_document as n where n.company_id = ${ctx.companyId}
        and n.employee_id = d.employee_id and n.kind = d.kind and n.country is not distinct from d.country
        and (n.expires_on is null or n.expires_on > d.expires_on))`,
    )
}
