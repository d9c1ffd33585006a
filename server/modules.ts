import type { Module } from './core/module.ts'
import { access } from './modules/access/index.ts'
import { apiKeys } from './modules/api-keys/index.ts'
import { attendance } from './modules/attendance/index.ts'
import { audit } from './modules/audit/index.ts'
import { auth } from './modules/auth/index.ts'
import { catalogs } from './modules/catalogs/index.ts'
import { companies } from './modules/companies/index.ts'
import { customFields } from './modules/custom-fields/index.ts'
import { employees } from './modules/employees/index.ts'
import { imports } from './modules/imports/index.ts'
import { integrations } from './modules/integrations/index.ts'
import { leave } from './modules/leave/index.ts'
import { leaving } from './modules/leaving/index.ts'
import { organization } from './modules/organization/index.ts'
import { platform } from './modules/platform/index.ts'
import { usage } from './modules/usage/index.ts'
import { users } from './modules/users/index.ts'
import { workflows } from './modules/workflows/index.ts'
import { workingTime } from './modules/working-time/index.ts'

/** Every module, in boot order: what a later one stands on comes first. */
export const modules: readonly Module[] = [
  companies,
  access,
  auth,
  apiKeys,
  users,
  organization,
  catalogs,
  customFields,
  employees,
  workingTime,
  workflows,
  attendance,
  leave,
  audit,
  imports,
  integrations,
  usage,
  leaving,
  platform,
]
