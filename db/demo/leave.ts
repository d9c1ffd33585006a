import { Decimal } from 'decimal.js'
import { localDateOf } from '../../server/core/dates.ts'
import type { DayPortion } from '../../server/modules/working-time/working-time.rules.ts'
import { balanceOf, validLots } from '../../server/modules/leave/leave-balance.rules.ts'
import { chargeLots } from '../../server/modules/leave/leave-charge.rules.ts'
import { costOfLeave } from '../../server/modules/leave/leave-cost.rules.ts'
import type { LeaveCost } from '../../server/modules/leave/leave-cost.rules.ts'
import * as contract from '../../server/modules/leave/leave.contract.ts'
import * as balanceContract from '../../server/modules/leave/leave.balance.contract.ts'
import { aboutRequest, recordOf } from '../../server/modules/leave/leave.events.ts'
import { heldCharges, holdEntries, releaseEntries, reversalEntries, takenEntries } from '../../server/modules/leave/leave-ledger.rules.ts'
import { refuseLeave } from '../../server/modules/leave/leave-refusal.rules.ts'
import { getType } from '../../server/modules/leave/leave.queries.ts'
import type { LeaveState, LeaveTypeRule } from '../../server/modules/leave/leave.rules.ts'
import type { DemoCompany } from './company.ts'
import type { Story } from './events.ts'
import type { Intent, LeaveCode } from './leave-intents.ts'
import { carryOver, openBooks, storeBooks } from './leave-books.ts'
import type { Books } from './leave-books.ts'
import type { Person } from './people.ts'
import { idAt } from './random.ts'
import { decidedOf, loadApprovals } from './approvals.ts'
import { insertRows } from './write.ts'

export type Adjustment = {
  readonly who: string
  readonly type: LeaveCode
  readonly day: string
  readonly quantity: string
  readonly reason: string
}

/** Approved leave of a person on a date, as attendance needs it. */
export type LeaveOf = (person: Person, day: string) => { portion: DayPortion } | null

type NamedType = LeaveTypeRule & { name: string }

type Request = Intent & {
  readonly id: string
  readonly rule: NamedType
  readonly cost: LeaveCost
  state: LeaveState
  version: number
  decider: Person | null
}

type World = {
  readonly company: DemoCompany
  readonly books: Books
  readonly story: Story
  readonly types: ReadonlyMap<string, NamedType>
  /** By employee, in the order in which they were asked. */
  readonly requests: Map<string, Request[]>
}

type Step = { readonly at: number; readonly run: () => void }

/**
 * Plays all leave from the beginning, act by act in the order of time, by the rules of the app: what they refuse does not
 * happen, and every balance is what the app itself would have come to.
 */
export async function loadLeave(
  company: DemoCompany,
  intents: readonly Intent[],
  adjustments: readonly Adjustment[],
  story: Story,
): Promise<LeaveOf> {
  const types = await readTypes(company)
  const world: World = { company, types, story, books: openBooks(company, types), requests: new Map() }
  const steps = [
    ...intents.flatMap((intent) => stepsOf(world, intent)),
    ...adjustments.map((one) => adjusting(world, one)),
    ...carryOver(company, world.books),
  ]
  for (const step of steps.filter(({ at }) => at <= company.now).sort((a, b) => a.at - b.at)) step.run()
  const requests = [...world.requests.values()].flat()
  await storeRequests(company, requests)
  await loadApprovals(company, requests.flatMap(decidedOf))
  await storeBooks(company, world.books)
  return approvedLeave(requests)
}

function approvedLeave(requests: readonly Request[]): LeaveOf {
  const approved = new Map<string, { portion: DayPortion }>()
  for (const { who, cost } of requests.filter(({ state }) => state === 'approved')) {
    for (const { day, quantity, portion } of cost.dates) {
      if (quantity !== '0') approved.set(`${who.id} ${day}`, { portion: portion as DayPortion })
    }
  }
  return ({ id }, day) => approved.get(`${id} ${day}`) ?? null
}

