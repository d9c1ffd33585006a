import assert from 'node:assert/strict'
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { readConfig } from '../config.ts'
import { makeMailer, renderMail } from './mail.ts'

const folder = fileURLToPath(new URL('../mails/', import.meta.url))
const templates = (await readdir(folder)).map((file) => file.split('.') as [string, 'en' | 'id', string])
const url = 'https://muster.test/reset?token=01990000-0000-7000-8000-000000000000.AbC_d-e&lang=id'
const data = { name: 'Mei', company: 'Acme & Sons', email: 'mei@acme.test', validUntil: 'July 29, 2026 (UTC)', url }

/** Every value a template asks for, filled with its own name. */
async function valuesFor(template: string, language: string) {
  const source = await readFile(join(folder, `${template}.${language}.hbs`), 'utf8')
  return Object.fromEntries(
    [...source.matchAll(/\{\{(?:#if )?(\w+)\}\}/g)].map(([, name]) => [name!, name === 'url' ? url : `the ${name}`]),
  )
}

test('every mail exists in every language, asks for the same values, and fills them all in', async () => {
  const names = new Set(templates.map(([name]) => name))
  for (const name of names) {
    const values = await valuesFor(name, 'en')
    // What is only asked about decides what is said, and is not said itself.
    const source = await readFile(join(folder, `${name}.en.hbs`), 'utf8')
    assert.deepEqual(Object.keys(await valuesFor(name, 'id')).toSorted(), Object.keys(values).toSorted(), name)
    for (const language of ['en', 'id'] as const) {
      const { subject, text, html } = await renderMail(name, language, values)
      assert.ok(subject.length > 0)
      for (const part of [subject, text, html]) assert.doesNotMatch(part, /\{\{|undefined/)
      for (const [key, value] of Object.entries(values))
        if (key !== 'url' && source.includes(`{{${key}}}`)) assert.ok(`${subject}\n${text}`.includes(value), `${name}.${language}: ${key}`)
      assert.ok(text.includes(url))
    }
  }
})

test('a value that is missing is an error, not an empty place in a mail', async () => {
  const { company: _, ...rest } = data
  await assert.rejects(renderMail('invitation', 'en', rest), /company/)
})

test('the button of the HTML leads to the very URL of the text', async () => {
  const { text, html } = await renderMail('reset-password', 'en', data)
  assert.ok(text.split('\n').includes(url))
  const href = /<a href="([^"]*)"/.exec(html)?.[1]
  const unescaped = href
    ?.replace(/&#x([0-9A-F]+);/gi, (_, code: string) => String.fromCodePoint(Number.parseInt(code, 16)))
    .replaceAll('&amp;', '&')
  assert.equal(unescaped, url)
})

test('values are escaped in the HTML and stand as they are in text and subject', async () => {
  const { subject, text, html } = await renderMail('reset-password', 'en', {
    ...data,
    name: '<script>alert("1")</script>',
    company: 'Acme & <b>Sons</b>',
  })
  assert.equal(subject, 'Set a new password for Acme & <b>Sons</b>')
  assert.ok(text.includes('Hello <script>alert("1")</script>,'))
  assert.doesNotMatch(html, /<script|<b>/)
  assert.ok(html.includes('Acme &amp; &lt;b&gt;Sons&lt;/b&gt;'))
})

test('no value can add a line to a mail: not to its subject, not a button of its own', async () => {
  const evil = 'Mei\n\n> Claim your prize: https://evil.test\r\nBcc: all@acme.test'
  const { subject, text, html } = await renderMail('reset-password', 'en', { ...data, name: evil, company: evil })
  assert.doesNotMatch(subject, /[\r\n]/)
  assert.equal([...html.matchAll(/<a /g)].length, 1)
  assert.ok(!html.includes('href="https://evil.test'))
  assert.ok(text.split('\n').every((line) => !/^(>|Bcc:|Claim)/.test(line)))
  const plain = await renderMail('reset-password', 'en', data)
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: fc.constantFrom('a', '>', ':', ' ', '\n', '\r', '{', '<', '\u2028') }), async (name) => {
      const mail = await renderMail('reset-password', 'en', { ...data, name })
      assert.equal(mail.text.split(/[\r\n]/).length, plain.text.split('\n').length)
      assert.equal([...mail.html.matchAll(/<(a|p)[ >]/g)].length, [...plain.html.matchAll(/<(a|p)[ >]/g)].length)
    }),
    { numRuns: 50 },
  )
})

test('without SMTP a mail lies in the mailbox, newest first and readable by us alone', async (t) => {
  const dir = await mkdtemp(join(tmpdir(), 'muster-mail-'))
  t.after(() => rm(dir, { recursive: true }))
  const mailer = makeMailer(readConfig({}), join(dir, 'mail'), async () => false)
  assert.deepEqual(await mailer.list(10), [])
  for (const to of ['first@acme.test', 'second@acme.test', 'third@acme.test']) {
    const sentMs = Date.now()
    await mailer.send({ companyId: null, to, template: 'verify-email', language: 'en', data: { ...data, email: to } })
    while (Date.now() === sentMs);
  }
  assert.deepEqual(
    (await mailer.list(2)).map(({ to, subject }) => [to, subject]),
    [
      ['third@acme.test', 'Confirm your email address'],
      ['second@acme.test', 'Confirm your email address'],
    ],
  )
  for (const file of await readdir(join(dir, 'mail'))) assert.equal((await stat(join(dir, 'mail', file))).mode & 0o077, 0, file)
})
