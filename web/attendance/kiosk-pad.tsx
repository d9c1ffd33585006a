import { Button, SimpleGrid, Stack, TextInput } from '@mantine/core'
import { IconCoffee, IconPlayerPlay, IconPlayerStop } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Act } from './kiosk-queue.ts'

const acts = [
  { act: 'start', icon: IconPlayerPlay, color: 'good' },
  { act: 'break', icon: IconCoffee, color: 'waiting' },
  { act: 'resume', icon: IconPlayerPlay, color: 'info' },
  { act: 'end', icon: IconPlayerStop, color: 'bad' },
] as const

/** The PIN, by touch or keyboard, and what to do with it. */
export function PinPad({ send }: { send: (act: Act, pin: string) => void }) {
  const { t } = useTranslation()
  const [pin, setPin] = useState('')
  const type = (digit: string) => setPin((old) => (old + digit).slice(0, 8))
  return (
    <Stack maw={460} mx="auto" gap="lg">
      <TextInput
        type="password"
        inputMode="none"
        autoComplete="off"
        size="xl"
        data-autofocus
        label={t('kiosk.pin')}
        value={pin}
        onChange={(event) => setPin(event.currentTarget.value.replaceAll(/\D/g, '').slice(0, 8))}
      />
      <SimpleGrid cols={3} spacing="sm">
        {['1', '2', '3', '4', '5', '6', '7', '8', '9'].map((digit) => (
          <Button key={digit} variant="default" h={64} fz="xl" onClick={() => type(digit)}>
            {digit}
          </Button>
        ))}
        <Button variant="default" h={64} onClick={() => setPin('')}>
          {t('ui.clear')}
        </Button>
        <Button variant="default" h={64} fz="xl" onClick={() => type('0')}>
          {'0'}
        </Button>
      </SimpleGrid>
      <Acts ready={pin.length >= 4} send={(act) => send(act, pin)} />
    </Stack>
  )
}

/** Start, break, resume and end. */
export function Acts({ ready, send }: { ready: boolean; send: (act: Act) => void }) {
  const { t } = useTranslation()
  return (
    <SimpleGrid cols={2} spacing="sm">
      {acts.map(({ act, icon: Glyph, color }) => (
        <Button
          key={act}
          h={72}
          fz="lg"
          color={color}
          variant="light"
          disabled={!ready}
          title={ready ? undefined : t('kiosk.pinFirst')}
          leftSection={<Glyph size={22} aria-hidden />}
          onClick={() => send(act)}
        >
          {t(`clock.act.${act}`)}
        </Button>
      ))}
    </SimpleGrid>
  )
}
