import { sql } from 'kysely'
import { visible } from '../../core/access.ts'
import type { Bound, Ctx } from '../../core/context.ts'
import type { CustomField } from './custom-fields.contract.ts'

export type Field = Pick<CustomField, 'id' | 'key' | 'label' | 'kind' | 'rules' | 'isRequired' | 'fieldGroup'>

/** What one must hold, over the person, to see a field of a group (rules-access.md § What is granted). */
export const permissionOf: Readonly<Record<CustomField['fieldGroup'], string>> = {
  public: 'employee.read',
  team: 'employee.read-team',
  personal: 'employee.read-personal',
  pay: 'employee.read-pay',
}

/** Whether the caller may see the group of the field `f` of the person in `column`. */
export function groupVisible(ctx: Bound, column: string) {
  const groups = Object.entries(permissionOf).map(
    ([group, permission]) => sql`f.field_group = ${sql.lit(group)} and ${visible(ctx, permission, column)}`,
  )
  return sql<boolean>`(${sql.join(groups, sql` or `)})`
}

/** The value `v` as it travels. */
export const valueText = sql<string>`coalesce(v.text_value, trim_scale(v.number_value)::text, v.day_value::text, v.person_id::text)`

/** The fields of people in use, in the order in which they are shown. */
export function fieldsInUse(ctx: Ctx<'customField'>): Promise<Field[]> {
  return ctx.tx
    .selectFrom('customField as f')
    .select(['f.id', 'f.key', 'f.label', 'f.kind', 'f.rules', 'f.isRequired', 'f.fieldGroup'])
    .where('f.companyId', '=', ctx.companyId)
    .where('f.objectKind', '=', 'employee')
    .where('f.archivedAt', 'is', null)
    .orderBy('f.rank')
    .orderBy('f.label')
    .orderBy('f.id')
    .$castTo<Field>()
    .execute()
}
