import assert from 'node:assert/strict'
import { test } from 'node:test'
import { buffer } from 'node:stream/consumers'
import fc from 'fast-check'
import { ZipFile } from 'yazl'
import { readSheet, safeCell, unsafeCell, writeCsv } from './sheet.ts'
import { BadSheet } from './sheet-error.ts'
import { writeXlsx } from './xlsx-write.ts'

const rowsOf = (content: Buffer | string) => Array.fromAsync(readSheet(Buffer.from(content)))
const written = { csv: (rows: string[][]) => buffer(writeCsv(rows)), xlsx: (rows: string[][]) => buffer(writeXlsx(rows)) }
const trimmedRow = (row: readonly string[]) => row.slice(0, row.findLastIndex((cell) => cell !== '') + 1)

// What a database can hold: no half characters, no zero character.
const text = fc.string({ unit: 'binary' }).filter((one) => one.isWellFormed() && !one.includes('\0'))
const cell = fc.oneof(
  text,
  fc.constantFrom('=1+2', "'=1", '-5', '+5', '-x', '@a', '\tx', 'a,b', 'a"b', 'a\r\nb', '_x0041_', ' ', '007', '\r'),
)

for (const kind of ['csv', 'xlsx'] as const) {
  test(`what is written as ${kind} is read as the same rows, whatever the cells hold`, async () => {
    const table = fc.array(fc.array(cell, { minLength: 2, maxLength: 5 }), { minLength: 1, maxLength: 8 })
    await fc.assert(
      fc.asyncProperty(table, async (rows) => {
        // A row begins and ends with something, as a head and an identifier do.
        const framed = rows.map((row) => ['#', ...row, '#'])
        assert.deepEqual(await rowsOf(await written[kind](framed)), framed)
      }),
      { numRuns: 200 },
    )
  })
}

test('no cell that is written begins like a formula, and the text is found again', () => {
  fc.assert(
    fc.property(cell, (one) => {
      const safe = safeCell(one)
      assert(!/^[=+\-@\t\r\n]/.test(safe) || /^[+-]\d+(\.\d+)?$/.test(safe), safe)
      assert.equal(unsafeCell(safe), one)
    }),
  )
})

test('CSV is read with whichever delimiter and encoding it has', async () => {
  const expected = [
    ['code', 'name'],
    ['A', 'Ünï, "x"'],
  ]
  const texts = [',', ';', '\t', '|'].map((delimiter) => `code${delimiter}name\nA${delimiter}"Ünï, ""x"""\n`)
  for (const one of texts) {
    assert.deepEqual(await rowsOf(one), expected, JSON.stringify(one))
    assert.deepEqual(await rowsOf(`\uFEFF${one.replaceAll('\n', '\r\n')}`), expected)
    assert.deepEqual(await rowsOf(Buffer.from(`\uFEFF${one}`, 'utf16le')), expected)
    assert.deepEqual(await rowsOf(Buffer.from(`\uFEFF${one}`, 'utf16le').swap16()), expected)
  }
  assert.deepEqual(await rowsOf('"a;b",c\n1,2'), [
    ['a;b', 'c'],
    ['1', '2'],
  ])
})

/** A workbook as Excel writes it, from its parts. */
function workbook(parts: Readonly<Record<string, string>>) {
  const zip = new ZipFile()
  for (const [name, content] of Object.entries(parts)) zip.addBuffer(Buffer.from(content), name)
  zip.end()
  return buffer(zip.outputStream)
}
const book = (sheet: string, more: Readonly<Record<string, string>> = {}) =>
  workbook({
    'xl/workbook.xml': '<workbook><workbookPr/><sheets><sheet name="People" sheetId="3" r:id="rId9"/></sheets></workbook>',
    'xl/_rels/workbook.xml.rels': '<Relationships><Relationship Id="rId9" Target="worksheets/sheet7.xml"/></Relationships>',
    'xl/worksheets/sheet7.xml': `<worksheet><sheetData>${sheet}</sheetData></worksheet>`,
    'xl/sharedStrings.xml':
      '<sst><si><t>plain</t></si><si><r><t>rich </t></r><r><t>text</t></r><rPh sb="0" eb="1"><t>hint</t></rPh></si></sst>',
    'xl/styles.xml':
      '<styleSheet><numFmts><numFmt numFmtId="164" formatCode="dd&quot;d&quot;/mm"/><numFmt numFmtId="165" formatCode="0.0&quot;day&quot;"/></numFmts>' +
      '<cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/><xf numFmtId="165"/></cellXfs></styleSheet>',
    ...more,
  })