async function readTypes({ ctx, db, id }: DemoCompany) {
  const rows = await db.selectFrom('leaveType').select(['id', 'code']).where('companyId', '=', id).execute()
  return new Map(await Promise.all(rows.map(async ({ id: typeId, code }) => [code, await getType(ctx, typeId)] as const)))
}

function stepsOf(world: World, intent: Intent): Step[] {
  let request: Request | undefined
  const submit: Step = {
    at: intent.submittedAt,
    run() {
      request = submitted(world, intent)
    },
  }
  const after = (at: number, act: (request: Request) => void): Step => ({
    at,
    run() {
      if (request) act(request)
    },
  })
  const decide = (state: 'approved' | 'rejected') => after(intent.decidedAt, (one) => decided(world, one, state))
  const close = (state: 'withdrawn' | 'cancelled') => after(intent.closedAt, (one) => closed(world, one, state))
  if (intent.outcome === 'pending') return [submit]
  if (intent.outcome === 'withdrawn') return [submit, close('withdrawn')]
  if (intent.outcome === 'cancelled') return [submit, decide('approved'), close('cancelled')]
  return [submit, decide(intent.outcome)]
}

/** The request as it is held, or undefined when the rules refuse it. */
function submitted(world: World, intent: Intent): Request | undefined {
  const { company, books, types, story } = world
  const { who, ask, submittedAt } = intent
  const rule = types.get(intent.type)
  if (!rule) return undefined
  const today = localDateOf(iso(submittedAt), company.zone)
  const scheduleOf = (day: string) => company.schedule(who, day)
  const others = world.requests.get(who.id) ?? []
  const openRequests = others
    .filter(({ state }) => state === 'pending' || state === 'approved')
    .map((one) => ({ ...one.ask, state: one.state }))
  const cost = costOfLeave(ask, rule, scheduleOf)
  if ('code' in cost) return undefined
  const employment = { joinedOn: who.joinedOn, leftOn: null, employeeArchived: false }
  // No type that a company starts with limits the days in a row, so touching leave does not matter.
  if (refuseLeave({ ask, cost, type: rule, scheduleOf, today, ...employment, openRequests, touchingDays: [] })) return undefined
  const account = books.account(who, rule.id)
  const charges = chargeLots({ type: rule, dates: cost.dates, ...account, today })
  if ('code' in charges) return undefined
  const request: Request = {
    ...intent,
    id: idAt(submittedAt, `request ${who.email} ${ask.firstDay}`),
    rule,
    cost,
    state: 'pending',
    version: 1,
    decider: null,
  }
  books.write(who, rule.id, holdEntries(request.id, charges.charges), submittedAt)
  world.requests.set(who.id, [...others, request])
  const shown = shownTo(request, who)
  story(contract.leaveSubmitted, submittedAt, who, {
    subject: { type: 'leave-request', id: request.id },
    after: recordOf(shown),
    data: aboutRequest(shown),
  })
  return request
}

function decided({ company, books, story }: World, request: Request, state: 'approved' | 'rejected') {
  const { who, id, rule, decidedAt } = request
  const decider = company.people.find(({ key }) => key === who.manager) ?? personnel(company)
  const before = shownTo(request, decider)
  Object.assign(request, { state, decider, version: request.version + 1 })
  const { entries } = books.account(who, rule.id)
  const taken = state === 'approved' ? takenEntries(id, heldCharges(id, entries)) : []
  books.write(who, rule.id, [...releaseEntries(id, entries), ...taken], decidedAt)
  const after = shownTo(request, decider)
  const event = state === 'approved' ? contract.leaveApproved : contract.leaveRejected
  story(event, decidedAt, decider, {
    subject: { type: 'leave-request', id },
    before: recordOf(before),
    after: recordOf(after),
    data: aboutRequest(after),
  })
}

