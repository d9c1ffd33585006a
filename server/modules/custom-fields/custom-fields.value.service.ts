import { sql } from 'kysely'
import type { Expression, SqlBool } from 'kysely'
import { visible } from '../../core/access.ts'
import type { Bound, Ctx } from '../../core/context.ts'
import { fail } from '../../core/errors.ts'
import type { CustomField } from './custom-fields.contract.ts'
import { readCondition, readValue, readValues } from './custom-fields.rules.ts'
import type { StoredValue } from './custom-fields.rules.ts'

type ValueCtx = Ctx<'customField' | 'customValue' | 'employee'>
type Field = Pick<CustomField, 'id' | 'key' | 'label' | 'kind' | 'rules' | 'isRequired' | 'fieldGroup'>

/** What one must hold, over the person, to see a field of a group (rules-access.md § What is granted). */
const permissionOf: Readonly<Record<CustomField['fieldGroup'], string>> = {
  public: 'employee.read',
  team: 'employee.read-team',
  personal: 'employee.read-personal',
  pay: 'employee.read-pay',
}

/**
 * The values of one employee as a JSON object by key, of the groups the caller may see; for a column of a select.
 * `column` holds the employee's id.
 */
export function customValues(ctx: Bound, column: string): Expression<Record<string, string>> {
  return sql<Record<string, string>>`(select coalesce(json_object_agg(f.key, ${valueText}), '{}')
    from custom_value v join custom_field f on f.company_id = ${ctx.companyId} and f.id = v.field_id
    where v.company_id = ${ctx.companyId} and v.object_id = ${sql.ref(column)} and f.archived_at is null and ${groupVisible(ctx, column)})`
}

const valueText = sql`coalesce(v.text_value, trim_scale(v.number_value)::text, v.day_value::text, v.person_id::text)`

function groupVisible(ctx: Bound, column: string) {
  const groups = Object.entries(permissionOf).map(
    ([group, permission]) => sql`f.field_group = ${sql.lit(group)} and ${visible(ctx, permission, column)}`,
  )
  return sql`(${sql.join(groups, sql` or `)})`
}

/**
 * Writes what was given for an employee, and asks of a new one for every required field. Who may not see a field may not write
 * it: to them it is no field. Refuses with every fault by its path.
 */
export async function writeCustomValues(ctx: ValueCtx, employeeId: string, given: Readonly<Record<string, string | null>>, isNew: boolean) {
  const fields = await writableFields(ctx, employeeId, isNew)
  const { values, faults } = readValues(fields, given, isNew)
  const unknown = await unknownPeople(ctx, values)
  const all = [
    ...faults,
    ...unknown.map((key) => ({ path: `body.custom.${key}`, message: 'is nobody you can see', expected: 'the id of a person' })),
  ]
  if (all.length > 0) throw fail.invalid('VALIDATION_FAILED', 'Something in the custom fields is not as expected.', all)
  const idOf = new Map(fields.map(({ id, key }) => [key, id]))
  const touched = [...values.keys()].map((key) => idOf.get(key)!)
  if (touched.length === 0) return
  await ctx.tx
    .deleteFrom('customValue')
    .where('companyId', '=', ctx.companyId)
    .where('objectId', '=', employeeId)
    .where('fieldId', 'in', touched)
    .execute()
  const rows = [...values].flatMap(([key, value]) =>
    value ? [{ companyId: ctx.companyId, objectId: employeeId, fieldId: idOf.get(key)!, ...columnsOf(value) }] : [],
  )
  if (rows.length > 0) await ctx.tx.insertInto('customValue').values(rows).execute()
}

const columnsOf = (value: StoredValue) => ({ textValue: null, numberValue: null, dayValue: null, personId: null, ...value })

