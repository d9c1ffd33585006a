import { permissionCreated, permissionUpdated, permissionDeleted } from './access.contract.ts'
import { groupCreated, groupDeleted, groupUpdated, groupsExported } from './access.group.contract.ts'
import { roleCreated, roleUpdated, roleDeleted, roleParentsSet } from './access.role.contract.ts'
import { roleAssigned, roleRemoved } from './access.assignment.contract.ts'
import { grantAdded, grantRemoved, grantsChanged } from './access.grant.contract.ts'
import { delegationCreated, delegationEnded, delegationsExported } from './access.delegation.contract.ts'
import { templateApplied, templateCreated, templateRemoved, templateUpdated } from './access.template.contract.ts'
import { moduleAccessChanged } from './access.module.contract.ts'
import { cacheRefreshed } from './access.check.contract.ts'

/** Everything that leaves a trace in who may do what. */
export const accessEvents = [
  permissionCreated,
  permissionUpdated,
  permissionDeleted,
  groupCreated,
  groupUpdated,
  groupDeleted,
  groupsExported,
  roleCreated,
  roleUpdated,
  roleDeleted,
  roleParentsSet,
  roleAssigned,
  roleRemoved,
  grantAdded,
  grantRemoved,
  grantsChanged,
  delegationCreated,
  delegationEnded,
  delegationsExported,
  templateCreated,
  templateUpdated,
  templateRemoved,
  templateApplied,
  moduleAccessChanged,
  cacheRefreshed,
]
