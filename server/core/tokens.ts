import { createHash, randomBytes } from 'node:crypto'
import { jwtVerify, SignJWT } from 'jose'
import { LRUCache } from 'lru-cache'
import { fail } from './errors.ts'
import { isId } from './ids.ts'

export type AccessClaims = {
  readonly companyId: string
  readonly userId: string
  readonly sessionId: string
  /** Instead of a session: an operator let in for support, who is then the subject. */
  readonly supportId?: string
  readonly expiresAt: number
}

export type Tokens = {
  /** A signed access token and the instant it stops working. */
  sign(claims: Omit<AccessClaims, 'expiresAt'>): Promise<{ accessToken: string; accessTokenExpiresAt: string }>
  /** A token for an operator let in for support; it ends when that does. */
  signSupport(claims: { companyId: string; operatorId: string; supportId: string; endsAt: string }): Promise<string>
  /** The claims of a genuine, unexpired token; anything else is a 401. */
  verify(token: string): Promise<AccessClaims>
}

const issuer = 'muster'
const audience = 'muster-api'

/** Access tokens: JWT, HS256 only. A genuine token is remembered until it expires, so that its signature is computed once. */
export function makeTokens(secret: string, ttlSeconds: number, clock: () => Date): Tokens {
  const key = createHash('sha256').update(`access-token:${secret}`).digest()
  const seen = new LRUCache<string, AccessClaims>({ max: 50_000 })
  return {
    async sign({ companyId, userId, sessionId }) {
      const issuedAt = Math.floor(clock().getTime() / 1000)
      const accessToken = await signed({ cid: companyId, sid: sessionId }, userId, issuedAt, issuedAt + ttlSeconds)
      return { accessToken, accessTokenExpiresAt: new Date((issuedAt + ttlSeconds) * 1000).toISOString() }
    },
    signSupport({ companyId, operatorId, supportId, endsAt }) {
      // Rounded up: to the millisecond it is the row that ends, not the token.
      const [issuedAt, ends] = [Math.floor(clock().getTime() / 1000), Math.ceil(Date.parse(endsAt) / 1000)]
      return signed({ cid: companyId, sup: supportId }, operatorId, issuedAt, ends)
    },
    async verify(token) {
      const now = clock()
      const known = seen.get(token)
      if (known) {
        if (known.expiresAt > now.getTime()) return known
        throw fail.unauthenticated('TOKEN_EXPIRED', 'Your sign-in has expired.')
      }
      const claims = await read(token, now)
      seen.set(token, claims)
      return claims
    },
  }

  function signed(claims: Record<string, string>, subject: string, issuedAt: number, expiresAt: number) {
    return new SignJWT(claims)
      .setProtectedHeader({ alg: 'HS256', typ: 'at+jwt' })
      .setSubject(subject)
      .setIssuer(issuer)
      .setAudience(audience)
      .setIssuedAt(issuedAt)
      .setExpirationTime(expiresAt)
      .sign(key)
  }

  async function read(token: string, now: Date): Promise<AccessClaims> {
    try {
      const { payload } = await jwtVerify(token, key, { algorithms: ['HS256'], issuer, audience, typ: 'at+jwt', currentDate: now })
      const { sub, cid, sid, sup, exp } = payload
      if (typeof sub === 'string' && typeof cid === 'string' && typeof sup === 'string' && exp && isId(sub) && isId(cid) && isId(sup)) {
        return { userId: sub, companyId: cid, sessionId: sup, supportId: sup, expiresAt: exp * 1000 }
      }
      if (typeof sub === 'string' && typeof cid === 'string' && typeof sid === 'string' && exp && isId(sub) && isId(cid) && isId(sid)) {
        return { userId: sub, companyId: cid, sessionId: sid, expiresAt: exp * 1000 }
      }
    } catch (error) {
      if ((error as { code?: string }).code === 'ERR_JWT_EXPIRED') throw fail.unauthenticated('TOKEN_EXPIRED', 'Your sign-in has expired.')
    }
    throw fail.unauthenticated('TOKEN_INVALID', 'This sign-in is not valid.')
  }
}

/** A random secret for links and refresh tokens: 256 bits, base64url. Only its hash is ever stored. */
export const newSecret = () => randomBytes(32).toString('base64url')
export const hashSecret = (secret: string) => createHash('sha256').update(secret).digest()
