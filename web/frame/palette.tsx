import { useDebouncedValue } from '@mantine/hooks'
import { createSpotlight, Spotlight } from '@mantine/spotlight'
import '@mantine/spotlight/styles.css'
import { IconSearch, IconShieldLock, IconUserCircle } from '@tabler/icons-react'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useEffect, useRef, useState, type KeyboardEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { searchPeople } from '../../server/modules/employees/employees.list.contract.ts'
import { q } from '../api.ts'
import { can, useMe } from '../auth/me.ts'
import { useMessageOf } from '../ui/answer.tsx'
import { Face, fullName } from '../ui/person.tsx'
import { usePaletteActions, type Entry } from './palette-actions.tsx'
import { usePalettePages } from './palette-pages.ts'

const [store, palette] = createSpotlight()

/** Ctrl-K: people, pages and actions by name. */
export default function Palette(props: { close: () => void }) {
  const { t } = useTranslation()
  const me = useMe()
  const navigate = useNavigate()
  const message = useMessageOf()
  const [query, setQuery] = useState('')
  const typed = query.trim()
  const [asked] = useDebouncedValue(typed, 150)
  const search = useQuery({
    ...q(searchPeople, { query: { q: asked, limit: 6 } }),
    enabled: asked !== '' && can(me, 'employee.read'),
    placeholderData: keepPreviousData,
  })
  // Until the server has answered, who is listed was found by what was written a moment ago.
  const isAsking = search.isFetching && (search.isPending || search.isPlaceholderData)
  const isBehind = typed !== '' && can(me, 'employee.read') && (asked !== typed || isAsking)
  const hasFailed = search.isError && !isBehind
  useEffect(() => palette.open(), [])

  const words = typed.toLowerCase()
  const pages: Entry[] = usePalettePages()
    .concat({ to: '/account', label: t('frame.account'), within: null, icon: IconUserCircle })
    .concat({ to: '/security', label: t('security.title'), within: null, icon: IconShieldLock })
    // What lies within an area comes once it is looked for.
    .filter(({ within }) => words !== '' || within === null)
    .map((page) => ({
      id: page.to,
      label: page.label,
      line: page.within,
      icon: <page.icon size={18} stroke={1.6} aria-hidden />,
      act: () => void navigate({ to: page.to }),
    }))
  const actions = usePaletteActions()
  const found: Entry[] = (typed === '' || asked === '' ? [] : (search.data?.people ?? [])).map((person) => ({
    id: person.id,
    label: fullName(person),
    line: [person.title, person.departmentName].filter(Boolean).join(t('ui.dot')) || null,
    icon: <Face name={fullName(person)} size={26} />,
    act: () => void navigate({ to: '/people/$id', params: { id: person.id } }),
  }))
  const matching = (entries: readonly Entry[]) =>
    entries.filter(({ label, line }) => label.toLowerCase().includes(words) || line?.toLowerCase().includes(words))
  const named = [
    { label: t('frame.palette.pages'), entries: matching(pages) },
    { label: t('frame.palette.actions'), entries: matching(actions) },
  ]
  const people = { label: t('frame.palette.people'), entries: found }
  // Whoever begins to write the name of a page means it; people are also found by letters that only come near.
  const isNamed = named.some(({ entries }) => entries.some(({ label }) => label.toLowerCase().startsWith(words)))
  const groups = (isNamed ? [...named, people] : [people, ...named]).filter((group) => group.entries.length > 0)
  useFirstChosen()
  const enter = useEnter(isBehind && !isNamed, hasFailed)

  return (
    <Spotlight.Root
      store={store}
      query={query}
      onQueryChange={(next) => {
        enter.forget()
        setQuery(next)
      }}
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
        onKeyDownCapture={enter.onKeyDownCapture}
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
        {hasFailed && <Spotlight.Empty>{message(search.error)}</Spotlight.Empty>}
        {groups.length === 0 && !hasFailed && <Spotlight.Empty>{isBehind ? t('ui.loading') : t('frame.palette.nothing')}</Spotlight.Empty>}
      </Spotlight.ActionsList>
    </Spotlight.Root>
  )
}

/**
 * Enter, pressed before the server has found who was written: takes the first of what is found then. Who is listed until then is
 * somebody else, found by the first letters.
 */
function useEnter(isBehind: boolean, hasFailed: boolean) {
  const isPressed = useRef(false)
  useEffect(() => {
    if (!isPressed.current || isBehind) return
    isPressed.current = false
    if (!hasFailed) document.getElementById(store.getState().listId)?.querySelector<HTMLElement>('[data-selected]')?.click()
  })
  const onKeyDownCapture = (event: KeyboardEvent) => {
    // Whoever went on with the arrows means what they see.
    if (event.key !== 'Enter' || event.nativeEvent.isComposing || !isBehind || store.getState().selected > 0) return
    event.preventDefault()
    event.stopPropagation()
    isPressed.current = true
  }
  const forget = () => {
    isPressed.current = false
  }
  return { onKeyDownCapture, forget }
}

/**
 * Keeps the first entry chosen until somebody moves: Mantine chooses it when something is typed, before what the server finds is
 * there, and knows the chosen one by its place in the document.
 */
function useFirstChosen() {
  useEffect(() => {
    const { listId, selected, query } = store.getState()
    if (selected > 0 || query === '') return
    const list = document.getElementById(listId)
    const first = list?.querySelector('[data-action]')
    if (!first) return
    list?.querySelector('[data-selected]')?.removeAttribute('data-selected')
    first.setAttribute('data-selected', 'true')
    if (selected < 0) store.updateState((state) => ({ ...state, selected: 0 }))
  })
}
