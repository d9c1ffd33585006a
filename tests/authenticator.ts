import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto'
import type { KeyObject } from 'node:crypto'

type Options = Readonly<Record<string, unknown>>
type Wrong = {
  readonly origin?: string
  readonly rpId?: string
  readonly challenge?: string
  readonly type?: string
  readonly userVerified?: boolean
  readonly counter?: number
  readonly userHandle?: string
  readonly key?: KeyObject
}

/**
 * A passkey in software: ES256, attestation "none", a counter that grows. What `wrong` names is answered as an attacker would.
 * Source: WebAuthn Level 3 § 6.1 (authenticator data), § 6.5 (attestation); RFC 9053 § 7.1 (COSE key).
 */
export function softwareAuthenticator(origin: string) {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const credentialId = randomBytes(32)
  let counter = 0
  let handle = ''

  const clientData = (type: string, options: Options, wrong: Wrong) =>
    Buffer.from(
      JSON.stringify({ type: wrong.type ?? type, challenge: wrong.challenge ?? options['challenge'], origin: wrong.origin ?? origin }),
    )

  function authenticatorData(rpId: string, wrong: Wrong, attested: Buffer = Buffer.alloc(0)) {
    counter += 1
    const flags = 0x01 | (wrong.userVerified === false ? 0 : 0x04) | (attested.length > 0 ? 0x40 : 0)
    const count = Buffer.alloc(4)
    count.writeUInt32BE(wrong.counter ?? counter)
    return Buffer.concat([sha256(Buffer.from(wrong.rpId ?? rpId)), Buffer.from([flags]), count, attested])
  }

  return {
    id: credentialId.toString('base64url'),
    /** Answers `navigator.credentials.create()`. */
    create(options: Options, wrong: Wrong = {}) {
      const { rp, user } = options as { rp: { id: string }; user: { id: string } }
      handle = user.id
      const { x, y } = publicKey.export({ format: 'jwk' })
      const coseKey = Buffer.concat([
        // {1: 2 (EC2), 3: -7 (ES256), -1: 1 (P-256), -2: x, -3: y}
        Buffer.from([0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20]),
        Buffer.from(x!, 'base64url'),
        Buffer.from([0x22, 0x58, 0x20]),
        Buffer.from(y!, 'base64url'),
      ])
      const length = Buffer.alloc(2)
      length.writeUInt16BE(credentialId.length)
      const data = authenticatorData(rp.id, wrong, Buffer.concat([Buffer.alloc(16), length, credentialId, coseKey]))
      const attestationObject = Buffer.concat([
        Buffer.from([0xa3]),
        cborText('fmt'),
        cborText('none'),
        cborText('attStmt'),
        Buffer.from([0xa0]),
        cborText('authData'),
        Buffer.from([0x59, data.length >> 8, data.length & 0xff]),
        data,
      ])
      return {
        id: credentialId.toString('base64url'),
        rawId: credentialId.toString('base64url'),
        type: 'public-key' as const,
        clientExtensionResults: {},
        response: {
          clientDataJSON: clientData('webauthn.create', options, wrong).toString('base64url'),
          attestationObject: attestationObject.toString('base64url'),
          transports: ['internal'],
        },
      }
    },
    /** Answers `navigator.credentials.get()`. */
    get(options: Options, wrong: Wrong = {}) {
      const client = clientData('webauthn.get', options, wrong)
      const data = authenticatorData(String(options['rpId']), wrong)
      return {
        id: credentialId.toString('base64url'),
        response: {
          clientDataJSON: client.toString('base64url'),
          authenticatorData: data.toString('base64url'),
          signature: sign('sha256', Buffer.concat([data, sha256(client)]), wrong.key ?? privateKey).toString('base64url'),
          userHandle: wrong.userHandle ?? handle,
        },
      }
    },
  }
}

export type SoftwareAuthenticator = ReturnType<typeof softwareAuthenticator>

const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest()
const cborText = (text: string) => Buffer.concat([Buffer.from([0x60 + text.length]), Buffer.from(text)])
