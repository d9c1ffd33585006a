import { ActionIcon, Menu } from '@mantine/core'
import { IconArchive, IconDots, IconMailForward, IconRestore } from '@tabler/icons-react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { resetUserPassword } from '../../server/modules/users/users.account.contract.ts'
import { archiveUser, restoreUser, type User } from '../../server/modules/users/users.contract.ts'
import { call, outdate } from '../api.ts'
import { can, useMe } from '../auth/me.ts'
import { useMessageOf } from '../ui/answer.tsx'
import { useOneAtATime } from '../ui/forms.ts'
import { done, failed } from '../ui/notify.ts'
import { fullName } from '../ui/person.tsx'
import { Confirm } from './confirm.tsx'

/** What can be done about an account; nothing when nothing may. */
export function AccountActs({ user }: { user: User }) {
  const { t } = useTranslation()
  const me = useMe()
  const client = useQueryClient()
  const messageOf = useMessageOf()
  const name = fullName(user)
  const [asked, setAsked] = useState<'archive' | 'reset' | null>(null)
  const close = () => setAsked(null)
  const restore = useOneAtATime(
    useMutation({
      mutationFn: () => call(restoreUser, { params: { id: user.id } }),
      onSuccess: () => {
        done(t('accounts.restored', { name }))
        void outdate(client, '/users', '/employees')
      },
      onError: (error) => failed(messageOf(error)),
    }),
  )
  const [mayArchive, mayReset] = [can(me, 'user.archive'), can(me, 'user.reset-password')]
  if (!mayArchive && !mayReset) return null
  const own = user.id === me.user.id
  return (
    <>
      <Menu position="bottom-end" withinPortal>
        <Menu.Target>
          <ActionIcon variant="subtle" color="gray" aria-label={t('accounts.actionsFor', { name })}>
            <IconDots size={18} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {own && <Menu.Label>{t('accounts.yours')}</Menu.Label>}
          {mayReset && user.status === 'active' && (
            <Menu.Item disabled={own} leftSection={<IconMailForward size={16} aria-hidden />} onClick={() => setAsked('reset')}>
              {t('accounts.sendReset')}
            </Menu.Item>
          )}
          {mayArchive && user.status === 'active' && (
            <Menu.Item color="bad" disabled={own} leftSection={<IconArchive size={16} aria-hidden />} onClick={() => setAsked('archive')}>
              {t('accounts.archive')}
            </Menu.Item>
          )}
          {mayArchive && user.status === 'archived' && (
            <Menu.Item leftSection={<IconRestore size={16} aria-hidden />} onClick={() => restore.mutate()}>
              {t('accounts.restore')}
            </Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
      {asked === 'archive' && <Archive user={user} close={close} />}
      {asked === 'reset' && <Reset user={user} close={close} />}
    </>
  )
}

function Archive({ user, close }: { user: User; close: () => void }) {
  const { t } = useTranslation()
  const name = fullName(user)
  return (
    <Confirm
      title={t('accounts.archiveTitle')}
      text={t('accounts.archiveText', { name })}
      keep={t('accounts.keep')}
      confirm={t('accounts.archiveConfirm', { name })}
      act={() => call(archiveUser, { params: { id: user.id } })}
      said={t('accounts.archived', { name })}
      outdates="/users"
      close={close}
    />
  )
}

function Reset({ user, close }: { user: User; close: () => void }) {
  const { t } = useTranslation()
  const { email } = user
  return (
    <Confirm
      title={t('accounts.resetTitle')}
      text={t('accounts.resetText', { name: fullName(user), email })}
      keep={t('accounts.keep')}
      confirm={t('accounts.resetConfirm')}
      act={() => call(resetUserPassword, { params: { id: user.id } })}
      said={t('accounts.resetSent', { email })}
      outdates="/users"
      close={close}
    />
  )
}
