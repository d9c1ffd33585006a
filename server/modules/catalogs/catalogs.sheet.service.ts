import { sql } from 'kysely'
import type { SheetColumn } from '../../core/sheet-kind.ts'
import { readUses, usesText } from './catalogs.sheet.rules.ts'
import type { NamedUse } from './catalogs.sheet.rules.ts'
import type { UseCtx } from './catalogs.use.service.ts'

const kinds = [
  ['skills', 'Skills', 'skill', 'employee_skill'],
  ['hobbies', 'Hobbies', 'hobby', 'employee_hobby'],
] as const
/** What a person may have of one kind, as everywhere. */
const mostUses = 50

/** The skills and hobbies of a person as columns beside others: items of the catalog by their names, skills with their level. */
export async function useColumns(ctx: UseCtx): Promise<SheetColumn[]> {
  const items = await ctx.tx
    .selectFrom('catalogItem')
    .select(['kind', 'name'])
    .where('companyId', '=', ctx.companyId)
    .where('kind', 'in', ['skill', 'hobby'])
    .execute()
  return kinds.map(([key, label, kind]) => {
    const names = new Map(items.filter((item) => item.kind === kind).map(({ name }) => [name.toLowerCase(), name]))
    return { key, label, read: (text) => readCell(text, kind, names) }
  })
}

function readCell(text: string, kind: string, names: ReadonlyMap<string, string>): ReturnType<SheetColumn['read']> {
  const uses = readUses(text)
  const expected = `up to ${mostUses} names of your catalog, such as ${kind === 'skill' ? 'English; SQL (4)' : 'Chess; Running'}`
  if (!uses || (kind === 'hobby' && uses.some(({ level }) => level !== null))) return { wrong: 'cannot be read', expected }
  const unknown = uses.find(({ name }) => !names.has(name.toLowerCase()))
  if (unknown) return { wrong: `names ${unknown.name}, which is no ${kind} of your catalog`, expected }
  const spelled = uses.map(({ name, level }) => ({ name: names.get(name.toLowerCase())!, level }))
  if (new Set(spelled.map(({ name }) => name)).size < spelled.length) return { wrong: 'names something twice', expected }
  return spelled.length > mostUses ? { wrong: 'names too many', expected } : usesText(spelled)
}

/** What stands in those columns of some people, by person. */
export async function readUseCells(ctx: UseCtx, employeeIds: readonly string[]) {
  const cells = new Map<string, Record<string, string>>()
  for (const [key, , , table] of kinds) {
    const { rows } = await sql<NamedUse & { employeeId: string }>`
      select x.employee_id, i.name, ${sql.raw(table === 'employee_skill' ? 'x.level' : 'null::int as level')}
      from ${sql.raw(table)} as x join catalog_item as i on i.company_id = ${ctx.companyId} and i.id = x.item_id
      where x.company_id = ${ctx.companyId} and x.employee_id = any(${employeeIds}::uuid[])`.execute(ctx.tx)
    for (const [employeeId, uses] of Map.groupBy(rows, (row) => row.employeeId))
      cells.set(employeeId, { ...cells.get(employeeId), [key]: usesText(uses) })
  }
  return cells
}

export type UseRow = {
  readonly employeeId: string
  readonly row: number
  /** The changed cells of the person's row, those of other columns among them; blank empties. */
  readonly cells: Readonly<Record<string, string>>
  readonly before: Readonly<Record<string, string>>
}

/**
 * Writes changed cells of skills and hobbies, many people at once. Answers with the rows that name an item which is retired and not
 * theirs already, or gone since the cell was read; their transaction must not be committed then.
 */
export async function writeUseCells(
  ctx: UseCtx,
  people: readonly UseRow[],
): Promise<{ row: number; column: string; value: string; reason: string }[]> {
  const faults: { row: number; column: string; value: string; reason: string }[] = []
  for (const [key, , kind, table] of kinds) {
    const theirs = people.filter(({ cells }) => Object.hasOwn(cells, key))
    if (theirs.length === 0) continue
    const items = await lockItems(
      ctx,
      kind,
      theirs.flatMap(({ cells }) => readUses(cells[key]!)!.map(({ name }) => name)),
    )
    const rows = theirs.flatMap(({ employeeId, row, cells, before }) => {
      const held = new Set(readUses(before[key] ?? '')!.map(({ name }) => name))
      return readUses(cells[key]!)!.flatMap(({ name, level }) => {
        const item = items.get(name)
        if (item && (item.isActive || held.has(name))) return [{ employeeId, itemId: item.id, level }]
        faults.push({ row, column: key, value: cells[key]!, reason: `${name} is retired and cannot be chosen any more.` })
        return []
      })
    })
    const ids = theirs.map(({ employeeId }) => employeeId)
    await sql`delete from ${sql.raw(table)} as x where x.company_id = ${ctx.companyId} and x.employee_id = any(${ids}::uuid[])`.execute(
      ctx.tx,
    )
    const level = sql.raw(table === 'employee_skill' ? ', level' : '')
    await sql`insert into ${sql.raw(table)} (company_id, employee_id, item_id${level})
      select ${ctx.companyId}::uuid, u."employeeId", u."itemId"${level}
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as u("employeeId" uuid, "itemId" uuid, level int)`.execute(ctx.tx)
  }
  return faults
}

/** By name; locked against being removed or merged until commit. */
async function lockItems(ctx: UseCtx, kind: string, names: readonly string[]) {
  const items = await ctx.tx
    .selectFrom('catalogItem')
    .select(['id', 'name', 'isActive'])
    .where('companyId', '=', ctx.companyId)
    .where('kind', '=', kind)
    .where((eb) => sql<boolean>`${eb.ref('name')} = any(${[...new Set(names)]}::text[])`)
    .orderBy('id')
    .forKeyShare()
    .execute()
  return new Map(items.map((item) => [item.name, item]))
}
