import { Box, Button, Container, Group, Tabs, Text } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useNavigate, useRouterState } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { operatorLogout } from '../../server/modules/platform/platform.contract.ts'
import { call } from '../api.ts'
import { Mark } from '../companies/mark.tsx'

const parts = [
  { to: '/operator', name: 'overview' },
  { to: '/operator/companies', name: 'companies' },
  { to: '/operator/audit', name: 'audit' },
  { to: '/operator/enter', name: 'support' },
] as const

/** What is around the pages of operators. */
export function Console(props: { operator: { name: string }; signedOut: () => void; children: ReactNode }) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const path = useRouterState({ select: (state) => state.location.pathname })
  const at = parts.findLast(({ to }) => path === to || path.startsWith(`${to}/`))?.to ?? '/operator'
  const signOut = useMutation({ mutationFn: () => call(operatorLogout), onSettled: props.signedOut })
  return (
    <>
      <Box component="header" px="md" py="sm" style={{ borderBottom: '1px solid var(--muster-line)' }}>
        <Group justify="space-between" gap="sm">
          <Group gap="sm">
            <Mark brand={{ name: 'Muster', logoUrl: null }} />
            <Text fw={600}>{t('operator.console')}</Text>
          </Group>
          <Group gap="sm">
            <Text size="sm" c="dimmed" visibleFrom="xs">
              {props.operator.name}
            </Text>
            <Button size="xs" variant="default" loading={signOut.isPending} onClick={() => signOut.mutate()}>
              {t('operator.signOut')}
            </Button>
          </Group>
        </Group>
        <Tabs value={at} mt="xs" onChange={(to) => void navigate({ to: parts.find((part) => part.to === to)?.to ?? '/operator' })}>
          <Tabs.List aria-label={t('operator.console')} className="tabs-scroll">
            {parts.map(({ to, name }) => (
              <Tabs.Tab key={to} value={to}>
                {t(`operator.part.${name}`)}
              </Tabs.Tab>
            ))}
          </Tabs.List>
        </Tabs>
      </Box>
      <Container component="main" size={1280} py="lg">
        {props.children}
      </Container>
    </>
  )
}
