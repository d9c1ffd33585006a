import { Decimal } from 'decimal.js'
import { SaxesParser } from 'saxes'
import { fromBufferPromise } from 'yauzl'
import type { Entry, ZipFile } from 'yauzl'
import { addDays } from './dates.ts'
import { BadSheet } from './sheet-error.ts'

/** What a part of a workbook may unpack to; a small file that unpacks to more is meant to harm. */
const largestPart = 200 * 1024 * 1024
const mostParts = 1000
const mostSharedTexts = 2_000_000
const mostColumns = 200

/**
 * The first sheet of an Excel workbook, row by row, cells as text: numbers as plain decimals of 15 significant digits, dates as
 * `YYYY-MM-DD`, with a time of day as `YYYY-MM-DDTHH:MM`, times alone as `HH:MM`, true and false in lower case, formulas as what
 * they came to, errors as blank. Rows that the file leaves out come as empty ones. Only the texts that cells share and one piece
 * of the sheet are held at a time. Throws `BadSheet` for what is no workbook.
 * Source: ECMA-376 part 1, 18.3 (SpreadsheetML).
 */
export async function* readXlsx(content: Buffer): AsyncGenerator<string[]> {
  const parts = await openParts(content)
  const { sheet, from1904 } = await readWorkbook(parts)
  const shared = await readSharedTexts(parts)
  const dateStyles = await readDateStyles(parts)
  yield* readRows(parts, sheet, (cell) => textOf(cell, shared, dateStyles, from1904))
}

type Parts = { readonly zip: ZipFile; readonly entries: ReadonlyMap<string, Entry> }

async function openParts(content: Buffer): Promise<Parts> {
  const entries = new Map<string, Entry>()
  try {
    const zip = await fromBufferPromise(content, { lazyEntries: true, validateEntrySizes: true, autoClose: false })
    for await (const entry of zip.eachEntry()) {
      if (entries.size >= mostParts || entry.uncompressedSize > largestPart) throw new BadSheet('unpacks to more than a sheet may hold')
      entries.set(entry.fileName, entry)
    }
    if (!entries.has('xl/workbook.xml')) throw new BadSheet('is no Excel workbook')
    return { zip, entries }
  } catch (error) {
    throw error instanceof BadSheet ? error : new BadSheet('is no Excel workbook', { cause: error })
  }
}

type Opened = { readonly open: string; readonly attributes: Readonly<Record<string, string>> }
type XmlEvent = Opened | { readonly text: string } | { readonly close: string }

/** The XML of a part, event by event; nothing for a part that is not there. Names come without their prefix. */
async function* eventsOf({ zip, entries }: Parts, name: string): AsyncGenerator<XmlEvent> {
  const entry = entries.get(name)
  if (!entry) return
  let events: XmlEvent[] = []
  const parser = new SaxesParser()
  parser.on('opentag', (tag) => events.push({ open: localName(tag.name), attributes: tag.attributes }))
  parser.on('text', (text) => events.push({ text }))
  parser.on('cdata', (text) => events.push({ text }))
  parser.on('closetag', (tag) => events.push({ close: localName(tag.name) }))
  // A workbook needs no document type, and the entities of one are how small files grow.
  parser.on('doctype', () => {
    throw new BadSheet('holds a document type, which a workbook never does')
  })
  const decoder = new TextDecoder()
  try {
    for await (const chunk of await zip.openReadStreamPromise(entry)) {
      parser.write(decoder.decode(chunk as Buffer, { stream: true }))
      yield* events
      events = []
    }
    parser.write(decoder.decode()).close()
  } catch (error) {
    throw error instanceof BadSheet ? error : new BadSheet('is a damaged Excel workbook', { cause: error })
  }
  yield* events
}

const localName = (name: string) => name.slice(name.indexOf(':') + 1)

/** Where the first sheet is, and whether days are counted from 1904, as old Macs did. */
async function readWorkbook(parts: Parts) {
  let [from1904, relation] = [false, '']
  for await (const event of eventsOf(parts, 'xl/workbook.xml')) {
    if (!('open' in event)) continue
    if (event.open === 'workbookPr') from1904 = ['1', 'true'].includes(event.attributes['date1904'] ?? '')
    if (event.open === 'sheet' && !relation) relation = event.attributes['r:id'] ?? ''
  }
  let sheet = 'xl/worksheets/sheet1.xml'
  for await (const event of eventsOf(parts, 'xl/_rels/workbook.xml.rels')) {
    if ('open' in event && event.open === 'Relationship' && event.attributes['Id'] === relation) {
      const target = event.attributes['Target'] ?? ''
      sheet = target.startsWith('/') ? target.slice(1) : `xl/${target}`
    }
  }
  if (!parts.entries.has(sheet)) throw new BadSheet('has no sheet')
  return { sheet, from1904 }
}

async function readSharedTexts(parts: Parts): Promise<string[]> {
  const texts: string[] = []
  const read = richText()
  for await (const event of eventsOf(parts, 'xl/sharedStrings.xml')) {
    if ('open' in event && event.open === 'si') read.begin()
    read.take(event)
    if ('close' in event && event.close === 'si') texts.push(read.text())
    if (texts.length > mostSharedTexts) throw new BadSheet('holds more texts than a sheet may')
  }
  return texts
}

