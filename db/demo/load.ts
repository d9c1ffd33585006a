import { sql } from 'kysely'
import type { Kysely } from 'kysely'
import { addDays, localDateOf } from '../../server/core/dates.ts'
import type { Deps } from '../../server/core/deps.ts'
import { asSystem } from '../../server/core/system-door.ts'
import { hashPassword } from '../../server/modules/auth/index.ts'
import { scanEverywhere } from '../../server/modules/workflows/workflows.jobs.ts'
import type { DB } from '../types.ts'
import { acmeAdjustments, acmeLeave } from './acme.leave.ts'
import { acmePlan } from './acme.plan.ts'
import { loadAttendance } from './attendance.ts'
import { openCompany } from './company.ts'
import { beginStory, tellBeginnings } from './events.ts'
import { harapanLeave } from './harapan.leave.ts'
import { harapanPlan } from './harapan.plan.ts'
import { loadLeave } from './leave.ts'
import { idAt } from './random.ts'

const operatorEmail = 'operator@muster.test'

/**
 * Loads the demo companies into a database without any company: all or nothing, and once, however many servers start at
 * the same moment. The data is the same for the same instant of `deps.clock`, but for the ids that the app makes itself.
 * @returns whether the demo accounts are there, loaded now or before
 */
export async function loadDemo(deps: Deps, password: string): Promise<boolean> {
  const isThere = await load(deps, password)
  // What waits in the demo is before its approvers at once, not only after the first scan.
  if (isThere) await scanEverywhere(deps)
  return isThere
}

function load(deps: Deps, password: string): Promise<boolean> {
  return asSystem(deps.system, async (db) => {
    await sql`select pg_advisory_xact_lock(7304972)`.execute(db)
    const company = await db.selectFrom('company').select('id').limit(1).executeTakeFirst()
    if (company) return isLoaded(db)
    const [acmeHash, harapanHash, operatorHash] = await Promise.all([
      hashPassword(password),
      hashPassword(password),
      hashPassword(password),
    ])
    await loadAcme(db, deps, acmeHash)
    await loadHarapan(db, deps, harapanHash)
    const now = deps.clock()
    await db
      .insertInto('operator')
      .values({
        id: idAt(now.getTime(), operatorEmail),
        email: operatorEmail,
        name: 'Demo operator',
        passwordHash: operatorHash,
        createdAt: now.toISOString(),
      })
      .execute()
    return true
  })
}

/** Nobody but the demo makes an operator of this name. */
async function isLoaded(db: Kysely<DB>) {
  const operator = await db.selectFrom('operator').select('id').where('email', '=', operatorEmail).executeTakeFirst()
  return operator !== undefined
}

async function loadAcme(db: Kysely<DB>, deps: Deps, passwordHash: string) {
  const company = await openCompany(db, deps, acmePlan(todayIn(deps)), passwordHash)
  const { story, store } = beginStory(company)
  tellBeginnings(company, story)
  const leaveOf = await loadLeave(company, acmeLeave(company), acmeAdjustments(company), story)
  await loadAttendance(company, leaveOf, {
    from: addDays(company.today, -365),
    untouched: ['employee', 'marek.novak'],
    stayChance: 0.85,
    onCall: ['omar.haddad', 'yuki.tanaka'],
  })
  await store()
  await findable(db, company.id)
}

async function loadHarapan(db: Kysely<DB>, deps: Deps, passwordHash: string) {
  const company = await openCompany(db, deps, harapanPlan(todayIn(deps)), passwordHash)
  const { story, store } = beginStory(company)
  tellBeginnings(company, story)
  const leaveOf = await loadLeave(company, harapanLeave(company), [], story)
  await loadAttendance(company, leaveOf, { from: company.plan.openedOn, untouched: ['teacher'], stayChance: 0.1, onCall: [] })
  await store()
  await findable(db, company.id)
}

/** Both companies live in the zone of Jakarta. */
const todayIn = ({ clock }: Deps) => localDateOf(clock().toISOString(), 'Asia/Jakarta')

/** People are found as soon as the jobs run, not only in the next minute. */
const findable = (db: Kysely<DB>, companyId: string) =>
  sql`select enqueue_job('reindex-people', ${JSON.stringify({ companyId })}::json)`.execute(db)
