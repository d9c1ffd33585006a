import { Decimal } from 'decimal.js'
import type { FastifyRequest } from 'fastify'
import { addDays } from '../server/core/dates.ts'
import { assignmentsOf } from '../server/modules/attendance/day-sources.queries.ts'
import { balanceOf } from '../server/modules/leave/leave-balance.rules.ts'
import { chargeLots } from '../server/modules/leave/leave-charge.rules.ts'
import { costOfLeave } from '../server/modules/leave/leave-cost.rules.ts'
import type { LedgerEntry, Lot } from '../server/modules/leave/leave-ledger.rules.ts'
import { refuseLeave } from '../server/modules/leave/leave-refusal.rules.ts'
import type { LeaveAsk, LeaveDay, LeaveState, LeaveTypeRule } from '../server/modules/leave/leave.rules.ts'
import type { SettingsRow } from '../server/modules/working-time/calendar.queries.ts'
import { holidaysFor } from '../server/modules/working-time/holiday.rules.ts'
import type { CalendarUse, HolidayEntry } from '../server/modules/working-time/holiday.rules.ts'
import { scheduleOf } from '../server/modules/working-time/working-time.rules.ts'
import type { Raw } from './raw-db.ts'

const surroundingDays = 40

type Employment = Parameters<typeof assignmentsOf>[0] & { branchId: string | null }
type Person = { joinedOn: string; leftOn: string | null; status: string }

/** What the product reads for a preview, one statement after the other as people write it, judged by the product's rules. */
export async function previewLeave({ pool, today }: Raw, request: FastifyRequest) {
  const company = request.headers['x-company']
  const employee = request.headers['x-employee']
  const { typeId, firstDay, lastDay } = request.body as { typeId: string; firstDay: string; lastDay: string }
  const ask: LeaveAsk = { firstDay, lastDay, startsAt: 'start', endsAt: 'end' }
  const from = addDays(firstDay, -surroundingDays)
  const to = addDays(lastDay, surroundingDays)
  const [row] = await read<Omit<LeaveTypeRule, 'documentAboveDays'>>(
    'type',
    `select ${typeColumns} from leave_type where company_id = $1 and id = $2`,
    [company, typeId],
  )
  const type: LeaveTypeRule = { ...row!, documentAboveDays: null }
  const [person] = await read<Person>(
    'person',
    'select joined_on as "joinedOn", left_on as "leftOn", status from employee where company_id = $1 and id = $2',
    [company, employee],
  )
  const lots = await read<Lot>(
    'lots',
    'select id, valid_from as "validFrom", valid_to as "validTo" from leave_lot where company_id = $1 and employee_id = $2 and type_id = $3',
    [company, employee, typeId],
  )
  const entries = await read<LedgerEntry & { createdAt: string }>(
    'ledger',
    `select kind, lot_id as "lotId", request_id as "requestId", day, quantity, created_at as "createdAt"
      from leave_ledger where company_id = $1 and employee_id = $2 and type_id = $3 order by id`,
    [company, employee, typeId],
  )
  for (const entry of entries) entry.recordedOn = entry.createdAt.slice(0, 10)
  const openRequests = await read<LeaveAsk & { state: LeaveState }>(
    'open',
    `select first_day as "firstDay", last_day as "lastDay", starts_at as "startsAt", ends_at as "endsAt", from_time as "fromTime", to_time as "toTime", state
      from leave_request where company_id = $1 and employee_id = $2 and state in ('pending', 'approved') and first_day <= $4 and last_day >= $3`,
    [company, employee, from, to],
  )
  const touchingDays = await read<LeaveDay>(
    'touching',
    `select d.day, d.portion from leave_request r join leave_request_day d on d.request_id = r.id and d.company_id = $1
      where r.company_id = $1 and r.employee_id = $2 and r.type_id = $3 and r.state in ('pending', 'approved') and d.day >= $4 and d.day <= $5 and d.quantity > 0`,
    [company, employee, typeId, from, to],
  )
  const [sources] = await read<{ employments: Employment[]; holidays: HolidayEntry[]; calendars: CalendarUse[]; settings: SettingsRow[] }>(
    'sources',
    sourcesSql,
    [company, employee, from, to],
  )
  const { employments, holidays, calendars, settings } = sources!
  const assignments = employments.flatMap((employment) => assignmentsOf(employment, settings))
  const schedule = (day: string) => {
    const branchId = employments.find((one) => one.firstDay <= day && (one.lastDay === null || one.lastDay >= day))?.branchId ?? null
    return scheduleOf(
      day,
      assignments,
      holidaysFor(day, { employeeId: employee as string, branchId }, { entries: holidays, uses: calendars }),
    )
  }
  const available = balanceOf(lots, entries, firstDay > today ? firstDay : today).available
  const cost = costOfLeave(ask, type, schedule, touchingDays)
  if ('code' in cost) throw new Error(cost.message)
  const { joinedOn, leftOn, status } = person!
  const about = {
    ask,
    cost,
    type,
    scheduleOf: schedule,
    today,
    joinedOn,
    leftOn,
    employeeArchived: status === 'archived',
    openRequests,
    touchingDays,
  }
  const refusal = refuseLeave(about) ?? chargeLots({ type, dates: cost.dates, lots, entries, today })
  if ('code' in refusal) throw new Error(refusal.message)
  return {
    preview: {
      dates: cost.dates,
      quantity: cost.quantity,
      unit: type.unit,
      availableBefore: available,
      availableAfter: new Decimal(available).minus(cost.quantity).toFixed(),
      warnings: [],
      refusal: null,
    },
  }

  async function read<Row extends object>(name: string, text: string, values: unknown[]) {
    return (await pool.query<Row>({ name, text, values })).rows
  }
}

