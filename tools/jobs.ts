import { spawn } from 'node:child_process'

export type Outcome = { readonly code: number; readonly output: string }
export type Job = { readonly name: string; readonly run: () => Promise<Outcome> }

/** Runs all, a few at once, begun in the order given; prints a line for each and the output of what fails. Answers how many failed. */
export async function runJobs(jobs: readonly Job[], atOnce: number): Promise<number> {
  const waiting = [...jobs]
  let failed = 0
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      for (let job = waiting.shift(); job; job = waiting.shift()) {
        const passed = await runJob(job)
        if (!passed) failed += 1
      }
    }),
  )
  return failed
}

async function runJob({ name, run }: Job): Promise<boolean> {
  const startedMs = performance.now()
  const { code, output } = await run().catch((error: Error) => ({ code: 1, output: String(error.stack) }))
  const seconds = ((performance.now() - startedMs) / 1000).toFixed(1)
  console.log(`${code === 0 ? 'ok    ' : 'FAILED'} ${name} (${seconds} s)`)
  if (code !== 0) console.log(output.trimEnd())
  return code === 0
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
