import { Button, Divider, Group, List, Skeleton, Stack, Text, Title } from '@mantine/core'
import { IconPencil, IconPlus, IconTrash } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { lazy, Suspense } from 'react'
import { useTranslation } from 'react-i18next'
import { getPolicy, type Policy } from '../../server/modules/attendance/policy.contract.ts'
import { getSettings } from '../../server/modules/companies/companies.contract.ts'
import { q } from '../api.ts'
import { can, useMe } from '../auth/me.ts'
import { Answer } from '../ui/answer.tsx'
import { Facts } from '../ui/facts.tsx'
import { useFormat } from '../ui/format.ts'
import { Held } from '../ui/held.tsx'
import { AnchorLink } from '../ui/links.tsx'
import type { ListColumn } from '../ui/list-columns.tsx'
import { FewRows } from '../ui/list-table.tsx'
import { Page } from '../ui/page.tsx'
import { RowMenu } from '../ui/row-menu.tsx'
import { Section } from '../ui/section.tsx'
import { BreakTypes } from './break-types.tsx'
import { Patterns } from './patterns.tsx'
import { usePolicyWords, useOvertimeWords, useTimeRules, type HeldPolicy } from './time-rules.ts'
import { TimeTabs } from './time-tabs.tsx'

const PolicyForms = lazy(() => import('./policy-forms.tsx'))

/** How working time is counted: now and since when, and what will hold. Everybody may read it; who configures changes it. */
export function RulesPage() {
  const { t } = useTranslation()
  const configures = can(useMe(), 'attendance.configure')
  const { search, close } = useTimeRules()
  const held = useQuery(q(getPolicy))
  const { form } = search
  return (
    <Page title={t('timeRules.title')} line={t('timeRules.line')}>
      <TimeTabs />
      <Answer query={held} skeleton={<Skeleton h={320} />}>
        {(data) => (
          <>
            <Counting held={data} configures={configures} />
            <Overtime rules={data.policy.overtimeRules} configures={configures} />
          </>
        )}
      </Answer>
      <BreakTypes configures={configures} />
      <Patterns configures={configures} />
      {configures && held.data && (form?.endsWith('policy') || form?.endsWith('overtime')) && (
        <Suspense>
          <Held current={held.data} path="/attendance/policy">
            {(base) => <PolicyForms form={form} id={search.id} held={base} close={close} />}
          </Held>
        </Suspense>
      )}
    </Page>
  )
}

function Counting({ held, configures }: { held: HeldPolicy; configures: boolean }) {
  const { t } = useTranslation()
  const format = useFormat()
  const words = usePolicyWords()
  const { open } = useTimeRules()
  const me = useMe()
  const settings = useQuery(q(getSettings))
  const grace = settings.data?.settings.attendanceGraceMinutes
  return (
    <Section
      title={t('timeRules.counting')}
      beside={
        configures && (
          <Button size="xs" variant="default" leftSection={<IconPencil size={15} aria-hidden />} onClick={() => open('policy')}>
            {t('timeRules.change')}
          </Button>
        )
      }
    >
      <Stack>
        <Text size="sm" c="dimmed">
          {held.since ? t('timeRules.since', { day: format.date(held.since) }) : t('timeRules.fromStart')}
        </Text>
        <Facts
          facts={[
            [
              t('timeRules.field.grace'),
              grace === undefined ? (
                ''
              ) : (
                <>
                  {t('timeRules.graceOf', { count: grace })}
                  {can(me, 'company.update-settings') && (
                    <>
                      {t('ui.dot')}
                      <AnchorLink to="/settings" inherit underline="always">
                        {t('timeRules.graceIn')}
                      </AnchorLink>
                    </>
                  )}
                </>
              ),
            ],
            ...words.facts(held.policy),
          ]}
        />
        {held.planned.length > 0 && <Planned held={held} configures={configures} />}
      </Stack>
    </Section>
  )
}

/** What will hold from later days on, as what it changes. */
function Planned({ held, configures }: { held: HeldPolicy; configures: boolean }) {
  const { t } = useTranslation()
  const format = useFormat()
  const words = usePolicyWords()
  const { open } = useTimeRules()
  const before = (index: number): Policy => held.planned[index - 1]?.policy ?? held.policy
  return (
    <>
      <Divider />
      <Title order={3} fz={14}>
        {t('timeRules.planned')}
      </Title>
      {held.planned.map(({ firstDay, policy }, index) => {
        const changes = words.changes(before(index), policy)
        return (
          <Group key={firstDay} justify="space-between" align="flex-start" wrap="nowrap">
            <div>
              <Text size="sm" fw={500}>
                {t('timeRules.fromDay', { day: format.date(firstDay) })}
              </Text>
              <List size="sm">
                {changes.map(({ field, name, before: old, after }) => (
                  <List.Item key={field}>{t('timeRules.becomes', { name, before: old, after })}</List.Item>
                ))}
              </List>
              {changes.length === 0 && (
                <Text size="sm" c="dimmed">
                  {t('timeRules.noChange')}
                </Text>
              )}
            </div>
            {configures && (
              <RowMenu
                label={t('holidays.moreOf', { name: format.date(firstDay) })}
                acts={[
                  { label: t('ui.edit'), icon: IconPencil, act: () => open('policy', firstDay) },
                  { label: t('timeRules.cancel'), icon: IconTrash, color: 'bad', act: () => open('cancel-policy', firstDay) },
                ]}
              />
            )}
          </Group>
        )
      })}
    </>
  )
}

function Overtime({ rules, configures }: { rules: Policy['overtimeRules']; configures: boolean }) {
  const { t } = useTranslation()
  const words = useOvertimeWords()
  const { open } = useTimeRules()
  const columns = useOvertimeColumns()
  return (
    <Section
      title={t('timeRules.overtime.title')}
      beside={
        configures && (
          <Button size="xs" leftSection={<IconPlus size={15} aria-hidden />} onClick={() => open('add-overtime')}>
            {t('timeRules.overtime.add')}
          </Button>
        )
      }
    >
      <Text size="sm" c="dimmed" mb="sm">
        {t(rules.length > 0 ? 'timeRules.overtime.best' : 'timeRules.overtime.none')}
      </Text>
      {rules.length > 0 && (
        <FewRows
          label={t('timeRules.overtime.title')}
          rows={rules.map((rule, index) => ({ ...rule, index: String(index) }))}
          idOf={({ index }) => index}
          columns={columns}
          renderActs={
            configures
              ? (rule) => (
                  <RowMenu
                    label={t('holidays.moreOf', { name: words.when(rule) })}
                    acts={[
                      { label: t('ui.edit'), icon: IconPencil, act: () => open('edit-overtime', rule.index) },
                      { label: t('holidays.remove'), icon: IconTrash, color: 'bad', act: () => open('remove-overtime', rule.index) },
                    ]}
                  />
                )
              : undefined
          }
        />
      )}
    </Section>
  )
}

/** When overtime counts for more, and for how much. */
function useOvertimeColumns() {
  const { t } = useTranslation()
  const words = useOvertimeWords()
  return [
    { key: 'when', head: t('timeRules.overtime.when'), fixed: true, cell: (rule) => <Text size="sm">{words.when(rule)}</Text> },
    {
      key: 'rate',
      head: t('timeRules.overtime.rate'),
      cell: ({ rate }) => <span className="numbers">{words.rate(rate)}</span>,
    },
  ] satisfies readonly ListColumn<Policy['overtimeRules'][number]>[]
}
