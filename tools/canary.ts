import { spawnSync } from 'node:child_process'
import { cpSync, globSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Lints a copy of tests/canary with our own rules and compares what is reported with what its comments expect. */
const root = join(import.meta.dirname, '..')
const copy = mkdtempSync(join(tmpdir(), 'muster-canary-'))
try {
  cpSync(join(root, 'tests/canary'), copy, { recursive: true })
  for (const name of ['.oxlintrc.json', 'tsconfig.json']) cpSync(join(root, name), join(copy, name))
  cpSync(join(root, 'tools/oxlint-muster.mjs'), join(copy, 'tools/oxlint-muster.mjs'))
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'), 'junction')
  const faults = compare(expectedIn(copy), reportedIn(copy))
  if (faults.length) {
    console.error(`The canary in tests/canary is not judged as its comments say:\n${faults.join('\n')}`)
    process.exitCode = 1
  }
} finally {
  rmSync(copy, { recursive: true, force: true })
}

function expectedIn(dir: string) {
  return globSync('**/*.ts', { cwd: dir, exclude: ['node_modules'] }).flatMap((file) =>
    readFileSync(join(dir, file), 'utf8')
      .split('\n')
      .flatMap((line, index) => [...line.matchAll(/\/\/ expect: (\S+)$/g)].map(([, rule]) => `${file}:${index + 1} ${rule}`)),
  )
}

function reportedIn(dir: string) {
  const args = [join(root, 'node_modules/oxlint/bin/oxlint'), '--type-aware', '--format=json', 'server', 'web', 'tools']
  const { stdout, stderr } = spawnSync(process.execPath, args, { cwd: dir, encoding: 'utf8' })
  if (!stdout.trim().startsWith('{')) throw new Error(`oxlint did not lint the canary:\n${stdout}${stderr}`)
  const { diagnostics } = JSON.parse(stdout) as { diagnostics: { code: string; filename: string; labels: { span: { line: number } }[] }[] }
  return diagnostics.map(({ code, filename, labels }) => `${filename}:${labels[0]?.span.line} ${code}`)
}

function compare(expected: string[], reported: string[]) {
  return [
    ...expected.filter((line) => !reported.includes(line)).map((line) => `  not reported: ${line}`),
    ...reported.filter((line) => !expected.includes(line)).map((line) => `  not expected: ${line}`),
    ...(expected.length === 0 ? ['  no line of it expects anything'] : []),
  ]
}
