import { Alert, Badge, Button, Card, Group, Skeleton, Stack, Text, Title } from '@mantine/core'
import { IconCircle, IconCircleCheck, IconCircleDashed, IconConfetti } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useId, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { Setup } from '../../server/modules/companies/companies.setup.contract.ts'
import { useMe } from '../auth/me.ts'
import { Answer, Failed } from '../ui/answer.tsx'
import { ButtonLink } from '../ui/links.tsx'
import { Page } from '../ui/page.tsx'
import { SettingsTabs } from './settings-tabs.tsx'
import { DepartmentsStep } from './setup-departments.tsx'
import { LeaveStep } from './setup-leave.tsx'
import { BranchesStep, CompanyStep, PeopleStep } from './setup-steps.tsx'
import { isBehind, setupQuery, useSkip, type Part, type SetupStep } from './setup.ts'

const parts: Record<SetupStep['step'], (props: Part) => ReactNode> = {
  company: CompanyStep,
  branches: BranchesStep,
  departments: DepartmentsStep,
  people: PeopleStep,
  leave: LeaveStep,
}

/** What a new company needs before it is of use, each step with what there is of it now. */
export function SetupPage() {
  const { t } = useTranslation()
  const me = useMe()
  const found = useQuery(setupQuery)
  return (
    <Page title={t('home.firstSteps')} line={t('setup.line', { company: me.company.name })}>
      <SettingsTabs />
      {!me.user.emailVerified && <Alert color="info">{t('setup.confirmEmail', { email: me.user.email })}</Alert>}
      <Answer
        query={found}
        skeleton={
          <Stack>
            {[1, 2, 3, 4, 5].map((n) => (
              <Skeleton key={n} h={150} radius="lg" />
            ))}
          </Stack>
        }
      >
        {({ setup }) => <Steps setup={setup} />}
      </Answer>
    </Page>
  )
}

function Steps({ setup }: { setup: Setup }) {
  const { t } = useTranslation()
  const skipping = useSkip(setup)
  return (
    <Stack>
      {skipping.isError && <Failed error={skipping.error} />}
      {setup.steps.every(isBehind) && (
        <Alert color="good" icon={<IconConfetti aria-hidden />} title={t('setup.finished')}>
          <Stack align="flex-start" gap="sm">
            <Text size="sm">{t('setup.finishedLine')}</Text>
            <ButtonLink to="/" size="sm" variant="default">
              {t('setup.goHome')}
            </ButtonLink>
          </Stack>
        </Alert>
      )}
      {setup.steps.map((step) => {
        const Shown = parts[step.step]
        return (
          <StepCard
            key={step.step}
            step={step}
            isBusy={skipping.isPending}
            toggle={() => (step.isSkipped ? skipping.bringBack(step.step) : skipping.skip([step.step]))}
          >
            <Shown setup={setup} step={step} />
          </StepCard>
        )
      })}
    </Stack>
  )
}

function StepCard(props: { step: SetupStep; isBusy: boolean; toggle: () => void; children: ReactNode }) {
  const { t } = useTranslation()
  const id = useId()
  const { step, isDone, isSkipped } = props.step
  const state = isDone ? 'done' : isSkipped ? 'skipped' : 'open'
  const Glyph = { done: IconCircleCheck, skipped: IconCircleDashed, open: IconCircle }[state]
  return (
    <Card component="section" aria-labelledby={id}>
      <Group justify="space-between" gap="sm" mb={isSkipped && !isDone ? 0 : 'sm'} align="flex-start" wrap="nowrap">
        <Group gap="sm" wrap="nowrap" align="flex-start">
          <Text c={isDone ? 'var(--mantine-color-good-text)' : 'dimmed'} lh={0} mt={2}>
            <Glyph size={22} stroke={1.6} aria-hidden />
          </Text>
          <div>
            <Group gap="xs">
              <Title order={2} size="h3" id={id}>
                {t(`home.step.${step}`)}
              </Title>
              <Badge color={isDone ? 'good' : 'gray'}>{t(`setup.state.${state}`)}</Badge>
            </Group>
            <Text size="sm" c="dimmed">
              {t(`home.stepHint.${step}`)}
            </Text>
          </div>
        </Group>
        {!isDone && (
          <Button variant="subtle" color="gray" size="compact-sm" style={{ flex: 'none' }} disabled={props.isBusy} onClick={props.toggle}>
            {t(isSkipped ? 'setup.bringBack' : 'setup.skip')}
          </Button>
        )}
      </Group>
      {(isDone || !isSkipped) && props.children}
    </Card>
  )
}
