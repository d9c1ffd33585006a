import { join } from 'node:path'
import { runJobs, runProgram } from './jobs.ts'
import type { Job } from './jobs.ts'

/** Everything that can be said about the code without running it; CI runs exactly this. Prints the output of what fails only. */
const checks: readonly Check[] = [
  ['lint', 'oxlint', '--type-aware', '--threads=1', '--deny-warnings', '--report-unused-disable-directives'],
  ['types of the server', 'tsc', ...typesOf('tsconfig.json', 'server')],
  ['types of the web app', 'tsc', ...typesOf('web/tsconfig.json', 'web')],
  ['lint canary', 'node', 'tools/canary.ts'],
  ['format', 'oxfmt', '--check'],
  ['unused code', 'knip', '--no-progress'],
  ['OpenAPI document', 'node', 'tools/openapi.ts', '--check'],
]

/** What has not changed since the last time is not looked at again. */
function typesOf(project: string, name: string) {
  return ['--project', project, '--singleThreaded', '--incremental', '--tsBuildInfoFile', `node_modules/.cache/muster/${name}.tsbuildinfo`]
}

type Check = readonly [title: string, program: string, ...args: string[]]

const atOnce = 2

/** One thread each: several work out the same types each for itself, which takes twice the time and memory of all cores together. */
// Collected less often, which their memory hardly shows: a quarter of their time was that.
const env = { ...process.env, GOMAXPROCS: '1', GOGC: '400', NO_COLOR: '1', FORCE_COLOR: '0' }

const root = join(import.meta.dirname, '..')
const ending = process.platform === 'win32' ? '.cmd' : ''

/** How many of the checks failed. */
export function check(): Promise<number> {
  return runJobs(checks.map(jobOf), atOnce)
}

function jobOf([name, program, ...args]: Check): Job {
  const path = join(root, 'node_modules/.bin', program + ending)
  return { name, run: () => runProgram(path, args, { cwd: root, env }) }
}

if (import.meta.main && (await check()) > 0) process.exitCode = 1
