import { ById, Bytes, event, Fields, Id, Instant, Named, Nothing, Type } from '../../core/contract.ts'
import type { Contract } from '../../core/contract.ts'

/** Edge lengths in pixels that a photo is kept in. */
export const photoSizes = [64, 256, 512] as const

const Photo = Type.Object({
  hash: Type.String({ description: 'Names the picture: another photo has another' }),
  takenAt: Instant,
})

export const uploadPhoto = {
  method: 'POST',
  url: '/employees/:id/image',
  config: { access: 'employee.update-records', ratePerMinute: 20 },
  schema: {
    summary: 'Set the photo of a person',
    description:
      'The body is the file itself. It is turned upright, cut square and written anew, so that nothing else of the file is kept.',
    params: Fields({ id: Id }),
    upload: { mediaTypes: ['image/jpeg', 'image/png', 'image/webp'], maxBytes: 5_242_880 },
    response: { 200: Named('photo', Photo) },
  },
} as const satisfies Contract

export const removePhoto = {
  method: 'DELETE',
  url: '/employees/:id/image',
  config: { access: 'employee.update-records' },
  schema: { summary: 'Remove the photo of a person', params: ById, response: { 200: Nothing } },
} as const satisfies Contract

export const getPhoto = {
  method: 'GET',
  url: '/employees/:id/image',
  config: { access: 'employee.read' },
  schema: {
    summary: 'The photo of a person',
    params: ById,
    querystring: Fields({
      size: Type.Optional(Type.Integer({ enum: [...photoSizes], default: 256, description: 'Edge length in pixels' })),
    }),
    response: { 200: Bytes('image/webp') },
  },
} as const satisfies Contract

const Whose = Type.Object({ person: Type.String() })
export const photoChanged = event('employee.photo-changed', '{actor} set the photo of {person}', Whose)
export const photoRemoved = event('employee.photo-removed', '{actor} removed the photo of {person}', Whose)
