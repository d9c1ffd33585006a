import type { Body, Data, Reach } from '../../server/core/contract.ts'
import { reaches } from '../../server/core/contract.ts'
import type { changeRoleGrants } from '../../server/modules/access/access.grant.contract.ts'
import type { roleMatrix } from '../../server/modules/access/access.role.contract.ts'

export type Matrix = Data<typeof roleMatrix>
type Cell = Matrix['cells'][number]

/** What a role itself says of a permission: a reach it allows, a deny, or nothing. */
export type Said = Reach | 'deny' | ''
/** What was chosen and is not saved yet, by role and permission. */
export type Chosen = ReadonlyMap<string, Said>

export const keyOf = (roleId: string, permission: string) => `${roleId} ${permission}`

/** The cells of each role and permission: its own, and the nearest it inherits. */
export function indexOf(cells: readonly Cell[]) {
  const index = new Map<string, { own: Cell[]; inherited: Cell[] }>()
  for (const cell of cells) {
    const key = keyOf(cell.roleId, cell.permission)
    const at = index.get(key) ?? { own: [], inherited: [] }
    ;(cell.inheritedFrom ? at.inherited : at.own).push(cell)
    index.set(key, at)
  }
  return index
}
export type Index = ReturnType<typeof indexOf>

/** What a role says itself; a deny goes before what is allowed beside it. */
export function saidBy(own: readonly Cell[]): Said {
  if (own.some(({ effect }) => effect === 'deny')) return 'deny'
  return widest(own)?.reach ?? ''
}

/** The widest of what is allowed, or that something is denied: inside a level a deny beats an allow. */
export function inheritedBy(inherited: readonly Cell[]): Cell | undefined {
  return inherited.find(({ effect }) => effect === 'deny') ?? widest(inherited)
}

function widest(cells: readonly Cell[]) {
  return cells.toSorted((a, b) => reaches.indexOf(b.reach) - reaches.indexOf(a.reach))[0]
}

/** The changes of one role as the API takes them: what is set, and what of the other effect goes. */
export function changesOf(roleId: string, chosen: Chosen, index: Index): Body<typeof changeRoleGrants> {
  const set: NonNullable<Body<typeof changeRoleGrants>['set']> = []
  const remove: NonNullable<Body<typeof changeRoleGrants>['remove']> = []
  for (const [key, said] of chosen) {
    const [role, permission = ''] = key.split(' ')
    if (role !== roleId) continue
    const own = index.get(key)?.own ?? []
    if (said === 'deny') set.push({ permission, effect: 'deny' })
    else if (said !== '') set.push({ permission, effect: 'allow', reach: said })
    const kept = said === '' ? null : said === 'deny' ? 'deny' : 'allow'
    for (const effect of new Set(own.map((cell) => cell.effect))) if (effect !== kept) remove.push({ permission, effect })
  }
  return { ...(set.length > 0 && { set }), ...(remove.length > 0 && { remove }) }
}
