import { Readable } from 'node:stream'
import { parse } from 'csv-parse'
import { stringify } from 'csv-stringify'
import { BadSheet } from './sheet-error.ts'
import { readXlsx } from './xlsx-read.ts'

const delimiters = [',', ';', '\t', '|']
const longestRecord = 200_000
// The first piece holds the first line, which may be as long as any.
const pieceBytes = 256 * 1024

/**
 * The rows of a CSV file or of the first sheet of an Excel workbook, as text; which of the two is judged by the content. CSV may
 * be UTF-8 or UTF-16 with its mark, delimited by comma, semicolon, tab or bar, whichever its first line has most of. A cell that
 * was made safe for spreadsheets (`safeCell`) is as it was before. Throws `BadSheet` for what can be read as neither.
 */
export async function* readSheet(content: Buffer): AsyncGenerator<string[]> {
  if (content.length === 0) throw new BadSheet('is empty')
  if (content.subarray(0, 4).equals(zipMark)) yield* readXlsx(content)
  else yield* readCsv(content)
}

const zipMark = Buffer.from('PK\u0003\u0004', 'latin1')

/** The text of a file, a piece at a time, so that it is never held as a whole beside its bytes. */
function* textsOf(content: Buffer): Generator<string> {
  const mark = content.subarray(0, 2).toString('hex')
  const decoder = new TextDecoder(mark === 'fffe' ? 'utf-16le' : mark === 'feff' ? 'utf-16be' : 'utf-8', { fatal: true })
  for (let from = 0; from < content.length; from += pieceBytes) {
    const stream = from + pieceBytes < content.length
    let text: string
    try {
      text = decoder.decode(content.subarray(from, from + pieceBytes), { stream })
    } catch (error) {
      throw new BadSheet('is neither an Excel workbook nor text in UTF-8 or UTF-16', { cause: error })
    }
    if (text.includes('\0')) throw new BadSheet('is neither an Excel workbook nor a CSV file')
    yield text
  }
}

async function* readCsv(content: Buffer): AsyncGenerator<string[]> {
  const [first = ''] = textsOf(content)
  const options = { delimiter: delimiterOf(first), relaxColumnCount: true, skipEmptyLines: false, maxRecordSize: longestRecord }
  const pieces = Readable.from(textsOf(content), { highWaterMark: 1 })
  const parser = parse(options)
  pieces.on('error', (error) => parser.destroy(error)).pipe(parser)
  try {
    for await (const record of parser) yield (record as string[]).map(unsafeCell)
  } catch (error) {
    throw error instanceof BadSheet ? error : new BadSheet(`cannot be read as CSV: ${(error as Error).message}`, { cause: error })
  }
}

function delimiterOf(text: string): string {
  const end = /\r|\n/.exec(text)?.index ?? text.length
  const first = text.slice(0, end).replaceAll(/"[^"]*"/g, '')
  const counts = delimiters.map((delimiter) => first.split(delimiter).length)
  return delimiters[counts.indexOf(Math.max(...counts))]!
}

/** CSV in UTF-8 with its mark, so that Excel reads it as such; every cell made safe for spreadsheets. */
export function writeCsv(rows: AsyncIterable<readonly string[]> | Iterable<readonly string[]>): Readable {
  const safe = async function* () {
    for await (const row of rows) yield row.map(safeCell)
  }
  const source = Readable.from(safe())
  const output = stringify({ bom: true, record_delimiter: '\r\n', quoted_match: /[\r\n]/ })
  source.on('error', (error) => output.destroy(error)).pipe(output)
  return output
}

/**
 * A text that no spreadsheet takes for a formula: what begins like one gets an apostrophe, and so does what would look as if it
 * had got one. A plain number with its sign is no formula.
 * Source: OWASP, CSV Injection.
 */
export function safeCell(text: string): string {
  return /^'*[=+\-@\t\r\n]/.test(text) && !plainNumber.test(text) ? `'${text}` : text
}

/** The text that `safeCell` was given. */
export function unsafeCell(text: string): string {
  return /^'+[=+\-@\t\r\n]/.test(text) ? text.slice(1) : text
}

const plainNumber = /^[+-]?\d+(\.\d+)?$/
