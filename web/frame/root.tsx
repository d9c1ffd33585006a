import { Center, Container } from '@mantine/core'
import { IconMapOff } from '@tabler/icons-react'
import { Outlet, useRouter, type ErrorComponentProps } from '@tanstack/react-router'
import { useCallback, useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { ApiError } from '../api.ts'
import { lastKnown } from '../attendance/clock-queue.ts'
import { Failed } from '../ui/answer.tsx'
import { Empty } from '../ui/empty.tsx'
import { ButtonLink } from '../ui/links.tsx'
import { OfflineClock } from './offline-clock.tsx'
import { isUnfetched, reloadForNewBuild, reloadWhenReachable } from '../ui/unfetched.ts'

export function Root() {
  return <Outlet />
}

export function Trouble({ error, reset }: ErrorComponentProps) {
  const router = useRouter()
  const unfetched = isUnfetched(error)
  useEffect(() => {
    if (unfetched) reloadForNewBuild()
  }, [unfetched])
  const retry = useCallback(() => {
    if (unfetched) void reloadWhenReachable()
    else {
      reset()
      void router.invalidate()
    }
  }, [unfetched, reset, router])
  const known = error instanceof ApiError && error.status === 0 ? lastKnown() : null
  if (known) return <OfflineClock known={known} retry={retry} />
  return (
    <Container size="xs" py="xl">
      <Failed error={error} retry={retry} />
    </Container>
  )
}

export function NotFound() {
  const { t } = useTranslation()
  return (
    <Center mih="60dvh" component="main">
      <title>{t('notFound.pageTitle')}</title>
      <Empty icon={<IconMapOff size={32} stroke={1.5} />} heading title={t('notFound.title')} hint={t('notFound.hint')}>
        <ButtonLink to="/" variant="default">
          {t('notFound.home')}
        </ButtonLink>
      </Empty>
    </Center>
  )
}
