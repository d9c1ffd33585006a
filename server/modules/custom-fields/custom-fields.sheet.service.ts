import { sql } from 'kysely'
import { reachesAll } from '../../core/access.ts'
import type { Ctx } from '../../core/context.ts'
import type { SheetColumn } from '../../core/sheet-kind.ts'
import { fieldsInUse, permissionOf, valueText } from './custom-fields.group.queries.ts'
import type { Field } from './custom-fields.group.queries.ts'
import { readValue } from './custom-fields.rules.ts'
import { customValuesChanged } from './custom-fields.value.contract.ts'

type SheetCtx = Ctx<'customField' | 'customValue' | 'employee' | 'domainEvent'>

const prefix = 'custom.'
const plain = (text: string) => text.toLowerCase().replaceAll(/[\s_-]+/g, '')

type SheetField = Field & { readonly kind: Exclude<Field['kind'], 'file'> }

/** The custom fields of people that have a column for the caller: those whose group they see over the whole company. Files have none. */
async function fieldsOf(ctx: Ctx<'customField'>): Promise<SheetField[]> {
  const fields = await fieldsInUse(ctx)
  return fields.filter((field): field is SheetField => field.kind !== 'file' && reachesAll(ctx.actor, permissionOf[field.fieldGroup]))
}

/**
 * Custom fields as columns beside others, each under its label, or with its key where another column is called so already. A person is
 * named by the employee number.
 */
export async function customColumns(ctx: Ctx<'customField'>, beside: readonly SheetColumn[]): Promise<SheetColumn[]> {
  const taken = new Set(beside.flatMap(({ key, label }) => [plain(key), plain(label)]))
  const columns = (await fieldsOf(ctx)).map((field): SheetColumn => {
    const { key, label, kind, isRequired } = field
    return {
      key: prefix + key,
      label,
      ...(isRequired && { isNeeded: true as const }),
      ...(kind === 'person' ? { refersTo: 'employees', read: (text) => text } : { read: readerOf(field) }),
    }
  })
  for (const { key } of columns) taken.add(plain(key))
  return columns.map((column) => {
    const label = taken.has(plain(column.label)) ? `${column.label} (${column.key})` : column.label
    taken.add(plain(label))
    return { ...column, label }
  })
}

const readerOf =
  (field: Field): SheetColumn['read'] =>
  (text) => {
    const value = readValue(field, text)
    return 'wrong' in value ? value : Object.values(value)[0]!
  }

/** What stands in those columns of some people, by person. */
export async function readCustomCells(
  ctx: SheetCtx,
  employeeIds: readonly string[],
): Promise<ReadonlyMap<string, Readonly<Record<string, string>>>> {
  const fields = new Map((await fieldsOf(ctx)).map(({ id, key }) => [id, prefix + key]))
  const cells = new Map<string, Record<string, string>>()
  if (fields.size === 0) return cells
  const rows = await ctx.tx
    .selectFrom('customValue as v')
    .select(['v.fieldId', 'v.objectId', 'v.personId', valueText.as('text')])
    .where('v.companyId', '=', ctx.companyId)
    .where((eb) => sql<boolean>`${eb.ref('v.objectId')} = any(${employeeIds}::uuid[])`)
    .where((eb) => sql<boolean>`${eb.ref('v.fieldId')} = any(${[...fields.keys()]}::uuid[])`)
    .execute()
  const numberOf = await readNumbers(
    ctx,
    rows.flatMap(({ personId }) => personId ?? []),
  )
  for (const { fieldId, objectId, personId, text } of rows) {
    const row = cells.get(objectId) ?? {}
    row[fields.get(fieldId)!] = personId === null ? text : numberOf.get(personId)!
    cells.set(objectId, row)
  }
  return cells
}

async function readNumbers(ctx: SheetCtx, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  if (ids.length === 0) return new Map()
  const rows = await ctx.tx
    .selectFrom('employee')
    .select(['id', 'employeeNumber'])
    .where('companyId', '=', ctx.companyId)
    .where((eb) => sql<boolean>`${eb.ref('id')} = any(${ids}::uuid[])`)
    .execute()
  return new Map(rows.map(({ id, employeeNumber }) => [id, employeeNumber]))
}

export type CustomRow = {
  readonly employeeId: string
  readonly name: string
  readonly isNew: boolean
  /** The changed cells of the person's row, those of other columns among them; blank empties. */
  readonly cells: Readonly<Record<string, string>>
  readonly before: Readonly<Record<string, string>>
}

const rowsAtOnce = 5000

/**
 * Writes changed cells of custom fields, many people at once, and tells of those who were there before as `updateCustomValues` does.
 * Cells were read by their column; `idOf` knows people by their employee number.
 */
export async function writeCustomCells(ctx: SheetCtx, people: readonly CustomRow[], idOf: ReadonlyMap<string, string>) {
  const fields = new Map((await fieldsOf(ctx)).map((field) => [prefix + field.key, field]))
  const values = people.flatMap(({ employeeId, cells }) =>
    Object.entries(cells).flatMap(([key, text]) => {
      const field = fields.get(key)
      return field ? [{ objectId: employeeId, fieldId: field.id, ...columnsOf(field, text, idOf) }] : []
    }),
  )
  for (let from = 0; from < values.length; from += rowsAtOnce) {
    const some = JSON.stringify(values.slice(from, from + rowsAtOnce))
    const given = sql`jsonb_to_recordset(${some}::jsonb) as u("objectId" uuid, "fieldId" uuid, "textValue" text, "numberValue" numeric,
      "dayValue" date, "personId" uuid)`
    await sql`delete from custom_value as v using ${given}
      where v.company_id = ${ctx.companyId} and v.object_id = u."objectId" and v.field_id = u."fieldId"`.execute(ctx.tx)
    await sql`insert into custom_value (company_id, object_id, field_id, text_value, number_value, day_value, person_id)
      select ${ctx.companyId}::uuid, u.* from (select u."objectId", u."fieldId", u."textValue", u."numberValue", u."dayValue", u."personId"
        from ${given}) as u where num_nonnulls(u."textValue", u."numberValue", u."dayValue", u."personId") = 1`.execute(ctx.tx)
  }
  await ctx.emitAll(
    customValuesChanged,
    people.flatMap((person) => (person.isNew ? [] : changesOf(person, fields))),
  )
}

function columnsOf({ kind }: SheetField, text: string, idOf: ReadonlyMap<string, string>) {
  const column = ({ text: 'textValue', choice: 'textValue', number: 'numberValue', date: 'dayValue', person: 'personId' } as const)[kind]
  return text === '' ? {} : { [column]: kind === 'person' ? idOf.get(text) : text }
}

function changesOf({ employeeId, name, cells, before }: CustomRow, fields: ReadonlyMap<string, SheetField>) {
  const changed = [...fields].filter(([key]) => Object.hasOwn(cells, key))
  if (changed.length === 0) return []
  // What belongs to a group that not everybody sees is named, and told by no value.
  const open = changed.filter(([, { fieldGroup }]) => fieldGroup === 'public')
  const said = (row: Readonly<Record<string, string>>) => Object.fromEntries(open.map(([key, { key: name }]) => [name, row[key] || null]))
  return [
    {
      subject: { type: 'employee', id: employeeId },
      before: said(before),
      after: said(cells),
      data: { person: name, fields: changed.map(([, { label }]) => label).join(', ') },
    },
  ]
}
