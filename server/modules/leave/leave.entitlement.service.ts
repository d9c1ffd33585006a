import { LRUCache } from 'lru-cache'
import type { Ctx } from '../../core/context.ts'
import { addDays } from '../../core/dates.ts'
import { newId } from '../../core/ids.ts'
import type { Settings } from '../../core/settings.ts'
import { leaveYearOf, nextLeaveYear } from './leave-entitlement.rules.ts'
import type { LeaveYear } from './leave-entitlement.rules.ts'
import { balanceOf } from './leave-balance.rules.ts'
import type { LedgerEntry, Lot } from './leave-ledger.rules.ts'
import { creditsOf, whatCreditsFollowFrom } from './leave-credit.rules.ts'
import type { CreditPlan, DueCredit, Employed } from './leave-credit.rules.ts'
import { creditsToCome, creditsToWrite, creditThatFits, plansByYear, yearStartOf } from './leave-grant.rules.ts'
import type { LastCredit } from './leave-grant.rules.ts'
import { enrolNewcomers } from './leave.audience.service.ts'
import { writeCredits } from './leave.grant.service.ts'
import type { Due } from './leave.grant.service.ts'
import { anyOf, readGranting } from './leave.grant.queries.ts'
import type { GrantCtx, GrantedType, Grantee, Granting } from './leave.grant.queries.ts'

/** What a company starts with; every figure can be changed. */
const defaultTypes = [
  { code: 'annual', name: 'Annual leave', yearlyAmount: '20' },
  { code: 'sick', name: 'Sick leave', yearlyAmount: '10' },
  { code: 'unpaid', name: 'Unpaid leave', paid: false, tracksBalance: false },
]

export async function createDefaultTypes(ctx: Ctx<'leaveType'>) {
  await ctx.tx
    .insertInto('leaveType')
    .values(defaultTypes.map((type, index) => ({ companyId: ctx.companyId, id: newId(), sortOrder: index, ...type })))
    .execute()
}

/** The first month and day of the company's leave year. */
export const leaveYearStart = ({ leaveYear, fiscalYearStart }: Pick<Settings, 'leaveYear' | 'fiscalYearStart'>) =>
  leaveYear === 'fiscal' ? fiscalYearStart : '01-01'

/**
 * Writes every credit that is due and not written, for some people or for everybody, and opens the lots of this leave year
 * and the next (so that January can be asked for in December). Late, again, or twice at once it adds nothing.
 */
export async function grantEntitlements(ctx: GrantCtx, settings: Settings, today: string, employeeIds?: readonly string[]) {
  await enrolNewcomers(ctx, today, employeeIds)
  const before = duesOf(await readGranting(ctx, today, employeeIds), settings, today)
  if (before.length === 0) return
  const ids = [...new Set(before.map(({ employeeId }) => employeeId))]
  await lockEmployees(ctx, ids)
  // Read again behind the lock: another run may have written meanwhile.
  await writeCredits(ctx, duesOf(await readGranting(ctx, today, ids), settings, today))
}

/** One leave year of one kind of leave of one person, with its credits. */
export type AccountYear = {
  employee: Grantee
  type: GrantedType
  year: LeaveYear
  credits: DueCredit[]
  plans: readonly CreditPlan[]
  last: LastCredit | undefined
  lotId: string | undefined
  /** Ended: what fell due in it is still written, but it changes no more. */
  hasEnded: boolean
}

type Wanted = (plans: readonly CreditPlan[]) => boolean

