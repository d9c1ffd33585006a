import type { FullCtx } from '../../core/context.ts'
import type { Body } from '../../core/contract.ts'
import { isZone } from '../../core/dates.ts'
import type { Rows } from '../../core/packed-rows.ts'
import { cellOf, changedFields, columnsOf, eachRow, filledCells, isNamed } from '../../core/sheet-cells.ts'
import type { RowChange, SheetColumn, SheetKind, SheetRow } from '../../core/sheet-kind.ts'
import * as branches from './organization.branch.contract.ts'
import { createBranch, updateBranch } from './organization.branch.service.ts'
import * as departments from './organization.contract.ts'
import * as positions from './organization.position.contract.ts'
import { createPosition, updatePosition } from './organization.position.service.ts'
import { createDepartment, updateDepartment } from './organization.service.ts'

type AllCtx = FullCtx
type Done = (count: number) => Promise<void>

const forOrganization = { toImport: ['organization.manage'], toExport: ['organization.read'], identity: ['code'] }
const code = cellOf(branches.createBranch.schema.body.properties.code)
const codeOf = (key: string, label: string, refersTo: string): SheetColumn => ({ key, label, read: code, refersTo })

const branchFields = ['name', 'kind', 'address', 'city', 'country', 'phone', 'email', 'timeZone']
const branchColumns: readonly SheetColumn[] = columnsOf(branches.createBranch.schema.body, {
  code: 'Code',
  name: 'Name',
  kind: 'Kind',
  address: 'Address',
  city: 'City',
  country: 'Country',
  phone: 'Phone',
  email: 'Email',
  timeZone: 'Time zone',
}).map((column) => (column.key === 'timeZone' ? { ...column, read: zone } : column))

function zone(text: string) {
  return isZone(text) ? text : { wrong: 'is no time zone', expected: 'an IANA name such as Asia/Jakarta' }
}

export const branchSheet: SheetKind = {
  ...forOrganization,
  kind: 'branches',
  title: 'Branches',
  columns: () => Promise.resolve(branchColumns),
  async *read(ctx, names) {
    const rows = await ctx.tx
      .selectFrom('branch')
      .select(['id', 'code', 'name', 'kind', 'address', 'city', 'country', 'phone', 'email', 'timeZone'])
      .where('companyId', '=', ctx.companyId)
      .where('archivedAt', 'is', null)
      .where(isNamed('code', names))
      .orderBy('code')
      .execute()
    yield rows.map(({ id, ...cells }) => ({ id, cells: filledCells(cells) }))
  },
  apply: (ctx, changes, done) =>
    eachRow(allOf(changes), done, ({ id, cells, changed }) => {
      const { kind, ...fields } = changedFields(cells, changed, branchFields)
      const values = { ...fields, ...(kind && { kind }) }
      return id
        ? updateBranch(ctx, id, values as Body<typeof branches.updateBranch>)
        : createBranch(ctx, { code: cells['code']!, ...values } as Body<typeof branches.createBranch>)
    }),
}

const departmentColumns: readonly SheetColumn[] = [
  ...columnsOf(departments.createDepartment.schema.body, {
    code: 'Code',
    name: 'Name',
    costCenter: 'Cost centre',
    description: 'Description',
  }),
  codeOf('parentCode', 'Parent', 'departments'),
  codeOf('branchCode', 'Branch', 'branches'),
]

export const departmentSheet: SheetKind = {
  ...forOrganization,
  kind: 'departments',
  title: 'Departments',
  columns: () => Promise.resolve(departmentColumns),
  async *read(ctx, names) {
    const rows = await ctx.tx
      .selectFrom('department as d')
      .leftJoin('department as p', (join) => join.onRef('p.id', '=', 'd.parentId').on('p.companyId', '=', ctx.companyId))
      .leftJoin('branch as b', (join) => join.onRef('b.id', '=', 'd.branchId').on('b.companyId', '=', ctx.companyId))
      .select(['d.id', 'd.code', 'd.name', 'd.costCenter', 'd.description', 'p.code as parentCode', 'b.code as branchCode'])
      .where('d.companyId', '=', ctx.companyId)
      .where(isNamed('d.code', names))
      .orderBy('d.code')
      .execute()
    yield rows.map(({ id, ...cells }) => ({ id, cells: filledCells(cells) }))
  },
  async apply(ctx, changes, done) {
    const branchIds = await idsByCode(ctx, 'branch')
    const fieldsOf = ({ cells, changed }: RowChange) => ({
      ...changedFields(cells, changed, ['name', 'costCenter', 'description']),
      ...referenced(cells, changed, 'branchCode', 'branchId', branchIds),
    })
    await placeInTree(ctx, 'department', 'parentCode', allOf(changes), done, {
      create: (change) =>
        createDepartment(ctx, { code: change.cells['code']!, ...fieldsOf(change) } as Body<typeof departments.createDepartment>),
      update: (id, change, parentId) =>
        updateDepartment(ctx, id, { ...(change.id && fieldsOf(change)), ...(parentId !== undefined && { parentId }) }),
    })
  },
}

