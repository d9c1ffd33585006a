import { sql } from 'kysely'
import type { Expression, SqlBool } from 'kysely'
import { visible } from '../../core/access.ts'
import type { Bound, Ctx } from '../../core/context.ts'
import type { Body } from '../../core/contract.ts'
import { fail } from '../../core/errors.ts'
import type { CustomField } from './custom-fields.contract.ts'
import { readCondition, readValue, readValues } from './custom-fields.rules.ts'
import type { StoredValue } from './custom-fields.rules.ts'
import * as contract from './custom-fields.value.contract.ts'

type ValueCtx = Ctx<'customField' | 'customValue' | 'employee'>
type Field = Pick<CustomField, 'id' | 'key' | 'label' | 'kind' | 'rules' | 'isRequired' | 'fieldGroup'>

/** What one must hold, over the person, to see a field of a group (rules-access.md § What is granted). */
const permissionOf: Readonly<Record<CustomField['fieldGroup'], string>> = {
  public: 'employee.read',
  team: 'employee.read-team',
  personal: 'employee.read-personal',
  pay: 'employee.read-pay',
}

/** What stands in the custom fields of a person who is within reach, of the groups the caller may see of them. */
export async function getCustomValues(ctx: ValueCtx, employeeId: string) {
  await findPerson(ctx, employeeId, 'employee.read')
  return { values: await readVisible(ctx, employeeId) }
}

async function findPerson(ctx: ValueCtx, employeeId: string, permission: string) {
  const person = await ctx.tx
    .selectFrom('employee as e')
    .select(['e.firstName', 'e.lastName'])
    .where('e.companyId', '=', ctx.companyId)
    .where('e.id', '=', employeeId)
    .where(visible(ctx, permission, 'e.id'))
    .executeTakeFirst()
  if (!person) throw fail.notFound()
  return `${person.firstName} ${person.lastName}`
}

async function readVisible(ctx: ValueCtx, employeeId: string, group?: CustomField['fieldGroup']): Promise<Record<string, string>> {
  const rows = await ctx.tx
    .selectFrom('customValue as v')
    .innerJoin('customField as f', (join) => join.onRef('f.id', '=', 'v.fieldId').on('f.companyId', '=', ctx.companyId))
    .select(['f.key', 'f.fieldGroup', valueText.as('text')])
    .where('v.companyId', '=', ctx.companyId)
    .where('v.objectId', '=', employeeId)
    .where('f.archivedAt', 'is', null)
    .where(sql<boolean>`${groupVisible(ctx, 'v.objectId')}`)
    .orderBy('f.rank')
    .orderBy('f.key')
    .execute()
  return Object.fromEntries(rows.filter((row) => !group || row.fieldGroup === group).map(({ key, text }) => [key, text]))
}

/** Changes some of the custom fields of a person; those that are not named stay as they are. */
export async function updateCustomValues(ctx: ValueCtx, employeeId: string, { custom }: Body<typeof contract.updateCustomValues>) {
  const person = await findPerson(ctx, employeeId, 'employee.update')
  // Two changes at once are put in order by the person's row.
  await ctx.tx.selectFrom('employee').select('id').where('companyId', '=', ctx.companyId).where('id', '=', employeeId).forUpdate().execute()
  const before = await readVisible(ctx, employeeId, 'public')
  const labels = await writeCustomValues(ctx, employeeId, custom, false)
  if (labels.length > 0) {
    // What belongs to a group that not everybody sees is named, and told by no value.
    await ctx.emit(contract.customValuesChanged, {
      subject: { type: 'employee', id: employeeId },
      before,
      after: await readVisible(ctx, employeeId, 'public'),
      data: { person, fields: labels.join(', ') },
    })
  }
  return { values: await readVisible(ctx, employeeId) }
}

const valueText = sql<string>`coalesce(v.text_value, trim_scale(v.number_value)::text, v.day_value::text, v.person_id::text)`

function groupVisible(ctx: Bound, column: string) {
  const groups = Object.entries(permissionOf).map(
    ([group, permission]) => sql`f.field_group = ${sql.lit(group)} and ${visible(ctx, permission, column)}`,
  )
  return sql`(${sql.join(groups, sql` or `)})`
}

/**
 * Writes what was given for an employee, and asks of a new one for every required field. Who may not see a field may not write
 * it: to them it is no field. Refuses with every fault by its path; answers with the labels of the fields that were written.
 */
export async function writeCustomValues(
  ctx: ValueCtx,
  employeeId: string,
  given: Readonly<Record<string, string | null>>,
  isNew: boolean,
): Promise<string[]> {
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
  if (touched.length === 0) return []
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
  return fields.filter(({ id }) => touched.includes(id)).map(({ label }) => label)
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
