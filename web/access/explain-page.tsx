import { Card, Select, SimpleGrid, Skeleton, Stack } from '@mantine/core'
import { IconShieldQuestion } from '@tabler/icons-react'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { explainAccess } from '../../server/modules/access/access.check.contract.ts'
import { q } from '../api.ts'
import { PersonSelect } from '../employees/person-select.tsx'
import { Answer } from '../ui/answer.tsx'
import { Empty } from '../ui/empty.tsx'
import { Page } from '../ui/page.tsx'
import { AccessTabs } from './access-tabs.tsx'
import { Decision } from './decision.tsx'
import { permissionChoices, usePermissions } from './permissions.ts'
import { UserSelect } from './user-select.tsx'

const route = getRouteApi('/_app/access/explain')
const groups = ['public', 'team', 'personal', 'pay'] as const

/** Why somebody may or may not do something: asked in a sentence, answered with the grant that decided it. */
export function ExplainPage() {
  const { t } = useTranslation()
  const search = route.useSearch()
  const navigate = useNavigate({ from: '/access/explain' })
  const { userId, permission, about, field } = search
  const permissions = usePermissions()
  const ask = (change: Partial<typeof search>) => void navigate({ search: (old) => ({ ...old, ...change }), replace: true })
  const asked = userId !== undefined && permission !== undefined
  const answer = useQuery({
    ...q(explainAccess, {
      query: {
        userId: userId ?? '',
        permission: permission ?? '',
        ...(about && { resource: `employee:${about}` }),
        ...(field && { field }),
      },
    }),
    enabled: asked,
    placeholderData: keepPreviousData,
    // What was decided a moment ago may not hold any more.
    staleTime: 0,
  })
  return (
    <Page title={t('access.title')} line={t('access.explain.line')}>
      <AccessTabs />
      <Card>
        <SimpleGrid cols={{ base: 1, sm: 2, lg: 4 }}>
          <UserSelect
            label={t('access.explain.who')}
            description={t('access.explain.whoHint')}
            openOnFocus={false}
            value={userId ?? null}
            onChange={(value) => ask({ userId: value ?? undefined })}
          />
          <Select
            label={t('access.explain.what')}
            description={t('access.explain.whatHint')}
            data={permissionChoices(permissions)}
            value={permission ?? null}
            onChange={(value) => ask({ permission: value ?? undefined })}
            searchable
            clearable
            openOnFocus={false}
            limit={200}
            nothingFoundMessage={t('ui.nothingFound')}
            clearButtonProps={{ 'aria-label': t('ui.clear') }}
          />
          <PersonSelect
            label={t('access.explain.about')}
            description={t('access.explain.aboutHint')}
            openOnFocus={false}
            value={about ?? null}
            onChange={(value) => ask({ about: value ?? undefined })}
          />
          <Select
            label={t('access.explain.field')}
            description={t('access.explain.fieldHint')}
            data={groups.map((value) => ({ value, label: t(`access.fieldGroup.${value}`) }))}
            value={field ?? null}
            onChange={(value) => ask({ field: groups.find((one) => one === value) })}
            clearable
            openOnFocus={false}
            clearButtonProps={{ 'aria-label': t('ui.clear') }}
          />
        </SimpleGrid>
      </Card>
      {asked ? (
        <Answer query={answer} skeleton={<Skeleton h={220} radius="lg" />}>
          {({ explanation }) => <Decision explanation={explanation} />}
        </Answer>
      ) : (
        <Card>
          <Stack>
            <Empty
              icon={<IconShieldQuestion size={28} stroke={1.5} />}
              title={t('access.explain.ask')}
              hint={t('access.explain.askHint')}
            />
          </Stack>
        </Card>
      )}
    </Page>
  )
}
