import { Decimal } from 'decimal.js'
import { expiryEntries } from '../../server/modules/leave/leave-ledger.rules.ts'
import type { LedgerEntry, Lot } from '../../server/modules/leave/leave-ledger.rules.ts'
import { creditsOf } from '../../server/modules/leave/leave-credit.rules.ts'
import { frontLoaded } from '../../server/modules/leave/leave-grant.rules.ts'
import { leaveYearOf } from '../../server/modules/leave/leave-entitlement.rules.ts'
import { grantEntitlements, leaveYearStart } from '../../server/modules/leave/leave.entitlement.service.ts'
import type { LeaveTypeRule } from '../../server/modules/leave/leave.rules.ts'
import type { Insertable } from 'kysely'
import type { LeaveLedger, LeaveLot } from '../types.ts'
import type { DemoCompany } from './company.ts'
import type { Person } from './people.ts'
import { idAt } from './random.ts'
import { insertRows } from './write.ts'

type Account = { readonly lots: Lot[]; readonly entries: LedgerEntry[] }
type Types = ReadonlyMap<string, LeaveTypeRule & { name: string; yearlyAmount?: string | null }>

/** The lots and the ledger of everybody, as they grow while the years are played. */
export type Books = {
  account(person: Person, typeId: string): Account
  openLot(person: Person, typeId: string, lot: Omit<Lot, 'id'>, at: number): Lot
  write(person: Person, typeId: string, entries: readonly LedgerEntry[], at: number, reason?: string): void
  readonly lotRows: Insertable<LeaveLot>[]
  readonly ledgerRows: Insertable<LeaveLedger>[]
  readonly types: Types
}

/** What may be carried into the next leave year, which lasts until the end of March of the year after it. */
const carryMost = 5
const rounding = { step: '0.5', mode: 'half-up' } as const

/** Books in which the yearly lots are open: of every year on Muster, and of the next. */
export function openBooks(company: DemoCompany, types: Types): Books {
  const books = emptyBooks(company, types)
  const { settings, openedOn } = company.plan
  const start = leaveYearStart(settings)
  const firstYear = Math.max(Number(openedOn.slice(0, 4)), Number(company.today.slice(0, 4)) - 1)
  for (let year = firstYear; year <= Number(company.today.slice(0, 4)) + 1; year += 1) {
    const leaveYear = leaveYearOf(`${year}-12-31`, start)
    for (const person of company.people) {
      for (const type of types.values()) {
        if (!type.tracksBalance || !type.yearlyAmount || new Decimal(type.yearlyAmount).isZero()) continue
        const employed = { joinedOn: person.joinedOn, leftOn: null }
        const quantity = creditsOf([frontLoaded(type.yearlyAmount)], leaveYear, employed, rounding).at(-1)?.total ?? '0'
        if (quantity === '0') continue
        const validFrom = person.joinedOn > leaveYear.firstDay ? person.joinedOn : leaveYear.firstDay
        // A year's lots are opened with the year before it.
        const at = Math.max(person.enteredAt, Date.parse(`${year - 1}-01-01T02:10:00Z`))
        const { id: lotId } = books.openLot(person, type.id, { validFrom, validTo: leaveYear.lastDay }, at)
        books.write(person, type.id, [{ kind: 'grant', lotId, requestId: null, day: validFrom, quantity }], at)
      }
    }
  }
  return books
}

/** On each first of January: what is left of annual leave is carried over up to a limit, the rest of all kinds lapses. */
export function carryOver(company: DemoCompany, books: Books): { at: number; run: () => void }[] {
  const annual = books.types.get('annual')?.id
  const thisYear = Number(company.today.slice(0, 4))
  const typeIds = [...books.types.values()].filter(({ tracksBalance }) => tracksBalance).map(({ id }) => id)
  return [thisYear].map((year) => {
    const at = Date.parse(`${year}-01-01T02:10:00Z`)
    const close = (person: Person, typeId: string) => {
      const { lots, entries } = books.account(person, typeId)
      const ended = expiryEntries(lots, entries, `${year}-01-01`)
      const left = Decimal.sum(0, ...ended.map(({ quantity }) => quantity)).negated()
      const carried = typeId === annual ? Decimal.min(left, carryMost) : new Decimal(0)
      books.write(person, typeId, ended, at, carried.gt(0) ? `${carried.toFixed()} carried over into ${year}` : undefined)
      if (carried.lte(0)) return
      const { id: lotId } = books.openLot(person, typeId, { validFrom: `${year}-01-01`, validTo: `${year + 1}-03-31` }, at)
      books.write(
        person,
        typeId,
        [{ kind: 'carry-in', lotId, requestId: null, day: `${year}-01-01`, quantity: carried.toFixed() }],
        at,
        `From ${year - 1}`,
      )
    }
    return { at, run: () => company.people.forEach((person) => typeIds.forEach((typeId) => close(person, typeId))) }
  })
}

/** Stores the books; what the app would grant by itself and these do not have, it adds. */
export async function storeBooks({ db, ctx, plan, today }: DemoCompany, { lotRows, ledgerRows }: Books) {
  await insertRows(db, 'leaveLot', lotRows)
  await insertRows(db, 'leaveLedger', ledgerRows)
  await grantEntitlements(ctx, plan.settings, today)
}

function emptyBooks({ id: companyId }: DemoCompany, types: Types): Books {
  const accounts = new Map<string, Account>()
  const lotRows: Insertable<LeaveLot>[] = []
  const ledgerRows: Insertable<LeaveLedger>[] = []
  const account = ({ id }: Person, typeId: string) => {
    const key = `${id} ${typeId}`
    const known = accounts.get(key) ?? { lots: [], entries: [] }
    accounts.set(key, known)
    return known
  }
  return {
    account,
    lotRows,
    ledgerRows,
    types,
    openLot(person, typeId, lot, at) {
      const id = idAt(at, `lot ${person.email} ${lotRows.length}`)
      account(person, typeId).lots.push({ id, ...lot })
      lotRows.push({ companyId, id, employeeId: person.id, typeId, ...lot })
      return { id, ...lot }
    },
    write(person, typeId, entries, at, reason) {
      const createdAt = new Date(at).toISOString()
      for (const [index, entry] of entries.entries()) {
        const { kind, lotId, requestId, day, quantity } = entry
        account(person, typeId).entries.push({ kind, lotId, requestId, day, quantity, recordedOn: createdAt.slice(0, 10) })
        // A millisecond apart, so that what was written together keeps its order.
        const id = idAt(at + index, `ledger ${person.email} ${ledgerRows.length}`)
        ledgerRows.push({
          companyId,
          id,
          employeeId: person.id,
          typeId,
          kind,
          lotId,
          requestId,
          day,
          quantity,
          reason: reason ?? null,
          createdAt,
        })
      }
    },
  }
}
