import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { assembled } from './assembly.ts'

/**
 * The servers of all browser tests in one process, each on a database of its own: code that is loaded and compiled once answers
 * the first request of the next one quickly. `POST /name` opens one on that database and answers its address, `DELETE /name` ends it.
 */
const closers = new Map<string, () => Promise<void>>()

async function open(name: string): Promise<string> {
  const assembly = await assembled(name, { migrate: false })
  closers.set(name, () => assembly.close())
  await assembly.startJobs()
  await assembly.app.fastify.listen({ port: 0, host: '127.0.0.1' })
  return assembly.deps.appUrl()
}

const server = createServer((request, response) => {
  const name = request.url!.slice(1)
  const work = request.method === 'POST' ? open(name) : closers.get(name)!()
  work.then(
    (answer) => response.end(answer ?? ''),
    (error: unknown) => response.writeHead(500).end(String(error instanceof Error ? error.stack : error)),
  )
})
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo
  process.stdout.write(`ready http://127.0.0.1:${port}\n`)
})
// Without whoever started it, it would stay behind.
process.stdin.on('end', () => process.exit(0)).resume()
