import { readFile, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { readConfig } from '../server/config.ts'
import type { Deps } from '../server/core/deps.ts'
import type { MusterApp, RegisteredRoute } from '../server/core/http.ts'
import { printOpenApi } from '../server/core/openapi.ts'
import { modules } from '../server/modules.ts'

const target = fileURLToPath(new URL('../docs/openapi.json', import.meta.url))

/** The OpenAPI document as the server answers it, printed from the contracts alone: no database, nothing listening. */
export function printDocument(): string {
  const routes: RegisteredRoute[] = []
  for (const module of modules) {
    const deps = { config: readConfig({}), appUrl: () => 'http://localhost', modules, system: {} } as unknown as Deps
    const app: MusterApp = { deps, route: (contract) => void routes.push({ module: module.name, contract }) }
    module.routes(app)
  }
  return `${JSON.stringify(printOpenApi(routes, modules), null, 1)}\n`
}

/** Whether `docs/openapi.json` says what the contracts say. */
export const isUpToDate = async () => (await readFile(target, 'utf8').catch(() => '')) === printDocument()

if (import.meta.main) {
  if (process.argv.includes('--check')) {
    if (await isUpToDate()) process.exit(0)
    console.error('docs/openapi.json is not what the contracts say; run `npm run openapi` and look at the difference.')
    process.exit(1)
  }
  await writeFile(target, printDocument())
}
