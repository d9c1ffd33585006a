import { readdir, writeFile } from 'node:fs/promises'
import { options, schemes, seen, sizes } from './take.ts'

/** What is in the folder, as a table in its README. */
export async function writeIndex() {
  const files = new Set(await readdir(options.to))
  const link = (name: string, size: string, scheme: string) => {
    const file = `${name}-${size}-${scheme}.webp`
    return files.has(file) ? `[${scheme}](${file})` : ''
  }
  const rows = [...seen].map(([name, path]) => {
    const cells = sizes.map((size) => schemes.map((scheme) => link(name, size, scheme)).join(' '))
    return `| ${name} | \`${path}\` | ${cells.join(' | ')} |`
  })
  const lines = [
    '# Every page',
    '',
    'Made by `npm run screens` from the demo data, filled as by a company in use, at one moment of a Thursday morning: 1440 × 900 and',
    '375 × 812. Names beginning with `hr-`, `employee-`, `manager-` and `operator` are pages as those see them; the others are as an administrator or a stranger does.',
    'Two runs give the same pictures, but for `usage` and `operator`, which count the requests of the run itself, `security`, which shows the',
    'end of a new key, and now and then the smoothing of what lies behind a drawer.',
    '',
    '| page | address | desktop | phone |',
    '|---|---|---|---|',
    ...rows,
  ]
  await writeFile(`${options.to}/README.md`, `${lines.join('\n')}\n`)
}
