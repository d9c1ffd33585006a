import { Badge, Button, Group, Skeleton, Stack, Text } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query'
import { lazy, Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { listResourceGrants, revokeOnResource, type Grant } from '../../server/modules/access/access.grant.contract.ts'
import { call, outdate, q } from '../api.ts'
import { can, useMe } from '../auth/me.ts'
import { Answer } from '../ui/answer.tsx'
import { Confirm } from '../ui/confirm.tsx'
import { FormDrawer } from '../ui/form-drawer.tsx'
import { done } from '../ui/notify.ts'
import { Pager } from '../ui/pager.tsx'
import { Section } from '../ui/section.tsx'
import { Validity } from './decision.tsx'

const RecordGrantForm = lazy(() => import('./record-grant-form.tsx'))

/** Who is allowed or denied something about this person alone, whatever else they may do. */
export function RecordGrants({ employee }: { employee: { id: string; name: string } }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const may = can(useMe(), 'access.manage')
  const [page, setPage] = useState(1)
  const [giving, setGiving] = useState(false)
  const [taken, setTaken] = useState<Grant | null>(null)
  const grants = useQuery({
    ...q(listResourceGrants, { params: { type: 'employee', id: employee.id }, query: { page, limit: 10 } }),
    placeholderData: keepPreviousData,
  })
  return (
    <Section
      title={t('access.record.title')}
      beside={
        may && (
          <Button size="compact-sm" variant="default" leftSection={<IconPlus size={14} aria-hidden />} onClick={() => setGiving(true)}>
            {t('access.record.add')}
          </Button>
        )
      }
    >
      <FormDrawer opened={giving} title={t('access.record.addTitle', { name: employee.name })} close={() => setGiving(false)}>
        <Suspense>
          <RecordGrantForm employee={employee} close={() => setGiving(false)} />
        </Suspense>
      </FormDrawer>
      <Answer query={grants} skeleton={<Skeleton h={64} />}>
        {(data) => (
          <Stack gap="sm">
            <Text size="sm" c="dimmed">
              {t(data.grants.length > 0 ? 'access.record.line' : 'access.record.none')}
            </Text>
            <ul className="lines tight">
              {data.grants.map((grant) => (
                <li key={grant.id}>
                  <Group justify="space-between" wrap="nowrap">
                    <div>
                      <Group gap="xs">
                        <Text size="sm" fw={500}>
                          {t(`access.holder.${grant.holder.type}`, { name: grant.holder.name })}
                        </Text>
                        <Badge color={grant.effect === 'deny' ? 'bad' : 'good'}>{t(`access.effect.${grant.effect}`)}</Badge>
                        {grant.state !== 'active' && <Badge color="gray">{t(`access.state.${grant.state}`)}</Badge>}
                      </Group>
                      <Text size="sm">{grant.title}</Text>
                      <Text size="xs" c="dimmed" component="div">
                        <Validity from={grant.validFrom} to={grant.validTo} />
                        {grant.reason && ` · ${t('ui.quoted', { text: grant.reason })}`}
                      </Text>
                    </div>
                    {may && (
                      <Button
                        size="compact-sm"
                        variant="subtle"
                        color="bad"
                        aria-label={t('access.record.takeOf', { permission: grant.title, name: grant.holder.name })}
                        onClick={() => setTaken(grant)}
                      >
                        {t('access.record.take')}
                      </Button>
                    )}
                  </Group>
                </li>
              ))}
            </ul>
            {data.pagination.totalPages > 1 && <Pager pagination={data.pagination} onPage={setPage} />}
          </Stack>
        )}
      </Answer>
      <Confirm
        opened={taken !== null}
        title={t('access.record.takeTitle', { permission: taken?.title ?? '', name: taken?.holder.name ?? '' })}
        text={t('access.record.takeText')}
        act={t('access.record.take')}
        send={() => call(revokeOnResource, { query: { grantId: taken?.id ?? '' } })}
        done={() => {
          setTaken(null)
          done(t('access.record.taken'))
          void outdate(client, '/resource-permissions', '/access', '/auth/me')
        }}
        close={() => setTaken(null)}
      />
    </Section>
  )
}
