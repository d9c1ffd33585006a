import type { FastifyRequest } from 'fastify'
import type pg from 'pg'
import { localDateOf, localTimeOf } from '../server/core/dates.ts'
import { newId } from '../server/core/ids.ts'
import { allowedActs } from '../server/modules/attendance/attendance.rules.ts'
import type { ClockState } from '../server/modules/attendance/attendance.rules.ts'
import type { Raw } from './raw-db.ts'

const clockColumns = 'state, since, started_at as "startedAt", work_date as "workDate", time_zone as "timeZone"'

export async function myStatus({ pool, today }: Raw, { headers }: FastifyRequest) {
  const { rows } = await pool.query<{ state: ClockState }>({
    name: 'myStatus',
    text: `select c.state, c.since, c.started_at as "startedAt", c.work_date as "workDate", c.time_zone as "timeZone", d.scheduled_minutes as "scheduledMinutes",
        d.worked_minutes as "workedMinutes", d.break_minutes as "breakMinutes", d.late_minutes as "lateMinutes"
      from attendance_clock c left join attendance_day d on d.employee_id = c.employee_id and d.company_id = $1
        and d.work_date = case when c.state = 'off' then $2::date else c.work_date end
      where c.company_id = $1 and c.employee_id = $3`,
    values: [headers['x-company'], today, headers['x-employee']],
  })
  return { status: { ...rows[0], allowed: allowedActs(rows[0]!.state) } }
}

type Clock = { state: ClockState; since: string; startedAt: string | null; workDate: string; timeZone: string }
type Punch = { company: string; employee: string; at: string; zone: string; act: 'start' | 'end' }

export const start = (raw: Raw, request: FastifyRequest) =>
  punch(raw, request, 'start', async (client, { company, employee, at, zone }) => {
    const { rows } = await client.query<Clock>({
      name: 'start',
      text: `insert into attendance_clock (company_id, employee_id, state, since, started_at, work_date, time_zone) values ($1, $2, 'working', $3, $3, $4, $5)
        on conflict (company_id, employee_id) do update set state = 'working', since = $3, started_at = $3, work_date = $4, time_zone = $5
          where attendance_clock.state = 'off' returning ${clockColumns}`,
      values: [company, employee, at, localDateOf(at, zone), zone],
    })
    return rows[0]!
  })

export const end = (raw: Raw, request: FastifyRequest) =>
  punch(raw, request, 'end', async (client, { company, employee, at }) => {
    const { rows } = await client.query<Clock>({
      name: 'end',
      text: `update attendance_clock set state = 'off', since = $3, started_at = null
        where company_id = $1 and employee_id = $2 and state in ('working', 'break') and since <= $3 returning ${clockColumns}`,
      values: [company, employee, at],
    })
    return rows[0]!
  })

/** The clock, the entry, the day and the event in one transaction, each statement awaited. What the day adds up to is made up. */
async function punch(
  { pool, zone }: Raw,
  { headers, id }: FastifyRequest,
  act: 'start' | 'end',
  move: (client: pg.PoolClient, punch: Punch) => Promise<Clock>,
) {
  const company = headers['x-company'] as string
  const employee = headers['x-employee'] as string
  const at = new Date().toISOString()
  const entryId = newId()
  const client = await pool.connect()
  try {
    await client.query('begin')
    const clock = await move(client, { company, employee, at, zone, act })
    await client.query({
      name: 'entry',
      text: `insert into attendance_entry (company_id, id, employee_id, kind, at, time_zone, local_time, work_date, source, note, break_type_id)
        values ($1, $2, $3, $4, $5, $6, $7, $8, 'web', null, null)`,
      values: [company, entryId, employee, act, at, zone, `${localDateOf(at, zone)} ${localTimeOf(at, zone)}`, clock.workDate],
    })
    const figures = { scheduledMinutes: 480, workedMinutes: 0, breakMinutes: 0, lateMinutes: 0 }
    await client.query({
      name: 'day',
      text: `insert into attendance_day (company_id, employee_id, work_date, scheduled_minutes, worked_minutes, break_minutes, late_minutes,
          early_exit_minutes, overtime_minutes, undertime_minutes, first_start_at, last_end_at, status, paid_break_minutes, automatic_break_minutes,
          overtime_shares, shortfall_minutes, flags, settled, overtime_state)
        values ($1, $2, $3, $4, $5, $6, $7, 0, 0, 0, $8, $9, $10, 0, 0, $11, 0, $12, $13, null)
        on conflict (company_id, employee_id, work_date) do update set scheduled_minutes = $4, worked_minutes = $5, break_minutes = $6, late_minutes = $7,
          early_exit_minutes = 0, overtime_minutes = 0, undertime_minutes = 0, first_start_at = $8, last_end_at = $9, status = $10,
          paid_break_minutes = 0, automatic_break_minutes = 0, overtime_shares = $11, shortfall_minutes = 0, flags = $12, settled = $13, overtime_state = null`,
      values: [
        company,
        employee,
        clock.workDate,
        480,
        0,
        0,
        0,
        at,
        act === 'end' ? at : null,
        act === 'start' ? 'open' : 'present',
        '[]',
        [],
        act === 'end',
      ],
    })
    await client.query({
      name: 'event',
      text: `insert into domain_event (company_id, id, at, kind, actor_user_id, actor_name, subject_type, subject_id, request_id, address, before, after, data)
        values ($1, $2, $3, $4, $5, $6, 'attendance', $5, $7, '127.0.0.1', null, null, $8::jsonb)`,
      values: [company, newId(), at, `attendance.${act}ed`, employee, 'Raw', id, JSON.stringify({ workDate: clock.workDate, at })],
    })
    await client.query('commit')
    return {
      entry: { id: entryId, kind: act, at, timeZone: zone, workDate: clock.workDate, source: 'web' },
      status: { ...clock, ...figures, allowed: allowedActs(clock.state) },
    }
  } catch (error) {
    await client.query('rollback')
    throw error
  } finally {
    client.release()
  }
}
