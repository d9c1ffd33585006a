import { sql } from 'kysely'
import { asSystem } from '../../core/system-door.ts'
import type { SystemPool } from '../../core/system-door.ts'
import { indexVersion } from './employees.search.rules.ts'

/** The companies whose people were never indexed, or by older rules than these. */
export async function listCompaniesToIndex(system: SystemPool): Promise<string[]> {
  const rows = await asSystem(system, (db) =>
    db.selectFrom('companyState').select('companyId').where('peopleIndex', '<', indexVersion).orderBy('companyId').execute(),
  )
  return rows.map(({ companyId }) => companyId)
}

/** The people whose employment may have begun or ended with this day or the one before, in whatever zone, by company. */
export async function listTurnedToday(system: SystemPool, now: Date): Promise<ReadonlyMap<string, readonly string[]>> {
  const { rows } = await asSystem(system, (db) =>
    sql<{ companyId: string; employeeIds: string[] }>`select company_id, json_agg(distinct employee_id) as employee_ids from employment
      where first_day between ${now.toISOString()}::date - 1 and ${now.toISOString()}::date + 1
        or last_day between ${now.toISOString()}::date - 2 and ${now.toISOString()}::date group by company_id`.execute(db),
  )
  return new Map(rows.map(({ companyId, employeeIds }) => [companyId, employeeIds]))
}