/** The text of `t` elements put together, whatever formatting parts them; hints of how a word is spoken are left out. */
function richText() {
  let [text, inText, inHint] = ['', false, false]
  return {
    begin: () => void (text = ''),
    text: () => text.replaceAll(/_x([0-9A-Fa-f]{4})_/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16))),
    take(event: XmlEvent) {
      if ('text' in event) {
        if (inText && !inHint) text += event.text
        return
      }
      const name = 'open' in event ? event.open : event.close
      if (name === 't') inText = 'open' in event
      if (name === 'rPh') inHint = 'open' in event
    },
  }
}

/** Which cell styles show a number as a date or a time. */
async function readDateStyles(parts: Parts): Promise<ReadonlySet<number>> {
  const ofFormat = new Map<number, boolean>()
  const styles = new Set<number>()
  let [inCells, index] = [false, 0]
  for await (const event of eventsOf(parts, 'xl/styles.xml')) {
    if ('text' in event) continue
    const name = 'open' in event ? event.open : event.close
    if (name === 'cellXfs') inCells = 'open' in event
    if (!('open' in event)) continue
    if (name === 'numFmt') ofFormat.set(Number(event.attributes['numFmtId']), isDateFormat(event.attributes['formatCode'] ?? ''))
    if (name === 'xf' && inCells) {
      const format = Number(event.attributes['numFmtId'] ?? 0)
      if (ofFormat.get(format) ?? isBuiltInDate(format)) styles.add(index)
      index += 1
    }
  }
  return styles
}

const isBuiltInDate = (format: number) => (format >= 14 && format <= 22) || (format >= 27 && format <= 36) || (format >= 45 && format <= 58)
/** A format of day, month, year, hour or second; what stands in quotes, brackets or behind a backslash is no part of it. */
const isDateFormat = (code: string) => /[dmyhs]/i.test(code.replaceAll(/"[^"]*"|\[[^\]]*\]|\\./g, '')) && !/general/i.test(code)

type Cell = { readonly type: string; readonly style: number; value: string; inline: string }

async function* readRows(parts: Parts, sheet: string, show: (cell: Cell) => string): AsyncGenerator<string[]> {
  const inline = richText()
  let cells: string[] = []
  let [rowsSoFar, column] = [0, -1]
  let cell: Cell | undefined
  let inValue = false
  for await (const event of eventsOf(parts, sheet)) {
    inline.take(event)
    if ('text' in event) {
      if (inValue && cell) cell.value += event.text
    } else if ('open' in event) {
      if (event.open === 'row') {
        for (const row = Number(event.attributes['r'] ?? rowsSoFar + 1); rowsSoFar < row - 1; rowsSoFar += 1) yield []
        rowsSoFar += 1
        cells = []
        column = -1
      } else if (event.open === 'c') {
        column = columnOf(event.attributes['r']) ?? column + 1
        cell = { type: event.attributes['t'] ?? 'n', style: Number(event.attributes['s'] ?? 0), value: '', inline: '' }
        inline.begin()
      }
      inValue = event.open === 'v'
    } else if (event.close === 'v') {
      inValue = false
    } else if (event.close === 'c' && cell) {
      cell.inline = inline.text()
      const text = show(cell)
      cell = undefined
      if (text === '') continue
      if (column >= mostColumns) throw new BadSheet(`has more than ${mostColumns} columns`)
      while (cells.length < column) cells.push('')
      cells[column] = text
    } else if (event.close === 'row') yield cells
  }
}

/** 'A1' is 0, 'AA7' is 26; undefined without a reference. */
function columnOf(reference: string | undefined): number | undefined {
  const letters = /^([A-Z]{1,3})\d+$/.exec(reference ?? '')?.[1]
  return letters === undefined ? undefined : Array.from(letters).reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1
}

function textOf({ type, style, value, inline }: Cell, shared: readonly string[], dateStyles: ReadonlySet<number>, from1904: boolean) {
  if (type === 's') return shared[Number(value)] ?? ''
  if (type === 'inlineStr') return inline
  if (type === 'b') return value === '1' ? 'true' : 'false'
  if (type === 'e') return ''
  if (type !== 'n' || !/^-?\d+(\.\d+)?(E[+-]?\d+)?$/i.test(value)) return value
  const number = new Decimal(value)
  return dateStyles.has(style) && number.gte(0) && number.lt(2_958_466) ? dayOf(number, from1904) : number.toSignificantDigits(15).toFixed()
}

/** Excel counts days from 1 January 1900 and believes that there was a 29 February in that year. */
function dayOf(serial: Decimal, from1904: boolean): string {
  const minutes = serial.times(1440).round().toNumber()
  const [days, minute] = [Math.floor(minutes / 1440), minutes % 1440]
  const two = (part: number) => String(part).padStart(2, '0')
  const time = `${two(Math.floor(minute / 60))}:${two(minute % 60)}`
  if (days === 0 && !from1904) return time
  const day = from1904 ? addDays('1904-01-01', days) : addDays(days < 60 ? '1899-12-31' : '1899-12-30', days)
  return minute === 0 ? day : `${day}T${time}`
}
