import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { permissionHierarchy, type Permission } from '../../server/modules/access/access.contract.ts'
import { q } from '../api.ts'

/** Every permission, by the module it belongs to. */
export function usePermissions(): { module: string; items: Permission[] }[] {
  const { t } = useTranslation()
  const { data } = useQuery({ ...q(permissionHierarchy), staleTime: 300_000 })
  return (data?.modules ?? []).map(({ title, resources }) => ({
    module: title || t('access.ownPermissions'),
    items: resources.flatMap(({ permissions }) => permissions),
  }))
}

/** Permissions as a list to choose from. */
export const permissionChoices = (permissions: ReturnType<typeof usePermissions>) =>
  permissions.map(({ module, items }) => ({ group: module, items: items.map(({ code, title }) => ({ value: code, label: title })) }))
