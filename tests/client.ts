import assert from 'node:assert/strict'
import type { Assembly } from '../server/assemble.ts'
import { basePath } from '../server/core/http.ts'
import type { Body, Contract, Data, Params, Query } from '../server/core/contract.ts'

type Part<K extends string, V> = undefined extends V ? { readonly [P in K]?: V } : { readonly [P in K]: V }
export type Input<C extends Contract> = Part<'params', Params<C>> & { readonly query?: Query<C> } & { readonly body?: Body<C> } & {
  readonly headers?: Readonly<Record<string, string>>
}

export type Failure = { code: string; message: string; details?: unknown; requestId: string; path: string; timestamp: string }
export type Answer<D> = {
  readonly status: number
  /** What `data` holds; asserts that the request succeeded. */
  readonly data: D
  /** The error; asserts that the request failed. */
  readonly error: Failure
  readonly headers: Readonly<Record<string, string | string[] | number | undefined>>
  readonly json: unknown
  /** The answer as it came, for what is no JSON. */
  readonly bytes: Buffer
}

/** Calls contracts as one person. */
export type Client = {
  <C extends Contract>(contract: C, ...input: Record<never, never> extends Input<C> ? [Input<C>?] : [Input<C>]): Promise<Answer<Data<C>>>
  readonly userId: string
  readonly employeeId: string
  readonly companyId: string
  readonly email: string
  readonly token: string
  /** Any request, as it stands, for what no contract would let through. */
  raw(method: string, url: string, body?: unknown, headers?: Record<string, string>): Promise<Answer<never>>
}

type Identity = { token: string; userId: string; employeeId: string | null; companyId: string; email: string } | null

export function clientOf({ app }: Assembly, identity: Identity): Client {
  const raw = async (method: string, url: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer<never>> => {
    const response = await app.fastify.inject({
      method: method as 'GET',
      url: url.startsWith('/') ? url : `${basePath}/${url}`,
      headers: { ...(identity && { authorization: `Bearer ${identity.token}` }), ...headers },
      ...(body !== undefined && { payload: body as object }),
    })
    const json = parse(response.body)
    return {
      status: response.statusCode,
      get data() {
        assert(response.statusCode < 300, `${method} ${url}: ${response.statusCode} ${response.body}`)
        return (json as { data: never }).data
      },
      get error() {
        assert(response.statusCode >= 400, `${method} ${url}: ${response.statusCode} ${response.body}`)
        return (json as { error: Failure }).error
      },
      headers: response.headers,
      json,
      bytes: response.rawPayload,
    }
  }
  const call = (contract: Contract, input: { params?: unknown; query?: unknown; body?: unknown; headers?: Record<string, string> } = {}) =>
    raw(contract.method, urlOf(contract, input), input.body ?? (contract.schema.body ? {} : undefined), {
      ...(contract.schema.upload && { 'content-type': contract.schema.upload.mediaTypes[0]! }),
      ...input.headers,
    })
  return Object.assign(call, { ...identity, raw }) as unknown as Client
}

/** The URL of a contract with its parameters and query filled in. */
export function urlOf(contract: Contract, { params, query }: { params?: unknown; query?: unknown }): string {
  const values = (params ?? {}) as Record<string, string>
  const path = contract.url.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(values[name] ?? `missing-${name}`))
  const search = new URLSearchParams(
    Object.entries((query ?? {}) as Record<string, string | number | boolean | undefined>)
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => [name, String(value)]),
  )
  return basePath + path + (search.size > 0 ? `?${search.toString()}` : '')
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
