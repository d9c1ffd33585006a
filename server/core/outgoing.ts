import { lookup as systemLookup } from 'node:dns/promises'
import type { LookupAddress } from 'node:dns'
import { request as httpRequest } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { isPublicAddress, isWithin, refuseUrl } from './outgoing.rules.ts'

export const outgoingFaults = [
  'ADDRESS_INVALID',
  'ADDRESS_NOT_HTTPS',
  'ADDRESS_REFUSED',
  'NAME_UNKNOWN',
  'NOT_REACHED',
  'TIMED_OUT',
  'CERTIFICATE',
  'REDIRECTED',
] as const
export type OutgoingFault = (typeof outgoingFaults)[number]

/** Why nothing was reached. What a stranger's server said is not part of it. */
export class OutgoingError extends Error {
  readonly fault: OutgoingFault
  constructor(fault: OutgoingFault) {
    super(`An outgoing request failed: ${fault}`)
    this.fault = fault
  }
}

export type Outgoing = {
  /** Where a host that a company named may be reached: its addresses now, all of which are allowed. Connect to these, not to the name. */
  addressesOf(host: string): Promise<LookupAddress[]>
  /** Whether the installation allows a host by name or address, so that it may be reached without TLS too. */
  isAllowed(host: string, addresses: readonly LookupAddress[]): boolean
  /** Posts to an address that a company named. Any answer is an answer; nothing is followed. */
  post(url: string, body: string, headers?: Readonly<Record<string, string>>): Promise<OutgoingAnswer>
}
export type OutgoingAnswer = { readonly status: number; readonly text: string }

type Lookup = (host: string) => Promise<LookupAddress[]>

const deadlineMs = 10_000
const longestAnswer = 65_536
const everyAddress: Lookup = (host) => systemLookup(host, { all: true })

/**
 * Requests to where people say, which may be anywhere: a name is looked up once, every address it has must be public, and the
 * connection goes to these addresses, so that a name that answers otherwise a moment later changes nothing. Redirects are not
 * followed. `allowed` are the names, addresses and networks of the installation's own, separated by commas, that may be reached all the same.
 * Source: OWASP, Server-Side Request Forgery Prevention, case 2.
 */
export function makeOutgoing(allowed: string, lookup: Lookup = everyAddress): Outgoing {
  const own = allowed
    .split(',')
    .map((entry) => entry.trim().toLowerCase())
    .filter(Boolean)

  const isAllowed = (host: string, addresses: readonly LookupAddress[]) =>
    own.includes(host.toLowerCase()) || addresses.every(({ address }) => own.some((network) => isWithin(address, network)))

  async function addressesOf(host: string) {
    const found = await inTime(lookup(host)).catch((error: unknown) => {
      throw new OutgoingError(faultOf(error))
    })
    if (found.length === 0) throw new OutgoingError('NAME_UNKNOWN')
    if (!isAllowed(host, found) && !found.every(({ address }) => isPublicAddress(address))) throw new OutgoingError('ADDRESS_REFUSED')
    return found
  }

  return {
    addressesOf,
    isAllowed,
    async post(text, body, headers = {}) {
      const fault = refuseUrl(text)
      if (fault === 'ADDRESS_INVALID') throw new OutgoingError(fault)
      const url = new URL(text)
      const host = url.hostname.replace(/^\[(.*)\]$/, '$1')
      const addresses = await addressesOf(host)
      if (fault && !isAllowed(host, addresses)) throw new OutgoingError(fault)
      return send(url, addresses, body, headers)
    },
  }
}

function send(url: URL, addresses: LookupAddress[], body: string, headers: Readonly<Record<string, string>>) {
  return new Promise<OutgoingAnswer>((resolve, reject) => {
    const request = url.protocol === 'https:' ? httpsRequest : httpRequest
    const asked = request(url, {
      method: 'POST',
      agent: false,
      // The whole of it has a deadline, not only silence.
      signal: AbortSignal.timeout(deadlineMs),
      headers: { 'content-type': 'application/json', 'user-agent': 'Muster', ...headers, 'content-length': Buffer.byteLength(body) },
      lookup: (_host, options, done) => {
        if (options.all) done(null, addresses)
        else done(null, addresses[0]!.address, addresses[0]!.family)
      },
    })
    const failed = (error: unknown) => reject(new OutgoingError(faultOf(error)))
    asked.on('error', failed)
    asked.on('response', (response) => {
      const { statusCode: status = 0 } = response
      if (status >= 300 && status < 400) {
        asked.destroy()
        return reject(new OutgoingError('REDIRECTED'))
      }
      const parts: Buffer[] = []
      let length = 0
      const finish = () => resolve({ status, text: Buffer.concat(parts).subarray(0, longestAnswer).toString('utf8') })
      response.on('data', (part: Buffer) => {
        parts.push(part)
        length += part.length
        if (length < longestAnswer) return
        finish()
        asked.destroy()
      })
      response.on('end', finish)
      response.on('error', failed)
    })
    asked.end(body)
  })
}

/** What an error of a connection means to whoever typed the address. */
export function faultOf(error: unknown): OutgoingFault {
  if (error instanceof OutgoingError) return error.fault
  const { code = '', name = '' } = error as { code?: string; name?: string }
  if (/^(ENOTFOUND|EAI_|EDNS)/.test(code)) return 'NAME_UNKNOWN'
  if (name === 'AbortError' || name === 'TimeoutError' || /TIMEDOUT|TIMEOUT/.test(code)) return 'TIMED_OUT'
  if (/CERT|SELF_SIGNED|UNABLE_TO|ERR_TLS|ERR_SSL|ETLS|ESOCKETTLS/.test(code)) return 'CERTIFICATE'
  return 'NOT_REACHED'
}

function inTime<T>(work: Promise<T>): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => reject(new OutgoingError('TIMED_OUT')), deadlineMs)
  return Promise.race([work, promise]).finally(() => clearTimeout(timer))
}
