import type { ChatKind, NoticeTopic } from './integrations.contract.ts'

export type NoticeLanguage = 'en' | 'id'
export type Absence = { readonly name: string; readonly portion: string; readonly lastDay: string }
export type Notice = {
  readonly day: string
  readonly away: readonly Absence[]
  readonly joining: readonly string[]
  readonly holidays: readonly { readonly day: string; readonly name: string }[]
}

const words = {
  en: {
    away: 'Away',
    joining: 'First day',
    holidays: 'Holidays',
    until: 'until',
    first: 'first half',
    second: 'second half',
    time: 'part of the day',
    more: 'and {n} more',
    test: 'Muster is connected. Each working day it tells here who is away.',
  },
  id: {
    away: 'Tidak masuk',
    joining: 'Hari pertama',
    holidays: 'Hari libur',
    until: 'sampai',
    first: 'paruh pertama',
    second: 'paruh kedua',
    time: 'sebagian hari',
    more: 'dan {n} lainnya',
    test: 'Muster tersambung. Setiap hari kerja di sini diberitahukan siapa yang tidak masuk.',
  },
} as const

/** As many as can be read at a glance; the rest is counted. */
export const mostNamed = 30

/** A line of a notice: a bold heading and what follows it. */
export type Line = { readonly heading: string; readonly text: string }

/** What a channel is told of a day, as lines; none when there is nothing to tell. What somebody is away for is never part of it. */
export function noticeLines(notice: Notice, topics: readonly NoticeTopic[], language: NoticeLanguage): Line[] {
  const say = words[language]
  const dated = (day: string) =>
    new Intl.DateTimeFormat(language, { timeZone: 'UTC', weekday: 'long', day: 'numeric', month: 'long' }).format(Date.parse(day))
  const listed = (items: readonly string[]) => {
    const shown = items.slice(0, mostNamed)
    const rest = items.length - shown.length
    return shown.join(', ') + (rest > 0 ? ` ${say.more.replace('{n}', String(rest))}` : '')
  }
  const told = ({ name, portion, lastDay }: Absence) => {
    const notes = [portion === 'full' ? '' : say[portion as 'first'], lastDay > notice.day ? `${say.until} ${dated(lastDay)}` : '']
    const said = notes.filter(Boolean).join(', ')
    return said ? `${name} (${said})` : name
  }
  const lines = [
    topics.includes('away') && { heading: say.away, items: notice.away.map(told) },
    topics.includes('joining') && { heading: say.joining, items: notice.joining },
    topics.includes('holidays') && { heading: say.holidays, items: notice.holidays.map(({ day, name }) => `${name} (${dated(day)})`) },
  ].flatMap((one) => (one && one.items.length > 0 ? [{ heading: one.heading, text: listed(one.items) }] : []))
  return lines.length > 0 ? [{ heading: dated(notice.day), text: '' }, ...lines] : []
}

export const testLines = (language: NoticeLanguage): Line[] => [{ heading: 'Muster', text: words[language].test }]

/**
 * A message as a service takes it. What people typed is plain text there: it mentions nobody, links nowhere and formats nothing.
 * Sources: Slack "Formatting text" (escape &, <, >), Google Chat "Format messages", Adaptive Cards 1.4 TextBlock (a subset of Markdown).
 */
export function messageOf(kind: ChatKind, lines: readonly Line[]): object {
  if (kind === 'teams') {
    const body = lines.map(({ heading, text }) => ({
      type: 'RichTextBlock',
      inlines: [{ type: 'TextRun', text: text ? `${heading}: ` : heading, weight: 'Bolder' }, ...(text ? [{ type: 'TextRun', text }] : [])],
    }))
    const content = { $schema: 'http://adaptivecards.io/schemas/adaptive-card.json', type: 'AdaptiveCard', version: '1.4', body }
    return { type: 'message', attachments: [{ contentType: 'application/vnd.microsoft.card.adaptive', content }] }
  }
  const plain = kind === 'slack' ? escaped : unmarked
  return { text: lines.map(({ heading, text }) => (text ? `*${plain(heading)}:* ${plain(text)}` : `*${plain(heading)}*`)).join('\n') }
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' }
const escaped = (text: string) => broken(text).replace(/[&<>]/g, (letter) => entities[letter]!)
/** Google Chat has no way to escape: what would begin a link or a mention is another letter there. */
const unmarked = (text: string) => broken(text).replaceAll('<', '‹').replaceAll('>', '›')
/** A mark for bold, slanted or struck text marks nothing with a word joiner behind it. */
const broken = (text: string) => text.replace(/[*_~`@]/g, (mark) => `${mark}\u2060`)

/** Whether a service that answered this is asked again later: what it refuses stays refused. */
export function mayTryAgain(status: number): boolean {
  return status === 408 || status === 429 || status >= 500
}
