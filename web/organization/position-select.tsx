import { useTranslation } from 'react-i18next'
import { getPosition, listPositions, type Position } from '../../server/modules/organization/organization.position.contract.ts'
import { call } from '../api.ts'
import { can, useMe } from '../auth/me.ts'
import type { Source } from '../ui/found.tsx'
import { SearchSelect, type SearchProps } from '../ui/search-select.tsx'

/** One position, found by typing its title; says how many more may hold it. */
export function PositionSelect(props: SearchProps & { except?: string | undefined }) {
  const { t, i18n } = useTranslation()
  const me = useMe()
  const vacancyOf = ({ vacant }: Position) => {
    if (vacant === null) return null
    return vacant > 0 ? t('organization.position.vacant', { count: vacant }) : t('organization.position.full')
  }
  const optionOf = (one: Position) => ({
    value: one.id,
    label: one.title,
    line: [one.code, vacancyOf(one)],
  })
  const source: Source = {
    url: listPositions.url,
    part: i18n.language,
    enabled: can(me, 'organization.read'),
    async find(asked, signal) {
      const { positions } = await call(listPositions, { query: { limit: 20, sort: 'title', ...(asked && { q: asked }) }, signal })
      return positions.map(optionOf)
    },
    async one(id, signal) {
      return optionOf((await call(getPosition, { params: { id }, signal })).position)
    },
  }
  return <SearchSelect {...props} source={source} clearable />
}
