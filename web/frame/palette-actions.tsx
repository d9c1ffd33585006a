import { useComputedColorScheme, useMantineColorScheme } from '@mantine/core'
import {
  IconBeach,
  IconBuildingPlus,
  IconHomeMove,
  IconLanguage,
  IconLogout,
  IconMailPlus,
  IconPlayerPause,
  IconPlayerPlay,
  IconPlayerStop,
  IconSitemap,
  IconSunMoon,
  IconTableImport,
  IconUserPlus,
  IconUserShare,
  type Icon,
} from '@tabler/icons-react'
import { useNavigate } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { endSession } from '../api.ts'
import { actOf, useClockAct, useClockStatus } from '../attendance/clock.ts'
import { useKeepLanguage } from '../auth/keep-language.ts'
import { ownNames } from '../auth/language-choice.tsx'
import { can, has, useMe } from '../auth/me.ts'
import { chooseLanguage, languages } from '../i18n.ts'
import { mayAsk } from './places.ts'

const icons = { start: IconPlayerPlay, break: IconPlayerPause, resume: IconPlayerPlay, end: IconPlayerStop } as const

/** What can be chosen in the palette. */
export type Entry = { id: string; label: string; icon: ReactNode; act: () => void; line?: string | null }

/** What this person may do from anywhere, by name. */
export function usePaletteActions(): Entry[] {
  const { t, i18n } = useTranslation()
  const me = useMe()
  const navigate = useNavigate()
  const { setColorScheme } = useMantineColorScheme()
  const scheme = useComputedColorScheme('light')
  const clock = useClockStatus()
  const clockAct = useClockAct()
  const keepLanguage = useKeepLanguage()
  const entry = (id: string, label: string, Glyph: Icon, act: () => void): Entry => ({
    id,
    label,
    icon: <Glyph size={18} aria-hidden />,
    act,
  })
  const worksElsewhere = has(me, 'attendance') && can(me, 'work-location.request') && me.user.employeeId !== null
  const entries: (Entry | false)[] = [
    mayAsk(me) &&
      entry(
        'ask',
        t('leave.requestLeave'),
        IconBeach,
        () => void navigate({ to: '.', search: (old) => ({ ...old, ask: 'leave' as const }) }),
      ),
    ...(clock?.allowed ?? []).map((which) => entry(which, t(`clock.act.${which}`), icons[which], () => clockAct.mutate(actOf(which)))),
    worksElsewhere &&
      entry('work-elsewhere', t('location.ask'), IconHomeMove, () => void navigate({ to: '/time', search: { place: 'ask' } })),
    can(me, 'employee.create') &&
      entry('add-person', t('people.add'), IconUserPlus, () => void navigate({ to: '/people', search: { add: 'person' } })),
    can(me, 'user.invite') &&
      entry(
        'invite',
        t('invitations.invite'),
        IconMailPlus,
        () => void navigate({ to: '/accounts/invitations', search: { invite: true } }),
      ),
    can(me, 'import.run') && entry('import', t('imports.start'), IconTableImport, () => void navigate({ to: '/imports/new' })),
    can(me, 'organization.manage') &&
      entry('add-department', t('organization.add'), IconSitemap, () => void navigate({ to: '/organization', search: { form: 'add' } })),
    can(me, 'organization.manage') &&
      entry(
        'add-branch',
        t('organization.branch.add'),
        IconBuildingPlus,
        () => void navigate({ to: '/organization/branches', search: { form: 'add' } }),
      ),
    entry(
      'substitute',
      t('workflows.substitute.name'),
      IconUserShare,
      () => void navigate({ to: '/substitutes', search: { form: 'add' } }),
    ),
    entry('scheme', scheme === 'dark' ? t('frame.useLight') : t('frame.useDark'), IconSunMoon, () =>
      setColorScheme(scheme === 'dark' ? 'light' : 'dark'),
    ),
    ...languages
      .filter((language) => language !== i18n.language)
      .map((language) =>
        entry(`language-${language}`, ownNames[language], IconLanguage, () => {
          void chooseLanguage(language)
          keepLanguage(language)
        }),
      ),
    entry('sign-out', t('frame.signOut'), IconLogout, () => void endSession(false)),
  ]
  return entries.filter((one) => one !== false)
}
