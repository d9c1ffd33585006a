import { Fields, OneOf, Type } from '../../core/contract.ts'
import type { Static } from '../../core/contract.ts'

/** What a browser or program sends to show who somebody is, beside a password. */

/** A code of an authenticator app, or a recovery code; spaces and dashes do not matter. */
export const Code = Type.String({
  minLength: 6,
  maxLength: 20,
  pattern: '^[0-9A-Za-z -]+$',
  description: 'Six digits of an authenticator app, or a recovery code',
  examples: ['123456'],
})

/** Signatures and keys of ML-DSA-87, which browsers choose where they can, take 4,627 and 2,592 bytes (FIPS 204). */
const Base64Url = (maxLength: number) => Type.String({ minLength: 1, maxLength, pattern: '^[A-Za-z0-9_-]+$' })
const Extensions = Type.Optional(Type.Object({}, { description: 'Extensions are not used' }))
const Attachment = Type.Optional(OneOf('platform', 'cross-platform'))

/** A passkey's answer to a challenge: `PublicKeyCredential.toJSON()` of `navigator.credentials.get()`. */
export const Assertion = Fields({
  id: Base64Url(1400),
  rawId: Type.Optional(Base64Url(1400)),
  type: Type.Optional(OneOf('public-key')),
  authenticatorAttachment: Attachment,
  clientExtensionResults: Extensions,
  response: Fields({
    clientDataJSON: Base64Url(4000),
    authenticatorData: Base64Url(4000),
    signature: Base64Url(8000),
    userHandle: Type.Optional(Base64Url(100)),
  }),
})
export type Assertion = Static<typeof Assertion>

/** A new passkey: `PublicKeyCredential.toJSON()` of `navigator.credentials.create()`. */
export const Attestation = Fields({
  id: Base64Url(1400),
  rawId: Type.Optional(Base64Url(1400)),
  type: Type.Optional(OneOf('public-key')),
  authenticatorAttachment: Attachment,
  clientExtensionResults: Extensions,
  response: Fields({
    clientDataJSON: Base64Url(4000),
    attestationObject: Base64Url(20_000),
    transports: Type.Optional(Type.Array(Type.String({ maxLength: 30 }), { maxItems: 10 })),
    authenticatorData: Type.Optional(Base64Url(8000)),
    publicKey: Type.Optional(Base64Url(4000)),
    publicKeyAlgorithm: Type.Optional(Type.Integer()),
  }),
})
export type Attestation = Static<typeof Attestation>

/** What `navigator.credentials` is called with, in its JSON spelling (WebAuthn § 5.4, § 5.5). */
export const PasskeyOptions = Type.Unsafe<Readonly<Record<string, unknown>>>({
  type: 'object',
  additionalProperties: true,
  description: 'What navigator.credentials is called with, in its JSON spelling',
})

/** Whoever signs in answers within this time, and whoever sets something up too. */
export const answerMinutes = 5

/** Passkeys of one person. */
export const maxPasskeys = 20

export const exampleAssertion = {
  id: 'Zm9yIGV4YW1wbGU',
  response: { clientDataJSON: 'e30', authenticatorData: 'AAAA', signature: 'MEUC', userHandle: 'AAAA' },
}
