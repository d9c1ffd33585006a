import { Bytes, Fields, Id, Instant, Named, Text, Type } from '../../core/contract.ts'
import type { Contract } from '../../core/contract.ts'
import { fieldKey, fileTypes } from './custom-fields.contract.ts'

export const largestFile = 5_242_880

const CustomFile = Type.Object({
  fileName: Type.String({ description: 'Also the value of the field' }),
  mediaType: Type.String(),
  size: Type.Integer({ description: 'Bytes' }),
  uploadedAt: Instant,
})

const OfField = Fields({ id: Id, key: fieldKey })

export const uploadCustomFile = {
  method: 'POST',
  url: '/employees/:id/custom-fields/:key/file',
  config: { access: 'employee.update', ratePerMinute: 20 },
  schema: {
    summary: 'Put a file into a custom field of a person',
    description:
      'The body is the file itself, of a type that the field allows; what it is is judged by its content. It takes the place of the one before. ' +
      'PATCH /employees/:id/custom-fields with null removes it.',
    params: OfField,
    querystring: Fields({ fileName: Type.Optional(Text(200)) }),
    upload: { mediaTypes: [...fileTypes, 'application/octet-stream'], maxBytes: largestFile },
    response: { 200: Named('file', CustomFile) },
  },
} as const satisfies Contract

export const getCustomFile = {
  method: 'GET',
  url: '/employees/:id/custom-fields/:key/file',
  config: { access: 'employee.read', audited: true },
  schema: {
    summary: 'The file in a custom field of a person, to be kept rather than shown',
    description: 'Its name ends like its type; it is answered as bytes, so that no browser takes it for anything else.',
    params: OfField,
    response: { 200: Bytes('application/octet-stream') },
  },
} as const satisfies Contract
