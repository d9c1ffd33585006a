import assert from 'node:assert/strict'
import test from 'node:test'
import type { Ctx } from './context.ts'

/** Checked by the compiler: an expected error that does not come is one. */
test('a service can call what names the same tables or fewer, and nothing that names more', () => {
  const one = (ctx: Ctx<'employee'>) => ctx
  const two = (ctx: Ctx<'employee' | 'branch'>) => one(ctx)
  const none = (ctx: Ctx<'employee'>): Ctx => ctx
  // @ts-expect-error: the branch is not named.
  const more = (ctx: Ctx<'employee'>) => two(ctx)
  // @ts-expect-error: nor is it under another name.
  const other = (ctx: Other) => two(ctx)
  const ctx = { companyId: 'c' } as unknown as Ctx<'employee' | 'branch'>
  const calls: readonly ((ctx: never) => unknown)[] = [one, two, none, more, other]
  for (const call of calls) assert.equal(call(ctx as never), ctx)
})

type Other = Ctx<'employee' | 'position'>