const typeColumns = `company_id as "companyId", id, code, name, unit, paid, tracks_balance as "tracksBalance", non_working_days as "nonWorkingDays",
  allow_half_days as "allowHalfDays", min_balance as "minBalance", min_notice_days as "minNoticeDays", max_consecutive_days as "maxConsecutiveDays",
  max_per_request as "maxPerRequest", applicable_after_days as "applicableAfterDays", yearly_amount as "yearlyAmount", sort_order as "sortOrder", version`

const sourcesSql = `select
  (select coalesce(json_agg(json_build_object('firstDay', t.first_day, 'lastDay', t.last_day, 'branchId', t.branch_id,
      'pattern', case when p.id is not null then json_build_object('id', p.id, 'name', p.name, 'weeks', p.weeks, 'anchorDay', p.anchor_day, 'times', p.times) end)), '[]')
    from employment t left join working_pattern p on p.company_id = $1 and p.id = t.working_pattern_id
    where t.company_id = $1 and t.employee_id = $2 and t.first_day <= $4 and (t.last_day is null or t.last_day >= $3)) as employments,
  (select coalesce(json_agg(json_build_object('calendarId', h.calendar_id, 'name', h.name, 'portion', h.portion, 'firstDay', h.first_day, 'lastDay', h.last_day,
      'yearly', h.yearly, 'fromYear', h.from_year, 'toYear', h.to_year)), '[]')
    from holiday h where h.company_id = $1 and ((h.first_day <= $4 and h.last_day >= $3) or h.yearly is not null)) as holidays,
  (select coalesce(json_agg(json_build_object('calendarId', c.id, 'isCompany', c.is_company, 'replaces', c.replaces, 'branchId', a.branch_id,
      'employeeId', a.employee_id, 'firstDay', a.first_day, 'lastDay', a.last_day)), '[]')
    from holiday_calendar c left join holiday_calendar_assignment a on a.company_id = $1 and a.calendar_id = c.id
      and a.first_day <= $4 and (a.last_day is null or a.last_day >= $3)
    where c.company_id = $1 and (c.is_company or a.id is not null)) as calendars,
  (select coalesce(json_agg(json_build_object('day', d.day, 'portion', d.portion)), '[]')
    from leave_request r join leave_request_day d on d.company_id = $1 and d.request_id = r.id
    where r.company_id = $1 and r.employee_id = $2 and r.state = 'approved' and r.first_day <= $4 and r.last_day >= $3 and d.day between $3 and $4 and d.quantity > 0) as leaves,
  (select coalesce(json_agg(json_build_object('kind', e.kind, 'at', e.at, 'workDate', e.work_date) order by e.at), '[]')
    from attendance_entry e where e.company_id = $1 and e.employee_id = $2 and e.work_date between $3 and $4) as entries,
  (select coalesce(json_agg(json_build_object('firstDay', s.first_day, 'settings', s.settings) order by s.first_day), '[]')
    from company_settings s where s.company_id = $1) as settings`
