import { sql } from 'kysely'
import type { Ctx } from '../../core/context.ts'
import type { Body, Query } from '../../core/contract.ts'
import { fail } from '../../core/errors.ts'
import { newId } from '../../core/ids.ts'
import { refuseStale } from '../../core/version.ts'
import * as contract from './custom-fields.contract.ts'
import type { CustomField, FieldRules } from './custom-fields.contract.ts'
import { defaultTextLength, faultsOfRules } from './custom-fields.rules.ts'

type FieldCtx = Ctx<'customField' | 'customValue' | 'customFile'>
type ManageCtx = Ctx<'customField' | 'customValue' | 'customFile' | 'companyState'>

export async function listCustomFields(ctx: FieldCtx, { objectKind, archived = false }: Query<typeof contract.listCustomFields>) {
  let query = selectFields(ctx).where('f.archivedAt', archived ? 'is not' : 'is', null)
  if (objectKind) query = query.where('f.objectKind', '=', objectKind)
  const limit = contract.fieldsPerKind * contract.objectKinds.length
  return { customFields: await query.orderBy('f.rank').orderBy('f.label').orderBy('f.id').limit(limit).execute() }
}

function selectFields(ctx: FieldCtx) {
  return ctx.tx
    .selectFrom('customField as f')
    .select(['f.id', 'f.objectKind', 'f.key', 'f.label', 'f.kind', 'f.fieldGroup', 'f.isRequired', 'f.rules', 'f.rank', 'f.version'])
    .select((eb) => eb('f.archivedAt', 'is not', null).as('archived'))
    .select((eb) =>
      eb
        .selectFrom('customValue as v')
        .select((inner) => inner.cast<number>(inner.fn.countAll(), 'integer').as('count'))
        .where('v.companyId', '=', ctx.companyId)
        .whereRef('v.fieldId', '=', 'f.id')
        .$asScalar()
        .$notNull()
        .as('valueCount'),
    )
    .where('f.companyId', '=', ctx.companyId)
    .$castTo<CustomField>()
}

async function getField(ctx: FieldCtx, id: string) {
  const field = await selectFields(ctx).where('f.id', '=', id).executeTakeFirst()
  if (!field) throw fail.notFound()
  return field
}

export async function createCustomField(ctx: ManageCtx, ask: Body<typeof contract.createCustomField>) {
  const { rules = {}, label, ...rest } = ask
  refuseFaults(ask.kind, rules)
  refuseRequiredFile(ask.kind, ask.isRequired)
  await refuseTooMany(ctx, ask.objectKind)
  const id = newId()
  await ctx.tx
    .insertInto('customField')
    .values({ ...rest, companyId: ctx.companyId, id, label: label.trim(), rules: JSON.stringify(rules) })
    .execute()
  const customField = await getField(ctx, id)
  await ctx.emit(contract.customFieldCreated, {
    subject: { type: 'custom-field', id },
    after: customField,
    data: { label: customField.label },
  })
  return { customField }
}

/** The state row puts fields of a company in order, so that two at once cannot pass the limit together. */
async function refuseTooMany(ctx: ManageCtx, objectKind: CustomField['objectKind']) {
  await ctx.raiseAccessVersion()
  const { count } = await ctx.tx
    .selectFrom('customField')
    .select((eb) => eb.cast<number>(eb.fn.countAll(), 'integer').as('count'))
    .where('companyId', '=', ctx.companyId)
    .where('objectKind', '=', objectKind)
    .executeTakeFirstOrThrow()
  if (count < contract.fieldsPerKind) return
  throw fail.conflict('TOO_MANY_CUSTOM_FIELDS', `There may be ${contract.fieldsPerKind} fields per kind of object.`, {
    limit: contract.fieldsPerKind,
    used: count,
  })
}

function refuseFaults(kind: CustomField['kind'], rules: FieldRules) {
  const faults = faultsOfRules(kind, rules)
  if (faults.length > 0) throw fail.invalid('VALIDATION_FAILED', 'These rules do not go with the field.', faults)
}

