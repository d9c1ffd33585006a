import assert from 'node:assert/strict'
import { test } from 'node:test'
import { mayTryAgain, messageOf, mostNamed, noticeLines, testLines } from './integrations.notice.rules.ts'
import type { Notice } from './integrations.notice.rules.ts'

const all = ['away', 'joining', 'holidays'] as const
const notice: Notice = {
  day: '2026-11-30',
  away: [
    { name: 'Mei Tan', portion: 'full', lastDay: '2026-12-04' },
    { name: 'Budi', portion: 'first', lastDay: '2026-11-30' },
  ],
  joining: ['Ana Ray'],
  holidays: [{ day: '2026-12-03', name: 'Founders’ day' }],
}

test('a notice says who is away until when, who joins and which holidays are near, as far as it is asked to', () => {
  assert.deepEqual(noticeLines(notice, all, 'en'), [
    { heading: 'Monday, November 30', text: '' },
    { heading: 'Away', text: 'Mei Tan (until Friday, December 4), Budi (first half)' },
    { heading: 'First day', text: 'Ana Ray' },
    { heading: 'Holidays', text: 'Founders’ day (Thursday, December 3)' },
  ])
  assert.deepEqual(
    noticeLines(notice, ['joining'], 'id').map(({ heading }) => heading),
    ['Senin, 30 November', 'Hari pertama'],
  )
})

test('a day without anything to tell is not told, and of many the rest is counted', () => {
  assert.deepEqual(noticeLines({ ...notice, away: [] }, ['away'], 'en'), [])
  const many = Array.from({ length: mostNamed + 7 }, (_, n) => ({ name: `P${n}`, portion: 'full', lastDay: notice.day }))
  assert.match(noticeLines({ ...notice, away: many }, ['away'], 'en')[1]!.text, /, P29 and 7 more$/)
})

test('what people typed mentions nobody, links nowhere and formats nothing', () => {
  const lines = [{ heading: 'Away', text: '<!channel> <https://evil.test|Pay> *loud* @all [x](https://evil.test) & Co' }]
  assert.deepEqual(messageOf('slack', lines), {
    text: '*Away:* &lt;!channel&gt; &lt;https://evil.test|Pay&gt; *\u2060loud*\u2060 @\u2060all [x](https://evil.test) &amp; Co',
  })
  assert.doesNotMatch(JSON.stringify(messageOf('googleChat', lines)), /</)
  // Rich text blocks read no Markdown at all.
  const teams = JSON.stringify(messageOf('teams', lines))
  assert.match(teams, /RichTextBlock/)
  assert.doesNotMatch(teams, /"TextBlock"/)
  for (const kind of ['slack', 'teams', 'googleChat'] as const)
    assert.ok(JSON.stringify(messageOf(kind, testLines('id'))).includes('tersambung'))
})

test('what was refused is not tried again, what may pass is', () => {
  assert.deepEqual([400, 403, 404, 408, 410, 429, 500, 503].filter(mayTryAgain), [408, 429, 500, 503])
})
