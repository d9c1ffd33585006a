import { Badge, Button, Card, Group, SegmentedControl, Stack, Text } from '@mantine/core'
import { IconUserShare } from '@tabler/icons-react'
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { lazy, Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { endSubstitute, listSubstitutes } from '../../server/modules/workflows/workflows.instance.contract.ts'
import { call, outdate, q } from '../api.ts'
import { can, useMe } from '../auth/me.ts'
import { Answer } from '../ui/answer.tsx'
import { Confirm } from '../ui/confirm.tsx'
import { Empty } from '../ui/empty.tsx'
import { FormDrawer } from '../ui/form-drawer.tsx'
import { useFormat } from '../ui/format.ts'
import { AnchorLink } from '../ui/links.tsx'
import { RowSkeletons } from '../ui/list-card.tsx'
import { done } from '../ui/notify.ts'
import { Page } from '../ui/page.tsx'
import { Pager } from '../ui/pager.tsx'
import { substituteColours, type Substitute } from './substitute-colours.ts'

const AllSubstitutes = lazy(() => import('./all-substitutes.tsx'))
const SubstituteForm = lazy(() => import('./substitute-form.tsx'))
const route = getRouteApi('/_app/substitutes')

/** Who decides for me while I am away, and for whom I do. */
export function SubstitutesPage() {
  const { t } = useTranslation()
  const { form, whose } = route.useSearch()
  const navigate = useNavigate({ from: '/substitutes' })
  const oversees = can(useMe(), 'workflow.oversee')
  const everybody = oversees && whose === 'all'
  const [ending, setEnding] = useState<Substitute | null>(null)
  const client = useQueryClient()
  const close = (ignoreBlocker = false) => void navigate({ search: ({ form: _form, ...old }) => old, ignoreBlocker, replace: true })
  const add = (
    <Button
      leftSection={<IconUserShare size={16} aria-hidden />}
      onClick={() => void navigate({ search: (old) => ({ ...old, form: 'add' as const }) })}
    >
      {t('workflows.substitute.name')}
    </Button>
  )
  return (
    <Page
      title={t('workflows.substitute.title')}
      line={t('workflows.substitute.line')}
      narrow={!everybody}
      actions={
        <>
          <AnchorLink to="/inbox" size="sm">
            {t('workflows.substitute.inbox')}
          </AnchorLink>
          {add}
        </>
      }
    >
      {oversees && (
        <SegmentedControl
          aria-label={t('workflows.substitute.whose')}
          style={{ alignSelf: 'start' }}
          data={(['mine', 'all'] as const).map((value) => ({ value, label: t(`workflows.substitute.whoseKind.${value}`) }))}
          value={whose ?? 'mine'}
          onChange={(value) => void navigate({ search: value === 'all' ? { whose: 'all' } : {} })}
        />
      )}
      <FormDrawer opened={form === 'add'} title={t('workflows.substitute.name')} close={() => close()}>
        <Suspense>
          <SubstituteForm close={close} />
        </Suspense>
      </FormDrawer>
      {everybody ? (
        <Suspense fallback={<RowSkeletons />}>
          <AllSubstitutes end={setEnding} />
        </Suspense>
      ) : (
        <Mine end={setEnding} />
      )}
      <Confirm
        opened={ending !== null}
        title={t('workflows.substitute.endTitle', { name: ending?.substituteName ?? '' })}
        text={t('workflows.substitute.endText')}
        act={t('workflows.substitute.end')}
        send={() => call(endSubstitute, { params: { id: ending?.id ?? '' } })}
        done={() => {
          setEnding(null)
          done(t('workflows.substitute.ended'))
          void outdate(client, '/approval-substitutes', '/approvals')
        }}
        close={() => setEnding(null)}
      />
    </Page>
  )
}

function Mine({ end }: { end: (one: Substitute) => void }) {
  const { t } = useTranslation()
  const { page } = route.useSearch()
  const navigate = useNavigate({ from: '/substitutes' })
  const found = useQuery({
    ...q(listSubstitutes, { query: { page: page ?? 1, limit: 20, mine: true } }),
    placeholderData: keepPreviousData,
  })
  return (
    <Answer query={found} skeleton={<RowSkeletons />}>
      {({ substitutes, pagination }) => (
        <Card>
          {substitutes.length === 0 ? (
            <Empty
              icon={<IconUserShare size={28} stroke={1.5} />}
              title={t('workflows.substitute.none')}
              hint={t('workflows.substitute.noneHint')}
            />
          ) : (
            <Stack>
              <ul className="lines">
                {substitutes.map((one) => (
                  <li key={one.id}>
                    <Row one={one} end={() => end(one)} />
                  </li>
                ))}
              </ul>
              {pagination.totalPages > 1 && (
                <Pager pagination={pagination} onPage={(to) => void navigate({ search: (old) => ({ ...old, page: to }) })} />
              )}
            </Stack>
          )}
        </Card>
      )}
    </Answer>
  )
}

function Row({ one, end }: { one: Substitute; end: () => void }) {
  const { t } = useTranslation()
  const format = useFormat()
  const me = useMe()
  const words = { name: one.substituteName, person: one.userName }
  const sentence =
    one.userId === me.user.id
      ? t('workflows.substitute.forMeBy', words)
      : one.substituteId === me.user.id
        ? t('workflows.substitute.byMe', words)
        : t('workflows.substitute.others', words)
  return (
    <Group justify="space-between" wrap="nowrap" align="flex-start">
      <div style={{ minWidth: 0 }}>
        <Group gap="xs">
          <Text size="sm" fw={500}>
            {sentence}
          </Text>
          <Badge color={substituteColours[one.state]}>{t(`workflows.substitute.state.${one.state}`)}</Badge>
        </Group>
        <Text size="xs" c="dimmed">
          {format.range(one.firstDay, one.lastDay)}
        </Text>
      </div>
      {one.can.end && (
        <Button
          size="compact-sm"
          variant="subtle"
          color="bad"
          flex="none"
          aria-label={t('workflows.substitute.endTitle', { name: one.substituteName })}
          onClick={end}
        >
          {t('workflows.substitute.end')}
        </Button>
      )}
    </Group>
  )
}
