import type { PublicKeyCredentialCreationOptionsJSON, PublicKeyCredentialRequestOptionsJSON } from '@simplewebauthn/browser'
import type { Assertion, Attestation } from '../../server/modules/auth/auth.proof.contract.ts'

type Options = Readonly<Record<string, unknown>>

/** Whether this browser knows passkeys at all; on plain HTTP none does, but for localhost. */
export const knowsPasskeys = () => 'credentials' in navigator && 'PublicKeyCredential' in window

/** Lets the person answer with a passkey; rejects when they do not. */
export async function askPasskey(options: Options): Promise<Assertion> {
  const { startAuthentication } = await import('@simplewebauthn/browser')
  const { id, response } = await startAuthentication({ optionsJSON: options as unknown as PublicKeyCredentialRequestOptionsJSON })
  const { clientDataJSON, authenticatorData, signature, userHandle } = response
  return { id, response: { clientDataJSON, authenticatorData, signature, ...(userHandle && { userHandle }) } }
}

/** Lets the person make a passkey; rejects when they do not. */
export async function makePasskey(options: Options): Promise<Attestation> {
  const { startRegistration } = await import('@simplewebauthn/browser')
  const { id, response } = await startRegistration({ optionsJSON: options as unknown as PublicKeyCredentialCreationOptionsJSON })
  const { clientDataJSON, attestationObject, transports } = response
  return { id, response: { clientDataJSON, attestationObject, ...(transports && { transports }) } }
}

/** Whether the person closed the browser's question, or it found nothing to answer with: no fault of anybody. */
export const wasDismissed = (error: unknown) => error instanceof Error && ['NotAllowedError', 'AbortError'].includes(error.name)
