import { Badge, Button, Card, Group, Skeleton, Stack, TextInput, Title, VisuallyHidden } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { IconArchive, IconHistory, IconPlayerPause, IconPlayerPlay, IconRoute, IconSend, IconTrash } from '@tabler/icons-react'
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Data } from '../../server/core/contract.ts'
import { activateWorkflow, deactivateWorkflow, getWorkflow, updateWorkflow } from '../../server/modules/workflows/workflows.contract.ts'
import { checkWorkflow, workflowChoices } from '../../server/modules/workflows/workflows.use.contract.ts'
import { call, outdate, q } from '../api.ts'
import { can, useMe } from '../auth/me.ts'
import { Answer, Failed } from '../ui/answer.tsx'
import { limitsOf, useOneAtATime } from '../ui/forms.ts'
import { Held, LoadCurrent, useWriting } from '../ui/held.tsx'
import { AnchorLink } from '../ui/links.tsx'
import { done } from '../ui/notify.ts'
import { Page } from '../ui/page.tsx'
import { RowMenu } from '../ui/row-menu.tsx'
import { Unsaved } from '../ui/unsaved.tsx'
import { areWhole, CustomSettingsForm, fieldsOf, settingsOf } from './custom-settings.tsx'
import { DesignerForms, type DesignerForm } from './designer-forms.tsx'
import { Flow } from './flow.tsx'
import { useKindName } from './kind-name.ts'
import { Problems } from './problems.tsx'
import { stateColours } from './state-colours.ts'
import { StepForm } from './step-form.tsx'
import { added, stepKinds, without, type Step, type StepKind } from './steps.ts'

const route = getRouteApi('/_app/workflows/$id')

type Workflow = Data<typeof getWorkflow>['workflow']

/** What is written of a workflow; activating it and the like leave that as it is. */
const writtenOf = (workflow: Workflow) => ({ name: workflow.name, steps: workflow.steps, settings: settingsOf(workflow) })

/** One workflow: its steps from top to bottom, and beside them what the chosen one does. */
export function DesignerPage() {
  const { t } = useTranslation()
  const { id } = route.useParams()
  const found = useQuery(q(getWorkflow, { params: { id } }))
  if (!found.data)
    return (
      <Page title={t('workflows.title')}>
        <Answer query={found} skeleton={<Skeleton h={480} radius="lg" />}>
          {() => null}
        </Answer>
      </Page>
    )
  return (
    <Held current={found.data.workflow} path="/workflows" content={writtenOf}>
      {(base) => <Designer workflow={base} />}
    </Held>
  )
}