/** Somebody is added without a file: there is nobody yet to whom it could be uploaded. */
function refuseRequiredFile(kind: CustomField['kind'], isRequired = false) {
  if (kind !== 'file' || !isRequired) return
  throw fail.invalid('VALIDATION_FAILED', 'A file cannot be asked of whoever is added.', [
    { path: 'body.isRequired', message: 'does not go with a file', expected: false },
  ])
}

export async function updateCustomField(ctx: ManageCtx, id: string, ask: Body<typeof contract.updateCustomField>) {
  const { version, archived, rules, label, ...changes } = ask
  await ctx.raiseAccessVersion()
  const before = await getField(ctx, id)
  refuseStale(version, before.version)
  refuseRequiredFile(before.kind, changes.isRequired)
  if (rules) {
    refuseFaults(before.kind, rules)
    await refuseOutlawed(ctx, before, rules)
  }
  await ctx.tx
    .updateTable('customField')
    .set((eb) => ({
      ...changes,
      ...(label !== undefined && { label: label.trim() }),
      ...(rules && { rules: JSON.stringify(rules) }),
      ...(archived !== undefined && { archivedAt: archived ? ctx.now : null }),
      version: eb('version', '+', 1),
    }))
    .where('companyId', '=', ctx.companyId)
    .where('id', '=', id)
    .execute()
  const customField = await getField(ctx, id)
  await ctx.emit(contract.customFieldUpdated, {
    subject: { type: 'custom-field', id },
    before,
    after: customField,
    data: { label: customField.label },
  })
  return { customField }
}

/** Rules that values already there would break are refused with how many: nothing that was entered becomes wrong by itself. */
async function refuseOutlawed(ctx: FieldCtx, { id, kind }: CustomField, rules: FieldRules) {
  const broken = {
    text: sql<boolean>`char_length(text_value) > ${rules.maxLength ?? defaultTextLength}`,
    number: sql<boolean>`number_value < ${rules.smallest ?? null}::numeric or number_value > ${rules.largest ?? null}::numeric
      or scale(trim_scale(number_value)) > ${rules.decimals ?? 0}`,
    date: sql<boolean>`day_value < ${rules.earliest ?? null}::date or day_value > ${rules.latest ?? null}::date`,
    choice: sql<boolean>`text_value <> all(${(rules.choices ?? []).map(({ key }) => key)}::text[])`,
    person: sql<boolean>`false`,
    file: sql<boolean>`exists (select from custom_file as c where c.company_id = ${ctx.companyId} and c.field_id = ${id}
      and c.object_id = custom_value.object_id and c.media_type <> all(${rules.mediaTypes ?? contract.fileTypes}::text[]))`,
  }[kind]
  const { count } = await ctx.tx
    .selectFrom('customValue')
    .select((eb) => eb.cast<number>(eb.fn.countAll(), 'integer').as('count'))
    .where('companyId', '=', ctx.companyId)
    .where('fieldId', '=', id)
    .where(broken)
    .executeTakeFirstOrThrow()
  if (count > 0)
    throw fail.conflict('CUSTOM_VALUES_IN_THE_WAY', `${count} values that are there already would not be allowed by these rules.`, {
      count,
    })
}

export async function deleteCustomField(ctx: ManageCtx, id: string) {
  await ctx.raiseAccessVersion()
  const field = await getField(ctx, id)
  if (field.valueCount > 0) {
    throw fail.conflict('CUSTOM_FIELD_IN_USE', 'Something stands in this field; archive it instead, or empty it first.', {
      values: field.valueCount,
    })
  }
  await ctx.tx.deleteFrom('customField').where('companyId', '=', ctx.companyId).where('id', '=', id).execute()
  await ctx.emit(contract.customFieldDeleted, { subject: { type: 'custom-field', id }, before: field, data: { label: field.label } })
  return {}
}
