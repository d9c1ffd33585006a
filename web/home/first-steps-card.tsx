import { Button, Group, Progress, Skeleton, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { useMe, type Me } from '../auth/me.ts'
import { isBehind, maySetUp, setupQuery, useSkip } from '../companies/setup.ts'
import { Answer } from '../ui/answer.tsx'
import { plainDay } from '../ui/days.ts'
import { useFormat } from '../ui/format.ts'
import { ButtonLink } from '../ui/links.tsx'
import { Section } from '../ui/section.tsx'
import type { Setup } from '../../server/modules/companies/companies.setup.contract.ts'

const NEW_DAYS = 60
const HEIGHT = 96
/** Of which company this browser saw that all steps were behind: the place for the guide is not kept free then. */
const FINISHED = 'muster.setup-finished'

/** A company that is new: later nobody waits for its first steps, which stay in the settings. */
export function mayHaveFirstSteps(me: Me) {
  const isNew = me.company.status === 'trial' || Date.now() - Date.parse(me.company.createdAt) < NEW_DAYS * 86_400_000
  return isNew && maySetUp(me)
}

/** The next of what a new company needs before it is of use; gone once all of it is done or left. */
export function FirstStepsCard() {
  const { t } = useTranslation()
  const format = useFormat()
  const { company } = useMe()
  const found = useQuery(setupQuery)
  const isFinished = found.data?.setup.steps.every(isBehind)
  useEffect(() => {
    if (isFinished === undefined) return
    if (isFinished) localStorage.setItem(FINISHED, company.id)
    else localStorage.removeItem(FINISHED)
  }, [isFinished, company.id])
  if (isFinished ?? localStorage.getItem(FINISHED) === company.id) return null
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
      <Answer query={found} skeleton={<Skeleton h={HEIGHT} />}>
        {({ setup }) => <Next setup={setup} />}
      </Answer>
    </Section>
  )
}

function Next({ setup }: { setup: Setup }) {
  const { t } = useTranslation()
  const format = useFormat()
  const skipping = useSkip(setup)
  const { steps } = setup
  const done = steps.filter(({ isDone }) => isDone).length
  const next = steps.find((step) => !isBehind(step))
  if (!next) return null
  const words = t('home.stepsDone', { done: format.number(done), all: format.number(steps.length) })
  return (
    <Stack gap="sm" mih={HEIGHT}>
      <Group justify="space-between" align="flex-end" gap="sm">
        <div>
          <Text size="sm" fw={500}>
            {t(`home.step.${next.step}`)}
          </Text>
          <Text size="xs" c="dimmed">
            {t(`home.stepHint.${next.step}`)}
          </Text>
        </div>
        <Group gap="xs">
          <Button
            variant="subtle"
            color="gray"
            size="sm"
            loading={skipping.isPending}
            onClick={() => skipping.skip(steps.filter((step) => !isBehind(step)).map(({ step }) => step))}
          >
            {t('home.skipSteps')}
          </Button>
          <ButtonLink to="/setup" size="sm">
            {t('home.goOn')}
          </ButtonLink>
        </Group>
      </Group>
      <Progress.Root size={8} radius="xl">
        <Progress.Section value={(done / steps.length) * 100} aria-label={words} />
      </Progress.Root>
      <Text size="xs" c="dimmed" className="numbers">
        {words}
      </Text>
    </Stack>
  )
}
