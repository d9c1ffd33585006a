import { Badge, Button, Group, Skeleton, Text } from '@mantine/core'
import { IconPencil } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { lazy, Suspense, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { listHobbies, listSkills } from '../../server/modules/employees/employees.record.contract.ts'
import { q } from '../api.ts'
import { Answer } from '../ui/answer.tsx'
import { FormDrawer } from '../ui/form-drawer.tsx'
import { Section } from '../ui/section.tsx'

const SkillsForm = lazy(() => import('./skills-form.tsx').then((all) => ({ default: all.SkillsForm })))
const HobbiesForm = lazy(() => import('./skills-form.tsx').then((all) => ({ default: all.HobbiesForm })))
const route = getRouteApi('/_app/people/$id')

/** What somebody can do, how well, and what they like doing. */
export function Skills(props: { employeeId: string; mayChange: boolean }) {
  const { t } = useTranslation()
  const { employeeId, mayChange } = props
  const { edit } = route.useSearch()
  const navigate = useNavigate({ from: '/people/$id' })
  const skills = useQuery(q(listSkills, { params: { id: employeeId } }))
  const hobbies = useQuery(q(listHobbies, { params: { id: employeeId } }))
  const open = (form: 'skills' | 'hobbies') => void navigate({ search: (old) => ({ ...old, edit: form }) })
  const close = (ignoreBlocker = false) => void navigate({ search: ({ edit: _edit, ...old }) => old, ignoreBlocker, replace: true })
  return (
    <>
      <Section
        title={t('people.record.title.skills')}
        beside={mayChange && <Edit act={() => open('skills')}>{t('people.record.edit.skills')}</Edit>}
      >
        <Answer query={skills} skeleton={<Skeleton h={40} />}>
          {(data) => (
            <>
              {data.skills.length === 0 && <None>{t('people.record.none.skills')}</None>}
              <ul className="lines tight">
                {data.skills.map((skill) => (
                  <li key={skill.itemId}>
                    <Group justify="space-between">
                      <Text size="sm">{skill.name}</Text>
                      {skill.level && <Level level={skill.level} />}
                    </Group>
                  </li>
                ))}
              </ul>
              <FormDrawer opened={mayChange && edit === 'skills'} title={t('people.record.edit.skills')} close={() => close()}>
                <Suspense>
                  <SkillsForm employeeId={employeeId} skills={data.skills} close={close} />
                </Suspense>
              </FormDrawer>
            </>
          )}
        </Answer>
      </Section>
      <Section
        title={t('people.record.title.hobbies')}
        beside={mayChange && <Edit act={() => open('hobbies')}>{t('people.record.edit.hobbies')}</Edit>}
      >
        <Answer query={hobbies} skeleton={<Skeleton h={40} />}>
          {(data) => (
            <>
              {data.hobbies.length === 0 && <None>{t('people.record.none.hobbies')}</None>}
              <Group gap="xs">
                {data.hobbies.map((hobby) => (
                  <Badge key={hobby.itemId} color="gray" size="lg" fw={500}>
                    {hobby.name}
                  </Badge>
                ))}
              </Group>
              <FormDrawer opened={mayChange && edit === 'hobbies'} title={t('people.record.edit.hobbies')} close={() => close()}>
                <Suspense>
                  <HobbiesForm employeeId={employeeId} hobbies={data.hobbies} close={close} />
                </Suspense>
              </FormDrawer>
            </>
          )}
        </Answer>
      </Section>
    </>
  )
}

function Edit(props: { act: () => void; children: string }) {
  const { t } = useTranslation()
  return (
    <Button
      size="compact-sm"
      variant="default"
      leftSection={<IconPencil size={14} aria-hidden />}
      aria-label={props.children}
      onClick={props.act}
    >
      {t('ui.edit')}
    </Button>
  )
}

function None(props: { children: ReactNode }) {
  return (
    <Text size="sm" c="dimmed">
      {props.children}
    </Text>
  )
}

/** Five dots and the word for how well somebody can do it. */
function Level({ level }: { level: number }) {
  const { t } = useTranslation()
  return (
    <Group gap={8} wrap="nowrap">
      <Text size="xs" c="dimmed">
        {t(`people.record.level.${level as 1 | 2 | 3 | 4 | 5}`)}
      </Text>
      <span className="level" aria-hidden>
        {[1, 2, 3, 4, 5].map((at) => (
          <i key={at} data-on={at <= level || undefined} />
        ))}
      </span>
    </Group>
  )
}
