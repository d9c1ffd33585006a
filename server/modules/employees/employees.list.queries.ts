import { visible } from '../../core/access.ts'
import type { Query } from '../../core/contract.ts'
import { containing, countOver, pageOf, paginationOf, sorted } from '../../core/paging.ts'
import { literals, statement } from '../../core/statement.ts'
import type { listEmployees } from './employees.list.contract.ts'
import { selectAll, withEmployment } from './employees.queries.ts'
import type { People, PeopleCtx } from './employees.queries.ts'

type ListAsk = Query<typeof listEmployees>

/** One page of the people within reach, filtered and sorted as asked. */
export async function listPage(ctx: PeopleCtx, ask: ListAsk) {
  const { departmentId, branchId, managerId, status } = ask
  const [word0, word1, word2, word3, word4] = (ask.q ?? '').split(/\s+/).filter(Boolean).map(containing)
  const { limit, offset } = pageOf(ask)
  const filters = { departmentId, branchId, managerId, status, word0, word1, word2, word3, word4, $sort: ask.sort }
  const rows = await pages(ctx, { ...filters, limit, offset })
  const total = rows[0]?.total ?? (offset > 0 ? ((await pages(ctx, { ...filters, limit: 1, offset: 0 }))[0]?.total ?? 0) : 0)
  return { employees: rows.map(({ total: _, ...employee }) => employee), pagination: paginationOf(ask, total) }
}

type PageValues = Record<
  'departmentId' | 'branchId' | 'managerId' | 'status' | '$sort' | `word${0 | 1 | 2 | 3 | 4}`,
  string | undefined
> & {
  limit: number
  offset: number
}

/**
 * The page is found among the people alone where nothing else decides it, so that the rest is joined to its few rows only.
 */
const pages = statement(
  (ctx: PeopleCtx, { departmentId, branchId, managerId, status, $sort = 'lastName,firstName', limit, offset, ...words }: PageValues) => {
    const matching = Object.values(words).filter((one) => one !== undefined)
    const needsEmployment = Boolean(departmentId || branchId || managerId || matching.length > 0 || /title|department/.test($sort))
    let people: People = ctx.tx
      .selectFrom('employee as e')
      .where('e.companyId', '=', ctx.companyId)
      .where(visible(ctx, 'employee.read', 'e.id'))
    people = status ? people.where('e.status', '=', status) : people.where('e.status', 'not in', literals('left', 'archived'))
    if (needsEmployment) {
      let employed = withEmployment(ctx, people)
      if (departmentId) employed = employed.where('t.departmentId', '=', departmentId)
      if (branchId) employed = employed.where('t.branchId', '=', branchId)
      if (managerId) employed = employed.where('t.managerId', '=', managerId)
      for (const word of matching) {
        employed = employed.where((eb) =>
          eb.or(
            (['e.firstName', 'e.lastName', 'e.employeeNumber', 'e.email', 't.title'] as const).map((column) => eb(column, 'ilike', word)),
          ),
        )
      }
      const named = employed.leftJoin('department as d', (join) =>
        join.onRef('d.id', '=', 't.departmentId').on('d.companyId', '=', ctx.companyId),
      )
      people = named
    }
    const page = sorted(people, $sort, sortable, 'e.id')
      .select(['e.id', countOver.as('total')])
      .limit(limit)
      .offset(offset)
    const shown = selectAll(ctx).innerJoin(page.as('p'), 'p.id', 'e.id').select('p.total')
    return sorted(shown, $sort, sortable, 'e.id')
  },
  ['employee.read'],
)

const sortable = {
  lastName: 'e.lastName',
  firstName: 'e.firstName',
  employeeNumber: 'e.employeeNumber',
  joinedOn: 'e.joinedOn',
  title: 't.title',
  departmentName: 'd.name',
  status: 'e.status',
}
