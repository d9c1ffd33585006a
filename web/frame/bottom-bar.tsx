import { IconBeach, IconClock, IconHome, IconInbox, IconUsers } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { useMe } from '../auth/me.ts'
import { exactly } from './nav.tsx'
import { placesOf } from './places.ts'
import { useWaiting } from './waiting.tsx'

const shown = [
  { to: '/', key: 'home', icon: IconHome },
  { to: '/time', key: 'time', icon: IconClock },
  { to: '/leave', key: 'requests', icon: IconBeach },
  { to: '/inbox', key: 'inbox', icon: IconInbox },
  { to: '/people', key: 'people', icon: IconUsers },
] as const

/** Home, time, requests and the inbox, where nothing waits for most people; where one is not theirs, people instead. */
export function BottomBar() {
  const { t } = useTranslation()
  const may = new Set<string>(placesOf(useMe(), true).map((place) => place.to))
  const waiting = useWaiting()
  return (
    <nav className="bottom" aria-label={t('frame.shortcuts')}>
      {shown
        .filter((one) => may.has(one.to))
        .slice(0, 4)
        .map((one) => (
          <Link key={one.to} to={one.to} activeOptions={exactly(one.to)}>
            <one.icon size={22} stroke={1.5} aria-hidden />
            {t(`frame.place.${one.key}`)}
            {one.key === 'inbox' && waiting > 0 && (
              <span
                className="count"
                style={{ position: 'absolute', top: 5, insetInlineStart: 'calc(50% + 5px)' }}
                aria-label={t('frame.waiting', { count: waiting })}
              >
                {waiting}
              </span>
            )}
          </Link>
        ))}
    </nav>
  )
}
