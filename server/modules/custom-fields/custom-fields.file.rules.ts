import type { fileTypes } from './custom-fields.contract.ts'

export type FileType = (typeof fileTypes)[number]

/** What a file of a type is called at the end. */
export const extensionOf: Readonly<Record<FileType, string>> = {
  'application/pdf': 'pdf',
  'image/jpeg': 'jpg',
  'image/png': 'png',
  'image/webp': 'webp',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': 'docx',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': 'xlsx',
}

const marks: readonly (readonly [FileType | 'zip', string])[] = [
  ['application/pdf', '%PDF-'],
  ['image/jpeg', '\u00ff\u00d8\u00ff'],
  ['image/png', '\u0089PNG\r\n\u001a\n'],
  ['zip', 'PK\u0003\u0004'],
]

/** What a file is by its first bytes; 'zip' may be an Office document, undefined is none that is taken. */
export function markOf(content: Uint8Array): FileType | 'zip' | undefined {
  const head = Buffer.from(content.subarray(0, 16)).toString('latin1')
  if (head.startsWith('RIFF') && head.slice(8, 12) === 'WEBP') return 'image/webp'
  return marks.find(([, mark]) => head.startsWith(mark))?.[0]
}

/** Which Office document has parts of these names; undefined for another archive, and for one that carries macros. */
export function officeTypeOf(parts: readonly string[]): FileType | undefined {
  if (!parts.includes('[Content_Types].xml') || parts.some((part) => /vbaproject|macrosheets/i.test(part))) return undefined
  if (parts.includes('word/document.xml')) return 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'
  if (parts.includes('xl/workbook.xml')) return 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'
  return undefined
}

/** The name under which a file is kept: without folders and invisible letters, ending like its type. */
export function fileNameOf(given: string | undefined, type: FileType): string {
  const name = (given ?? '')
    .replaceAll(/^.*[/\\]/gs, '')
    .replaceAll(/\p{C}/gu, '')
    .trim()
  const extension = extensionOf[type]
  const ends = extension === 'jpg' ? /\.jpe?g$/i : new RegExp(`\\.${extension}$`, 'i')
  const base = Array.from(name.replace(/^\.+/, '') || 'file')
    .slice(0, 190)
    .join('')
  return ends.test(base) ? base : `${base}.${extension}`
}
