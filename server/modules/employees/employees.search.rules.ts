import { folded } from '../../core/folded.rules.ts'

/** What a person can be found by. Texts are as they were written; `phone` is the private one. */
export type Findable = {
  readonly names: readonly (string | null)[]
  readonly texts: readonly (string | null)[]
  readonly email: string | null
  readonly employeeNumber: string
  readonly workPhone: string | null
  readonly phone: string | null
}

/** One word of what was asked, with all that is looked up for it. */
export type Token = {
  readonly word: string
  /** Words from `word` to before `next`, in the order of their bytes, begin with it. */
  readonly next: string
  /** A word that contains this one has all of these grams; empty: too short to be looked for inside of words. */
  readonly inside: readonly string[]
  /** A word that is this one with wrong letters has at least `least` of these grams. */
  readonly near: { readonly grams: readonly string[]; readonly least: number; readonly letters: number } | null
  /** Every neighbouring pair of letters the other way round. */
  readonly swaps: readonly string[]
  /** Of a word with punctuation, or of letters and digits, the piece by which to look for those who have all of it in one of their words. */
  readonly piece: { readonly word: string; readonly next: string; readonly inside: readonly string[] } | null
}

/** Raised when the rules below change: everybody is indexed again. */
export const indexVersion = 1

/** How well a word fits what was asked; the sum over all words orders the people found. */
export const ranks = { exact: 0, prefix: 1, part: 2, oneLetter: 3, twoLetters: 4 } as const

export const maxTokens = 5
const maxLetters = 100
const maxWords = 400

/**
 * A text as it is compared: lower case, without accents and apostrophes, marks between words as spaces.
 * Doing it twice changes nothing.
 */
