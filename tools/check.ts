import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'

/** Everything that can be said about the code without running it; CI runs exactly this. Prints the output of what fails only. */
const checks: readonly Check[] = [
  ['types of the server', 'tsc', ...typesOf('tsconfig.json', 'server')],
  ['types of the web app', 'tsc', ...typesOf('web/tsconfig.json', 'web')],
  ['lint', 'oxlint', '--type-aware', '--deny-warnings', '--report-unused-disable-directives'],
  ['lint canary', 'node', 'tools/canary.ts'],
  ['format', 'oxfmt', '--check'],
  ['unused code', 'knip', '--no-progress'],
  ['OpenAPI document', 'node', 'tools/openapi.ts', '--check'],
]

/**
 * One thread: several work out the same types each for itself, which takes twice the time and memory of all cores together. What
 * has not changed since the last time is not looked at again.
 */
function typesOf(project: string, name: string) {
  return ['--project', project, '--singleThreaded', '--incremental', '--tsBuildInfoFile', `node_modules/.cache/muster/${name}.tsbuildinfo`]
}

type Check = readonly [title: string, program: string, ...args: string[]]

/** More at once is slower: most of these use several threads. */
const atOnce = 2

const root = join(import.meta.dirname, '..')
const waiting = [...checks]
let failed = 0
await Promise.all(Array.from({ length: atOnce }, work))
if (failed) {
  console.error(`${failed} of ${checks.length} checks failed.`)
  process.exitCode = 1
}

async function work() {
  for (let check = waiting.shift(); check; check = waiting.shift()) await run(check)
}

async function run([title, program, ...args]: Check) {
  const startedMs = performance.now()
  const windows = process.platform === 'win32'
  const path = join(root, 'node_modules/.bin', windows ? `${program}.cmd` : program)
  const child = spawn(path, args, {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    shell: windows,
    env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: '0' },
  })
  let output = ''
  child.stdout.on('data', (chunk: Buffer) => (output += chunk))
  child.stderr.on('data', (chunk: Buffer) => (output += chunk))
  const [code] = (await once(child, 'close')) as [number | null]
  const seconds = ((performance.now() - startedMs) / 1000).toFixed(1)
  console.log(`${code === 0 ? 'ok    ' : 'FAILED'} ${title} (${seconds} s)`)
  if (code === 0) return
  failed++
  console.log(output.trimEnd())
}
