import { spawn } from 'node:child_process'
import { once } from 'node:events'

export type Outcome = { readonly code: number; readonly output: string }
export type Job = { readonly name: string; readonly run: () => Promise<Outcome> }

/**
 * Runs all, a few at once, begun in the order given; prints a line for each and, after the last, what the failed ones printed, so
 * that it stands where somebody looks first. Answers how many failed.
 */
export async function runJobs(jobs: readonly Job[], atOnce: number): Promise<number> {
  const waiting = [...jobs]
  const failures: string[] = []
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      for (let job = waiting.shift(); job; job = waiting.shift()) {
        const failure = await runJob(job)
        if (failure !== null) failures.push(failure)
      }
    }),
  )
  for (const failure of failures) console.log(failure)
  return failures.length
}

/** What it printed when it failed, else null. */
async function runJob({ name, run }: Job): Promise<string | null> {
  const startedMs = performance.now()
  const { code, output } = await run().catch((error: Error) => ({ code: 1, output: String(error.stack) }))
  const seconds = ((performance.now() - startedMs) / 1000).toFixed(1)
  console.log(`${code === 0 ? 'ok    ' : 'FAILED'} ${name} (${seconds} s)`)
  return code === 0 ? null : `\n── ${name}\n${output.trimEnd()}`
}

/** A program with what it prints, kept until it ends. */
export function runProgram(command: string, args: readonly string[], options: { cwd?: string; env?: NodeJS.ProcessEnv } = {}) {
  return new Promise<Outcome>((resolve, reject) => {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], shell: process.platform === 'win32', ...options })
    let output = ''
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()))
    child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()))
    child.on('error', reject)
    child.on('close', (code) => resolve({ code: code ?? 1, output }))
  })
}

export type Service = { readonly address: string; readonly end: () => Promise<void> }

/** A program that others ask while it runs: it prints `ready <address>` once it can be asked, and ends when its input does. */
export async function startService(command: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<Service> {
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'], env })
  const ended = once(child, 'close')
  const address = await new Promise<string>((resolve, reject) => {
    let output = ''
    void ended.then(([code]) => reject(new Error(`${args.join(' ')} ended with ${code}: ${output}`)))
    child.stdout.on('data', (chunk: Buffer) => {
      output = (output + chunk.toString()).slice(-10_000)
      const ready = /^ready (\S+)$/m.exec(output)?.[1]
      if (ready) resolve(ready)
    })
  })
  return {
    address,
    async end() {
      child.stdin.end()
      await ended
    },
  }
}
