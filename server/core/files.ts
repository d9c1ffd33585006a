import { Readable } from 'node:stream'
import type { FastifyInstance, FastifyReply, FastifyRequest, RouteOptions } from 'fastify'
import type { FileAnswer, Upload } from './contract.ts'
import { fail } from './errors.ts'

/** Registers a route whose body is a file as it stands. It reads nothing but the declared types; whether the content is what it says is for its service. */
export function takeUpload(fastify: FastifyInstance, route: RouteOptions, { mediaTypes, maxBytes }: Upload) {
  // A scope of its own: the parsers of the other routes do not take files, and this one takes no JSON.
  void fastify.register(async (scope) => {
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser([...mediaTypes], { parseAs: 'buffer', bodyLimit: maxBytes }, (_, body, done) => done(null, body))
    scope.addContentTypeParser('*', (_request, _payload, done) => done(wrongType()))
    scope.route({
      ...route,
      bodyLimit: maxBytes,
      async preHandler(request) {
        // Without a content-type and without a body no parser is asked.
        if (!Buffer.isBuffer(request.body)) throw wrongType()
      },
    })
  })

  function wrongType() {
    return fail.wrongType('WRONG_MEDIA_TYPE', 'Send the file itself, as one of the media types this takes.', { mediaTypes })
  }
}

/**
 * Answers a file. It may be kept by the browser alone, and is asked for again each time: the right to see it may have ended.
 * Source: RFC 9110 § 13.1.2 (If-None-Match compares weakly), RFC 9111 § 5.2.2.4 (no-cache).
 */
export function sendBytes(request: FastifyRequest, reply: FastifyReply, mediaType: string, file: FileAnswer) {
  const { hash, fileName } = file
  const etag = `"${hash}"`
  reply.header('etag', etag).header('cache-control', 'private, no-cache')
  if (fileName !== undefined) reply.header('content-disposition', attachment(fileName))
  const known = (request.headers['if-none-match'] ?? '').split(',').map((tag) => tag.trim().replace(/^W\//, ''))
  if (known.includes(etag) || known.includes('*')) return reply.code(304).send()
  if ('size' in file)
    return reply
      .type(mediaType)
      .header('content-length', file.size)
      .send(Readable.from(file.content, { objectMode: false }))
  return reply.type(mediaType).send(Buffer.from(file.content))
}

/** Source: RFC 6266 § 4.3 with RFC 8187: the plain name for old clients, the real one in UTF-8. */
function attachment(fileName: string): string {
  const name = fileName.replaceAll(/[/\\\p{C}]/gu, '_')
  const plain = name.replaceAll(/[^\x20-\x7e]|["%]/g, '_')
  const encoded = encodeURIComponent(name.toWellFormed()).replaceAll(
    /['()*]/g,
    (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`,
  )
  return `attachment; filename="${plain}"; filename*=UTF-8''${encoded}`
}
