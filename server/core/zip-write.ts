import { Readable } from 'node:stream'
import { ZipFile } from 'yazl'

/** A file of an archive; `isPacked` says that its content is compressed by itself already. */
export type ZipEntry = {
  readonly path: string
  readonly content: AsyncIterable<Uint8Array | string> | Iterable<Uint8Array | string>
  readonly isPacked?: boolean
}

/**
 * A ZIP archive as a stream (ZIP64 where it is large). A file is asked for when the one before is written, and its content as it is
 * read, so that neither their number nor their length has to be held.
 */
export function writeZip(entries: AsyncIterable<ZipEntry>): Readable {
  const zip = new ZipFile()
  const output = zip.outputStream as Readable
  let current: Readable | undefined
  output.once('close', () => current?.destroy())
  const write = async () => {
    for await (const { path, content, isPacked = false } of entries) {
      if (output.destroyed) return
      current = Readable.from(content, { objectMode: false })
      const ended = endOf(current)
      // A stream that is handed over at once is held to the end of the archive, with all that was read of it.
      zip.addReadStreamLazy(path, { compress: !isPacked }, (take) => take(null, current!))
      await ended
    }
    zip.end()
  }
  write().catch((error: Error) => output.destroy(error))
  return output
}

function endOf(stream: Readable) {
  return new Promise<void>((resolve, reject) => stream.once('end', resolve).once('error', reject).once('close', resolve))
}
