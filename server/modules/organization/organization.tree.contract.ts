import type { TProperties } from 'typebox'
import { ById, Fields, Id, Named, Nullable, Type, PersonName } from '../../core/contract.ts'
import type { Contract, Static } from '../../core/contract.ts'
import { seats } from './organization.position.contract.ts'

/** How many levels a tree may have: people find their way in it, and an answer can hold all of it. */
export const levelLimits = { department: 10, position: 15 } as const

/** How much one answer holds at most; `complete` is false when there is more. */
export const treeLimits = { departments: 1000, positions: 1000, holders: 20 } as const

const holders = Type.Array(PersonName, {
  description: `The first ${treeLimits.holders} of those you may see, by name; \`filled\` counts all`,
})

const departmentFields = {
  id: Id,
  code: Type.String(),
  name: Type.String(),
  branchId: Nullable(Id),
  headEmployeeId: Nullable(Id),
  employeeCount: Type.Integer({ description: 'People in it today, sub-departments not counted' }),
}
const positionFields = {
  id: Id,
  code: Type.String(),
  title: Type.String(),
  level: Nullable(Type.Integer()),
  ...seats,
  holders,
}

const Seat = Type.Object(positionFields)
type Seat = Static<typeof Seat>

type DepartmentNode = Static<ReturnType<typeof Type.Object<typeof departmentFields>>> & { departments: DepartmentNode[] }
type StaffedNode = Omit<DepartmentNode, 'departments'> & { positions: Seat[]; departments: StaffedNode[] }
type PositionNode = Seat & { reports: PositionNode[] }

const DepartmentNode = nested<DepartmentNode>(levelLimits.department, departmentFields, 'departments')
const StaffedNode = nested<StaffedNode>(levelLimits.department, { ...departmentFields, positions: Type.Array(Seat) }, 'departments')
const PositionNode = nested<PositionNode>(levelLimits.position, positionFields, 'reports')

const complete = Type.Boolean({ description: 'False when there is more than one answer holds' })

export const branchHierarchy = {
  method: 'GET',
  url: '/branches/:id/hierarchy',
  config: { access: 'organization.read' },
  schema: {
    summary: 'The departments of a branch as a tree, with their positions and who holds them',
    params: ById,
    response: {
      200: Type.Object({
        branch: Type.Object({ id: Id, code: Type.String(), name: Type.String() }),
        departments: Type.Array(StaffedNode),
        positions: Type.Array(Seat, { description: 'Of the branch, in none of these departments' }),
        complete,
      }),
    },
  },
} as const satisfies Contract

export const departmentTree = {
  method: 'GET',
  url: '/departments/:id/tree',
  config: { access: 'organization.read' },
  schema: {
    summary: 'A department with everything below it',
    params: ById,
    response: { 200: Type.Object({ ...Named('department', DepartmentNode).properties, complete }) },
  },
} as const satisfies Contract

export const departmentHierarchy = {
  method: 'GET',
  url: '/departments/hierarchy/:branchId',
  config: { access: 'organization.read' },
  schema: {
    summary: 'The departments of a branch as a tree',
    params: Fields({ branchId: Id }),
    response: { 200: Type.Object({ departments: Type.Array(DepartmentNode), complete }) },
  },
} as const satisfies Contract

export const positionHierarchy = {
  method: 'GET',
  url: '/positions/hierarchy/:departmentId',
  config: { access: 'organization.read' },
  schema: {
    summary: 'The positions of a department by who reports to whom, and who holds them',
    params: Fields({ departmentId: Id }),
    response: { 200: Type.Object({ positions: Type.Array(PositionNode), complete }) },
  },
} as const satisfies Contract

/**
 * A node with nodes of its own kind below it. Written out level by level rather than by reference, which validation, the
 * serializer and OpenAPI would each want to be told in a way of their own.
 */
function nested<N>(levels: number, fields: TProperties, below: string) {
  let inner = Type.Array(Type.Object({}), { maxItems: 0, examples: [[]] }) as ReturnType<typeof Type.Array>
  for (let level = 1; level < levels; level += 1) inner = Type.Array(Type.Object({ ...fields, [below]: inner }))
  return Type.Unsafe<N>(Type.Object({ ...fields, [below]: inner }))
}
