import type { FastifyInstance } from 'fastify'
import type { Deps } from './deps.ts'
import { fail } from './errors.ts'

/** The development mailbox: what would have been sent, newest first. Never registered in production. */
export function devMailRoutes(fastify: FastifyInstance, { mailer }: Deps) {
  fastify.get('/dev/mail', async (request, reply) => {
    const mails = await mailer.list(100)
    if ((request.headers.accept ?? '').includes('application/json')) return { mails }
    const rows = mails.map(
      ({ id, at, to, subject }) => `<tr><td>${at.slice(0, 19)}<td>${escape(to)}<td><a href="/dev/mail/${id}">${escape(subject)}</a>`,
    )
    return reply
      .type('text/html; charset=utf-8')
      .send(page(`<h1>Mailbox</h1><p>Mails of this development server; set SMTP_URL to send them.</p><table>${rows.join('')}</table>`))
  })

  fastify.get<{ Params: { id: string } }>('/dev/mail/:id', async (request, reply) => {
    const mail = (await mailer.list(500)).find(({ id }) => id === request.params.id)
    if (!mail) throw fail.notFound()
    return reply
      .type('text/html; charset=utf-8')
      .send(page(`<p><a href="/dev/mail">Mailbox</a></p><h1>${escape(mail.subject)}</h1><p>To ${escape(mail.to)}</p>${mail.html}`))
  })
}

const page = (body: string) =>
  `<!doctype html><html lang="en"><meta charset="utf-8"><title>Mailbox</title><style>body{font:16px/1.5 system-ui;margin:2em auto;max-width:60em;padding:0 1em}td{padding:.3em 1em .3em 0}</style>${body}</html>`
const escape = (text: string) => text.replace(/[&<>"]/g, (letter) => `&#${letter.charCodeAt(0)};`)
