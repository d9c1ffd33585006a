import { sql } from 'kysely'
import type { RawBuilder } from 'kysely'
import { reachesAll, visible } from '../../core/access.ts'
import type { Bound, Ctx } from '../../core/context.ts'
import { statement } from '../../core/statement.ts'
import { maxTokens, rankOf, ranks, tokensOf } from './employees.search.rules.ts'
import type { Token } from './employees.search.rules.ts'

type WordCtx = Ctx<'personWord' | 'personGram'>

/** Words looked at for one token; past that it says too little to be worth more. Beside other words it may be the common one. */
const partLimits = { alone: 500, beside: 2_000 }
const nearLimit = 500

/** What the statement that finds people needs to know of a question: `undefined` where there is no such token. */
export type Wanted = Record<`${'word' | 'next' | 'others' | 'ranks' | 'piece' | 'pieceNext' | 'pieceOthers'}${0 | 1 | 2 | 3 | 4}`, unknown>

/** The words of the company's people that a question may mean, token by token. */
export async function wantedBy(ctx: WordCtx, q: string): Promise<Wanted | undefined> {
  const tokens = tokensOf(q)
  if (tokens.length === 0) return undefined
  const found = await Promise.all(tokens.map((token) => otherWords(ctx, token, tokens.length === 1 ? partLimits.alone : partLimits.beside)))
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
async function otherWords(ctx: WordCtx, token: Token, limit: number) {
  const { inside, near, piece } = token
  const [parts, alike, pieceParts] = await Promise.all([
    inside.length > 0 ? wordsWith(ctx, { grams: inside, least: inside.length, limit }) : [],
    near ? wordsWith(ctx, { grams: near.grams, least: near.least, limit: nearLimit }) : [],
    piece && piece.inside.length > 0 ? wordsWith(ctx, { grams: piece.inside, least: piece.inside.length, limit }) : [],
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

/** What a question is asked of besides the words: whether past people count, and whether more than the best are wanted. */
export type Scope = { readonly isPast: 'no' | 'yes'; readonly isNarrowed: boolean }

/** A question finds the best so many and no more: whoever is looked for is not past them. */
export const mostFound = 1_000
/** A person has that many words at most that begin alike, nearly always; what is cut off is worth less than what is kept. */
const mostHits = 4 * mostFound

/**
 * The people within reach whose words fit every token, as a table expression of `employee_id` and `rank`, the lower the better. Personal words count within the reach of `employee.read-personal` alone.
 * Unless the people are narrowed further, words past the best are not read.
 */
export function peopleMeant(ctx: Bound, wanted: Partial<Wanted>, { isPast, isNarrowed }: Scope): RawBuilder<unknown> {
  const nths = Array.from({ length: maxTokens }, (_, nth) => nth as 0).filter((nth) => wanted[`word${nth}`] !== undefined)
  const isCut = nths.length === 1 && !isNarrowed
  // Where everybody is within reach the best can be taken before they are looked at, in the order of the index.
  const isCutAtOnce = isCut && reachesAll(ctx.actor, 'employee.read')
  const parts = nths
    .flatMap((nth) => tokenHits(ctx, wanted, nth, isPast))
    .map((part, index) => (isCutAtOnce && index === 0 ? cut(part, sql`word`) : part))
  const hits = sql`select hit.* from (${sql.join(parts, sql` union all `)}) as hit where ${visible(ctx, 'employee.read', 'hit.employeeId')}`
  const seen = isCut ? cut(hits, sql`rank, word`) : hits
  const best = sql`select employee_id, nth, min(rank) as rank from (${seen}) as seen group by employee_id, nth`
  if (nths.length === 1) return sql`(${best})`
  return sql`(select employee_id, sum(rank) as rank from (${best}) as each_token group by employee_id having count(*) = ${sql.lit(nths.length)})`
}

const cut = (hits: RawBuilder<unknown>, order: RawBuilder<unknown>) => sql`(${hits} order by ${order} limit ${sql.lit(mostHits)})`

/** The words that fit one token, each with whose it is and its rank: by range, by list, and by a piece. */
function tokenHits(ctx: Bound, wanted: Partial<Wanted>, nth: 0, isPast: Scope['isPast']): RawBuilder<unknown>[] {
  const [word, next, others, othersRanks] = [wanted[`word${nth}`], wanted[`next${nth}`], wanted[`others${nth}`], wanted[`ranks${nth}`]]
  const [piece, pieceNext, pieceOthers] = [wanted[`piece${nth}`], wanted[`pieceNext${nth}`], wanted[`pieceOthers${nth}`]]
  const personal = (alias: string) =>
    sql`(not ${sql.raw(alias)}.is_personal or ${visible(ctx, 'employee.read-personal', `${alias}.employeeId`)})`
  const mine = sql`w.company_id = ${ctx.companyId} and ${personal('w')}${isPast === 'no' ? sql` and not w.is_past` : sql``}`
  const columns = (rank: RawBuilder<unknown>) => sql`select w.employee_id, ${sql.lit(nth)} as nth, ${rank} as rank, w.word`
  const parts = [
    sql`${columns(sql`case when w.word = ${word} then ${sql.lit(ranks.exact)} else ${sql.lit(ranks.prefix)} end`)}
      from person_word as w where ${mine} and w.word >= ${word} and w.word < ${next}`,
  ]
  if (others !== undefined) {
    parts.push(sql`${columns(sql`s.rank`)} from unnest(${others}::text[], ${othersRanks}::int[]) as s(word, rank)
      join person_word as w on w.word = s.word and ${mine}`)
  }
  if (piece !== undefined) {
    const rank = sql.lit(ranks.part) as RawBuilder<unknown>
    const holds = sql`exists (select from person_word as x where x.company_id = ${ctx.companyId} and x.employee_id = w.employee_id
      and ${personal('x')} and position(${word} in x.word) > 0)`
    parts.push(
      sql`${columns(rank)} from person_word as w where ${mine} and w.word >= ${piece} and w.word < ${pieceNext} and ${holds}`,
      sql`${columns(rank)} from unnest(${pieceOthers}::text[]) as s(word) join person_word as w on w.word = s.word and ${mine} where ${holds}`,
    )
  }
  return parts
}
