import { Button } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { removeRole } from '../../server/modules/access/access.assignment.contract.ts'
import { call, outdate } from '../api.ts'
import { Confirm } from '../ui/confirm.tsx'
import { done } from '../ui/notify.ts'

type Named = { id: string; name: string }

/** Takes a role from somebody, after asking. */
export function TakeRole({ role, user }: { role: Named; user: Named }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const [asked, setAsked] = useState(false)
  return (
    <>
      <Button
        size="compact-sm"
        variant="subtle"
        color="bad"
        style={{ flex: 'none' }}
        aria-label={t('access.role.takeName', { role: role.name, name: user.name })}
        onClick={() => setAsked(true)}
      >
        {t('access.role.take')}
      </Button>
      <Confirm
        opened={asked}
        title={t('access.role.takeTitle', { role: role.name, name: user.name })}
        text={t('access.role.takeText')}
        act={t('access.role.take')}
        send={() => call(removeRole, { params: { userId: user.id, roleId: role.id } })}
        done={() => {
          setAsked(false)
          done(t('access.role.taken', { role: role.name }))
          void outdate(client, '/roles', '/access', '/users', '/auth/me')
        }}
        close={() => setAsked(false)}
      />
    </>
  )
}
