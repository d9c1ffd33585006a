import { sql } from 'kysely'
import type { Ctx } from '../../core/context.ts'
import { covers } from './employees.employment.rules.ts'
import { gramsOf, indexVersion, wordsOf } from './employees.search.rules.ts'
import type { Findable } from './employees.search.rules.ts'

export type IndexTables = 'employee' | 'employment' | 'employeeSkill' | 'catalogItem' | 'personWord' | 'personGram' | 'companyState'
export type IndexCtx = Ctx<IndexTables>

/** People indexed in one transaction. */
export const batchSize = 500

/**
 * Brings what a person is found by up to date with what is written of them. Every write of a person calls it, in its own
 * transaction and after what it wrote: of names, number, email, telephones, employments and skills.
 */
export const indexPerson = (ctx: IndexCtx, employeeId: string) => indexPeople(ctx, [employeeId])

/** The same for several at once. */
export async function indexPeople(ctx: IndexCtx, employeeIds: readonly string[]): Promise<void> {
  if (employeeIds.length === 0) return
  await lockIndex(ctx)
  const [people, known] = await Promise.all([readFindable(ctx, employeeIds), readWords(ctx, employeeIds)])
  const fresh: Entry[] = []
  const stale: Entry[] = []
  for (const { id, isPast, ...findable } of people) {
    const words = new Map([...wordsOf(findable)].map(([word, isPersonal]) => [word, { id, word, isPersonal, isPast }]))
    const before = known.get(id) ?? new Map<string, Entry>()
    const isSame = (one: Entry, other?: Entry) => one.isPersonal === other?.isPersonal && one.isPast === other.isPast
    for (const entry of words.values()) if (!isSame(entry, before.get(entry.word))) fresh.push(entry)
    for (const entry of before.values()) if (!isSame(entry, words.get(entry.word))) stale.push(entry)
  }
  if (stale.length > 0) await dropWords(ctx, stale)
  if (fresh.length > 0) await addWords(ctx, fresh)
}

/**
 * Indexes a company's people anew, in batches of a transaction each. Whatever was there before, what it leaves is what the
 * rules say of what is written; running it twice, or while people change, does no harm.
 */
export async function reindexPeople(inCompany: <T>(work: (ctx: IndexCtx) => Promise<T>) => Promise<T>): Promise<number> {
  let count = 0
  for (let last: string | undefined; ;) {
    const ids = await inCompany(async (ctx) => {
      const ids = await idsAfter(ctx, last)
      await indexPeople(ctx, ids)
      return ids
    })
    count += ids.length
    last = ids.at(-1)
    if (ids.length < batchSize) break
  }
  await inCompany(async (ctx) => {
    await lockIndex(ctx)
    await sql`delete from person_gram as g where g.company_id = ${ctx.companyId}
      and not exists (select from person_word as w where w.company_id = ${ctx.companyId} and w.word = g.word)`.execute(ctx.tx)
    await ctx.tx.updateTable('companyState').set({ peopleIndex: indexVersion }).where('companyId', '=', ctx.companyId).execute()
  })
  return count
}

/**
 * Whether a word is still somebody's is decided in order. Not the state row: writes of a person hold others while they wait for
 * this one, and nothing is waited for by whoever has it.
 */
const lockIndex = ({ tx, companyId }: IndexCtx) =>
  sql`select pg_advisory_xact_lock(hashtextextended(${`people index ${companyId}`}, 0))`.execute(tx)

/** The next people who have a skill, by id. */
export async function holdersAfter({ tx, companyId }: IndexCtx, itemId: string, last: string | undefined): Promise<string[]> {
  let holders = tx.selectFrom('employeeSkill').select('employeeId').where('companyId', '=', companyId).where('itemId', '=', itemId)
  if (last !== undefined) holders = holders.where('employeeId', '>', last)
  return (await holders.orderBy('employeeId').limit(batchSize).execute()).map(({ employeeId }) => employeeId)
}

type Entry = { id: string; word: string; isPersonal: boolean; isPast: boolean }
type Found = Findable & { id: string; isPast: boolean }

/**
 * The titles are those of the employments in force today. Each table is asked once for all: one question that looks into the others
 * person by person takes minutes for an import whose rows the planner does not know of yet.
 */
