import { useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { removePattern, type WorkingPattern } from '../../server/modules/attendance/working-pattern.contract.ts'
import { call, outdate } from '../api.ts'
import { Confirm } from '../ui/confirm.tsx'
import { FormDrawer } from '../ui/form-drawer.tsx'
import { Held } from '../ui/held.tsx'
import { done } from '../ui/notify.ts'
import { PatternForm } from './pattern-form.tsx'
import type { RuleForm } from './time-rules.ts'

/** Adding, changing and removing a working pattern, one at a time, as the address says. */
export default function PatternForms(props: {
  form: RuleForm
  pattern: WorkingPattern | undefined
  close: (ignoreBlocker?: boolean) => void
}) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const { form, pattern, close } = props
  const leave = () => close()
  const after = (words: string) => {
    done(words)
    close(true)
    void outdate(client, '/working-patterns', '/attendance', '/roster-plan')
  }
  return (
    <>
      <FormDrawer opened={form === 'add-pattern'} title={t('timeRules.patterns.add')} close={leave}>
        <PatternForm pattern={undefined} close={leave} after={after} />
      </FormDrawer>
      {pattern && (
        <>
          <FormDrawer opened={form === 'edit-pattern'} title={pattern.name} close={leave}>
            <Held current={pattern} path="/working-patterns">
              {(base) => <PatternForm pattern={base} close={leave} after={after} />}
            </Held>
          </FormDrawer>
          <Confirm
            opened={form === 'remove-pattern'}
            title={t('holidays.removeTitle', { name: pattern.name })}
            text={t('timeRules.patterns.removeText')}
            act={t('holidays.remove')}
            send={() => call(removePattern, { params: { id: pattern.id } })}
            done={() => after(t('holidays.removed', { name: pattern.name }))}
            close={leave}
          />
        </>
      )}
    </>
  )
}
