import { readFile, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { catalogueOf } from '../server/core/catalogue.ts'
import { systemRoles } from '../server/core/contract.ts'
import type { SystemRole } from '../server/core/contract.ts'
import { modules } from '../server/modules.ts'

const target = fileURLToPath(new URL('../docs/access.md', import.meta.url))
const begin = '<!-- Made by `npm run access-doc` from the declarations of the modules; do not edit below. -->'

/** What stands in docs/access.md above the tables, by hand, followed by the tables as the modules declare them. */
export async function printAccessDoc(): Promise<string> {
  const [byHand] = (await readFile(target, 'utf8')).split(begin) as [string]
  return `${byHand}${begin}\n\n${tables()}`
}

export const readAccessDoc = () => readFile(target, 'utf8')

function tables() {
  const roles = Object.keys(systemRoles) as SystemRole[]
  const head = ['permission', 'what it allows', ...roles.map((role) => systemRoles[role])]
  const byModule = Map.groupBy(catalogueOf(modules).values(), ({ moduleTitle }) => moduleTitle)
  return [...byModule]
    .map(([title, permissions]) => {
      const rows = permissions.map(({ code, title: what, sensitive, feature, kind, reaches, roles: start }) => {
        const notes = [kind, sensitive && 'sensitive', feature && `feature ${feature}`].filter(Boolean).join(', ')
        const cells = roles.map((role) => (role === 'admin' ? reaches.at(-1)! : (start[role] ?? '')))
        return [`\`${code}\``, `${what} (${notes})`, ...cells]
      })
      const lines = [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`)
      return `### ${title}\n\n${lines.join('\n')}\n`
    })
    .join('\n')
}

if (import.meta.main) await writeFile(target, await printAccessDoc())