test('every kind of cell of a workbook is read as the text a person sees', async () => {
  const cells = [
    ['t="s"', '<v>0</v>', 'plain'],
    ['t="s"', '<v>1</v>', 'rich text'],
    ['t="inlineStr"', '<is><t>in _x0041_ line</t></is>', 'in A line'],
    ['t="str"', '<f>A1</f><v>came to</v>', 'came to'],
    ['t="b"', '<v>1</v>', 'true'],
    ['t="e"', '<v>#N/A</v>', ''],
    ['', '<v>12.5</v>', '12.5'],
    ['', '<v>0.30000000000000004</v>', '0.3'],
    ['', '<v>1E-7</v>', '0.0000001'],
    ['', '<v>1.2E+20</v>', '120000000000000000000'],
    ['s="1"', '<v>46346</v>', '2026-11-20'],
    ['s="2"', '<v>46346.5</v>', '2026-11-20T12:00'],
    ['s="1"', '<v>1</v>', '1900-01-01'],
    ['s="1"', '<v>59</v>', '1900-02-28'],
    ['s="1"', '<v>61</v>', '1900-03-01'],
    ['s="1"', '<v>0.375</v>', '09:00'],
    ['s="3"', '<v>3</v>', '3'],
  ] as const
  const sheet = cells.map(([attributes, inner], index) => `<row r="${index + 1}"><c r="A${index + 1}" ${attributes}>${inner}</c></row>`)
  const rows = await rowsOf(await book(sheet.join('')))
  assert.deepEqual(
    rows.map((row) => row[0] ?? ''),
    cells.map(([, , expected]) => expected),
  )
})

test('cells and rows that a workbook leaves out keep the others in their place', async () => {
  const rows = await rowsOf(await book('<row r="2"><c r="C2"><v>1</v></c><c><v>2</v></c></row><row r="4"><c r="AA4"><v>3</v></c></row>'))
  assert.deepEqual(rows.slice(0, 3), [[], ['', '', '1', '2'], []])
  assert.deepEqual([rows[3]!.length, rows[3]![26]], [27, '3'])
  assert.deepEqual(trimmedRow(rows[1]!), ['', '', '1', '2'])
})

test('a workbook that counts from 1904 is read as such', async () => {
  const rows = await rowsOf(
    await book('<row r="1"><c r="A1" s="1"><v>1</v></c></row>', {
      'xl/workbook.xml': '<workbook><workbookPr date1904="1"/><sheets><sheet name="x" sheetId="1" r:id="rId9"/></sheets></workbook>',
    }),
  )
  assert.deepEqual(rows, [['1904-01-02']])
})

test('what is no sheet, is damaged or means harm is refused with why', async () => {
  const bomb = '<!DOCTYPE x [<!ENTITY a "aaaa">]>'
  const cases: readonly (readonly [Buffer | string, RegExp])[] = [
    ['', /is empty/],
    [Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 1, 2, 255]), /neither/],
    [Buffer.from('PK\u0003\u0004 and no more', 'latin1'), /no Excel workbook/],
    [await workbook({ 'word/document.xml': '<x/>' }), /no Excel workbook/],
    [await book('<row r="1"><c r="A1"><v>1</v></row>'), /damaged/],
    [await book('', { 'xl/worksheets/sheet7.xml': `${bomb}<worksheet>&a;</worksheet>` }), /document type/],
    [await book('<row r="1"><c r="ZZ1"><v>1</v></c></row>'), /more than 200 columns/],
    ['a,b\n"never closed', /cannot be read as CSV/],
  ]
  for (const [content, reason] of cases) {
    await assert.rejects(rowsOf(content), (error) => error instanceof BadSheet && reason.test(error.message), String(reason))
  }
})
