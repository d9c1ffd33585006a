import { sql } from 'kysely'
import type { Expression, SqlBool } from 'kysely'
import { visible } from '../../core/access.ts'
import type { Bound, Ctx } from '../../core/context.ts'
import { fail } from '../../core/errors.ts'
import { fieldsInUse, groupVisible, permissionOf, valueText } from './custom-fields.group.queries.ts'
import type { Field } from './custom-fields.group.queries.ts'
import { readCondition, readValue } from './custom-fields.rules.ts'
import type { FieldCondition } from './custom-fields.rules.ts'

const columns = {
  textValue: { left: 'left(v.text_value, 200)', type: 'text' },
  numberValue: { left: 'v.number_value', type: 'numeric' },
  dayValue: { left: 'v.day_value', type: 'date' },
  personId: { left: 'v.person_id', type: 'uuid' },
} as const

/** A condition of a list on one field: how it is compared, apart from the field and the value it is compared with. */
export type ListCondition = {
  readonly shape: {
    readonly column: keyof typeof columns
    readonly operator: FieldCondition['operator']
    readonly group: Field['fieldGroup']
  }
  readonly fieldId: string
  readonly value: string
}

/**
 * The conditions of a list on custom fields, such as `['shirt-size=m', 'age>=30']`. A field that is not there, or of a group
 * the caller does not see at all, is a 400 that names it.
 */
export async function readConditions(ctx: Ctx<'customField'>, asked: readonly string[]): Promise<ListCondition[]> {
  if (asked.length === 0) return []
  const fields = await fieldsShown(ctx)
  return asked.map((text) => conditionOf(text, fields))
}

function conditionOf(asked: string, fields: ReadonlyMap<string, Field>): ListCondition {
  const refuse = refusalAt('querystring.custom')
  const condition = readCondition(asked)
  if (!condition) throw refuse(`${asked} is no condition`, 'key=value, key>=value or key<=value')
  const { key, operator, text } = condition
  const field = fields.get(key)
  if (!field) throw refuse(`${key} is no field`, [...fields.keys()])
  // What is compared with need not be allowed in the field: of 5.5 it may be asked whether a whole number is more.
  const value = readValue({ ...field, rules: field.kind === 'choice' ? field.rules : { decimals: 6, maxLength: 200 } }, text)
  if ('wrong' in value) throw refuse(`${key} ${value.wrong}`, value.expected)
  const [[column, stored]] = Object.entries(value) as [[ListCondition['shape']['column'], string]]
  if (operator !== '=' && column !== 'numberValue' && column !== 'dayValue') throw refuse(`${key} has no order`, '=')
  return { shape: { column, operator, group: field.fieldGroup }, fieldId: field.id, value: stored }
}

/**
 * Whether a condition holds for the person in `column`; of whom the caller does not see the field's group it never does. The ids
 * and values may be stand-ins of a `statement`, the shape may not.
 */
export function conditionHolds(ctx: Bound, { shape, fieldId, value }: ListCondition, column: string): Expression<SqlBool> {
  const { left, type } = columns[shape.column]
  return sql<SqlBool>`exists (select from custom_value as v where v.company_id = ${ctx.companyId} and v.field_id = ${fieldId}::uuid
    and v.object_id = ${sql.ref(column)} and ${sql.raw(left)} ${sql.raw(shape.operator)} ${value}::${sql.raw(type)}
    and ${visible(ctx, permissionOf[shape.group], column)})`
}

/** Fields by key that a list is to show; one that is not there or not shown to the caller at all is a 400 that names it. */
export async function readShown(ctx: Ctx<'customField'>, keys: readonly string[]): Promise<Field[]> {
  if (keys.length === 0) return []
  const fields = await fieldsShown(ctx)
  return [...new Set(keys)].map((key) => {
    const field = fields.get(key)
    if (!field) throw refusalAt('querystring.customFields')(`${key} is no field`, [...fields.keys()])
    return field
  })
}

const refusalAt = (path: string) => (message: string, expected: unknown) =>
  fail.invalid('VALIDATION_FAILED', 'There is no such field, or the list cannot go by it.', [{ path, message, expected }])

async function fieldsShown(ctx: Ctx<'customField'>) {
  const fields = await fieldsInUse(ctx)
  return new Map(
    fields.filter(({ fieldGroup }) => ctx.actor.permissions.has(permissionOf[fieldGroup])).map((field) => [field.key, field] as const),
  )
}

/** What stands in some fields of people, as far as the caller may see it of each: by person, then by key. */
export async function valuesOf(
  ctx: Ctx<'customField' | 'customValue'>,
  fields: readonly Pick<Field, 'id'>[],
  employeeIds: readonly string[],
): Promise<ReadonlyMap<string, Record<string, string>>> {
  const byPerson = new Map<string, Record<string, string>>()
  if (fields.length === 0 || employeeIds.length === 0) return byPerson
  const rows = await ctx.tx
    .selectFrom('customValue as v')
    .innerJoin('customField as f', (join) => join.onRef('f.id', '=', 'v.fieldId').on('f.companyId', '=', ctx.companyId))
    .select(['v.objectId', 'f.key', valueText.as('text')])
    .where('v.companyId', '=', ctx.companyId)
    .where(sql<boolean>`v.object_id = any(${employeeIds}::uuid[]) and f.id = any(${fields.map(({ id }) => id)}::uuid[])`)
    .where(groupVisible(ctx, 'v.objectId'))
    .execute()
  for (const { objectId, key, text } of rows) byPerson.set(objectId, { ...byPerson.get(objectId), [key]: text })
  return byPerson
}