function Designer({ workflow }: { workflow: Workflow }) {
  const { t } = useTranslation()
  const { step: chosen, form } = route.useSearch()
  const navigate = useNavigate({ from: '/workflows/$id' })
  const client = useQueryClient()
  const kindName = useKindName()
  const { id, state } = workflow
  const me = useMe()
  const may = can(me, 'workflow.manage') && state !== 'archived'
  const kept = workflow.steps as unknown as Step[]
  const [steps, setSteps] = useState<Step[]>(kept)
  const [name, setName] = useState(workflow.name)
  const isCustom = workflow.kind === 'custom'
  const keptSettings = settingsOf(workflow)
  const [settings, setSettings] = useState(keptSettings)
  const [said, setSaid] = useState('')
  const [checked] = useDebouncedValue(steps, 300)
  const written = JSON.stringify({ name, steps, settings })
  const dirty = written !== JSON.stringify(writtenOf(workflow))
  const fields = areWhole(settings) ? fieldsOf(settings) : workflow.fields
  const check = useQuery({
    ...q(checkWorkflow, { body: { kind: workflow.kind, steps: checked, fields } }),
    placeholderData: keepPreviousData,
    retry: false,
    enabled: checked.length > 0,
  })
  const faults = check.data?.faults ?? workflow.faults
  const choices = useQuery({ ...q(workflowChoices), staleTime: 300_000 })
  const allFields = { ...choices.data?.kinds.find(({ code }) => code === workflow.kind)?.fields, ...fields }
  const step = steps.find(({ key }) => key === chosen) ?? steps[0]
  const open = (which: DesignerForm) => void navigate({ search: (old) => ({ ...old, form: which }) })
  const close = () => void navigate({ search: ({ form: _form, ...old }) => old, replace: true })
  const choose = (key: string | undefined) => void navigate({ search: (old) => ({ ...old, step: key }), replace: true })
  const again = () => outdate(client, '/workflows', '/approval-policies')
  const save = useOneAtATime(
    useMutation({
      mutationFn: (_sent: string) =>
        call(updateWorkflow, {
          params: { id },
          body: { name: name.trim(), steps, version: workflow.version, ...(isCustom && { ...settings, fields: fieldsOf(settings) }) },
        }),
      onSuccess: () => {
        done(t('workflows.saved', { name: name.trim() }))
        void again()
      },
    }),
  )
  const turn = useOneAtATime(
    useMutation({
      mutationFn: (contract: typeof activateWorkflow) => call(contract, { params: { id } }),
      onSuccess: ({ workflow: now }) => {
        done(t(`workflows.turned.${now.state === 'active' ? 'active' : 'inactive'}`, { name: now.name, version: now.activeVersion }))
        void again()
      },
    }),
  )
  useWriting(dirty && !(save.isSuccess && save.variables === written))
  const add = (kind: StepKind, lane: string | undefined) => {
    const next = added(steps, kind, t(`workflows.stepKind.${kind}`), lane)
    setSteps(next.steps)
    choose(next.key)
  }
  const why = dirty ? t('workflows.saveFirst') : faults.length > 0 ? t('workflows.mendFirst') : undefined
  return (
    <Page
      title={workflow.name}
      line={[kindName(workflow.kind), workflow.activeVersion !== null && t('workflows.version.number', { number: workflow.activeVersion })]
        .filter(Boolean)
        .join(t('ui.dot'))}
      actions={
        <>
          <Badge color={stateColours[state]}>{t(`workflows.stateName.${state}`)}</Badge>
          <AnchorLink to="/workflows" size="sm">
            {t('workflows.all')}
          </AnchorLink>
          <Button variant="default" leftSection={<IconRoute size={16} aria-hidden />} onClick={() => open('simulate')}>
            {t('workflows.simulate.title')}
          </Button>
          <Button variant="default" leftSection={<IconHistory size={16} aria-hidden />} onClick={() => open('versions')}>
            {t('workflows.version.title')}
          </Button>
          {isCustom && state === 'active' && can(me, 'workflow.execute') && (
            <Button variant="default" leftSection={<IconSend size={16} aria-hidden />} onClick={() => open('start')}>
              {t('workflows.start.act')}
            </Button>
          )}
          {may && (
            <Button
              leftSection={<IconPlayerPlay size={16} aria-hidden />}
              disabled={why !== undefined}
              title={why}
              loading={turn.isPending}
              onClick={() => turn.mutate(activateWorkflow)}
            >
              {state === 'active' ? t('workflows.activateAgain') : t('workflows.activate')}
            </Button>
          )}
          {may && (
            <RowMenu
              label={t('organization.moreOf', { name: workflow.name })}
              acts={[
                state === 'active' && {
                  label: t('workflows.deactivate'),
                  icon: IconPlayerPause,
                  act: () => turn.mutate(deactivateWorkflow),
                },
                { label: t('workflows.archive'), icon: IconArchive, act: () => open('archive') },
                state === 'draft' && { label: t('workflows.remove'), icon: IconTrash, color: 'bad', act: () => open('remove') },
              ]}
            />
          )}
        </>
      }
    >
      <Unsaved when={dirty && !save.isPending} within={({ pathname }) => pathname === `/workflows/${id}`} />
      <VisuallyHidden role="status">{said}</VisuallyHidden>
      {turn.isError && <Failed error={turn.error} />}
      <div className="designer">
        <Card>
          <Stack>
            <Problems faults={faults} failure={check.isError ? check.error : null} />
            <TextInput
              label={t('organization.name')}
              required
              disabled={!may}
              maxLength={limitsOf(updateWorkflow, 'name').maxLength}
              value={name}
              onChange={(event) => setName(event.currentTarget.value)}
            />
            <Title order={2} size="h3">
              {t('workflows.steps')}
            </Title>
            <Flow
              steps={steps}
              chosen={step?.key}
              faults={faults}
              may={may}
              choose={choose}
              change={setSteps}
              add={add}
              remove={(key) => {
                setSteps(without(steps, key))
                if (key === chosen) choose(undefined)
              }}
              say={setSaid}
            />
            {isCustom && <CustomSettingsForm settings={settings} may={may} change={setSettings} />}
            {save.isError && (
              <Failed error={save.error}>
                <LoadCurrent error={save.error} />
              </Failed>
            )}
            {may && (
              <Group justify="flex-end">
                <Button
                  variant="default"
                  disabled={!dirty}
                  onClick={() => {
                    setSteps(kept)
                    setName(workflow.name)
                    setSettings(keptSettings)
                  }}
                >
                  {t('workflows.undo')}
                </Button>
                <Button
                  disabled={!dirty || steps.length === 0 || !name.trim() || !areWhole(settings)}
                  loading={save.isPending}
                  onClick={() => save.mutate(written)}
                >
                  {t('workflows.save')}
                </Button>
              </Group>
            )}
          </Stack>
        </Card>
        {step && (
          <Card component="section" aria-label={t('workflows.step.title', { name: step.name })}>
            <Title order={2} size="h3" mb="md">
              {t(`workflows.stepKind.${stepKinds.find((kind) => kind === step.kind) ?? 'approval'}`)}
            </Title>
            <StepForm
              key={step.key}
              step={step}
              steps={steps}
              fields={Object.keys(allFields)}
              faults={faults.filter((fault) => fault.step === step.key)}
              disabled={!may}
              change={(next) => setSteps(steps.map((one) => (one.key === next.key ? next : one)))}
            />
          </Card>
        )}
      </div>
      <DesignerForms workflow={workflow} steps={steps} fields={allFields} form={form} may={may} close={close} again={again} />
    </Page>
  )
}
