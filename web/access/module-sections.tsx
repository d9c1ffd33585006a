import { Skeleton } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { listModuleAccess, listRoleModuleAccess } from '../../server/modules/access/access.module.contract.ts'
import { q } from '../api.ts'
import { can, useMe } from '../auth/me.ts'
import { Answer } from '../ui/answer.tsx'
import { Section } from '../ui/section.tsx'
import { ModuleSwitches } from './module-switches.tsx'

/** Which parts of Muster are open to a person. */
export function PersonModules({ user }: { user: { id: string; name: string; status: 'active' | 'archived' } }) {
  const { t } = useTranslation()
  const may = can(useMe(), 'access.manage') && user.status === 'active'
  const modules = useQuery(q(listModuleAccess, { params: { id: user.id } }))
  return (
    <Section title={t('access.modules.title')}>
      <Answer query={modules} skeleton={<Skeleton h={160} />}>
        {(data) => (
          <ModuleSwitches
            holder={{ userId: user.id }}
            name={user.name}
            may={may}
            modules={data.modules.map(({ user: said, roles, ...one }) => ({ ...one, said, others: roles }))}
          />
        )}
      </Answer>
    </Section>
  )
}

/** Which parts of Muster a role opens or shuts. */
export function RoleModules({ role }: { role: { id: string; name: string } }) {
  const { t } = useTranslation()
  const may = can(useMe(), 'access.manage')
  const modules = useQuery(q(listRoleModuleAccess, { params: { id: role.id } }))
  return (
    <Section title={t('access.modules.title')}>
      <Answer query={modules} skeleton={<Skeleton h={160} />}>
        {(data) => (
          <ModuleSwitches
            holder={{ roleId: role.id }}
            name={role.name}
            may={may}
            modules={data.modules.map(({ read, create, update, delete: removes, inherited, ...one }) => ({
              ...one,
              said: { read, create, update, delete: removes },
              others: inherited,
            }))}
          />
        )}
      </Answer>
    </Section>
  )
}
