import { useMantineColorScheme, useComputedColorScheme } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { createSpotlight, Spotlight } from '@mantine/spotlight'
import '@mantine/spotlight/styles.css'
import { IconBeach, IconLogout, IconPlayerPlay, IconSearch, IconSunMoon, IconUserCircle, IconUserPlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useEffect, useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { searchPeople } from '../../server/modules/employees/employees.list.contract.ts'
import { endSession, q } from '../api.ts'
import { actOf, useClockAct, useClockStatus } from '../attendance/clock.ts'
import { can, useMe } from '../auth/me.ts'
import { Face, fullName } from '../ui/person.tsx'
import { mayAsk, placesOf } from './places.ts'
import { useDecides } from './waiting.tsx'

type Entry = { id: string; label: string; icon: ReactNode; act: () => void; line?: string | null }

const [store, palette] = createSpotlight()

/** Ctrl-K: people, pages and actions by name. */
export default function Palette(props: { close: () => void }) {
  const { t } = useTranslation()
  const me = useMe()
  const navigate = useNavigate()
  const [query, setQuery] = useState('')
  const [asked] = useDebouncedValue(query.trim(), 150)
  const { setColorScheme } = useMantineColorScheme()
  const scheme = useComputedColorScheme('light')
  const clock = useClockStatus()
  const clockAct = useClockAct()
  const people = useQuery({
    ...q(searchPeople, { query: { q: asked, limit: 6 } }),
    enabled: asked !== '' && can(me, 'employee.read'),
  })
  useEffect(() => palette.open(), [])

  const pages: Entry[] = placesOf(me, useDecides()).map((place) => ({
    id: place.to,
    label: t(`frame.place.${place.name}`),
    icon: <place.icon size={18} stroke={1.6} aria-hidden />,
    act: () => void navigate({ to: place.to }),
  }))
  pages.push({
    id: 'account',
    label: t('frame.account'),
    icon: <IconUserCircle size={18} aria-hidden />,
    act: () => void navigate({ to: '/account' }),
  })
  const actions: Entry[] = [
    ...(mayAsk(me)
      ? [
          {
            id: 'ask',
            label: t('leave.requestLeave'),
            icon: <IconBeach size={18} aria-hidden />,
            act: () => void navigate({ to: '.', search: (old) => ({ ...old, ask: 'leave' as const }) }),
          },
        ]
      : []),
    ...(can(me, 'employee.create')
      ? [
          {
            id: 'add-person',
            label: t('people.add'),
            icon: <IconUserPlus size={18} aria-hidden />,
            act: () => void navigate({ to: '/people', search: { add: 'person' as const } }),
          },
        ]
      : []),
    ...(clock?.allowed ?? []).map((which) => ({
      id: which,
      label: t(`clock.act.${which}`),
      icon: <IconPlayerPlay size={18} aria-hidden />,
      act: () => clockAct.mutate(actOf(which)),
    })),
    {
      id: 'scheme',
      label: scheme === 'dark' ? t('frame.useLight') : t('frame.useDark'),
      icon: <IconSunMoon size={18} aria-hidden />,
      act: () => setColorScheme(scheme === 'dark' ? 'light' : 'dark'),
    },
    { id: 'sign-out', label: t('frame.signOut'), icon: <IconLogout size={18} aria-hidden />, act: () => void endSession(false) },
  ]
  const found: Entry[] = (asked === '' ? [] : (people.data?.people ?? [])).map((person) => ({
    id: person.id,
    label: fullName(person),
    line: [person.title, person.departmentName].filter(Boolean).join(t('ui.dot')) || null,
    icon: <Face name={fullName(person)} size={26} />,
    act: () => void navigate({ to: '/people/$id', params: { id: person.id } }),
  }))
  const matching = (entries: Entry[]) => entries.filter((entry) => entry.label.toLowerCase().includes(query.trim().toLowerCase()))
  const groups = [
    { label: t('frame.palette.people'), entries: found },
    { label: t('frame.palette.pages'), entries: matching(pages) },
    { label: t('frame.palette.actions'), entries: matching(actions) },
  ].filter((group) => group.entries.length > 0)

  return (
    <Spotlight.Root
      store={store}
      query={query}
      onQueryChange={setQuery}
      onSpotlightClose={props.close}
      shortcut={null}
      scrollable
      maxHeight={440}
      overlayProps={{ backgroundOpacity: 0.28, blur: 0 }}
    >
      <Spotlight.Search
        placeholder={t('frame.searchHint')}
        aria-label={t('frame.search')}
        leftSection={<IconSearch size={18} aria-hidden />}
      />
      <Spotlight.ActionsList>
        {groups.map((group) => (
          <Spotlight.ActionsGroup key={group.label} label={group.label}>
            {group.entries.map((entry) => (
              <Spotlight.Action
                key={entry.id}
                label={entry.label}
                description={entry.line ?? undefined}
                leftSection={entry.icon}
                onClick={entry.act}
              />
            ))}
          </Spotlight.ActionsGroup>
        ))}
        {groups.length === 0 && <Spotlight.Empty>{people.isFetching ? t('ui.loading') : t('frame.palette.nothing')}</Spotlight.Empty>}
      </Spotlight.ActionsList>
    </Spotlight.Root>
  )
}
