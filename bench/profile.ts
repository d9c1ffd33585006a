import { readFileSync } from 'node:fs'
import type { Client } from 'pg'

type Node = { id: number; callFrame: { functionName: string; url: string; lineNumber: number } }
type Profile = { nodes: Node[]; samples: number[]; timeDeltas: number[] }

/** Self time of a CPU profile by package or folder and by function, in microseconds per request. */
export function groupProfile(file: string, requests: number): string {
  const { nodes, samples, timeDeltas } = JSON.parse(readFileSync(file, 'utf8')) as Profile
  const frames = new Map(nodes.map(({ id, callFrame }) => [id, callFrame]))
  const groups = new Map<string, number>()
  const functions = new Map<string, number>()
  for (const [index, id] of samples.entries()) {
    const { functionName, url, lineNumber } = frames.get(id)!
    const micros = (timeDeltas[index] ?? 0) / requests
    const group = groupOf(functionName, url)
    add(groups, group, micros)
    add(functions, `${functionName || '(anonymous)'}  ${url.split('/').slice(-2).join('/')}:${lineNumber + 1}`, micros)
  }
  return [`\n${file}\nµs per request by origin`, ...top(groups, 25), 'µs per request by function (self)', ...top(functions, 45), ''].join(
    '\n',
  )
}

/** What the server's statements cost in PostgreSQL, in microseconds per request. */
export async function listStatements(client: Client, requests: number): Promise<string> {
  const { rows } = await client.query<{ micros: number; calls: number; query: string }>(
    `select total_exec_time * 1000 / $1::float as micros, calls / $1::float as calls, left(regexp_replace(query, '\\s+', ' ', 'g'), 120) as query
       from pg_stat_statements where userid in ('muster_app'::regrole, 'muster_system'::regrole) and calls > $1::float / 4 order by 1 desc`,
    [requests],
  )
  const lines = rows.map(({ micros, calls, query }) => `${micros.toFixed(1).padStart(8)}  ${calls.toFixed(2)} × ${query}`)
  return ['PostgreSQL, µs per request by statement', ...lines, ''].join('\n')
}

function groupOf(functionName: string, url: string) {
  if (!url) return functionName
  if (url.startsWith('node:')) return url.split('/').slice(0, 2).join('/')
  const found = /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url)?.[1]
  return found ?? url.split('/').slice(-3).join('/')
}

const top = (sums: ReadonlyMap<string, number>, count: number) =>
  [...sums]
    .toSorted(([, a], [, b]) => b - a)
    .slice(0, count)
    .map(([name, micros]) => `${micros.toFixed(1).padStart(8)}  ${name}`)

function add(sums: Map<string, number>, key: string, value: number) {
  sums.set(key, (sums.get(key) ?? 0) + value)
}
