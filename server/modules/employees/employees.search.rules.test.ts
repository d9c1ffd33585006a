import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { gramsOf, maxTokens, normalise, rankOf, ranks, tokensOf, wordsOf, wrongLetters } from './employees.search.rules.ts'
import type { Findable } from './employees.search.rules.ts'

const nobody: Findable = { names: [], texts: [], email: null, employeeNumber: '', workPhone: null, phone: null }
const publicOf = (person: Partial<Findable>) =>
  [...wordsOf({ ...nobody, ...person })].filter(([, isPersonal]) => !isPersonal).map(([word]) => word)
const anyText = fc.string({ unit: 'grapheme', maxLength: 40 })
const letters = fc.stringMatching(/^[a-z]{4,12}$/)

for (const [given, expected] of [
  ['José', 'jose'],
  ['Łukasz', 'lukasz'],
  ['  Ana   LI ', 'ana li'],
  ['Søren Ærø', 'soren aero'],
  ['STRASSE Straße', 'strasse strasse'],
  ['İstanbul ışık', 'istanbul isik'],
  ["O'Neill O’Neill", 'oneill oneill'],
  ['Nguyễn Thị', 'nguyen thi'],
  ['Ёлка', 'елка'],
  ['ΑΘΗΝΑΣ', 'αθηνασ'],
  ['أحمد مُحَمَّد', 'احمد محمد'],
  ['王小明', '王小明'],
  ['ﾊﾝｺ', 'ハンコ'],
  ['김민수', '김민수'],
  ['Chen, Mei; "QA"', 'chen mei qa'],
  ['100% a_b c\\d', '100% a_b c\\d'],
  ['\u0002a\u0003\u200b', 'a'],
  ['', ''],
] as const)
  test(`"${given}" is compared as "${expected}"`, () => assert.equal(normalise(given), expected))

test('comparing what is compared already changes nothing', () =>
  fc.assert(fc.property(anyText, (text) => assert.equal(normalise(normalise(text)), normalise(text)))))

for (const [what, person, expected] of [
  ['names, and the pieces of a double name', { names: ['Jean-Luc', 'de la Cruz', null] }, ['jean-luc', 'jean', 'luc', 'de', 'la', 'cruz']],
  ['an address and its pieces, but not the part that all share', { email: 'Ana_L77@mail.test' }, ['ana_l77@mail.test', 'ana', 'l', '77']],
  ['a number and its pieces', { employeeNumber: 'EMP-007' }, ['emp-007', 'emp', '007']],
  ['a telephone by its digits', { workPhone: '+62 (811) 000-12' }, ['6281100012']],
  ['skills and titles by their words', { texts: ['C++', 'Data analysis'] }, ['c++', 'c', 'data', 'analysis']],
  ['nothing at all', {}, []],
] as const)
  test(`a person is found by ${what}`, () => assert.deepEqual(publicOf(person), expected))

test('the private telephone is personal, unless the same digits are public', () => {
  const words = (workPhone: string | null) => wordsOf({ ...nobody, workPhone, phone: '0811 22' })
  assert.deepEqual([...words(null)], [['081122', true]])
  assert.deepEqual([...words('0811-22')], [['081122', false]])
})

test('no word of a person is longer than a hundred letters, empty, or holds a space', () =>
  fc.assert(
    fc.property(fc.array(anyText), anyText, (names, email) => {
      for (const word of wordsOf({ ...nobody, names, email }).keys())
        assert(word !== '' && Array.from(word).length <= 100 && !/\s/.test(word))
    }),
  ))

for (const [one, other, expected] of [
  ['andersen', 'anderson', 1],
  ['maria', 'maria', 0],
  ['jose', 'jsoe', 1],
  ['lukasz', 'lukas', 1],
  ['meyer', 'maier', 2],
  ['abc', 'xyz', 3],
  ['', 'ab', 2],
  ['a', 'abcdefgh', 4],
] as const)
  test(`between "${one}" and "${other}" ${expected} letters are wrong, counted up to three`, () => {
    assert.equal(wrongLetters(one, other, 3), expected)
    assert.equal(wrongLetters(other, one, 3), expected)
  })

