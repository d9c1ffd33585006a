import { NavLink, Stack, Text } from '@mantine/core'
import { Link, useRouterState } from '@tanstack/react-router'
import { Fragment } from 'react'
import { useTranslation } from 'react-i18next'
import { useMe } from '../auth/me.ts'
import { placesOf, type Place } from './places.ts'
import { useDecides, useWaiting } from './waiting.tsx'

const groups = ['me', 'team', 'company'] as const

export function Nav(props: { narrow: boolean }) {
  const { t } = useTranslation()
  const places = placesOf(useMe(), useDecides())
  return (
    <Stack component="nav" aria-label={t('frame.navigation')} className="nav" mod={{ narrow: props.narrow }} gap={2}>
      {groups.map((group) => {
        const within = places.filter((place) => place.group === group)
        if (within.length === 0) return null
        return (
          <Fragment key={group}>
            {group !== 'me' && !props.narrow && (
              <Text size="xs" c="dimmed" fw={500} px="sm" pt="md" pb={4}>
                {t(`frame.group.${group}`)}
              </Text>
            )}
            {group !== 'me' && props.narrow && <hr style={{ width: 28, border: 0, borderTop: '1px solid var(--muster-line)' }} />}
            {within.map((place) => (
              <NavEntry key={place.to} place={place} narrow={props.narrow} />
            ))}
          </Fragment>
        )
      })}
    </Stack>
  )
}

function NavEntry(props: { place: Place; narrow: boolean }) {
  const { t } = useTranslation()
  const { place, narrow } = props
  const path = useRouterState({ select: (state) => state.location.pathname })
  const waiting = useWaiting()
  const name = t(`frame.place.${place.name}`)
  const active = isHere(place.to, path)
  const count = place.name === 'inbox' && waiting > 0 ? waiting : 0
  return (
    <NavLink
      component={Link}
      to={place.to}
      label={name}
      active={active}
      activeOptions={exactly(place.to)}
      aria-current={active ? 'page' : undefined}
      aria-label={narrow ? name : undefined}
      title={narrow ? name : undefined}
      leftSection={<place.icon size={18} stroke={1.6} aria-hidden />}
      rightSection={
        count > 0 && !narrow ? (
          <span className="count" aria-label={t('frame.waiting', { count })}>
            {count}
          </span>
        ) : undefined
      }
    />
  )
}

/** A page whose path does not say where it belongs. */
const belongsTo: Readonly<Record<string, string>> = { '/setup': '/settings' }

function isHere(to: string, path: string) {
  return path === to || belongsTo[path] === to || (!exactly(to).exact && path.startsWith(`${to}/`))
}

/** `/time` is not where `/time/today` is. */
export function exactly(to: string) {
  return { exact: to === '/' || to === '/time', includeSearch: false }
}
