import type { AccessKind, Permission } from './contract.ts'

/** A permission with the module that declares it. */
export type KnownPermission = Permission & { readonly module: string; readonly moduleTitle: string; readonly kind: AccessKind }
/** Every permission that some module declares, by its code. */
export type Catalogue = ReadonlyMap<string, KnownPermission>

type Declaring = { readonly name: string; readonly title: string; readonly permissions: readonly Permission[] }

export function catalogueOf(modules: readonly Declaring[]): Catalogue {
  return new Map(
    modules.flatMap(({ name, title, permissions }) =>
      permissions.map((permission) => [
        permission.code as string,
        { ...permission, module: name, moduleTitle: title, kind: permission.kind ?? kindOfVerb(permission.code.split('.')[1]!) },
      ]),
    ),
  )
}

/** What access to a module is divided into, where a permission does not say it itself; what changes anything else is an update. */
function kindOfVerb(verb: string): AccessKind {
  if (/^(read|view|list|export|explain)\b/.test(verb)) return 'read'
  if (/^(create|invite|import|request)\b/.test(verb)) return 'create'
  return /^(archive|delete|remove|erase)\b/.test(verb) ? 'delete' : 'update'
}

/** Modules that cannot be switched off for anybody: without them nobody could sign out, see why, or switch them on again. */
export const alwaysOpen: readonly string[] = ['auth', 'access', 'companies']

/** The part of a module that a route belongs to, as `Actor.closed` names it; undefined where nothing can be switched off. */
export const areaOf = (module: string, kind: AccessKind) => (alwaysOpen.includes(module) ? undefined : `${module}.${kind}`)
