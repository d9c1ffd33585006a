import assert from 'node:assert/strict'
import fc from 'fast-check'
import { exportCsv, exportXlsx, getImport, startImport } from '../server/modules/imports/imports.contract.ts'
import type { Client, World } from './world.ts'

const text = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 20 })
  .filter((one) => /\S/.test(one) && one.isWellFormed() && !/\0/.test(one) && one.length <= 40)
const odd = fc.constantFrom('=1+1', "'x", ' padded ', '007', '+1', 'a,b;c"d', 'line\nbreak', '@x')
/** What people write into cells, also what a sheet could take for something else. */
export const words = fc.oneof(text, odd)
export const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: null })

/** Sends a file, as its lines or as it stands, and works it through; the import as its sender sees it then. */
export async function importedBy(
  { runJobs }: Pick<World, 'runJobs'>,
  who: Client,
  kind: string,
  file: readonly string[] | Buffer,
  query: { dryRun?: boolean; mapping?: string } = {},
) {
  const body = Buffer.isBuffer(file) ? file : Buffer.from(file.join('\n'))
  const { status, data } = await who(startImport, { params: { kind }, query, body })
  assert.equal(status, 202)
  await runJobs()
  return (await who(getImport, { params: { id: data.import.id } })).data.import
}

/** What there is of a kind, as a file that can be imported. */
export async function exportedBy(who: Client, kind: string, format: 'csv' | 'xlsx' = 'csv'): Promise<Buffer> {
  const { status, bytes } = await who(format === 'csv' ? exportCsv : exportXlsx, { params: { kind } })
  assert.equal(status, 200)
  return bytes
}
