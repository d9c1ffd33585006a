import { sql } from 'kysely'
import type { RawBuilder } from 'kysely'
import { visible } from '../../core/access.ts'
import type { Bound, Ctx } from '../../core/context.ts'
import { statement } from '../../core/statement.ts'
import { maxTokens, rankOf, ranks, tokensOf } from './employees.search.rules.ts'
import type { Token } from './employees.search.rules.ts'

type WordCtx = Ctx<'personWord' | 'personGram'>

/** Words looked at inside and out for one token; past that a token says too little to be worth more. */
const partLimit = 2_000
const nearLimit = 1_000

/** What the statement that finds people needs to know of a question: `undefined` where there is no such token. */
export type Wanted = Record<`${'word' | 'next' | 'others' | 'ranks' | 'piece' | 'pieceNext' | 'pieceOthers'}${0 | 1 | 2 | 3 | 4}`, unknown>

/** The words of the company's people that a question may mean, token by token. */
export async function wantedBy(ctx: WordCtx, q: string): Promise<Wanted | undefined> {
  const tokens = tokensOf(q)
  if (tokens.length === 0) return undefined
  const found = await Promise.all(tokens.map((token) => otherWords(ctx, token)))
  const wanted: Record<string, unknown> = {}
  for (const [nth, token] of tokens.entries()) {
    const { others, pieceOthers } = found[nth]!
    wanted[`word${nth}`] = token.word
    wanted[`next${nth}`] = token.next
    wanted[`others${nth}`] = others.size > 0 ? [...others.keys()] : undefined
    wanted[`ranks${nth}`] = others.size > 0 ? [...others.values()] : undefined
    wanted[`piece${nth}`] = token.piece?.word
    wanted[`pieceNext${nth}`] = token.piece?.next
    wanted[`pieceOthers${nth}`] = token.piece ? pieceOthers : undefined
  }
  return wanted as Wanted
}

/** Words of the index that fit a token otherwise than from their beginning, with how well. */
async function otherWords(ctx: WordCtx, token: Token) {
  const { inside, near, piece } = token
  const [parts, alike, pieceParts] = await Promise.all([
    inside.length > 0 ? wordsWith(ctx, { grams: inside, least: inside.length, limit: partLimit }) : [],
    near ? wordsWith(ctx, { grams: near.grams, least: near.least, limit: nearLimit }) : [],
    piece && piece.inside.length > 0 ? wordsWith(ctx, { grams: piece.inside, least: piece.inside.length, limit: partLimit }) : [],
  ])
  const others = new Map<string, number>()
  for (const { word } of [...parts, ...alike]) {
    const rank = rankOf(token, word)
    // Those that begin with it are found by range.
    if (rank !== undefined && rank > ranks.prefix) others.set(word, rank)
  }
  for (const word of token.swaps) if (!others.has(word)) others.set(word, ranks.oneLetter)
  return { others, pieceOthers: pieceParts.flatMap(({ word }) => (word.includes(piece!.word) ? word : [])) }
}

type Grams = { grams: readonly string[]; least: number; limit: number }

const wordsWith = statement((ctx: WordCtx, { grams, least, limit }: Grams) =>
  ctx.tx
    .selectFrom('personGram')
    .select('word')
    .where('companyId', '=', ctx.companyId)
    .where((eb) => sql<boolean>`${eb.ref('gram')} = any(${grams}::text[])`)
    .groupBy('word')
    .having((eb) => eb(eb.fn.countAll(), '>=', least))
    .orderBy((eb) => eb.fn.countAll(), 'desc')
    .orderBy('word')
    .limit(limit),
)

/**
 * The people whose words fit every token, as a table expression of `employee_id` and `rank`, the lower the better.
 * Personal words count within the reach of `employee.read-personal` alone.
 */
export function peopleMeant(ctx: Bound, wanted: Partial<Wanted>): RawBuilder<unknown> {
  const tables = Array.from({ length: maxTokens }, (_, nth) => tokenHits(ctx, wanted, nth as 0)).filter((hits) => hits !== undefined)
  const [first, ...others] = tables.map((hits, nth) => sql`(${hits}) as ${sql.raw(`hit${nth}`)}`)
  const sum = sql.join(
    tables.map((_, nth) => sql.raw(`hit${nth}.rank`)),
    sql` + `,
  )
  return sql`(select hit0.employee_id, ${sum} as rank from ${first}${sql.join(
    others.map((hits, nth) => sql` join ${hits} on ${sql.raw(`hit${nth + 1}`)}.employee_id = hit0.employee_id`),
    sql``,
  )})`
}

function tokenHits(ctx: Bound, wanted: Partial<Wanted>, nth: 0): RawBuilder<unknown> | undefined {
  const [word, next, others, othersRanks] = [wanted[`word${nth}`], wanted[`next${nth}`], wanted[`others${nth}`], wanted[`ranks${nth}`]]
  const [piece, pieceNext, pieceOthers] = [wanted[`piece${nth}`], wanted[`pieceNext${nth}`], wanted[`pieceOthers${nth}`]]
  if (word === undefined) return undefined
  const { companyId } = ctx
  const mine = (alias: string) =>
    sql`${sql.raw(alias)}.company_id = ${companyId} and (not ${sql.raw(alias)}.is_personal or ${visible(ctx, 'employee.read-personal', `${alias}.employeeId`)})`
  const parts = [
    sql`select w.employee_id, case when w.word = ${word} then ${sql.lit(ranks.exact)} else ${sql.lit(ranks.prefix)} end as rank
      from person_word as w where ${mine('w')} and w.word >= ${word} and w.word < ${next}`,
  ]
  if (others !== undefined) {
    parts.push(sql`select w.employee_id, s.rank from unnest(${others}::text[], ${othersRanks}::int[]) as s(word, rank)
      join person_word as w on w.word = s.word and ${mine('w')}`)
  }
  if (piece !== undefined) {
    const holds = sql`exists (select from person_word as x where x.employee_id = w.employee_id and ${mine('x')} and position(${word} in x.word) > 0)`
    parts.push(
      sql`select w.employee_id, ${sql.lit(ranks.part)} from person_word as w where ${mine('w')} and w.word >= ${piece} and w.word < ${pieceNext} and ${holds}`,
      sql`select w.employee_id, ${sql.lit(ranks.part)} from unnest(${pieceOthers}::text[]) as s(word) join person_word as w on w.word = s.word and ${mine('w')} where ${holds}`,
    )
  }
  return sql`select employee_id, min(rank) as rank from (${sql.join(parts, sql` union all `)}) as hit group by employee_id`
}
