import type { Deps } from '../../server/core/deps.ts'
export async function loadDemo(_deps: Deps, _password: string): Promise<boolean> { return false }
