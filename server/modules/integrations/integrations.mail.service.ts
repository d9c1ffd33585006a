import nodemailer from 'nodemailer'
import type { Deps } from '../../core/deps.ts'
import type { WrittenMail } from '../../core/mail.ts'
import { faultOf, OutgoingError } from '../../core/outgoing.ts'
import { noteOutcome, readConnected } from './integrations.service.ts'
import type { MailSettings } from './integrations.service.ts'

/** After a failure the company's server is left alone this long, so that nothing waits for a server that does not answer. */
const restMs = 5 * 60_000

/** Sends by the company's own server; false where it has none, or where that failed, so that the mail goes as all others do. */
export async function sendByCompany(deps: Deps, companyId: string, mail: WrittenMail): Promise<boolean> {
  const server = await deps.door.enterAsSystem(companyId, async (ctx) => {
    const found = await readConnected<MailSettings>(ctx, deps.vault, 'mail')
    return found?.isOn && !(found.problemAt && Date.parse(ctx.now) - Date.parse(found.problemAt) < restMs) ? found : undefined
  })
  if (!server) return false
  const problem = await sendMail(deps, server.settings, server.secret, mail)
  // What a server says against one recipient says nothing about the server.
  if (problem !== 'NOT_TAKEN') await deps.door.enterAsSystem(companyId, (ctx) => noteOutcome(ctx, 'mail', problem))
  return problem === null
}

/** Sends one mail by a server somebody named; answers what was wrong as a code, or null. */
export async function sendMail(
  { outgoing }: Deps,
  server: MailSettings,
  password: string | null,
  mail: WrittenMail,
): Promise<string | null> {
  const { host, port, security, userName, senderName, senderEmail } = server
  try {
    const addresses = await outgoing.addressesOf(host)
    if (security === 'none' && !outgoing.isAllowed(host, addresses)) return 'ADDRESS_REFUSED'
    const { address } = addresses.toSorted((a, b) => a.family - b.family)[0]!
    const transport = nodemailer.createTransport({
      // The address that was looked at, by the name that its certificate must have.
      host: address,
      port,
      secure: security === 'tls',
      requireTLS: security === 'starttls',
      ignoreTLS: security === 'none',
      tls: { servername: host },
      ...(userName !== null && { auth: { user: userName, pass: password ?? '' } }),
      connectionTimeout: 8_000,
      greetingTimeout: 8_000,
      socketTimeout: 12_000,
      disableFileAccess: true,
      disableUrlAccess: true,
    })
    await transport.sendMail({ from: { name: senderName, address: senderEmail }, ...mail })
    return null
  } catch (error) {
    return problemOf(error)
  }
}

function problemOf(error: unknown): string {
  if (error instanceof OutgoingError) return error.fault
  const { code, command, message = '' } = error as { code?: string; command?: string; message?: string }
  if (code === 'EAUTH') return 'SIGN_IN_REFUSED'
  if (code === 'EENVELOPE') return command === 'MAIL FROM' ? 'SENDER_REFUSED' : 'NOT_TAKEN'
  if (code === 'EMESSAGE') return 'NOT_TAKEN'
  // What goes wrong in a handshake is told by its sentence alone.
  return /certificate|\bssl\b|\btls\b/i.test(message) ? 'CERTIFICATE' : faultOf(error)
}
