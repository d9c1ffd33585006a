import { Badge, Button, Center, Group, Modal, SimpleGrid, Stack, Text, TextInput, Title, UnstyledButton } from '@mantine/core'
import { IconCheck, IconClock, IconCoffee, IconHourglass, IconPlayerPlay, IconPlayerStop, IconSearch, IconX } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ApiError } from '../api.ts'
import { Failed } from '../ui/answer.tsx'
import { useFormat } from '../ui/format.ts'
import { useNow } from '../ui/now.ts'
import { Face, fullName } from '../ui/person.tsx'
import { forgetToken, press, takeToken, useKiosk, useQueue, type Act, type KioskPerson, type Pressed } from './kiosk-queue.ts'

const acts = [
  { act: 'start', icon: IconPlayerPlay, color: 'good' },
  { act: 'break', icon: IconCoffee, color: 'waiting' },
  { act: 'resume', icon: IconPlayerPlay, color: 'info' },
  { act: 'end', icon: IconPlayerStop, color: 'bad' },
] as const

/** A tablet at the door: people find themselves, enter their PIN and press. */
export function KioskPage() {
  const { t } = useTranslation()
  const format = useFormat()
  const [token, setToken] = useState(takeToken)
  const { view, skewMs, error } = useKiosk(token)
  const [text, setText] = useState('')
  const [person, setPerson] = useState<KioskPerson>()
  const now = useNow(1_000)
  const ended = error instanceof ApiError && error.status === 401
  if (!token || ended) {
    return (
      <Center mih="100dvh" p="xl" component="main">
        <Stack align="center">
          <Title order={1}>{t('kiosk.unknown')}</Title>
          <Text c="dimmed">{t('kiosk.unknownHint')}</Text>
          {ended && (
            <Button
              variant="default"
              onClick={() => {
                forgetToken()
                setToken(null)
              }}
            >
              {t('kiosk.forget')}
            </Button>
          )}
        </Stack>
      </Center>
    )
  }
  const offline = error !== null
  const words = text.trim().toLowerCase()
  const people = (view?.people ?? []).filter((one) => fullName(one).toLowerCase().includes(words))
  return (
    <main className="kiosk">
      <title>{`${t('kiosk.title')} · Muster`}</title>
      <Group justify="space-between" align="flex-start">
        <div>
          <Title order={1}>{view?.companyName ?? t('kiosk.title')}</Title>
          <Text c="dimmed" size="lg">
            {view && [view.branchName, view.name].join(t('ui.dot'))}
          </Text>
        </div>
        <Group>
          <Waiting />
          {offline && (
            <Badge size="xl" color="waiting" role="status">
              {t('kiosk.offline')}
            </Badge>
          )}
          <Text fz={40} fw={600} lh={1} className="numbers">
            {format.time(new Date(now + skewMs))}
          </Text>
        </Group>
      </Group>
      {!view && error !== null && <Failed error={error} />}
      <TextInput
        size="xl"
        type="search"
        aria-label={t('kiosk.find')}
        placeholder={t('kiosk.find')}
        leftSection={<IconSearch aria-hidden />}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <ul className="kiosk-people" aria-label={t('kiosk.people')}>
        {people.map((one) => (
          <li key={one.employeeId}>
            <UnstyledButton className="kiosk-person" onClick={() => setPerson(one)}>
              <Face name={fullName(one)} size={48} />
              <Text fz="lg" fw={600} lineClamp={2}>
                {fullName(one)}
              </Text>
            </UnstyledButton>
          </li>
        ))}
      </ul>
      <Recent />
      <Modal
        opened={person !== undefined}
        onClose={() => setPerson(undefined)}
        fullScreen
        title={person && fullName(person)}
        closeButtonProps={{ 'aria-label': t('ui.close'), size: 'xl' }}
      >
        {person && view && (
          <Pad
            person={person}
            send={(act, pin) => {
              setPerson(undefined)
              setText('')
              void press(view, skewMs, token, { person, act, pin })
            }}
          />
        )}
      </Modal>
    </main>
  )
}

/** The PIN, by touch or keyboard, and what to do with it. */
function Pad({ person, send }: { person: KioskPerson; send: (act: Act, pin: string) => void }) {
  const { t } = useTranslation()
  const [pin, setPin] = useState('')
  if (!person.hasPin) return <Text size="lg">{t('kiosk.noPin')}</Text>
  const type = (digit: string) => setPin((old) => (old + digit).slice(0, 8))
  const ready = pin.length >= 4
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
            onClick={() => send(act, pin)}
          >
            {t(`clock.act.${act}`)}
          </Button>
        ))}
      </SimpleGrid>
    </Stack>
  )
}

const looks = {
  waiting: { color: 'waiting', icon: IconHourglass },
  taken: { color: 'good', icon: IconCheck },
  refused: { color: 'bad', icon: IconX },
} as const

/** How much waits on this tablet. */
function Waiting() {
  const { t } = useTranslation()
  const count = useQueue().filter(({ state }) => state === 'waiting').length
  if (count === 0) return null
  return (
    <Badge size="xl" color="waiting" variant="outline">
      {t('kiosk.waiting', { count })}
    </Badge>
  )
}

const SHOWN = 3

/** What was pressed here lately, and whether it has arrived. */
function Recent() {
  const { t } = useTranslation()
  const queue = useQueue()
  if (queue.length === 0) return null
  return (
    <ul className="kiosk-recent" aria-label={t('kiosk.recent')} aria-live="polite">
      {queue
        .slice(-SHOWN)
        .toReversed()
        .map((one) => (
          <Line key={one.id} one={one} />
        ))}
    </ul>
  )
}

function Line({ one }: { one: Pressed }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { color, icon: Glyph } = looks[one.state]
  return (
    <li>
      <Badge size="lg" color={color} leftSection={<Glyph size={14} aria-hidden />}>
        {t(`kiosk.state.${one.state}`)}
      </Badge>
      <Text fw={600}>{one.name}</Text>
      <Text>{t(`clock.act.${one.act}`)}</Text>
      <Group gap={4}>
        <IconClock size={14} aria-hidden />
        <Text className="numbers">{format.time(one.at)}</Text>
      </Group>
      {one.said && <Text c="var(--mantine-color-bad-text)">{one.said}</Text>}
    </li>
  )
}