async function readFindable({ tx, companyId, today }: IndexCtx, employeeIds: readonly string[]): Promise<Found[]> {
  const ids = sql`any(${employeeIds}::uuid[])`
  const [people, titles, skills] = await Promise.all([
    tx
      .selectFrom('employee as e')
      .select(['e.id', 'e.status', 'e.email', 'e.employeeNumber', 'e.workPhone', 'e.phone', 'e.joinedOn'])
      .select(['e.firstName', 'e.lastName', 'e.preferredName'])
      .where('e.companyId', '=', companyId)
      .where(sql<boolean>`e.id = ${ids}`)
      .execute(),
    tx
      .selectFrom('employment as t')
      .select(['t.employeeId', 't.title', 't.firstDay', 't.lastDay'])
      .where('t.companyId', '=', companyId)
      .where(sql<boolean>`t.employee_id = ${ids}`)
      .where('t.title', 'is not', null)
      .where((eb) => eb.or([eb('t.lastDay', 'is', null), eb('t.lastDay', '>=', today)]))
      .execute(),
    tx
      .selectFrom('employeeSkill as s')
      .innerJoin('catalogItem as i', (join) => join.onRef('i.id', '=', 's.itemId').on('i.companyId', '=', companyId))
      .select(['s.employeeId', 'i.name'])
      .where('s.companyId', '=', companyId)
      .where(sql<boolean>`s.employee_id = ${ids}`)
      .execute(),
  ])
  const titlesOf = Map.groupBy(titles, ({ employeeId }) => employeeId)
  const skillsOf = Map.groupBy(skills, ({ employeeId }) => employeeId)
  return people.map(({ id, status, joinedOn, firstName, lastName, preferredName, ...rest }) => {
    const day = joinedOn > today ? joinedOn : today
    const held = (titlesOf.get(id) ?? []).filter((row) => covers(row, day)).map(({ title }) => title)
    return {
      ...rest,
      id,
      isPast: status === 'left' || status === 'archived',
      names: [firstName, lastName, preferredName],
      texts: [...held, ...(skillsOf.get(id) ?? []).map(({ name }) => name)],
    }
  })
}

async function readWords({ tx, companyId }: IndexCtx, employeeIds: readonly string[]) {
  const rows = await tx
    .selectFrom('personWord')
    .select(['employeeId as id', 'word', 'isPersonal', 'isPast'])
    .where('companyId', '=', companyId)
    .where((eb) => sql<boolean>`${eb.ref('employeeId')} = any(${employeeIds}::uuid[])`)
    .execute()
  const byPerson = new Map<string, Map<string, Entry>>()
  for (const entry of rows) byPerson.set(entry.id, (byPerson.get(entry.id) ?? new Map<string, Entry>()).set(entry.word, entry))
  return byPerson
}

async function dropWords({ tx, companyId }: IndexCtx, entries: readonly Entry[]) {
  await sql`delete from person_word as w using unnest(${entries.map(({ id }) => id)}::uuid[], ${entries.map(({ word }) => word)}::text[]) as u(id, word)
    where w.company_id = ${companyId} and w.employee_id = u.id and w.word = u.word`.execute(tx)
  const [grams, words] = gramRows(entries)
  await sql`delete from person_gram as g using unnest(${grams}::text[], ${words}::text[]) as u(gram, word)
    where g.company_id = ${companyId} and g.gram = u.gram and g.word = u.word
      and not exists (select from person_word as w where w.company_id = ${companyId} and w.word = u.word)`.execute(tx)
}

async function addWords({ tx, companyId }: IndexCtx, entries: readonly Entry[]) {
  await sql`insert into person_word (company_id, employee_id, word, is_personal, is_past)
    select ${companyId}::uuid, u.* from unnest(${entries.map(({ id }) => id)}::uuid[], ${entries.map(({ word }) => word)}::text[],
      ${entries.map(({ isPersonal }) => isPersonal)}::boolean[], ${entries.map(({ isPast }) => isPast)}::boolean[]) as u`.execute(tx)
  const [grams, words] = gramRows(entries)
  await sql`insert into person_gram (company_id, gram, word) select ${companyId}::uuid, u.* from unnest(${grams}::text[], ${words}::text[]) as u
    on conflict do nothing`.execute(tx)
}

function gramRows(entries: readonly Entry[]): [grams: string[], words: string[]] {
  const pairs = [...new Set(entries.map(({ word }) => word))].flatMap((word) => gramsOf(word).map((gram) => [gram, word] as const))
  return [pairs.map(([gram]) => gram), pairs.map(([, word]) => word)]
}

const idsAfter = async ({ tx, companyId }: IndexCtx, last: string | undefined) => {
  let people = tx.selectFrom('employee').select('id').where('companyId', '=', companyId).orderBy('id').limit(batchSize)
  if (last !== undefined) people = people.where('id', '>', last)
  return (await people.execute()).map(({ id }) => id)
}
