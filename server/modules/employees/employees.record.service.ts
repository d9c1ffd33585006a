import { sql } from 'kysely'
import type { RawBuilder } from 'kysely'
import type { Ctx } from '../../core/context.ts'
import { fail } from '../../core/errors.ts'
import { newId } from '../../core/ids.ts'
import { refuseStale } from '../../core/version.ts'
import type { Dependant, EmergencyContact, IdentityDocument } from './employees.private.contract.ts'
import * as contract from './employees.record.contract.ts'
import type { Education, Experience } from './employees.record.contract.ts'
import { lockPerson, seenName } from './employees.person.queries.ts'
import { noteViewed } from './employees.viewed.service.ts'

/** The kinds of records, by their table, and how one of each is shown. */
type Shown = {
  emergencyContact: EmergencyContact
  dependant: Dependant
  education: Education
  experience: Experience
  identityDocument: IdentityDocument
}
type Kind = keyof Shown
type RecordCtx = Ctx<'employee' | Kind>
type FieldsOf<K extends Kind> = { [F in keyof Omit<Shown[K], 'id' | 'version'>]?: Shown[K][F] | undefined }

/** What each kind is called in a sentence, who may read it, what is shown of it, and in which order. */
const kinds: { readonly [K in Kind]: Description<Shown[K]> } = {
  emergencyContact: {
    word: 'an emergency contact',
    many: 'emergency contacts',
    read: 'employee.read-personal',
    columns: ['id', 'name', 'relation', 'phone', 'email', 'rank', 'version'],
    order: sql`rank, id`,
  },
  dependant: {
    word: 'a dependant',
    many: 'dependants',
    read: 'employee.read-personal',
    columns: ['id', 'name', 'relation', 'birthDate', 'version'],
    order: sql`birth_date nulls last, id`,
  },
  education: {
    word: 'education',
    read: 'employee.read',
    columns: ['id', 'institution', 'qualification', 'fieldOfStudy', 'firstYear', 'lastYear', 'version'],
    order: sql`coalesce(last_year, first_year) desc nulls last, id`,
  },
  experience: {
    word: 'experience',
    read: 'employee.read',
    columns: ['id', 'employer', 'title', 'firstDay', 'lastDay', 'description', 'version'],
    order: sql`first_day desc, id`,
  },
  identityDocument: {
    word: 'an identity document',
    many: 'identity documents',
    read: 'employee.read-personal',
    columns: ['id', 'kind', 'number', 'country', 'issuedOn', 'expiresOn', 'note', 'version'],
    order: sql`expires_on nulls last, id`,
  },
}
type Description<R> = {
  readonly word: string
  /** What several are called where reading them is recorded. */
  readonly many?: string
  readonly read: string
  readonly columns: readonly (keyof R)[]
  readonly order: RawBuilder<unknown>
}

/** How many records of one kind a person may have. */
export const maxRecords = 50

export async function listRecords<K extends Kind>(ctx: RecordCtx, kind: K, employeeId: string): Promise<Shown[K][]> {
  const { read, many } = kinds[kind]
  const name = await seenName(ctx, employeeId, read)
  if (many) noteViewed(ctx, { id: employeeId, name }, many)
  return (await selectRecords(ctx, kind, employeeId).orderBy(kinds[kind].order).limit(maxRecords).execute()) as Shown[K][]
}

export async function addRecord<K extends Kind>(ctx: RecordCtx, kind: K, employeeId: string, fields: FieldsOf<K>): Promise<Shown[K]> {
  const { word, read } = kinds[kind]
  const person = await lockPerson(ctx, employeeId, read)
  const used = (await selectRecords(ctx, kind, employeeId).execute()).length
  if (used >= maxRecords) {
    throw fail.unprocessable('RECORD_LIMIT', `A person can have ${maxRecords} records of a kind.`, { limit: maxRecords, used })
  }
  const id = newId()
  await ctx.tx
    .insertInto(asOne(kind))
    .values({ ...(trimmed(fields) as object), companyId: ctx.companyId, employeeId, id, createdAt: ctx.now } as never)
    .execute()
  const record = await getRecord(ctx, kind, employeeId, id)
  await ctx.emit(contract.recordAdded, { subject: subjectOf(employeeId), after: record, data: { person, record: word } })
  return record
}

export async function changeRecord<K extends Kind>(
  ctx: RecordCtx,
  kind: K,
  employeeId: string,
  id: string,
  { version, ...fields }: FieldsOf<K> & { version?: number | undefined },
): Promise<Shown[K]> {
  const { word, read } = kinds[kind]
  const person = await lockPerson(ctx, employeeId, read)
  const before = await getRecord(ctx, kind, employeeId, id)
  refuseStale(version, before.version)
  await ctx.tx
    .updateTable(asOne(kind))
    .set((eb) => ({ ...(trimmed(fields) as object), ...remindAnew(before, fields), version: eb('version', '+', 1) }))
    .where('companyId', '=', ctx.companyId)
    .where('id', '=', id)
    .execute()
  const after = await getRecord(ctx, kind, employeeId, id)
  await ctx.emit(contract.recordChanged, { subject: subjectOf(employeeId), before, after, data: { person, record: word } })
  return after
}

/** A document that ends on another day than before has had no reminder yet. */
function remindAnew(before: object, fields: object) {
  const [was, is] = [before, fields] as { expiresOn?: string | null }[]
  return is!.expiresOn !== undefined && is!.expiresOn !== was!.expiresOn ? { remindedFor: null } : {}
}

export async function removeRecord(ctx: RecordCtx, kind: Kind, employeeId: string, id: string) {
  const { word, read } = kinds[kind]
  const person = await lockPerson(ctx, employeeId, read)
  const before = await getRecord(ctx, kind, employeeId, id)
  await ctx.tx.deleteFrom(asOne(kind)).where('companyId', '=', ctx.companyId).where('id', '=', id).execute()
  await ctx.emit(contract.recordRemoved, { subject: subjectOf(employeeId), before, data: { person, record: word } })
  return {}
}

async function getRecord<K extends Kind>(ctx: RecordCtx, kind: K, employeeId: string, id: string): Promise<Shown[K]> {
  const record = await selectRecords(ctx, kind, employeeId).where('id', '=', id).executeTakeFirst()
  if (!record) throw fail.notFound()
  return record as Shown[K]
}

function selectRecords<K extends Kind>(ctx: RecordCtx, kind: K, employeeId: string) {
  return ctx.tx
    .selectFrom(asOne(kind))
    .select(kinds[kind].columns as never)
    .where('companyId', '=', ctx.companyId)
    .where('employeeId', '=', employeeId)
    .$castTo<Shown[K]>()
}

/** The tables are alike in what is asked of them here (company, id, person, version), so one stands for all of them in types. */
const asOne = (kind: Kind) => kind as 'education'

const trimmed = (fields: object) =>
  Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, typeof value === 'string' ? value.trim() : (value as unknown)]))

const subjectOf = (employeeId: string) => ({ type: 'employee', id: employeeId })
