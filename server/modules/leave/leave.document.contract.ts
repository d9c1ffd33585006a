import { ById, Bytes, event, Fields, Id, Instant, Named, Nothing, Text, Type } from '../../core/contract.ts'
import type { Contract } from '../../core/contract.ts'

const feature = 'leaveManagement'
export const documentTypes = ['application/pdf', 'image/jpeg', 'image/png', 'image/webp'] as const
export const largestDocument = 5_242_880
export const mostDocuments = 5

/** Documents for a request, uploaded before by whoever asks. */
export const DocumentIds = Type.Array(Id, { maxItems: mostDocuments, uniqueItems: true, description: 'Documents uploaded for this leave' })

const LeaveDocument = Type.Object({
  id: Id,
  fileName: Type.String(),
  mediaType: Type.String(),
  size: Type.Integer({ description: 'Bytes' }),
  uploadedAt: Instant,
  uploadedByName: Type.String(),
})

export const uploadLeaveDocument = {
  method: 'POST',
  url: '/leave/documents',
  config: { access: 'leave.request', feature, ratePerMinute: 20 },
  schema: {
    summary: 'Hand in a document for leave that is asked for next',
    description:
      'The body is the file itself: PDF, JPEG, PNG or WebP, judged by its content. Name its id when asking for leave or changing a request; ' +
      'what no request names within a day is removed.',
    querystring: Fields({ employeeId: Type.Optional(Id), fileName: Type.Optional(Text(200)) }),
    upload: { mediaTypes: [...documentTypes, 'application/octet-stream'], maxBytes: largestDocument },
    response: { 201: Named('document', LeaveDocument) },
  },
} as const satisfies Contract

export const removeLeaveDocument = {
  method: 'DELETE',
  url: '/leave/documents/:id',
  config: { access: 'leave.request', feature },
  schema: { summary: 'Remove a document of mine that no request names yet', params: ById, response: { 200: Nothing } },
} as const satisfies Contract

export const listLeaveDocuments = {
  method: 'GET',
  url: '/leave/requests/:id/documents',
  config: { access: 'leave.read-documents', feature },
  schema: {
    summary: 'The documents of a request',
    params: ById,
    response: { 200: Named('documents', Type.Array(LeaveDocument)) },
  },
} as const satisfies Contract

export const getLeaveDocument = {
  method: 'GET',
  url: '/leave/documents/:id',
  config: { access: 'leave.read-documents', feature, audited: true },
  schema: {
    summary: 'A document of leave, to be kept rather than shown',
    params: ById,
    response: { 200: Bytes('application/octet-stream') },
  },
} as const satisfies Contract

const About = Type.Object({ employeeId: Id, person: Type.String(), fileName: Type.String() })
export const leaveDocumentAdded = event('leave-document.added', '{actor} handed in {fileName} for leave of {person}', About, ['fileName'])
export const leaveDocumentRemoved = event('leave-document.removed', '{actor} removed a document for leave of {person}', About, ['fileName'])
export const leaveDocumentViewed = event('leave-document.viewed', '{actor} read a document of leave of {person}', About, ['fileName'])
export const documentEvents = [leaveDocumentAdded, leaveDocumentRemoved, leaveDocumentViewed]
