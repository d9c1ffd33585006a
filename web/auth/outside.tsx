import { ActionIcon, Box, Card, Center, Group, Stack, Text, Title, useComputedColorScheme, useMantineColorScheme } from '@mantine/core'
import { IconMoon, IconSun } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { Brand } from '../companies/brand.ts'
import { Mark } from '../companies/mark.tsx'
import { LanguageChoice } from './language-choice.tsx'

/** The frame of the pages before signing in. */
export function Outside(props: { title: string; line?: ReactNode; brand?: Brand | null; children: ReactNode; below?: ReactNode }) {
  const { t } = useTranslation()
  const { setColorScheme } = useMantineColorScheme()
  const scheme = useComputedColorScheme('light')
  return (
    <Center mih="100dvh" p="md" bg="var(--muster-soft)">
      <title>{`${props.title} · Muster`}</title>
      <Stack w="100%" maw={420} gap="lg" component="main">
        <Group gap="sm" justify="center">
          <Mark brand={props.brand ?? { name: 'Muster', logoUrl: null }} />
          <Text fw={600} size="lg">
            {props.brand?.name ?? 'Muster'}
          </Text>
        </Group>
        <Card padding="xl">
          <Stack gap="md">
            <Box>
              <Title order={1} size="h2">
                {props.title}
              </Title>
              {props.line && (
                <Text c="dimmed" size="sm" mt={4}>
                  {props.line}
                </Text>
              )}
            </Box>
            {props.children}
          </Stack>
        </Card>
        {props.below && (
          <Text size="sm" ta="center" c="dimmed" component="div">
            {props.below}
          </Text>
        )}
        <Group justify="center" gap="xs">
          <LanguageChoice />
          <ActionIcon
            variant="default"
            size={30}
            aria-label={scheme === 'dark' ? t('frame.useLight') : t('frame.useDark')}
            onClick={() => setColorScheme(scheme === 'dark' ? 'light' : 'dark')}
          >
            {scheme === 'dark' ? <IconSun size={16} aria-hidden /> : <IconMoon size={16} aria-hidden />}
          </ActionIcon>
        </Group>
      </Stack>
    </Center>
  )
}
