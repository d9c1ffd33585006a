import { Clock, Nullable, OneOf, Type, Zone } from './contract.ts'
import type { Static } from './contract.ts'

/** The languages a person may read. Companies' own texts and mails are in the first two (docs/modules/companies.md). */
export const languages = ['en', 'id', 'ar'] as const
export type Language = (typeof languages)[number]
export const Languages = OneOf(...languages)
export const dateFormats = ['MM/DD/YYYY', 'DD/MM/YYYY', 'YYYY-MM-DD', 'DD.MM.YYYY'] as const
export const DateFormat = OneOf(...dateFormats)

/** Settings with the defaults of `rules-company.md § Settings`. */
export const Settings = Type.Object({
  timeZone: Zone,
  currency: Type.String({ pattern: '^[A-Z]{3}$', description: 'ISO 4217', examples: ['IDR'] }),
  country: Nullable(Type.String({ pattern: '^[A-Z]{2}$', description: 'ISO 3166-1 alpha-2', examples: ['ID'] })),
  dateFormat: DateFormat,
  timeFormat: OneOf('12', '24'),
  workingDays: Type.Array(Type.Integer({ minimum: 1, maximum: 7 }), {
    minItems: 1,
    maxItems: 7,
    uniqueItems: true,
    description: '1 Monday … 7 Sunday',
  }),
  workingHoursStart: Clock,
  workingHoursEnd: Clock,
  attendanceGraceMinutes: Type.Integer({ minimum: 0, maximum: 240 }),
  overtimeThresholdMinutes: Type.Integer({ minimum: 0, maximum: 1440, description: 'Worked minutes of a day above which overtime starts' }),
  leaveApprovalRequired: Type.Boolean(),
  autoApproveLeave: Type.Boolean(),
  fiscalYearStart: Type.String({
    pattern: '^((0[13578]|1[02])-(0[1-9]|[12]\\d|3[01])|(0[469]|11)-(0[1-9]|[12]\\d|30)|02-(0[1-9]|[12]\\d))$',
    examples: ['01-01'],
    description: 'Month and day, MM-DD',
  }),
  leaveYear: OneOf('calendar', 'fiscal'),
  language: OneOf('en', 'id'),
  weekStart: Type.Integer({ minimum: 1, maximum: 7, description: '1 Monday … 7 Sunday' }),
  dataRetentionDays: Nullable(
    Type.Integer({ minimum: 30, maximum: 36500, description: 'How long data is kept; null is as long as the plan keeps it' }),
  ),
  employeeNumberPattern: Type.String({
    // One counter, which is {000} or the only zeros; beside it letters, digits, . / - and the year. It begins with none of . / -.
    pattern:
      '^(?:(?:(?:[A-Za-z1-9]|\\{YYYY\\}|\\{YY\\})(?:[A-Za-z1-9./-]|\\{YYYY\\}|\\{YY\\})*)?0{1,10}(?:[A-Za-z1-9./-]|\\{YYYY\\}|\\{YY\\})*|(?:(?:[A-Za-z0-9]|\\{YYYY\\}|\\{YY\\})(?:[A-Za-z0-9./-]|\\{YYYY\\}|\\{YY\\})*)?\\{0{1,10}\\}(?:[A-Za-z0-9./-]|\\{YYYY\\}|\\{YY\\})*)$',
    maxLength: 30,
    examples: ['EMP-{YYYY}-{0000}'],
    description: '{0000} is the number, {YYYY} or {YY} the year of joining',
  }),
})
export type Settings = Static<typeof Settings>

export const defaultSettings: Settings = {
  timeZone: 'UTC',
  currency: 'USD',
  country: null,
  dateFormat: 'MM/DD/YYYY',
  timeFormat: '12',
  workingDays: [1, 2, 3, 4, 5],
  workingHoursStart: '09:00',
  workingHoursEnd: '17:00',
  attendanceGraceMinutes: 15,
  overtimeThresholdMinutes: 480,
  leaveApprovalRequired: true,
  autoApproveLeave: false,
  fiscalYearStart: '01-01',
  leaveYear: 'calendar',
  language: 'en',
  weekStart: 1,
  dataRetentionDays: null,
  employeeNumberPattern: '0000',
}
