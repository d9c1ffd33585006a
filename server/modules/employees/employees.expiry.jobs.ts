import type { Deps } from '../../core/deps.ts'
import type { MailLanguage } from '../../core/mail.ts'
import { listOpenCompanies } from '../companies/index.ts'
import { enqueueReminders, reminderFor } from './employees.expiry.service.ts'

/** Once a day: every company's reminders of documents that expire. */
export async function remindOfExpiry(deps: Deps) {
  for (const companyId of await listOpenCompanies(deps.system)) {
    let after: string | null = null
    do after = await deps.door.enterAsSystem(companyId, (ctx) => enqueueReminders(ctx, after))
    while (after)
  }
}

/** One reminder to one account. The mail names the document and its end, never its number. */
export async function mailDocumentExpiry(deps: Deps, payload: Readonly<Record<string, string>>) {
  const { companyId, documentId, userId, expiresOn } = payload as Record<'companyId' | 'documentId' | 'userId' | 'expiresOn', string>
  const reminder = await deps.door.enterAsSystem(companyId, (ctx) => reminderFor(ctx, documentId, userId, expiresOn))
  if (!reminder) return
  const { to, name, language, kind, person, employeeId, daysLeft } = reminder
  await deps.mailer.send({
    companyId,
    to,
    template: 'document-expires',
    language,
    data: { name, expiresOn, ...spoken[language](kind, person, daysLeft), url: `${deps.appUrl()}/people/${employeeId}` },
  })
}

/** Which document of whom, and when it ends, in the two languages; of the person themselves `person` is null. */
const spoken = {
  en: (kind: string, person: string | null, daysLeft: number) => ({
    document: `${person === null ? 'Your' : `${person}’s`} ${kinds.en[kind] ?? kinds.en['other']}`,
    when: daysLeft < 0 ? 'has expired' : daysLeft === 0 ? 'expires today' : `expires in ${daysLeft} ${daysLeft === 1 ? 'day' : 'days'}`,
  }),
  id: (kind: string, person: string | null, daysLeft: number) => ({
    document: `${kinds.id[kind] ?? kinds.id['other']} ${person ?? 'Anda'}`,
    when: daysLeft < 0 ? 'sudah berakhir' : daysLeft === 0 ? 'berakhir hari ini' : `berakhir dalam ${daysLeft} hari`,
  }),
}

const kinds: Readonly<Record<MailLanguage, Readonly<Record<string, string>>>> = {
  en: {
    'id-card': 'identity card',
    passport: 'passport',
    'work-permit': 'work permit',
    visa: 'visa',
    'driving-licence': 'driving licence',
    'residence-permit': 'residence permit',
    other: 'identity document',
  },
  id: {
    'id-card': 'Kartu identitas',
    passport: 'Paspor',
    'work-permit': 'Izin kerja',
    visa: 'Visa',
    'driving-licence': 'Surat izin mengemudi',
    'residence-permit': 'Izin tinggal',
    other: 'Dokumen identitas',
  },
}
