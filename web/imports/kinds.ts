import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { Data } from '../../server/core/contract.ts'
import { listImportKinds } from '../../server/modules/imports/imports.contract.ts'
import { q } from '../api.ts'

export type Kind = Data<typeof listImportKinds>['kinds'][number]

const known = ['branches', 'departments', 'positions', 'employees', 'employments', 'balances', 'holidays'] as const

/** What can be imported and exported, with its columns. */
export function useKinds() {
  return useQuery({ ...q(listImportKinds), staleTime: 60_000 })
}

/** A kind in words; one that this app does not know is called as the server calls it. */
export function useKindTitle() {
  const { t } = useTranslation()
  return (kind: string, title = kind) => {
    const name = known.find((one) => one === kind)
    return name ? t(`imports.kind.${name}`) : title
  }
}
