import { visible } from '../../core/access.ts'
import type { Ctx } from '../../core/context.ts'
import type { Body } from '../../core/contract.ts'
import { fail } from '../../core/errors.ts'
import type { CustomField } from './custom-fields.contract.ts'
import { groupVisible, permissionOf, valueText } from './custom-fields.group.queries.ts'
import type { Field } from './custom-fields.group.queries.ts'
import { readValues } from './custom-fields.rules.ts'
import type { StoredValue } from './custom-fields.rules.ts'
import * as contract from './custom-fields.value.contract.ts'

type ValueCtx = Ctx<'customField' | 'customValue' | 'customFile' | 'employee'>

/** What stands in the custom fields of a person who is within reach, of the groups the caller may see of them. */
export async function getCustomValues(ctx: ValueCtx, employeeId: string) {
  const person = await findPerson(ctx, employeeId, 'employee.read')
  const rows = await selectVisible(ctx, employeeId)
  const fields = rows.filter(({ fieldGroup }) => fieldGroup === 'personal' || fieldGroup === 'pay').map(({ label }) => label)
  if (fields.length > 0 && employeeId !== ctx.actor.employeeId) {
    const subject = { type: 'employee', id: employeeId }
    ctx.noteRead(contract.customValuesViewed, { subject, data: { person, fields: fields.join(', ') } })
  }
  return { values: textsOf(rows) }
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
  return textsOf((await selectVisible(ctx, employeeId)).filter((row) => !group || row.fieldGroup === group))
}

const textsOf = (rows: readonly { key: string; text: string }[]) => Object.fromEntries(rows.map(({ key, text }) => [key, text]))

function selectVisible(ctx: ValueCtx, employeeId: string) {
  return ctx.tx
    .selectFrom('customValue as v')
    .innerJoin('customField as f', (join) => join.onRef('f.id', '=', 'v.fieldId').on('f.companyId', '=', ctx.companyId))
    .select(['f.key', 'f.label', 'f.fieldGroup', valueText.as('text')])
    .where('v.companyId', '=', ctx.companyId)
    .where('v.objectId', '=', employeeId)
    .where('f.archivedAt', 'is', null)
    .where(groupVisible(ctx, 'v.objectId'))
    .orderBy('f.rank')
    .orderBy('f.key')
    .execute()
}

/** Changes some of the custom fields of a person; those that are not named stay as they are. */
export async function updateCustomValues(ctx: ValueCtx, id: string, { custom }: Body<typeof contract.updateCustomValues>) {
  const person = await lockPerson(ctx, id)
  await tellChange(ctx, { id, person }, () => writeCustomValues(ctx, id, custom, false))
  return { values: await readVisible(ctx, id) }
}

/** The name of a person who is to be changed; two changes at once are put in order by the person's row. */
export async function lockPerson(ctx: ValueCtx, employeeId: string): Promise<string> {
  const person = await findPerson(ctx, employeeId, 'employee.update')
  await ctx.tx.selectFrom('employee').select('id').where('companyId', '=', ctx.companyId).where('id', '=', employeeId).forUpdate().execute()
  return person
}

/** Does a change and tells of the fields it answers with. Those of a group that not everybody sees are named, and told by no value. */
export async function tellChange(ctx: ValueCtx, { id, person }: { id: string; person: string }, write: () => Promise<string[]>) {
  const before = await readVisible(ctx, id, 'public')
  const labels = await write()
  if (labels.length === 0) return
  const after = await readVisible(ctx, id, 'public')
  await ctx.emit(contract.customValuesChanged, {
    subject: { type: 'employee', id },
    before,
    after,
    data: { person, fields: labels.join(', ') },
  })
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
  for (const table of ['customFile', 'customValue'] as const) {
    await ctx.tx
      .deleteFrom(table)
      .where('companyId', '=', ctx.companyId)
      .where('objectId', '=', employeeId)
      .where('fieldId', 'in', touched)
      .execute()
  }
  const rows = [...values].flatMap(([key, value]) =>
    value ? [{ companyId: ctx.companyId, objectId: employeeId, fieldId: idOf.get(key)!, ...columnsOf(value) }] : [],
  )
  if (rows.length > 0) await ctx.tx.insertInto('customValue').values(rows).execute()
  return fields.filter(({ id }) => touched.includes(id)).map(({ label }) => label)
}

const columnsOf = (value: StoredValue) => ({ textValue: null, numberValue: null, dayValue: null, personId: null, ...value })

/** The fields of people that the caller may see of this one. A new person is seen by who adds them, whatever their reach. */
export async function writableFields(ctx: ValueCtx, employeeId: string, isNew: boolean): Promise<Field[]> {
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
          .where(groupVisible(ctx, 'e.id')),
      ),
    )
    .orderBy('f.rank')
    .orderBy('f.label')
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
