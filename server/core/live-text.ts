import { isId } from './ids.ts'

/** What changed, by topic and company: the subjects under `topic companyId`. */
export type Changes = Map<string, Set<string>>

/** PostgreSQL carries less than 8,000 bytes at once. */
const mostBytes = 7_900
const idsInLine = 200

export function add(changes: Changes, key: string, subjectId: string) {
  changes.set(key, (changes.get(key) ?? new Set()).add(subjectId))
}

/**
 * What changed as texts of at most 7,900 bytes, as few as that takes; each line is `topic companyId subjectId…`. One text for all
 * companies: each costs PostgreSQL a transaction of its own.
 */
export function textsOf(changes: Changes): string[] {
  const texts: string[] = []
  for (const [key, subjectIds] of changes) {
    const ids = [...subjectIds]
    for (let from = 0; from < ids.length; from += idsInLine) {
      const line = [key, ...ids.slice(from, from + idsInLine)].join(' ')
      const last = texts.at(-1)
      if (last === undefined || last.length + 1 + line.length > mostBytes) texts.push(line)
      else texts[texts.length - 1] = `${last}\n${line}`
    }
  }
  return texts
}

/** The same read again; a line that is not of this form or names another topic is passed over. */
export function changesOf(text: string, topics: { has(name: string): boolean }): Changes {
  const changes: Changes = new Map()
  for (const line of text.split('\n')) {
    const [topic = '', companyId = '', ...subjectIds] = line.split(' ')
    if (!topics.has(topic) || !isId(companyId) || subjectIds.length === 0 || !subjectIds.every(isId)) continue
    for (const subjectId of subjectIds) add(changes, `${topic} ${companyId}`, subjectId)
  }
  return changes
}
