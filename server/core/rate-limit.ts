import type { CreateRateLimitOptions } from '@fastify/rate-limit'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Config } from '../config.ts'
import type { RouteConfig } from './contract.ts'
import { fail } from './errors.ts'
import { countUse } from './usage-meter.ts'
import type { UsageMeter } from './usage-meter.ts'

type Limit = (request: FastifyRequest, reply: FastifyReply) => Promise<void>
export type RateLimits = { forRoute(config: RouteConfig): Limit; readonly ofAddress: Limit }

const windowSeconds = 60

function ratePerMinuteOf({ identity }: FastifyRequest) {
  return identity?.actor.via?.kind === 'key' ? identity.actor.via.ratePerMinute : 1
}

/**
 * Requests per minute of one signed-in user, of one API key as it was made, or of one address where nobody is signed in; a route's own limit is counted
 * beside the general one. What passes is counted as use of the company. Answers carry `RateLimit` and `RateLimit-Policy` (the IETF draft's structured fields).
 */
export function makeRateLimits(fastify: FastifyInstance, config: Config, usage: UsageMeter): RateLimits {
  const signedIn = limiter('user', config.RATE_LIMIT_PER_MINUTE)
  const key = limiter('key', config.RATE_LIMIT_PER_MINUTE === 0 ? 0 : ratePerMinuteOf)
  const anonymous = limiter('address', config.RATE_LIMIT_PUBLIC_PER_MINUTE)
  const own = new Map<string, ReturnType<typeof limiter>>()
  return {
    ofAddress: anonymous,
    forRoute(route) {
      const limit = rateOf(route)
      return async (request, reply) => {
        await limit(request, reply)
        if (request.identity) await countUse(usage, request.identity, route)
      }
    },
  }

  function rateOf(route: RouteConfig): Limit {
    const isPublic = route.access === 'public'
    const general: Limit = isPublic
      ? anonymous
      : (request, reply) => (request.identity?.actor.via?.kind === 'key' ? key : signedIn)(request, reply)
    const scale = config.RATE_LIMIT_PUBLIC_PER_MINUTE === 0
    if (!route.ratePerMinute || scale) return general
    // Routes with the same figure must not eat each other's allowance.
    const name = `route-${own.size + 1}`
    const tight = limiter(name, route.ratePerMinute)
    own.set(name, tight)
    return async (request, reply) => {
      await general(request, reply)
      await tight(request, reply)
    }
  }

  function limiter(name: string, max: number | ((request: FastifyRequest) => number)) {
    if (max === 0) return async () => undefined
    const options: CreateRateLimitOptions = {
      max,
      timeWindow: windowSeconds * 1000,
      keyGenerator: (request: FastifyRequest) => `${name}:${request.identity?.holder ?? request.operator?.operatorId ?? request.ip}`,
    }
    const check = fastify.createRateLimit(options)
    const policy = (request: FastifyRequest) => `"${name}";q=${typeof max === 'number' ? max : max(request)};w=${windowSeconds}`
    return async (request: FastifyRequest, reply: FastifyReply) => {
      const limit = await check(request)
      if (limit.isAllowed) return
      reply.header('ratelimit-policy', policy(request))
      reply.header('ratelimit', `"${name}";r=${limit.remaining};t=${limit.ttlInSeconds}`)
      if (limit.isExceeded) throw fail.tooMany('RATE_LIMITED', 'Too many requests; wait a moment and try again.', limit.ttlInSeconds)
    }
  }
}
