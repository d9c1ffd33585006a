import { Text } from '@mantine/core'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'

/** Names and what is known of them; a dash where nothing is. */
export function Facts(props: { facts: readonly (readonly [string, ReactNode])[] }) {
  const { t } = useTranslation()
  return (
    <dl className="cost-lines" style={{ gridTemplateColumns: 'minmax(110px, 34%) 1fr', rowGap: 12, fontSize: 14 }}>
      {props.facts.map(([name, value]) => (
        <div key={name}>
          <Text component="dt" size="sm" c="dimmed">
            {name}
          </Text>
          <Text component="dd" size="sm" style={{ textAlign: 'start', overflowWrap: 'anywhere' }}>
            {value || t('ui.none')}
          </Text>
        </div>
      ))}
    </dl>
  )
}
