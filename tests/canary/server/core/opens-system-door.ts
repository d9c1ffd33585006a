import { asSystem } from './system-door.ts' // expect: boundaries(dependencies)

export const all = [asSystem]