/** The leave years around a day of everybody in `granting` that have credits, but for those granted by hand. */
export function* accountYears(granting: Granting, settings: Settings, today: string, wanted: Wanted = () => true): Generator<AccountYear> {
  for (const employee of granting.people) {
    for (const type of granting.types) {
      const key = `${employee.id} ${type.id}`
      const assignments = granting.assignments.get(key) ?? []
      for (const [kind, plans] of plansByYear(assignments, type.yearlyAmount, settings)) {
        if (!wanted(plans)) continue
        const start = yearStartOf(kind, settings, employee.joinedOn)
        const current = leaveYearOf(today, start)
        const years = [leaveYearOf(addDays(current.firstDay, -1), start), current, nextLeaveYear(current, start)]
        for (const [index, year] of years.entries()) {
          const lotId = granting.lots.get(`${key} ${year.lastDay}`)
          const hasEnded = index === 0
          // A year that ended is only finished, never begun.
          if (hasEnded && lotId === undefined) continue
          const byHand = granting.byHand.get(key)?.some((lot) => lot.validTo >= year.firstDay && lot.validFrom <= year.lastDay)
          if (byHand) continue
          const worked = plans.some(({ crediting }) => crediting === 'hours') ? granting.workedBy(employee.id) : undefined
          const credits = worked ? creditsOf(plans, year, employee, type.rounding, worked) : knownCredits(plans, year, employee, type)
          const last = granting.last.get(`${key} ${year.lastDay}`)
          if (credits.length === 0 && !last) continue
          yield { employee, type, year, credits, plans, last, lotId, hasEnded }
        }
      }
    }
  }
}

type Account = { lots: Lot[]; entries: LedgerEntry[] }

/**
 * Adds to accounts what is still to be earned, dated its due day, so that a balance of a later day holds it
 * (rules-leave.md § Balance). Hours that will be worked are not known; a maximum balance cuts what is to come as well.
 */
export function addScheduled(
  granting: Granting,
  settings: Settings,
  today: string,
  accountOf: (employeeId: string, typeId: string) => Account,
) {
  const isEarned = (plans: readonly CreditPlan[]) => plans.some(({ crediting }) => crediting === 'earned')
  for (const { employee, type, credits, last, lotId, hasEnded } of accountYears(granting, settings, today, isEarned)) {
    if (hasEnded || !lotId) continue
    const { lots, entries } = accountOf(employee.id, type.id)
    for (const { dueOn, quantity: planned } of creditsToCome(credits, last, '')) {
      const quantity = creditThatFits(type, planned, () => balanceOf(lots, entries, dueOn).available)
      if (quantity !== '0') entries.push({ kind: 'accrual', lotId, requestId: null, day: dueOn, quantity })
    }
  }
}

function duesOf(granting: Granting, settings: Settings, today: string): Due[] {
  const dues: Due[] = []
  for (const { employee, type, year, credits, plans, last, lotId, hasEnded } of accountYears(granting, settings, today)) {
    const isFront = plans.every(({ crediting }) => crediting === 'front')
    const withDifference = !hasEnded && !plans.some(({ crediting }) => crediting === 'hours')
    const rows = creditsToWrite({ credits, last, today, year, isFront, withDifference })
    const failed = granting.failed.get(`${employee.id} ${type.id} ${year.lastDay}`)
    if (rows.length === 0 && !failed && (lotId !== undefined || credits.length === 0)) continue
    const validFrom = employee.joinedOn > year.firstDay ? employee.joinedOn : year.firstDay
    const lot = { id: lotId, validFrom, validTo: year.lastDay }
    dues.push({ employeeId: employee.id, type, lot, rows, failed, lastTotal: last?.total ?? '0', kind: isFront ? 'grant' : 'accrual' })
  }
  return dues
}

/** Most people have the same credits, and each has them until the policy changes: they are counted once. */
function knownCredits(plans: readonly CreditPlan[], year: LeaveYear, employee: Employed, { rounding }: GrantedType): DueCredit[] {
  const key = whatCreditsFollowFrom(plans, year, employee, rounding)
  const credits = creditsKnown.get(key) ?? creditsOf(plans, year, employee, rounding)
  creditsKnown.set(key, credits)
  return credits
}

const creditsKnown = new LRUCache<string, DueCredit[]>({ max: 5000 })

function lockEmployees(ctx: Ctx<'employee'>, ids: readonly string[]) {
  return ctx.tx
    .selectFrom('employee')
    .select('id')
    .where('companyId', '=', ctx.companyId)
    .where(anyOf('id', ids))
    .orderBy('id')
    .forNoKeyUpdate()
    .execute()
}
