import { ActionIcon, Button, Group, MultiSelect, SegmentedControl, Select, SimpleGrid, Skeleton, Stack, Text } from '@mantine/core'
import { IconPlus, IconTrash } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Data } from '../../server/core/contract.ts'
import { listWorkflows } from '../../server/modules/workflows/workflows.contract.ts'
import { listPolicies, putPolicy } from '../../server/modules/workflows/workflows.instance.contract.ts'
import { workflowChoices } from '../../server/modules/workflows/workflows.use.contract.ts'
import { call, outdate, q } from '../api.ts'
import { can, useMe } from '../auth/me.ts'
import { Answer, Failed } from '../ui/answer.tsx'
import { useFormat } from '../ui/format.ts'
import { useOneAtATime } from '../ui/forms.ts'
import { Held, LoadCurrent, useWriting } from '../ui/held.tsx'
import { AnchorLink } from '../ui/links.tsx'
import { done } from '../ui/notify.ts'
import { Page } from '../ui/page.tsx'
import { Section } from '../ui/section.tsx'
import { useKindName } from './kind-name.ts'
import { WorkflowTabs } from './workflow-tabs.tsx'
import { everyPage } from '../ui/every-page.ts'

type Policy = Data<typeof listPolicies>['policies'][number]
const MOST_STEPS = 5

/** How each kind of request is decided: by roles, one step after the other, or by a workflow. */
export function PoliciesPage() {
  const { t } = useTranslation()
  const policies = useQuery(q(listPolicies))
  return (
    <Page title={t('workflows.title')} line={t('workflows.policy.line')}>
      <WorkflowTabs />
      <Answer query={policies} skeleton={<Skeleton h={320} radius="lg" />}>
        {(data) => (
          <SimpleGrid cols={{ base: 1, lg: 2 }}>
            {/* Custom workflows are named by whoever starts them. */}
            {data.policies
              .filter(({ kind }) => kind !== 'custom')
              .map((policy) => (
                <Held key={policy.kind} current={policy} path="/approval-policies">
                  {(base) => <PolicyCard policy={base} />}
                </Held>
              ))}
          </SimpleGrid>
        )}
      </Answer>
    </Page>
  )
}

