import { ActionIcon, AppShell, Burger, Group, Text, UnstyledButton, VisuallyHidden } from '@mantine/core'
import { useDisclosure, useHotkeys, useLocalStorage, useMediaQuery } from '@mantine/hooks'
import { IconLayoutSidebarLeftCollapse, IconLayoutSidebarLeftExpand, IconSearch } from '@tabler/icons-react'
import { Link, Outlet, useRouterState } from '@tanstack/react-router'
import { lazy, Suspense, useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { can, has, useMe } from '../auth/me.ts'
import { setBrand } from '../companies/brand.ts'
import { loadAllTexts } from '../i18n.ts'
import { SupportBanner } from '../platform/support-banner.tsx'
import { Mark } from '../companies/mark.tsx'
import { Announcer } from './announcer.tsx'
import { BottomBar } from './bottom-bar.tsx'
import { Clock } from './clock.tsx'
import { Nav } from './nav.tsx'
import { Offline } from './offline.tsx'
import { Over } from './over.tsx'
import { PersonMenu } from './person-menu.tsx'
import { SearchBox } from './search-box.tsx'
import { WaitingBell } from './waiting.tsx'

/** Pages are found by all their names, so that the texts of all of them are needed. */
const Palette = lazy(async () => {
  const [palette] = await Promise.all([import('./palette.tsx'), loadAllTexts()])
  return palette
})
const NavDrawer = lazy(() => import('./nav-drawer.tsx'))

/** Everything around a page: navigation, search, the clock, what waits, who I am. */
export function AppFrame() {
  const { t } = useTranslation()
  const me = useMe()
  const [menu, { open: openMenu, close: closeMenu }] = useDisclosure()
  const [reached, setReached] = useState(false)
  const tight = useMediaQuery('(max-width: 62em)', false, { getInitialValueInEffect: false })
  const [chosen, setNarrow] = useLocalStorage<boolean | null>({ key: 'muster.narrow', defaultValue: null, getInitialValueInEffect: false })
  const narrow = chosen ?? tight
  const [searching, setSearching] = useState(false)
  const path = useRouterState({ select: (state) => state.location.pathname })
  const reachMenu = () => {
    setReached(true)
    openMenu()
  }
  useEffect(closeMenu, [path, closeMenu])
  useEffect(() => setBrand(me.company), [me.company])
  useHotkeys([['mod+K', () => setSearching(true)]], [])
  const clocks = has(me, 'attendance') && can(me, 'attendance.clock') && me.user.employeeId !== null

  return (
    <AppShell
      header={{ height: 58 }}
      navbar={{ width: narrow ? 68 : 224, breakpoint: 'sm', collapsed: { mobile: true } }}
      footer={{ height: { base: 60, sm: 0 } }}
      padding={{ base: 'md', sm: 'xl' }}
    >
      <a href="#content" className="skip">
        {t('frame.skip')}
      </a>
      <AppShell.Header px={{ base: 'sm', sm: 'md' }}>
        <Group h="100%" justify="space-between" wrap="nowrap" gap="md">
          <Group gap="sm" wrap="nowrap" miw={0} flex="1 1 0">
            <Burger hiddenFrom="sm" size="sm" opened={menu} onClick={reachMenu} aria-label={t('frame.openMenu')} />
            <UnstyledButton component={Link} to="/">
              <VisuallyHidden>{me.company.name}</VisuallyHidden>
              <Group gap="sm" wrap="nowrap">
                <Mark brand={me.company} />
                <Text fw={600} visibleFrom="md" truncate maw={200} aria-hidden>
                  {me.company.name}
                </Text>
              </Group>
            </UnstyledButton>
          </Group>
          <SearchBox open={() => setSearching(true)} />
          <Group gap="sm" wrap="nowrap" justify="flex-end" flex="1 0 0">
            <ActionIcon
              variant="subtle"
              color="gray"
              size="lg"
              hiddenFrom="md"
              aria-label={t('frame.search')}
              onClick={() => setSearching(true)}
            >
              <IconSearch size={18} aria-hidden />
            </ActionIcon>
            {clocks && <Clock />}
            <WaitingBell />
            <PersonMenu />
          </Group>
        </Group>
      </AppShell.Header>
      <AppShell.Navbar p="sm" visibleFrom="sm">
        <AppShell.Section grow>
          <Nav narrow={narrow} />
        </AppShell.Section>
        <ActionIcon
          variant="subtle"
          color="gray"
          size="lg"
          mx={narrow ? 'auto' : 0}
          aria-label={narrow ? t('frame.widen') : t('frame.narrow')}
          aria-expanded={!narrow}
          onClick={() => setNarrow(!narrow)}
        >
          {narrow ? <IconLayoutSidebarLeftExpand size={18} aria-hidden /> : <IconLayoutSidebarLeftCollapse size={18} aria-hidden />}
        </ActionIcon>
      </AppShell.Navbar>
      <Suspense>{reached && <NavDrawer opened={menu} close={closeMenu} />}</Suspense>
      <AppShell.Main id="content" tabIndex={-1} className="frame-main">
        <Offline />
        <SupportBanner />
        <Outlet />
      </AppShell.Main>
      <AppShell.Footer hiddenFrom="sm">
        <BottomBar />
      </AppShell.Footer>
      <Announcer />
      <Over />
      <Suspense>{searching && <Palette close={() => setSearching(false)} />}</Suspense>
    </AppShell>
  )
}