function closed({ books, story }: World, request: Request, state: 'withdrawn' | 'cancelled') {
  const { who, id, rule, closedAt } = request
  const before = shownTo(request, who)
  const { entries } = books.account(who, rule.id)
  books.write(who, rule.id, state === 'withdrawn' ? releaseEntries(id, entries) : reversalEntries(id, entries), closedAt)
  Object.assign(request, { state, version: request.version + 1 })
  const after = shownTo(request, who)
  const event = state === 'withdrawn' ? contract.leaveWithdrawn : contract.leaveCancelled
  story(event, closedAt, who, {
    subject: { type: 'leave-request', id },
    before: recordOf(before),
    after: recordOf(after),
    data: aboutRequest(after),
  })
}

function adjusting({ company, books, types, story }: World, { who: key, type, day, quantity, reason }: Adjustment): Step {
  const at = company.at(day, '13:25')
  const run = () => {
    const who = company.person(key)
    const rule = types.get(type)
    const lotId = rule && validLots(books.account(who, rule.id).lots, day).at(-1)?.id
    if (!rule || !lotId) return
    const { lots, entries } = books.account(who, rule.id)
    const { available } = balanceOf(lots, entries, day)
    const after = new Decimal(available).plus(quantity)
    if (after.lt(rule.minBalance)) return
    books.write(who, rule.id, [{ kind: 'adjustment', lotId, requestId: null, day, quantity }], at, reason)
    const data = { employeeId: who.id, typeName: rule.name, quantity, unit: rule.unit, reason, person: who.name }
    story(balanceContract.balanceAdjusted, at, personnel(company), {
      subject: { type: 'employee', id: who.id },
      before: { available },
      after: { available: after.toFixed() },
      data,
    })
  }
  return { at, run }
}

/** Who speaks for the company where a manager does not. */
const personnel = ({ people, person }: DemoCompany) => people.find(({ roles }) => roles.includes('hr')) ?? person('admin')

/** The request as the app shows it to somebody, for its events. */
function shownTo(request: Request, viewer: Person): contract.LeaveRequest {
  const { id, who, rule, ask, cost, state, note, comment, decider, decidedAt, submittedAt, version } = request
  const isOpen = state === 'pending'
  const isOwn = viewer === who
  const takesBack = isOwn && (isOpen || state === 'approved')
  return {
    id,
    employee: { id: who.id, firstName: who.firstName, lastName: who.lastName, title: who.title },
    typeId: rule.id,
    typeName: rule.name,
    unit: rule.unit,
    firstDay: ask.firstDay,
    lastDay: ask.lastDay,
    startsAt: ask.startsAt,
    endsAt: ask.endsAt,
    fromTime: null,
    toTime: null,
    quantity: cost.quantity,
    state,
    note,
    comment: decider ? comment : null,
    decidedByName: decider?.name ?? null,
    decidedAt: decider ? iso(decidedAt) : null,
    createdAt: iso(submittedAt),
    version,
    enteredByName: null,
    documentCount: 0,
    can: {
      approve: isOpen && !isOwn,
      reject: isOpen && !isOwn,
      withdraw: takesBack,
      change: takesBack,
      cancel: false,
      readDocuments: false,
    },
  }
}

async function storeRequests({ db, id: companyId }: DemoCompany, requests: readonly Request[]) {
  const rows = requests.map(({ id, who, rule, ask, cost, state, note, comment, decider, decidedAt, submittedAt, version }) => ({
    companyId,
    id,
    employeeId: who.id,
    typeId: rule.id,
    firstDay: ask.firstDay,
    lastDay: ask.lastDay,
    startsAt: ask.startsAt,
    endsAt: ask.endsAt,
    quantity: cost.quantity,
    state,
    note,
    comment: decider ? comment : null,
    decidedBy: decider?.userId ?? null,
    decidedAt: decider ? iso(decidedAt) : null,
    createdAt: iso(submittedAt),
    version,
  }))
  await insertRows(db, 'leaveRequest', rows)
  await insertRows(
    db,
    'leaveRequestDay',
    requests.flatMap(({ id, cost }) => cost.dates.map((date) => ({ companyId, requestId: id, ...date }))),
  )
}

const iso = (millis: number) => new Date(millis).toISOString()
