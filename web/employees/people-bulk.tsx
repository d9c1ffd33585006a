import { Button } from '@mantine/core'
import { IconArchive, IconBriefcase, IconUserShield } from '@tabler/icons-react'
import { lazy, Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ListedEmployee } from '../../server/modules/employees/employees.list.contract.ts'
import { can, useMe } from '../auth/me.ts'
import { FormDrawer } from '../ui/form-drawer.tsx'
import { PickBar, usePicks, type Picks } from '../ui/list-picks.tsx'

const BulkPlace = lazy(() => import('./people-bulk-forms.tsx').then((all) => ({ default: all.BulkPlace })))
const BulkRole = lazy(() => import('./people-bulk-role.tsx'))
const BulkArchive = lazy(() => import('./people-bulk-forms.tsx').then((all) => ({ default: all.BulkArchive })))

/** As many people as one act takes. */
const MOST_CHOSEN = 500

/** Who is chosen in the table, kept over its pages; nobody can be where nothing could be done with them. */
export function useChosenPeople() {
  const me = useMe()
  const may = ['employee.update', 'employee.archive', 'access.manage'].some((permission) => can(me, permission))
  return usePicks<ListedEmployee>({ most: MOST_CHOSEN, idOf: ({ id }) => id, may })
}
export type ChosenPeople = Picks<ListedEmployee>

/** What can be done with everybody who is chosen. */
export function PeopleBulk({ picks }: { picks: ChosenPeople }) {
  const { t } = useTranslation()
  const me = useMe()
  // Whom the form is about stays while it says what became of it, when nobody is chosen any more.
  const [form, setForm] = useState<{ kind: 'place' | 'role' | 'archive'; people: readonly ListedEmployee[] } | null>(null)
  const { chosen, clear } = picks
  const count = chosen.size
  const close = () => setForm(null)
  const open = (kind: 'place' | 'role' | 'archive') => setForm({ kind, people: [...chosen.values()] })
  return (
    <>
      <FormDrawer
        opened={form !== null}
        title={form ? t(`people.bulk.${form.kind}Title`, { count: form.people.length }) : ''}
        close={close}
      >
        <Suspense>
          {form?.kind === 'place' && <BulkPlace people={form.people} close={close} finished={clear} />}
          {form?.kind === 'role' && <BulkRole people={form.people} close={close} finished={clear} />}
          {form?.kind === 'archive' && <BulkArchive people={form.people} close={close} finished={clear} />}
        </Suspense>
      </FormDrawer>
      <PickBar picks={picks} label={t('people.bulk.title')} count={t('people.bulk.chosen', { count })} none={t('people.bulk.none')}>
        {can(me, 'employee.update') && (
          <Button size="compact-sm" variant="light" leftSection={<IconBriefcase size={14} aria-hidden />} onClick={() => open('place')}>
            {t('people.bulk.place')}
          </Button>
        )}
        {can(me, 'access.manage') && (
          <Button size="compact-sm" variant="light" leftSection={<IconUserShield size={14} aria-hidden />} onClick={() => open('role')}>
            {t('people.bulk.role')}
          </Button>
        )}
        {can(me, 'employee.archive') && (
          <Button
            size="compact-sm"
            variant="light"
            color="bad"
            leftSection={<IconArchive size={14} aria-hidden />}
            onClick={() => open('archive')}
          >
            {t('people.bulk.archive', { count })}
          </Button>
        )}
      </PickBar>
    </>
  )
}
