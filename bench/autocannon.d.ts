declare module 'autocannon' {
  import type { EventEmitter } from 'node:events'

  type Request = { method: string; path: string; headers: Record<string, string>; body?: string }
  type Client = { setRequests(requests: Request[]): void }
  type Result = { errors: number; timeouts: number; non2xx: number; statusCodeStats: Record<string, { count: number }> }
  type Options = { url: string; connections: number; duration: number; sampleInt: number; setupClient: (client: Client) => void }
  type Instance = EventEmitter<{ response: [client: Client, status: number, bytes: number, ms: number] }> & PromiseLike<Result>

  export default function autocannon(options: Options): Instance
}
