/** A column of a table of companies, as the database's catalogue has it. */
export type Column = { readonly name: string; readonly type: string }
/** What an archive does with a column: its value in the row, its bytes as a file of their own, or nothing of it. */
export type Use = 'plain' | 'file' | 'secret'

/**
 * Every column that holds bytes or whose name sounds like a secret, and what it is. One that is not named here is taken for a secret,
 * so that forgetting it gives nothing away; a test then says that it has to be named.
 */
export const judged: Readonly<Record<string, Use>> = {
  'api_key.key_hash': 'secret',
  'api_key.previous_hash': 'secret',
  'audit_batch.merkle_root': 'plain',
  'audit_batch.previous_root': 'plain',
  'audit_batch.root': 'plain',
  'audit_batch.sealed_at': 'plain',
  'audit_leaf.hash': 'plain',
  'auth_challenge.token_hash': 'secret',
  'company_export_part.content': 'file',
  'company_integration.secret_sealed': 'secret',
  'company_integration.secret_tail': 'secret',
  'company_logo.content': 'file',
  // Part of the public address of the logo.
  'company_logo.token': 'plain',
  'custom_file.content': 'file',
  'custom_file.hash': 'plain',
  'employee_photo.content': 'file',
  'employee_photo.hash': 'plain',
  'idempotency_key.request_hash': 'secret',
  'import_run.content': 'file',
  'import_run.content_hash': 'plain',
  'invitation.token_hash': 'secret',
  'kiosk.public_key': 'plain',
  'kiosk.sealed_key': 'secret',
  'kiosk.token_hash': 'secret',
  'kiosk_pin.pin_hash': 'secret',
  'leave_document.content': 'file',
  'leave_document.hash': 'plain',
  'leave_feed.token_hash': 'secret',
  'mail_token.token_hash': 'secret',
  'passkey.public_key': 'plain',
  'recovery_code.code_hash': 'secret',
  'refresh_token.token_hash': 'secret',
  'totp_factor.sealed': 'secret',
  'user_account.must_change_password': 'plain',
  'user_account.password_hash': 'secret',
}

/** Tables of which an archive has nothing, with the reason. */
export const tablesLeftOut: Readonly<Record<string, string>> = {
  company_export: 'archives as this one',
  company_export_part: 'the bytes of archives as this one',
}

const secretWords = /(^|_)(hash|secret|token|sealed|password|pin|challenge|salt|(api|private|public|sealed)_key)(_|$)/

/** Whether a column has to be judged: it holds bytes, or is called like a secret. */
export const soundsSecret = ({ name, type }: Column) => type === 'bytea' || secretWords.test(name)

export const useOf = (table: string, column: Column): Use =>
  soundsSecret(column) ? (judged[`${table}.${column.name}`] ?? 'secret') : 'plain'

/** What a file is called by its first bytes; nothing for what is not known. */
export const endings: Readonly<Record<string, string>> = {
  '52494646': '.webp',
  '89504e47': '.png',
  ffd8ffe0: '.jpg',
  ffd8ffe1: '.jpg',
  '25504446': '.pdf',
  '504b0304': '.zip',
}
