import { createHash } from 'node:crypto'
import { glob, readFile, writeFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'

const root = new URL('../', import.meta.url).pathname
const stampFile = `${root}web/dist/built-from`
const compressed = /\.(js|css|html|svg|json|webmanifest)$/

/**
 * Builds the web app when what it is built from changed since, and compresses its files once, so that no request has to.
 * The stamp is written last: a build that was cut off is done again.
 * @returns whether it was built now
 */
export async function buildWeb(): Promise<boolean> {
  const source = await hashSources()
  const built = await readFile(stampFile, 'utf8').catch(() => '')
  if (built === source) return false
  console.log('Building the web app …')
  const { build } = await import('vite')
  await build({ configFile: `${root}web/vite.config.ts`, logLevel: 'warn' })
  await compressFiles()
  await writeFile(stampFile, source)
  return true
}

/** What the app is built from: its own files, what it imports from the server, and the locked packages. */
async function hashSources() {
  const files = await Array.fromAsync(
    glob(['web/**/*', 'server/**/*.contract.ts', 'server/**/*.rules.ts', 'server/core/*.ts', 'package-lock.json'], {
      cwd: root,
      withFileTypes: true,
    }),
  )
  const paths = files
    .filter((file) => file.isFile() && !file.parentPath.includes('/web/dist'))
    .map((file) => `${file.parentPath}/${file.name}`)
  const hash = createHash('sha256')
  for (const path of paths.sort()) hash.update(path.slice(root.length)).update(await readFile(path))
  return hash.digest('hex')
}

async function compressFiles() {
  const files = (await Array.fromAsync(glob('web/dist/**/*', { cwd: root }))).filter((file) => compressed.test(file))
  await Promise.all(
    files.map(async (file) => {
      const content = await readFile(root + file)
      if (content.length < 1_400) return
      const quality = { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }
      const [br, gz] = await Promise.all([promisify(brotliCompress)(content, quality), promisify(gzip)(content, { level: 9 })])
      await Promise.all([writeFile(`${root}${file}.br`, br), writeFile(`${root}${file}.gz`, gz)])
    }),
  )
}

if (import.meta.main) await buildWeb()