function PolicyCard({ policy }: { policy: Policy }) {
  const { t } = useTranslation()
  const format = useFormat()
  const client = useQueryClient()
  const name = useKindName()(policy.kind)
  const may = can(useMe(), 'workflow.manage')
  const [mode, setMode] = useState(policy.mode)
  const [roleSteps, setRoleSteps] = useState(policy.roleSteps)
  const [workflowId, setWorkflowId] = useState(policy.workflowId)
  const choices = useQuery({ ...q(workflowChoices), staleTime: 300_000 })
  const active = useQuery({
    queryKey: [listWorkflows.url, 'active', policy.kind],
    queryFn: ({ signal }) =>
      everyPage(async (page) => {
        const query = { kind: policy.kind, state: 'active' as const, page, limit: 100 }
        const { workflows: rows, pagination } = await call(listWorkflows, { query, signal })
        return [rows, pagination.totalPages]
      }),
  })
  const roles = (choices.data?.roles ?? []).map(({ code, title }) => ({ value: code, label: title }))
  const workflows = active.data ?? []
  const changed = mode !== policy.mode || workflowId !== policy.workflowId || JSON.stringify(roleSteps) !== JSON.stringify(policy.roleSteps)
  const incomplete = mode === 'strict' ? !workflowId : roleSteps.some((step) => step.length === 0)
  const save = useOneAtATime(
    useMutation({
      mutationFn: () => {
        const body = { mode, roleSteps, ...(workflowId && { workflowId }), version: policy.version }
        return call(putPolicy, { params: { kind: policy.kind }, body })
      },
      onSuccess: () => {
        done(t('workflows.policy.saved', { kind: name }))
        void outdate(client, '/approval-policies', '/workflows')
      },
    }),
  )
  useWriting(changed && !save.isSuccess)
  const setStep = (nth: number, step: string[]) => setRoleSteps((old) => old.map((one, at) => (at === nth ? step : one)))
  const nameOf = (code: string) => roles.find(({ value }) => value === code)?.label ?? code
  return (
    <Section title={name}>
      <Stack>
        <SegmentedControl
          aria-label={t('workflows.policy.mode', { kind: name })}
          disabled={!may}
          data={(['simple', 'strict'] as const).map((value) => ({ value, label: t(`workflows.policy.modeKind.${value}`) }))}
          value={mode}
          onChange={setMode}
        />
        <Text size="sm" c="dimmed">
          {t(`workflows.policy.hint.${mode}`)}
        </Text>
        {mode === 'simple' ? (
          <Stack gap="sm">
            {roleSteps.map((step, nth) => (
              <Group key={nth} wrap="nowrap" align="flex-end" gap="xs">
                <MultiSelect
                  style={{ flex: 1, minWidth: 0 }}
                  label={roleSteps.length === 1 ? t('workflows.policy.anyOf') : t('workflows.policy.stepAnyOf', { nth: nth + 1 })}
                  disabled={!may}
                  data={[
                    ...roles,
                    ...step.filter((code) => roles.every(({ value }) => value !== code)).map((code) => ({ value: code, label: code })),
                  ]}
                  searchable
                  openOnFocus={false}
                  value={step}
                  onChange={(value) => setStep(nth, value)}
                  error={step.length === 0 ? t('workflows.policy.rolesNeeded') : undefined}
                />
                {may && roleSteps.length > 1 && (
                  <ActionIcon
                    variant="subtle"
                    color="gray"
                    size="input-sm"
                    aria-label={t('workflows.policy.removeStep', { nth: nth + 1, kind: name })}
                    onClick={() => setRoleSteps((old) => old.filter((_, at) => at !== nth))}
                  >
                    <IconTrash size={16} aria-hidden />
                  </ActionIcon>
                )}
              </Group>
            ))}
            {may && roleSteps.length < MOST_STEPS && (
              <Button
                variant="subtle"
                size="compact-sm"
                style={{ alignSelf: 'start' }}
                leftSection={<IconPlus size={14} aria-hidden />}
                onClick={() => setRoleSteps((old) => [...old, []])}
              >
                {t('workflows.policy.addStep')}
              </Button>
            )}
          </Stack>
        ) : (
          <Select
            label={t('workflows.policy.workflow')}
            disabled={!may}
            openOnFocus={false}
            data={workflows.map((one) => ({ value: one.id, label: one.name }))}
            value={workflowId}
            onChange={setWorkflowId}
            description={
              active.data && workflows.length === 0 ? (
                <AnchorLink to="/workflows" search={{ form: 'add' }} size="xs">
                  {t('workflows.policy.noWorkflow')}
                </AnchorLink>
              ) : undefined
            }
            inputWrapperOrder={['label', 'input', 'description', 'error']}
          />
        )}
        {mode === 'simple' && roleSteps.every((step) => step.length > 0) && (
          <Text size="sm">
            {roleSteps.map((step) => t('workflows.policy.one', { roles: format.list(step.map(nameOf)) })).join(t('ui.leadsTo'))}
          </Text>
        )}
        {save.isError && (
          <Failed error={save.error}>
            <LoadCurrent error={save.error} />
          </Failed>
        )}
        {may && (
          <Group justify="flex-end">
            <Button
              disabled={!changed || incomplete}
              title={incomplete ? t('workflows.policy.incomplete') : undefined}
              loading={save.isPending}
              aria-label={t('workflows.policy.saveOf', { kind: name })}
              onClick={() => save.mutate(undefined)}
            >
              {t('workflows.policy.save')}
            </Button>
          </Group>
        )}
      </Stack>
    </Section>
  )
}
