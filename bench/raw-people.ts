import type { FastifyRequest } from 'fastify'
import type { Raw } from './raw-db.ts'

const columns = `e.id, e.employee_number as "employeeNumber", e.first_name as "firstName", e.last_name as "lastName", e.email, e.status,
  e.joined_on as "joinedOn", e.left_on as "leftOn", e.version, t.title, t.department_id as "departmentId", d.name as "departmentName",
  t.branch_id as "branchId", b.name as "branchName", t.manager_id as "managerId", m.first_name || ' ' || m.last_name as "managerName"`

const detailColumns = `${columns}, e.preferred_name as "preferredName", e.work_phone as "workPhone", t.position_id as "positionId", s.title as "positionTitle"`

const tables = `employee e
  left join employment t on t.employee_id = e.id and t.company_id = $1 and t.first_day <= $2 and (t.last_day is null or t.last_day >= $2)
  left join department d on d.id = t.department_id and d.company_id = $1
  left join branch b on b.id = t.branch_id and b.company_id = $1
  left join employee m on m.id = t.manager_id and m.company_id = $1`

const detailTables = `${tables} left join position s on s.id = t.position_id and s.company_id = $1`

export async function getEmployee({ pool, today }: Raw, request: FastifyRequest) {
  const { id } = request.params as { id: string }
  const { rows } = await pool.query({
    name: 'getEmployee',
    text: `select ${detailColumns} from ${detailTables} where e.company_id = $1 and e.id = $3`,
    values: [request.headers['x-company'], today, id],
  })
  return {
    employee: { ...rows[0], team: null, personal: null, pay: null, can: { update: false, updateContacts: false, archive: false } },
  }
}

export async function listEmployees({ pool, today }: Raw, request: FastifyRequest) {
  const ask = request.query as { page: string; limit: string }
  const page = Number(ask.page)
  const limit = Number(ask.limit)
  const { rows } = await pool.query<{ total: number }>({
    name: 'listEmployees',
    text: `with page as (
        select id, count(*) over () as total from employee where company_id = $1 and status not in ('left', 'archived')
        order by last_name, first_name, id limit $3 offset $4)
      select ${columns}, p.total from page p, ${tables} where e.id = p.id and e.company_id = $1 order by e.last_name, e.first_name, e.id`,
    values: [request.headers['x-company'], today, limit, (page - 1) * limit],
  })
  const total = rows[0]?.total ?? 0
  return { employees: rows, pagination: { page, limit, total, totalPages: Math.ceil(total / limit) } }
}
