import { Group, Text } from '@mantine/core'
import { IconCircle, IconCircleCheck } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { listEmployees } from '../../server/modules/employees/employees.list.contract.ts'
import { q } from '../api.ts'
import { can, useMe, type Me } from '../auth/me.ts'
import { plainDay } from '../ui/days.ts'
import { useFormat } from '../ui/format.ts'
import { AnchorLink } from '../ui/links.tsx'
import { Section } from '../ui/section.tsx'

export function mayHaveFirstSteps(me: Me) {
  return me.company.status === 'trial' && can(me, 'company.update-settings') && can(me, 'employee.create')
}

/** What a new company needs before it is of use; gone once all of it is done. */
export function FirstStepsCard() {
  const { t } = useTranslation()
  const format = useFormat()
  const { user, company, settings } = useMe()
  const people = useQuery(q(listEmployees, { query: { limit: 1 } })).data?.pagination.total
  if (people === undefined) return null
  const steps = [
    { done: user.emailVerified, name: t('home.step.email'), hint: t('home.step.emailHint', { email: user.email }) },
    {
      done: settings.country !== null,
      name: <AnchorLink to="/settings">{t('home.step.settings')}</AnchorLink>,
      hint: t('home.step.settingsHint'),
    },
    {
      done: people > 0,
      name: (
        <AnchorLink to="/people" search={{ add: 'person' }}>
          {t('home.step.people')}
        </AnchorLink>
      ),
      hint: t('home.step.peopleHint'),
    },
  ]
  if (steps.every((step) => step.done)) return null
  return (
    <Section
      title={t('home.firstSteps')}
      beside={
        company.trialEndsAt && (
          <Text size="xs" c="dimmed">
            {t('home.trialUntil', { day: format.date(plainDay(new Date(company.trialEndsAt), format.zone)) })}
          </Text>
        )
      }
    >
      <ol className="lines">
        {steps.map((step) => (
          <Step key={step.hint} {...step} />
        ))}
      </ol>
    </Section>
  )
}

function Step(props: { done: boolean; name: ReactNode; hint: string }) {
  const { t } = useTranslation()
  const Glyph = props.done ? IconCircleCheck : IconCircle
  return (
    <li>
      <Group gap="sm" wrap="nowrap" align="flex-start">
        <Text c={props.done ? 'var(--mantine-color-good-text)' : 'dimmed'} lh={0} mt={1}>
          <Glyph size={20} stroke={1.6} role="img" aria-label={props.done ? t('home.step.done') : t('home.step.open')} />
        </Text>
        <div>
          <Text size="sm" fw={500} td={props.done ? 'line-through' : undefined} component="div">
            {props.name}
          </Text>
          <Text size="xs" c="dimmed">
            {props.hint}
          </Text>
        </div>
      </Group>
    </li>
  )
}
