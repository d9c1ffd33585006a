import { spawn } from 'node:child_process'
import { parseArgs } from 'node:util'
import { optionsOf, variable } from './options.ts'

/** A Thursday morning, on which people are at work. */
const now = '2026-11-26T03:40:00.000Z'
const hour = 3_600_000

/**
 * `npm run screens`: a picture of every page on the demo data, light and dark, on a desktop and on a phone, in docs/screens with an index.
 * Everything stands still at one moment, so that two runs give the same pictures. `-- --company=empty` looks at a company just opened,
 * `--company=many` at one of 5,000 people, `--language=ar` from right to left, `--whole` at whole pages, `--only=roster` at some, `--to` names
 * another folder; these go to `tmp/` and are not kept.
 */
const { values } = parseArgs({
  options: {
    company: { type: 'string' },
    language: { type: 'string' },
    to: { type: 'string' },
    only: { type: 'string' },
    whole: { type: 'boolean' },
  },
})
const options = optionsOf(JSON.stringify(values))
const run = spawn(process.execPath, ['tools/test.ts', 'tests/screens/screens.e2e.ts'], {
  stdio: 'inherit',
  env: { ...process.env, [variable]: JSON.stringify(options), MUSTER_TEST_NOW: now, MUSTER_TEST_TIMEOUT_MS: String(hour) },
})
run.on('exit', (code) => {
  console.log(`The pictures are in ${options.to}.`)
  process.exitCode = code ?? 1
})