test('wrong letters are counted alike from both sides, are none between equals, and never more than one past the limit', () =>
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 8 }),
      fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 8 }),
      (a, b) => {
        const wrong = wrongLetters(a, b, 2)
        assert.equal(wrong, wrongLetters(b, a, 2))
        assert.equal(wrong === 0, a === b)
        assert(wrong <= 3)
      },
    ),
  ))

for (const [asked, found, expected] of [
  ['ana', 'ana', ranks.exact],
  ['ana', 'anabel', ranks.prefix],
  ['abe', 'anabel', ranks.part],
  ['na', 'ana', undefined],
  ['anderson', 'andersen', ranks.oneLetter],
  ['andirsin', 'anderson', ranks.twoLetters],
  ['jose', 'josie', ranks.oneLetter],
  ['jose', 'marie', undefined],
  ['ana', 'ann', undefined],
  ['0012', '0013', undefined],
  ['小明', '王小明', ranks.part],
  ['明', '王小明', ranks.part],
] as const)
  test(`"${asked}" fits "${found}" ${expected === undefined ? 'not at all' : `with rank ${expected}`}`, () =>
    assert.equal(rankOf(tokensOf(asked)[0]!, found), expected))

test('a word and every part of it from three letters on is found by its grams', () =>
  fc.assert(
    fc.property(
      anyText.map(normalise).filter((word) => word !== '' && !/[\s@]/.test(word)),
      fc.nat(),
      fc.nat(),
      (word, from, length) => {
        const all = Array.from(word)
        const part = all
          .slice(from % all.length)
          .slice(0, 3 + (length % all.length))
          .join('')
        const [token] = tokensOf(part)
        if (!token || token.word !== part || token.inside.length === 0) return
        const grams = new Set(gramsOf(word))
        assert(
          token.inside.every((gram) => grams.has(gram)),
          `${part} in ${word}`,
        )
      },
    ),
  ))

test('a word with one letter wrong shares enough grams to be looked at, or is a swap', () =>
  fc.assert(
    fc.property(letters, fc.nat(), fc.constantFrom('change', 'drop', 'add', 'swap'), (word, place, kind) => {
      const at = place % (word.length - 1)
      const typed = {
        change: `${word.slice(0, at)}q${word.slice(at + 1)}`,
        drop: word.slice(0, at) + word.slice(at + 1),
        add: `${word.slice(0, at)}q${word.slice(at)}`,
        swap: word.slice(0, at) + word[at + 1] + word[at] + word.slice(at + 2),
      }[kind]
      const [token] = tokensOf(typed)
      if (!token?.near) return assert(typed.length < 4)
      if (typed === word) return
      assert.notEqual(rankOf(token, word), undefined, `${typed} for ${word}`)
      const shared = gramsOf(word).filter((gram) => token.near!.grams.includes(gram)).length
      assert(
        shared >= token.near.least || token.swaps.includes(word) || new Set(word).size < word.length,
        `${typed} for ${word}: ${shared} shared`,
      )
    }),
  ))

test('a telephone number is one word however it is spaced; other numbers are words', () => {
  const words = (text: string) => tokensOf(text).map(({ word }) => word)
  assert.deepEqual(words('+62 811-000 12'), ['6281100012'])
  assert.deepEqual(words('0811 000 12'), ['81100012'])
  assert.deepEqual(words('0012'), ['0012'])
  assert.deepEqual(words('x-7'), ['x-7'])
})

test('a word with punctuation is looked for by a piece of it, of an address by what stands before the "@"', () => {
  const piece = (text: string) => tokensOf(text)[0]!.piece?.word
  assert.deepEqual(['ana_l', 'an_l', '_li', 'anders.l', 'son@corp', '@corp', '%', 'plain', 'sson77'].map(piece), [
    'ana',
    'l',
    'li',
    'anders',
    'son',
    undefined,
    undefined,
    undefined,
    'sson',
  ])
})

test('of any text at most five different words are looked for', () =>
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 100 }), (text) => {
      const tokens = tokensOf(text)
      assert(tokens.length <= maxTokens)
      for (const { word, next } of tokens) assert(word !== '' && Buffer.compare(Buffer.from(word), Buffer.from(next)) < 0)
    }),
  ))
