import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import Handlebars from 'handlebars'
import nodemailer from 'nodemailer'
import type { Config } from '../config.ts'
import { newId } from './ids.ts'

/** The languages mails are written in. */
export type MailLanguage = 'en' | 'id'
export type Mail = {
  /** Whose own mail server sends it, where it has one; null for mails about accounts, which never leave by another way than ours. */
  readonly companyId: string | null
  readonly to: string
  readonly template: string
  readonly language: MailLanguage
  readonly data: Readonly<Record<string, unknown>>
}
export type WrittenMail = { readonly to: string; readonly subject: string; readonly text: string; readonly html: string }
export type SentMail = WrittenMail & { readonly id: string; readonly at: string }
export type Mailer = {
  send(mail: Mail): Promise<void>
  /** The newest mails of the development mailbox, newest first; empty when SMTP is configured. */
  list(limit: number): Promise<SentMail[]>
}

const templates = fileURLToPath(new URL('../mails/', import.meta.url))
const mailboxLimit = 500

/**
 * Sends by the company's own server where `sendByCompany` does, else by SMTP, or, without `SMTP_URL`, into the development mailbox in
 * the data directory. A company's server that does not answer keeps no mail back.
 */
export function makeMailer(
  config: Config,
  folder: string,
  sendByCompany: (companyId: string, mail: WrittenMail) => Promise<boolean>,
): Mailer {
  const transport = config.SMTP_URL ? nodemailer.createTransport(config.SMTP_URL) : undefined
  return {
    async send({ companyId, to, template, language, data }) {
      const mail = { to, ...(await renderMail(template, language, data)) }
      if (companyId !== null && (await sendByCompany(companyId, mail))) return
      if (transport) await transport.sendMail({ from: config.MAIL_FROM, ...mail })
      else await keep(folder, { id: newId(), at: new Date().toISOString(), ...mail })
    },
    list: (limit) => (transport ? Promise.resolve([]) : read(folder, limit)),
  }
}

/** The language to write to somebody in: their own, else their company's; English for those no mail is written in. */
export function mailLanguage(own: string | null, company: string): MailLanguage {
  return (own ?? company) === 'id' ? 'id' : 'en'
}

/**
 * A mail from `server/mails/<template>.<language>.hbs`: the first line is the subject, the rest the text in paragraphs;
 * a line `> label: url` is a button. Values are escaped in HTML and plain in text, and fill one line each.
 */
export async function renderMail(template: string, language: MailLanguage, data: Readonly<Record<string, unknown>>) {
  const source = await readFile(join(templates, `${template}.${language}.hbs`), 'utf8')
  const options = { strict: true }
  const values = oneLine(data)
  const [subject = '', ...body] = Handlebars.compile(source, { ...options, noEscape: true })(values)
    .trim()
    .split('\n')
  const [, ...escaped] = Handlebars.compile(source, options)(values).trim().split('\n')
  const text = body
    .join('\n')
    .trim()
    .replace(/^> (.*?): (\S+)$/gm, '$1:\n$2')
  const html = escaped
    .join('\n')
    .trim()
    .split(/\n{2,}/)
    .map((block) => {
      const button = /^> (.*?): (\S+)$/.exec(block)
      return button ? `<p><a href="${button[2]}" style="${buttonStyle}">${button[1]}</a></p>` : `<p>${block.replaceAll('\n', '<br>')}</p>`
    })
    .join('\n')
  return { subject, text, html: `<!doctype html><div style="${pageStyle}">${html}</div>` }
}

// Lines make the subject, the paragraphs and the buttons: only a template may begin one, never a name somebody typed.
function oneLine(data: Readonly<Record<string, unknown>>) {
  return Object.fromEntries(
    Object.entries(data).map(([name, value]) => [
      name,
      typeof value === 'string' ? value.replace(/\s*[\r\n\u2028\u2029]+\s*/g, ' ').trim() : value,
    ]),
  )
}

const pageStyle = 'font:16px/1.5 system-ui,sans-serif;max-width:36em;margin:2em auto;padding:0 1em;color:#1a1b1e'
const buttonStyle = 'display:inline-block;padding:10px 18px;border-radius:8px;background:#3b5bdb;color:#fff;text-decoration:none'

async function keep(folder: string, mail: SentMail) {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const file = join(folder, `${mail.id}.json`)
  await writeFile(`${file}.part`, JSON.stringify(mail), { mode: 0o600 })
  await rename(`${file}.part`, file)
}

async function read(folder: string, limit: number): Promise<SentMail[]> {
  const files = await readdir(folder).catch(() => [])
  const newest = files
    .filter((file) => file.endsWith('.json'))
    .sort()
    .reverse()
    .slice(0, Math.min(limit, mailboxLimit))
  return Promise.all(newest.map(async (file) => JSON.parse(await readFile(join(folder, file), 'utf8')) as SentMail))
}
