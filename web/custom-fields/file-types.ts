import type { fileTypes } from '../../server/modules/custom-fields/custom-fields.contract.ts'

/** What people call the types of files; the same in every language. */
export const fileTypeNames: Readonly<Record<(typeof fileTypes)[number], string>> = {
  'application/pdf': 'PDF',
  'image/jpeg': 'JPEG',
  'image/png': 'PNG',
  'image/webp': 'WebP',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': 'Word',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': 'Excel',
}
