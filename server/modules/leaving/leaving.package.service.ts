import { createHash } from 'node:crypto'
import { createInterface } from 'node:readline'
import { buffer } from 'node:stream/consumers'
import { openPromise } from 'yauzl'
import type { Entry } from 'yauzl'
import type { Manifest } from './leaving.archive.service.ts'

/** What a row says of a file that is kept beside it in the archive. */
export type FileNote = { readonly file: string; readonly bytes: number; readonly sha256: string }

/** An archive of a company as a file on this machine. */
export type Package = {
  readonly manifest: Manifest
  readonly paths: ReadonlySet<string>
  /** The rows of a table, as lines of JSON. */
  lines(path: string): AsyncIterable<string>
  content(path: string): Promise<Buffer>
  close(): void
}

/** What stands against loading an archive, all of it, in sentences. */
export class ArchiveFaults extends Error {
  readonly faults: readonly string[]
  constructor(faults: readonly string[]) {
    super(faults.join('\n'))
    this.faults = faults
  }
}

export async function openPackage(file: string): Promise<Package> {
  const unreadable = (cause: unknown) => new ArchiveFaults([`${file} cannot be read as an archive: ${(cause as Error).message}`])
  const zip = await openPromise(file, { lazyEntries: true, autoClose: false }).catch((cause: unknown) => Promise.reject(unreadable(cause)))
  try {
    const entries = new Map<string, Entry>()
    for await (const entry of zip.eachEntry()) entries.set(entry.fileName, entry)
    const streamOf = (path: string) => {
      const entry = entries.get(path)
      if (!entry) throw new ArchiveFaults([`The archive has no ${path}.`])
      return zip.openReadStreamPromise(entry)
    }
    const manifest = JSON.parse(String(await buffer(await streamOf('manifest.json')))) as Manifest
    if (manifest.format !== 'muster-company' || manifest.version !== 1)
      throw new ArchiveFaults([`${file} is no archive of a company, or one of another version than 1.`])
    return {
      manifest,
      paths: new Set(entries.keys()),
      async *lines(path) {
        yield* createInterface({ input: await streamOf(path), crlfDelay: Infinity })
      },
      content: async (path) => buffer(await streamOf(path)),
      close: () => zip.close(),
    }
  } catch (cause) {
    zip.close()
    throw cause instanceof ArchiveFaults ? cause : unreadable(cause)
  }
}

/** Holds every file of an archive against the counts and hashes of its manifest and its rows; what differs, in sentences. */
export async function checkPackage(found: Package): Promise<string[]> {
  const faults: string[] = []
  const named = new Set(['manifest.json'])
  for (const { table, path, rows, bytes, sha256, files, fileBytes } of found.manifest.tables) {
    named.add(path)
    if (!found.paths.has(path)) {
      faults.push(`${path}, which the manifest names, is missing.`)
      continue
    }
    const hash = createHash('sha256')
    let [count, size, fileCount, fileSize] = [0, 0, 0, 0]
    try {
      for await (const line of found.lines(path)) {
        hash.update(line).update('\n')
        count += 1
        size += Buffer.byteLength(line) + 1
        for (const note of notesIn(line)) {
          named.add(note.file)
          fileCount += 1
          fileSize += note.bytes
          const fault = await faultOf(found, note)
          if (fault) faults.push(`${note.file}, of ${table}, ${fault}.`)
        }
      }
    } catch (error) {
      faults.push(`${path} cannot be read: ${(error as Error).message}.`)
      continue
    }
    if (count !== rows) faults.push(`${path} has ${count} rows; the manifest says ${rows}.`)
    if (size !== bytes || hash.digest('hex') !== sha256) faults.push(`${path} is not as it was written: its size or its hash differs.`)
    if (fileCount !== files || fileSize !== fileBytes)
      faults.push(`${path} names ${fileCount} files of ${fileSize} bytes; the manifest says ${files} of ${fileBytes}.`)
  }
  for (const path of found.paths) if (!named.has(path)) faults.push(`${path} is named by nothing.`)
  return faults
}

async function faultOf(found: Package, { file, bytes, sha256 }: FileNote) {
  if (!found.paths.has(file)) return 'is missing'
  const content = await found.content(file)
  const isSame = content.length === bytes && createHash('sha256').update(content).digest('hex') === sha256
  return isSame ? undefined : 'is not as it was written: its size or its hash differs'
}

/** The files that a line names; most lines name none, and are not read for it. */
function notesIn(line: string): FileNote[] {
  return line.includes('"sha256"') ? Object.values(JSON.parse(line) as Record<string, unknown>).filter(isNote) : []
}

export function isNote(value: unknown): value is FileNote {
  return typeof value === 'object' && value !== null && 'file' in value && 'bytes' in value && 'sha256' in value
}
