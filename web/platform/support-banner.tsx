import { Alert, Button, Group, Text } from '@mantine/core'
import { IconHeadset } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { endSupportAccess, leaveCompany, listSupportAccess } from '../../server/modules/platform/support.contract.ts'
import { can, useMe } from '../auth/me.ts'
import { call, endSupport, outdate, q } from '../api.ts'
import { Failed } from '../ui/answer.tsx'
import { useFormat } from '../ui/format.ts'
import { AnchorLink } from '../ui/links.tsx'
import { done } from '../ui/notify.ts'

const LOOK_EVERY_MS = 60_000

/** Says over every page that support is in the company: to whoever decides about it, and to support itself. */
export function SupportBanner() {
  const me = useMe()
  if (me.support) return <ToSupport />
  return can(me, 'support-access.read') ? <ToCompany mayEnd={can(me, 'support-access.manage')} /> : null
}

function ToCompany({ mayEnd }: { mayEnd: boolean }) {
  const { t } = useTranslation()
  const format = useFormat()
  const client = useQueryClient()
  const open = useQuery({ ...q(listSupportAccess, { query: { open: true, limit: 5 } }), refetchInterval: LOOK_EVERY_MS })
  const end = useMutation({
    mutationFn: (id: string) => call(endSupportAccess, { params: { id } }),
    onSuccess: () => {
      done(t('support.ended'))
      void outdate(client, '/support-access')
    },
  })
  return open.data?.supportAccess.map(({ id, operatorName, endsAt, reason }) => (
    <Alert key={id} color="waiting" icon={<IconHeadset aria-hidden />} mb="md" role="status">
      <Group justify="space-between" gap="sm">
        <div>
          <Text size="sm" fw={500}>
            {t('support.here', { operator: operatorName, when: format.instant(endsAt) })}
          </Text>
          <Text size="sm">{t('support.reason', { reason })}</Text>
        </div>
        <Group gap="sm">
          <AnchorLink to="/support" size="sm" c="inherit" underline="always">
            {t('support.toList')}
          </AnchorLink>
          {mayEnd && (
            <Button size="compact-sm" variant="default" loading={end.isPending} onClick={() => end.mutate(id)}>
              {t('support.end')}
            </Button>
          )}
        </Group>
      </Group>
      {end.isError && <Failed error={end.error} />}
    </Alert>
  ))
}

function ToSupport() {
  const { t } = useTranslation()
  const format = useFormat()
  const { support, company } = useMe()
  const leave = useMutation({
    mutationFn: () => call(leaveCompany, { params: { id: support!.id } }),
    onSettled: endSupport,
  })
  return (
    <Alert color="waiting" icon={<IconHeadset aria-hidden />} mb="md" role="status">
      <Group justify="space-between" gap="sm">
        <div>
          <Text size="sm" fw={500}>
            {t('support.you', { company: company.name, when: format.instant(support!.endsAt) })}
          </Text>
          <Text size="sm">{support!.mayWrite ? t('support.allowed') : t('support.onlyLook')}</Text>
        </div>
        <Button size="compact-sm" variant="default" loading={leave.isPending} onClick={() => leave.mutate()}>
          {t('support.leave')}
        </Button>
      </Group>
    </Alert>
  )
}
