import { Box, Menu, SegmentedControl, Text, useMantineColorScheme, type MenuItemProps } from '@mantine/core'
import { IconDevices, IconLogout, IconShieldLock, IconUser, IconUserCircle } from '@tabler/icons-react'
import { createLink } from '@tanstack/react-router'
import type { ComponentPropsWithRef } from 'react'
import { useTranslation } from 'react-i18next'
import { endSession } from '../api.ts'
import { useKeepLanguage } from '../auth/keep-language.ts'
import { LanguageChoice } from '../auth/language-choice.tsx'
import { useMe } from '../auth/me.ts'
import { fullName } from '../ui/person.tsx'
import { PersonButton } from './person-menu.tsx'

const MenuLink = createLink((props: MenuItemProps & Omit<ComponentPropsWithRef<'a'>, keyof MenuItemProps>) => (
  <Menu.Item component="a" {...props} />
))

/** Fetched when the person reaches for it. */
export default function PersonMenuOpen() {
  const { t } = useTranslation()
  const { user } = useMe()
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  const keepLanguage = useKeepLanguage()
  return (
    <Menu width={290} position="bottom-end" closeOnItemClick={false} keepMounted={false} defaultOpened>
      <Menu.Target>
        <PersonButton />
      </Menu.Target>
      <Menu.Dropdown>
        <Box px="sm" py="xs">
          <Text size="sm" fw={600} truncate>
            {fullName(user)}
          </Text>
          <Text size="xs" c="dimmed" truncate>
            {user.email}
          </Text>
        </Box>
        <Menu.Divider />
        {user.employeeId && (
          <MenuLink to="/people/$id" params={{ id: user.employeeId }} leftSection={<IconUser size={16} aria-hidden />} closeMenuOnClick>
            {t('frame.profile')}
          </MenuLink>
        )}
        <MenuLink to="/account" leftSection={<IconUserCircle size={16} aria-hidden />} closeMenuOnClick>
          {t('frame.account')}
        </MenuLink>
        <MenuLink to="/security" leftSection={<IconShieldLock size={16} aria-hidden />} closeMenuOnClick>
          {t('security.title')}
        </MenuLink>
        <MenuLink to="/account" hash="sessions" leftSection={<IconDevices size={16} aria-hidden />} closeMenuOnClick>
          {t('frame.sessions')}
        </MenuLink>
        <Menu.Divider />
        <Box px="sm" py={6}>
          <LanguageChoice onChange={keepLanguage} />
          <SegmentedControl
            mt="xs"
            size="xs"
            fullWidth
            aria-label={t('frame.colourScheme')}
            value={colorScheme}
            onChange={(value) => setColorScheme(value)}
            data={(['light', 'dark', 'auto'] as const).map((value) => ({ value, label: t(`frame.scheme.${value}`) }))}
          />
        </Box>
        <Menu.Divider />
        <Menu.Item leftSection={<IconLogout size={16} aria-hidden />} onClick={() => void endSession(false)}>
          {t('frame.signOut')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
