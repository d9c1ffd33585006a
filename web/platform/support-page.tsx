import { Badge, Box, Button, Card, Group, Skeleton, Text } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { Data } from '../../server/core/contract.ts'
import { endSupportAccess, listSupportAccess, updateSupportAccess } from '../../server/modules/platform/support.contract.ts'
import { can, useMe } from '../auth/me.ts'
import { call, outdate, q } from '../api.ts'
import { Answer, Failed } from '../ui/answer.tsx'
import { useFormat } from '../ui/format.ts'
import { done } from '../ui/notify.ts'
import { Page } from '../ui/page.tsx'

type Access = Data<typeof listSupportAccess>['supportAccess'][number]

/** Who of the platform's support was in the company, and what is decided about whoever is. */
export function SupportPage() {
  const { t } = useTranslation()
  const mayDecide = can(useMe(), 'support-access.manage')
  const list = useQuery(q(listSupportAccess, { query: { limit: 50 } }))
  return (
    <Page title={t('support.title')} line={t('support.line')} narrow>
      <Card>
        <Answer query={list} skeleton={<Skeleton h={44} />}>
          {({ supportAccess }) =>
            supportAccess.length === 0 ? (
              <Text size="sm">{t('support.none')}</Text>
            ) : (
              <ul className="lines">
                {supportAccess.map((access) => (
                  <li key={access.id}>
                    <Row access={access} mayDecide={mayDecide} />
                  </li>
                ))}
              </ul>
            )
          }
        </Answer>
      </Card>
    </Page>
  )
}

function Row({ access, mayDecide }: { access: Access; mayDecide: boolean }) {
  const { t } = useTranslation()
  const format = useFormat()
  const client = useQueryClient()
  const { id, operatorName, reason, startedAt, endsAt, endedAt, endedBy, mayWrite, open } = access
  const said = (message: string) => () => {
    done(message)
    void outdate(client, '/support-access')
  }
  const end = useMutation({ mutationFn: () => call(endSupportAccess, { params: { id } }), onSuccess: said(t('support.ended')) })
  const change = useMutation({
    mutationFn: () => call(updateSupportAccess, { params: { id }, body: { mayWrite: !mayWrite } }),
    onSuccess: said(t('support.changed')),
  })
  const span = t('support.span', { from: format.instant(startedAt), to: format.instant(endedAt ?? endsAt) })
  const facts = [span, ...(endedBy ? [t('support.endedBy', { who: t(`support.${endedBy}`) })] : [])]
  return (
    <>
      <Group justify="space-between" wrap="nowrap" align="flex-start">
        <Box miw={0}>
          <Group gap="xs">
            <Text size="sm" fw={500}>
              {operatorName}
            </Text>
            <Badge color={open ? 'waiting' : 'gray'}>{open ? t('support.open') : t('support.over')}</Badge>
            {mayWrite && <Badge color="bad">{t('support.allowed')}</Badge>}
          </Group>
          <Text size="sm">{t('support.reason', { reason })}</Text>
          <Text size="xs" c="dimmed">
            {facts.join(' · ')}
          </Text>
        </Box>
        {open && mayDecide && (
          <Group gap="xs" wrap="nowrap">
            <Button variant="default" size="compact-sm" loading={change.isPending} onClick={() => change.mutate()}>
              {mayWrite ? t('support.withdraw') : t('support.allow')}
            </Button>
            <Button variant="default" size="compact-sm" loading={end.isPending} onClick={() => end.mutate()}>
              {t('support.end')}
            </Button>
          </Group>
        )}
      </Group>
      {(end.error ?? change.error) && <Failed error={end.error ?? change.error} />}
    </>
  )
}