/** The fields of people that the caller may see of this one. A new person is seen by who adds them, whatever their reach. */
async function writableFields(ctx: ValueCtx, employeeId: string, isNew: boolean): Promise<Field[]> {
  const fields = await ctx.tx
    .selectFrom('customField as f')
    .select(['f.id', 'f.key', 'f.label', 'f.kind', 'f.rules', 'f.isRequired', 'f.fieldGroup'])
    .where('f.companyId', '=', ctx.companyId)
    .where('f.objectKind', '=', 'employee')
    .where('f.archivedAt', 'is', null)
    .where((eb) =>
      eb.exists(
        eb
          .selectFrom('employee as e')
          .select('e.id')
          .where('e.companyId', '=', ctx.companyId)
          .where('e.id', '=', employeeId)
          .where(sql<boolean>`${groupVisible(ctx, 'e.id')}`),
      ),
    )
    .$castTo<Field>()
    .execute()
  return isNew ? fields.filter(({ fieldGroup }) => ctx.actor.permissions.has(permissionOf[fieldGroup])) : fields
}

async function unknownPeople(ctx: ValueCtx, values: ReadonlyMap<string, StoredValue | null>): Promise<string[]> {
  const people = [...values].flatMap(([key, value]) => (value && 'personId' in value ? [{ key, id: value.personId }] : []))
  if (people.length === 0) return []
  const found = await ctx.tx
    .selectFrom('employee as e')
    .select('e.id')
    .where('e.companyId', '=', ctx.companyId)
    .where(
      'e.id',
      'in',
      people.map(({ id }) => id),
    )
    .where(visible(ctx, 'employee.read', 'e.id'))
    .execute()
  const seen = new Set(found.map(({ id }) => id))
  return people.filter(({ id }) => !seen.has(id)).map(({ key }) => key)
}

/**
 * The condition of a list on custom fields, such as `['shirt-size=m', 'age>=30']`; all of them must hold. A field that is not
 * there, or of a group the caller does not see at all, is a 400 that names it; rows whose group they do not see never match.
 */
export async function customCondition(ctx: ValueCtx, asked: readonly string[], column: string): Promise<Expression<SqlBool>> {
  const conditions = await Promise.all(asked.map((text) => oneCondition(ctx, text, column)))
  return sql<SqlBool>`(${sql.join(conditions, sql` and `)})`
}

async function oneCondition(ctx: ValueCtx, asked: string, column: string) {
  const refuse = (message: string, expected: unknown) =>
    fail.invalid('VALIDATION_FAILED', 'This list cannot be filtered like that.', [{ path: 'querystring.custom', message, expected }])
  const condition = readCondition(asked)
  if (!condition) throw refuse(`${asked} is no condition`, 'key=value, key>=value or key<=value')
  const field = await ctx.tx
    .selectFrom('customField')
    .select(['id', 'key', 'label', 'kind', 'rules', 'isRequired', 'fieldGroup'])
    .where('companyId', '=', ctx.companyId)
    .where('objectKind', '=', 'employee')
    .where('key', '=', condition.key)
    .where('archivedAt', 'is', null)
    .$castTo<Field>()
    .executeTakeFirst()
  if (!field || !ctx.actor.permissions.has(permissionOf[field.fieldGroup]))
    throw refuse(`${condition.key} is no field`, 'the key of a field')
  const value = readValue({ ...field, rules: field.kind === 'choice' ? field.rules : { decimals: 6, maxLength: 200 } }, condition.text)
  if ('wrong' in value) throw refuse(`${condition.key} ${value.wrong}`, value.expected)
  const [[name, stored]] = Object.entries(value) as [[string, string]]
  if (condition.operator !== '=' && !['numberValue', 'dayValue'].includes(name)) throw refuse(`${condition.key} has no order`, '=')
  const left = { textValue: 'left(v.text_value, 200)', numberValue: 'v.number_value', dayValue: 'v.day_value', personId: 'v.person_id' }[
    name
  ]!
  const type = { textValue: 'text', numberValue: 'numeric', dayValue: 'date', personId: 'uuid' }[name]!
  return sql<SqlBool>`exists (select 1 from custom_value v where v.company_id = ${ctx.companyId} and v.field_id = ${field.id}
    and v.object_id = ${sql.ref(column)} and ${sql.raw(left)} ${sql.raw(condition.operator)} ${stored}::${sql.raw(type)}
    and ${visible(ctx, permissionOf[field.fieldGroup], column)})`
}
