import { newEnforcer, newModelFromString } from 'casbin'
import { reaches } from '../server/core/contract.ts'
import type { Reach } from '../server/core/contract.ts'
import { allows, settle } from '../server/core/decision.rules.ts'
import type { GrantRow, Held, Ring } from '../server/core/decision.rules.ts'

type Policy = {
  readonly user: string
  readonly permission: string
  readonly effect: 'allow' | 'deny'
  readonly reach: Reach
  readonly byRole: boolean
}

const perUser = 1000
/** One in ten is a deny; half of a user's grants come by a role of their own. */
function policyOf(users: number): Policy[] {
  return Array.from({ length: users * perUser }, (_, nth) => ({
    user: `u${Math.floor(nth / perUser)}`,
    permission: `x-thing${nth % perUser}.read`,
    effect: nth % 10 === 9 ? 'deny' : 'allow',
    reach: reaches[nth % 5]!,
    byRole: nth % 2 === 0,
  }))
}

/** Decisions of the same policy by us, on an actor as the cache holds it, and by casbin, one after the other in the same run. */
export async function compareWithCasbin() {
  const lines: string[] = []
  for (const grants of [perUser, 100 * perUser]) {
    const policy = policyOf(grants / perUser)
    const actors = Map.groupBy(policy, ({ user }) => user)
    const started = performance.now()
    const held = new Map([...actors].map(([user, own]) => [user, normalForms(own)]))
    const loadMs = (performance.now() - started) / held.size
    const enforcer = await casbinOf(policy)
    const question = (nth: number) => policy[(nth * 7919) % policy.length]!
    const ours = (nth: number) => {
      const { user, permission } = question(nth)
      const ring = (nth % 5) as Ring
      return allows(held.get(user)!.get(permission), 'me', { resourceId: null, ring: () => ring })
    }
    const theirs = (nth: number) => enforcer.enforceSync(question(nth).user, question(nth).permission, nth % 5)
    const turns = grants > perUser ? 30 : 1_000
    for (let nth = 0; nth < Math.min(turns, 100); nth += 1)
      if (ours(nth) !== theirs(nth)) throw new Error(`The decisions on question ${nth} differ`)
    lines.push(
      row(`${grants.toLocaleString('en')} grants, ours`, timesOf(ours, 200_000), `${loadMs.toFixed(1)} ms to load one user of 1,000`),
    )
    lines.push(row(`${grants.toLocaleString('en')} grants, casbin`, timesOf(theirs, turns), ''))
  }
  return ['| decision on a warm cache | p50 µs | p99 µs | slowest µs | |', '|---|---|---|---|---|', ...lines].join('\n')
}

function normalForms(own: readonly Policy[]): Map<string, Held> {
  const byPermission = Map.groupBy(own, ({ permission }) => permission)
  const forms = [...byPermission].map(([permission, rows]) => {
    const grants = rows.map(({ effect, reach, byRole }): GrantRow => ({
      permission,
      effect,
      reach,
      level: byRole ? 'role' : 'direct',
      resourceId: null,
      from: null,
      to: null,
    }))
    return [permission, settle({ anchor: 'me', grants, lent: [] })] as const
  })
  return new Map(forms.filter((entry): entry is [string, Held] => entry[1] !== undefined))
}

/** The same in casbin: who, what, and how far away, which must not be further than the grant reaches. */
async function casbinOf(policy: readonly Policy[]) {
  const model = newModelFromString(`
[request_definition]
r = sub, perm, ring
[policy_definition]
p = sub, perm, reach, eft
[role_definition]
g = _, _
[policy_effect]
e = some(where (p.eft == allow)) && !some(where (p.eft == deny))
[matchers]
m = r.perm == p.perm && r.ring <= p.reach && g(r.sub, p.sub)`)
  const enforcer = await newEnforcer(model)
  const rules = policy.map(({ user, permission, effect, reach, byRole }) => [
    byRole ? `role-${user}` : user,
    permission,
    String(reaches.indexOf(reach)),
    effect,
  ])
  await enforcer.addPolicies(rules)
  await enforcer.addGroupingPolicies([...new Set(policy.map(({ user }) => user))].map((user) => [user, `role-${user}`]))
  return enforcer
}

function timesOf(work: (nth: number) => boolean, turns: number) {
  for (let warm = 0; warm < Math.min(turns, turns > 10_000 ? 20_000 : 5); warm += 1) work(warm)
  const times = new Float64Array(turns)
  for (let nth = 0; nth < turns; nth += 1) {
    const started = process.hrtime.bigint()
    work(nth)
    times[nth] = Number(process.hrtime.bigint() - started) / 1000
  }
  return times.sort()
}

function row(name: string, times: Float64Array, note: string) {
  const at = (share: number) => times[Math.min(times.length - 1, Math.floor(times.length * share))]!.toFixed(2)
  return `| ${name} | ${at(0.5)} | ${at(0.99)} | ${at(1)} | ${note} |`
}
