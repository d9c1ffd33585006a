import { useNavigate } from '@tanstack/react-router'
import { lazy, Suspense, type ComponentProps } from 'react'
import { useTranslation } from 'react-i18next'
import type { Data } from '../../server/core/contract.ts'
import { archiveWorkflow, deleteWorkflow, type getWorkflow } from '../../server/modules/workflows/workflows.contract.ts'
import { call } from '../api.ts'
import { Confirm } from '../ui/confirm.tsx'
import { FormDrawer } from '../ui/form-drawer.tsx'
import { done } from '../ui/notify.ts'

const Simulate = lazy(() => import('./simulate.tsx'))
const StartForm = lazy(() => import('./start-form.tsx'))
const Versions = lazy(() => import('./versions.tsx'))

export type DesignerForm = 'simulate' | 'versions' | 'start' | 'archive' | 'remove'

/** What opens over a workflow, one at a time, as the address says. */
export function DesignerForms(
  props: Pick<ComponentProps<typeof Simulate>, 'steps' | 'fields'> & {
    workflow: Data<typeof getWorkflow>['workflow']
    form: DesignerForm | undefined
    may: boolean
    close: () => void
    again: () => unknown
  },
) {
  const { t } = useTranslation()
  const navigate = useNavigate({ from: '/workflows/$id' })
  const { workflow, steps, form, may, close, again } = props
  const { id } = workflow
  return (
    <>
      <FormDrawer opened={form === 'simulate'} title={t('workflows.simulate.title')} close={close}>
        <Suspense>
          <Simulate id={id} steps={steps} fields={props.fields} />
        </Suspense>
      </FormDrawer>
      <FormDrawer opened={form === 'start'} title={t('workflows.start.act')} close={close}>
        <Suspense>
          <StartForm workflowId={id} close={close} />
        </Suspense>
      </FormDrawer>
      <FormDrawer opened={form === 'versions'} title={t('workflows.version.title')} close={close}>
        <Suspense>
          <Versions id={id} steps={steps} />
        </Suspense>
      </FormDrawer>
      <Confirm
        opened={may && form === 'archive'}
        title={t('workflows.archiveTitle', { name: workflow.name })}
        text={t('workflows.archiveText')}
        act={t('workflows.archive')}
        send={() => call(archiveWorkflow, { params: { id } })}
        done={() => {
          done(t('workflows.archived', { name: workflow.name }))
          void again()
          close()
        }}
        close={close}
      />
      <Confirm
        opened={may && form === 'remove'}
        title={t('workflows.removeTitle', { name: workflow.name })}
        text={t('workflows.removeText')}
        act={t('workflows.remove')}
        send={() => call(deleteWorkflow, { params: { id } })}
        done={() => {
          done(t('workflows.removed', { name: workflow.name }))
          void again()
          void navigate({ to: '/workflows', ignoreBlocker: true })
        }}
        close={close}
      />
    </>
  )
}