const positionColumns: readonly SheetColumn[] = [
  ...columnsOf(positions.createPosition.schema.body, {
    code: 'Code',
    title: 'Title',
    level: 'Level',
    headcount: 'Headcount',
    description: 'Description',
  }),
  codeOf('departmentCode', 'Department', 'departments'),
  codeOf('branchCode', 'Branch', 'branches'),
  codeOf('reportsToCode', 'Reports to', 'positions'),
]

export const positionSheet: SheetKind = {
  ...forOrganization,
  kind: 'positions',
  title: 'Positions',
  columns: () => Promise.resolve(positionColumns),
  async *read(ctx, names) {
    const rows = await ctx.tx
      .selectFrom('position as p')
      .leftJoin('department as d', (join) => join.onRef('d.id', '=', 'p.departmentId').on('d.companyId', '=', ctx.companyId))
      .leftJoin('branch as b', (join) => join.onRef('b.id', '=', 'p.branchId').on('b.companyId', '=', ctx.companyId))
      .leftJoin('position as s', (join) => join.onRef('s.id', '=', 'p.reportsToId').on('s.companyId', '=', ctx.companyId))
      .select(['p.id', 'p.code', 'p.title', 'p.level', 'p.headcount', 'p.description'])
      .select(['d.code as departmentCode', 'b.code as branchCode', 's.code as reportsToCode'])
      .where('p.companyId', '=', ctx.companyId)
      .where(isNamed('p.code', names))
      .orderBy('p.code')
      .execute()
    yield rows.map(({ id, ...cells }) => ({ id, cells: filledCells(cells) }))
  },
  async apply(ctx, changes, done) {
    const [branchIds, departmentIds] = [await idsByCode(ctx, 'branch'), await idsByCode(ctx, 'department')]
    const fieldsOf = ({ cells, changed }: RowChange) => ({
      ...changedFields(cells, changed, ['title', 'description']),
      ...numbers(changedFields(cells, changed, ['level', 'headcount'])),
      ...referenced(cells, changed, 'departmentCode', 'departmentId', departmentIds),
      ...referenced(cells, changed, 'branchCode', 'branchId', branchIds),
    })
    await placeInTree(ctx, 'position', 'reportsToCode', allOf(changes), done, {
      create: (change) =>
        createPosition(ctx, { code: change.cells['code']!, ...fieldsOf(change) } as Body<typeof positions.createPosition>),
      update: (id, change, reportsToId) =>
        updatePosition(ctx, id, { ...(change.id && fieldsOf(change)), ...(reportsToId !== undefined && { reportsToId }) }),
    })
  },
}

/** Branches, departments and positions are few beside people. */
const allOf = (changes: Rows<RowChange>) => [...changes.pieces()].flat()

async function idsByCode(ctx: AllCtx, table: 'branch' | 'department' | 'position') {
  const rows = await ctx.tx.selectFrom(table).select(['id', 'code']).where('companyId', '=', ctx.companyId).execute()
  return new Map(rows.map((row) => [row.code, row.id]))
}

function referenced(cells: SheetRow, changed: readonly string[], key: string, field: string, ids: ReadonlyMap<string, string>) {
  return changed.includes(key) ? { [field]: ids.get(cells[key] ?? '') ?? null } : {}
}

const numbers = (fields: Readonly<Record<string, string | null>>) =>
  Object.fromEntries(Object.entries(fields).map(([key, text]) => [key, text === null ? null : Number(text)]))

type Tree = {
  create(change: RowChange): Promise<unknown>
  /** `aboveId` is what it is placed below, null for the top, undefined when its place stays. */
  update(id: string, change: RowChange, aboveId: string | null | undefined): Promise<unknown>
}

/** Everything new is there before anything is placed, so that the order of a file does not matter. */
async function placeInTree(
  ctx: AllCtx,
  table: 'department' | 'position',
  above: string,
  changes: readonly RowChange[],
  done: Done,
  tree: Tree,
) {
  const added = changes.filter(({ id }) => id === null)
  await eachRow(added, done, (change) => tree.create(change))
  const ids = await idsByCode(ctx, table)
  const placed = changes.filter(({ id, cells, changed }) => id !== null || (changed.includes(above) && cells[above]))
  await eachRow(
    placed,
    (count) => done(Math.min(changes.length, added.length + count)),
    (change) => {
      const aboveId = change.changed.includes(above) ? (ids.get(change.cells[above] ?? '') ?? null) : undefined
      return tree.update(change.id ?? ids.get(change.cells['code']!)!, change, aboveId)
    },
  )
}