export function normalise(text: string): string {
  return folded(text)
    .replace(/['’‘`´ʼ]/g, '')
    .replace(/[\s\p{C},;:"“”„«»،、。]+/gu, ' ')
    .normalize('NFC')
    .trim()
}

/** The words a person is found by, each with whether it is personal. A word that is also public is public. */
export function wordsOf({ names, texts, email, employeeNumber, workPhone, phone }: Findable): Map<string, boolean> {
  const words = new Map<string, boolean>()
  const add = (word: string, isPersonal = false) => {
    if (word && words.size < maxWords && words.get(word) !== false) words.set(word, isPersonal)
  }
  for (const text of [...names, employeeNumber, ...texts]) {
    for (const word of split(text)) {
      add(word)
      for (const piece of piecesOf(word)) add(piece)
    }
  }
  for (const address of split(email)) {
    add(address)
    // What follows the "@" is nearly everybody's.
    for (const piece of piecesOf(address.split('@')[0]!)) add(piece)
  }
  add(digitsOf(workPhone))
  add(digitsOf(phone), true)
  return words
}

/** The parts under which a word is looked up; none of an address, which is looked for by its pieces. */
export function gramsOf(word: string): string[] {
  if (word.includes('@')) return []
  const grams = runsOf(hasLetter(word) ? `\u0002${word}\u0003` : word, 3)
  if (isDense(word)) grams.push(...runsOf(word, 2), ...runsOf(word, 1))
  return [...new Set(grams)]
}

/** What was asked, word by word; at most five, the rest is passed over. A telephone number is one word, however it is spaced. */
export function tokensOf(text: string): Token[] {
  const normal = normalise(text)
  const isPhone = /^[+(]?[\d ()./-]{6,}$/.test(normal) && /[+( ]/.test(normal) && digitsOf(normal).length >= 6
  const words = isPhone ? [digitsOf(normal)] : split(normal)
  return [...new Set(words.map(international))].slice(0, maxTokens).map(tokenOf)
}

/** How well a word that is in the index fits a token: its rank, or undefined when it does not. */
export function rankOf({ word, near, inside }: Token, found: string): number | undefined {
  if (found === word) return ranks.exact
  if (found.startsWith(word)) return ranks.prefix
  if (inside.length > 0 && found.includes(word)) return ranks.part
  if (!near) return undefined
  const wrong = wrongLetters(word, found, near.letters)
  return wrong > near.letters ? undefined : wrong === 1 ? ranks.oneLetter : ranks.twoLetters
}

/**
 * How many letters are wrong, missing, too many or swapped with their neighbour between two words.
 * Counted no further than `most`: above it the answer is `most + 1`.
 */
export function wrongLetters(one: string, other: string, most: number): number {
  const [a, b] = [lettersOf(one), lettersOf(other)]
  if (Math.abs(a.length - b.length) > most) return most + 1
  let [before, row] = [[] as number[], Array.from({ length: b.length + 1 }, (_, index) => index)]
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i]
    for (let j = 1; j <= b.length; j += 1) {
      const same = a[i - 1] === b[j - 1]
      let least = Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (same ? 0 : 1))
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) least = Math.min(least, before[j - 2]! + 1)
      next.push(least)
    }
    if (Math.min(...next) > most) return most + 1
    ;[before, row] = [row, next]
  }
  return Math.min(row[b.length]!, most + 1)
}

function tokenOf(word: string): Token {
  const length = lettersOf(word).length
  const wrong = length < 7 ? 1 : 2
  const grams = gramsOf(word)
  const mayErr = length >= 4 && length <= 40 && grams.length > 0 && !/\p{N}/u.test(word)
  // A wrong letter is in three grams, a swapped pair in four; a swap alone is looked for by itself.
  const near = mayErr ? { grams, least: Math.max(1, grams.length - (wrong === 1 ? 3 : 7)), letters: wrong } : null
  return { word, next: nextOf(word), inside: insideOf(word), near, swaps: near ? swapsOf(word) : [], piece: pieceOf(word) }
}

/** Of an address only what stands before the "@" has pieces. The first piece may begin in the middle of a word, the others may not. */
function pieceOf(word: string): Token['piece'] {
  const local = word.split('@')[0]!
  const pieces = piecesOf(local)
  if (local === word && pieces.length === 0) return null
  const first = pieces[0] ?? local
  const begins = !word.startsWith(first)
  const usable = (pieces.length > 0 ? pieces : [local]).filter((piece, nth) => nth > 0 || begins || insideOf(piece).length > 0)
  const best = usable.toSorted((a, b) => b.length - a.length)[0]
  return best ? { word: best, next: nextOf(best), inside: best === first && !begins ? insideOf(best) : [] } : null
}

function insideOf(word: string): string[] {
  const length = lettersOf(word).length
  if (length >= 3) return [...new Set(runsOf(word, 3))]
  return isDense(word) ? [word] : []
}

function swapsOf(word: string): string[] {
  const all = lettersOf(word)
  return all.slice(1).flatMap((letter, index) => {
    if (letter === all[index]) return []
    return [[...all.slice(0, index), letter, all[index], ...all.slice(index + 2)].join('')]
  })
}

/** Runs of letters and of digits: what is numbered after a name is found by the name, and shares its grams. */
const runs = /[\p{L}\p{M}]+|\p{N}+/gu
const split = (text: string | null) => (text ? normalise(text).split(' ').filter(Boolean).map(shortened) : [])
/** Code points: what is compared and cut is never more of a letter than that. */
const lettersOf = (word: string) => Array.from(word)
/** Telephones are mostly kept with the country's number, where a nought before them is left out. */
const international = (word: string) => (/^0\d{7,}$/.test(word) ? word.replace(/^0+/, '') : word)
const shortened = (word: string) => lettersOf(word).slice(0, maxLetters).join('')
const piecesOf = (word: string) => (word.match(runs) ?? []).filter((piece) => piece !== word)
const digitsOf = (text: string | null) => (text ? normalise(text).replace(/\D+/g, '').slice(0, 40) : '')
const hasLetter = (word: string) => /[^\p{N}]/u.test(word)
/** Scripts of which two letters, or one, say as much as a word. */
const isDense = (word: string) => /[^\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{Script=Common}\p{Script=Inherited}]/u.test(word)
/** No word holds the last code point there is. */
const nextOf = (word: string) => `${word}\u{10ffff}`

function runsOf(word: string, length: number): string[] {
  const all = lettersOf(word)
  return all.slice(0, Math.max(0, all.length - length + 1)).map((_, index) => all.slice(index, index + length).join(''))
}
