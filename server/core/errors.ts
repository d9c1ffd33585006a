export type Details = Readonly<Record<string, unknown>> | readonly unknown[]

const statusOf = {
  invalid: 400,
  unauthenticated: 401,
  forbidden: 403,
  notFound: 404,
  conflict: 409,
  gone: 410,
  tooLarge: 413,
  wrongType: 415,
  unprocessable: 422,
  tooMany: 429,
  unavailable: 503,
} as const
type Kind = keyof typeof statusOf

/** A refusal that a person may read: `code` is stable, `message` a full sentence, `details` the figures. */
export class Problem extends Error {
  readonly status: number
  readonly code: string
  readonly details: Details | undefined
  readonly retryAfterSeconds: number | undefined

  constructor(status: number, code: string, message: string, details?: Details, retryAfterSeconds?: number) {
    super(message)
    this.status = status
    this.code = code
    this.details = details
    this.retryAfterSeconds = retryAfterSeconds
  }
}

const of =
  (kind: Kind) =>
  (code: string, message: string, details?: Details): Problem =>
    new Problem(statusOf[kind], code, message, details)

/** The few kinds of failure; codes are open. */
export const fail = {
  invalid: of('invalid'),
  unauthenticated: (code = 'NOT_SIGNED_IN', message = 'Sign in to go on.') => new Problem(401, code, message),
  forbidden: (code = 'FORBIDDEN', message = 'You may not do this.', details?: Details) => new Problem(403, code, message, details),
  /** One body for what is not there and for what is not visible: they must not be told apart. */
  notFound: () => new Problem(404, 'NOT_FOUND', 'There is nothing here, or it is not visible to you.'),
  conflict: of('conflict'),
  gone: of('gone'),
  tooLarge: of('tooLarge'),
  wrongType: of('wrongType'),
  unprocessable: of('unprocessable'),
  tooMany: (code: string, message: string, retryAfterSeconds: number) =>
    new Problem(429, code, message, { retryAfterSeconds }, retryAfterSeconds),
  unavailable: of('unavailable'),
}

export type Fault = { readonly path: string; readonly message: string; readonly expected: unknown }

/** Every error as what the client is told; what is not meant for it becomes `INTERNAL_ERROR` without a word of the cause. */
export function toProblem(error: unknown): Problem {
  if (error instanceof Problem) return error
  const known = error as { code?: unknown; statusCode?: unknown; constraint?: unknown; message?: string; faults?: readonly Fault[] }
  if (known.faults) return fail.invalid('VALIDATION_FAILED', 'Something in the request is not as expected.', known.faults)
  if (typeof known.code === 'string') {
    const ofDatabase = fromDatabase(known.code, typeof known.constraint === 'string' ? known.constraint : '')
    if (ofDatabase) return ofDatabase
    const ofFastify = fromFastify(known.code)
    if (ofFastify) return ofFastify
  }
  if (isLost(error)) return new Problem(503, 'DATABASE_UNAVAILABLE', 'The database does not answer; try again in a moment.', undefined, 2)
  if (known.statusCode === 400) return fail.invalid('MALFORMED_REQUEST', 'The request could not be read.')
  // A path of a file that leads out of its folder; our own refusals are problems already.
  if (known.statusCode === 403) return fail.notFound()
  return new Problem(500, 'INTERNAL_ERROR', 'Something went wrong on our side. It was recorded under the request id.')
}

/** Whether the transaction may be run again as it was: a serialization failure or a deadlock. */
export function mayRetry(error: unknown): boolean {
  const code = (error as { code?: unknown }).code
  return code === '40001' || code === '40P01'
}

/** Whether the connection itself failed, rather than a statement. */
export function isLost(error: unknown): boolean {
  const { code, message } = error as { code?: unknown; message?: unknown }
  return (
    (typeof code === 'string' && (code.startsWith('08') || code.startsWith('57P') || lostCodes.has(code))) ||
    (typeof message === 'string' &&
      /^(Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error)/.test(message))
  )
}

const lostCodes = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ENOENT', 'ETIMEDOUT', '53300'])

// A constraint's name is the code: leave_overlap → LEAVE_OVERLAP.
function fromDatabase(code: string, constraint: string) {
  const name = constraint.toUpperCase()
  if (code === '23505') return fail.conflict(name || 'DUPLICATE', constraintMessages[constraint] ?? 'There is one like this already.')
  if (code === '23P01') return fail.conflict(name, constraintMessages[constraint] ?? 'It overlaps with something that is there already.')
  if (code === '23503')
    return fail.conflict('REFERENCE_NOT_FOUND', 'Something this refers to is not there, or something still refers to it.')
  if (code === '23514') return fail.unprocessable(name, constraintMessages[constraint] ?? 'The values do not go together.')
  if (code === '40001' || code === '40P01')
    return new Problem(503, 'TRY_AGAIN', 'Too many people changed this at once; try again.', undefined, 1)
  if (code === '22P05' || code === '22021') return fail.invalid('MALFORMED_TEXT', 'A text holds a character that cannot be stored.')
  if (code === '57014') return new Problem(503, 'TOOK_TOO_LONG', 'This took too long and was stopped; nothing was changed.', undefined, 5)
  return undefined
}

