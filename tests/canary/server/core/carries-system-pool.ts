import type { SystemPool } from './system-door.ts'

export type Deps = { systemPool: SystemPool }