const constraintMessages: Readonly<Record<string, string>> = {
  leave_overlap: 'There is another open or approved request in the same time.',
  leave_grant_overlap: 'Somebody has another policy for the same leave on these days.',
  leave_year_end_running: 'The end of a leave year is being run already; wait for it.',
  leave_compensatory_day: 'This date has earned leave already.',
  leave_coverage_name_taken: 'There is a limit with this name already.',
  leave_blackout_days: 'The last day is before the first.',
  leave_policy_name_taken: 'There is a leave policy with this name already.',
  leave_type_code_taken: 'There is a kind of leave with this code already.',
  user_email_taken: 'There is an account with this email address already.',
  user_username_taken: 'There is an account with this username already.',
  user_external_id_taken: 'There is an account with this external id already.',
  invitation_open: 'There is an open invitation for this email address already; send it again, or revoke it first.',
  employee_number_taken: 'This employee number is taken.',
  employee_user_taken: 'This account belongs to another person already.',
  employment_overlap: 'Another employment of this person covers the same days.',
  employment_own_manager: 'Nobody can be their own manager.',
  employee_leaves_after_joining: 'The last day cannot be before the day of joining.',
  employment_weekly_hours_check: 'Weekly hours are more than 0 and at most 168.',
  company_subdomain_taken: 'This subdomain is taken.',
  company_export_running: 'An archive is being written already; wait for it, or remove it first.',
  company_domain_taken: 'This domain belongs to a company already.',
  department_code_taken: 'There is a department with this code already.',
  department_own_parent: 'A department cannot be its own parent.',
  branch_code_taken: 'There is a branch with this code already.',
  custom_field_key_taken: 'There is a field with this key already.',
  catalog_item_name_taken: 'There is an item of this kind with this name already.',
  education_years: 'The last year is before the first.',
  experience_days: 'The last day is before the first.',
  identity_document_days: 'A document cannot expire before it is issued.',
  position_code_taken: 'There is a position with this code already.',
  position_own_superior: 'A position cannot report to itself.',
  support_access_minutes: 'Support is let in for 1 to 240 minutes.',
  passkey_known: 'This passkey is registered already.',
  approval_running: 'This request is being decided already.',
  approval_substitute_self: 'Nobody stands in for themselves.',
  approval_substitute_days: 'The last day is before the first.',
  approval_substitute_overlap: 'Somebody stands in on some of these days already.',
  approval_seat_decided: 'This was decided already.',
  workflow_template_name_taken: 'There is a template with this name already.',
  leave_dates_reversed: 'The last day is before the first.',
  work_location_overlap: 'Another open or approved request covers some of these days.',
  attendance_correction_open: 'A correction of this day is asked for already; change that one or withdraw it.',
  attendance_device_name_taken: 'There is a device with this name already.',
  shift_name_taken: 'There is a shift with this name already.',
  geofence_place_name_taken: 'There is a place with this name already.',
  kiosk_name_taken: 'There is a kiosk with this name already.',
  roster_name_taken: 'There is a roster with this name already.',
  break_type_name_taken: 'There is a break with this name already.',
  working_pattern_name_taken: 'There is a working pattern with this name already.',
  shift_assignment_days: 'The last day is before the first.',
  roster_member_days: 'The last day is before the first.',
  roster_member_overlap: 'This person turns in another roster in the same days.',
  holiday_taken: 'The calendar has a holiday of this name on this date already.',
  holiday_calendar_name_taken: 'There is a holiday calendar with this name already.',
  holiday_calendar_assignment_overlap: 'Another calendar holds for the same branch or person in the same days.',
  holiday_calendar_assignment_days: 'The last day is before the first.',
}

function fromFastify(code: string) {
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE') return fail.tooLarge('BODY_TOO_LARGE', 'The request is too large.')
  if (code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE') return fail.wrongType('WRONG_MEDIA_TYPE', 'Send JSON with content-type application/json.')
  if (code === 'FST_ERR_CTP_INVALID_JSON_BODY' || code === 'FST_ERR_CTP_EMPTY_JSON_BODY')
    return fail.invalid('MALFORMED_JSON', 'The body is not valid JSON.')
  if (code.startsWith('FST_ERR_CTP') || code === 'FST_ERR_BAD_URL')
    return fail.invalid('MALFORMED_REQUEST', 'The request could not be read.')
  return undefined
}
