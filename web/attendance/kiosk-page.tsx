import { Alert, Badge, Button, Center, Group, Modal, Stack, Text, TextInput, Title, UnstyledButton } from '@mantine/core'
import { IconCheck, IconClock, IconHourglass, IconQrcode, IconSearch, IconX } from '@tabler/icons-react'
import { lazy, Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ApiError } from '../api.ts'
import { Failed } from '../ui/answer.tsx'
import { useFormat } from '../ui/format.ts'
import { useNow } from '../ui/now.ts'
import { Face, fullName } from '../ui/person.tsx'
import { readCode } from '../../server/modules/attendance/kiosk-code.rules.ts'
import { Acts, PinPad } from './kiosk-pad.tsx'
import { forgetToken, press, takeToken, useKiosk, useQueue, type KioskPerson, type Pressed } from './kiosk-queue.ts'
import { useTypedCode } from './typed-code.ts'

const KioskScan = lazy(() => import('./kiosk-scan.tsx'))

/** A tablet at the door: people find themselves and enter their PIN, or hold a code of theirs before it, and press. */
export function KioskPage() {
  const { t } = useTranslation()
  const format = useFormat()
  const [token, setToken] = useState(takeToken)
  const { view, skewMs, error } = useKiosk(token)
  const [text, setText] = useState('')
  const [chosen, setChosen] = useState<Chosen>()
  const [scans, setScans] = useState(false)
  const [said, setSaid] = useState<'codeOffline' | 'codeNobody'>()
  const now = useNow(1_000)
  const offline = error !== null
  const people = view?.people ?? []
  const close = () => {
    setChosen(undefined)
    setText('')
  }
  const take = (code: string) => {
    const person = people.find(({ employeeId }) => employeeId === readCode(code)?.employeeId)
    // It cannot be proven without the server, and is too old by the time there is a network again.
    const alone = offline || !navigator.onLine
    setScans(false)
    setText('')
    setSaid(alone ? 'codeOffline' : person ? undefined : 'codeNobody')
    setChosen(person && !alone ? { person, code } : undefined)
  }
  useTypedCode(take)
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
  const words = text.trim().toLowerCase()
  const found = people.filter((one) => fullName(one).toLowerCase().includes(words))
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
      {said && (
        <Alert
          color="bad"
          role="alert"
          title={t(`kiosk.${said}`)}
          withCloseButton
          closeButtonLabel={t('ui.close')}
          onClose={() => setSaid(undefined)}
        />
      )}
      <Group wrap="nowrap">
        <TextInput
          size="xl"
          type="search"
          aria-label={t('kiosk.find')}
          placeholder={t('kiosk.find')}
          leftSection={<IconSearch aria-hidden />}
          style={{ flex: 1 }}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <Button
          size="xl"
          variant="default"
          leftSection={<IconQrcode aria-hidden />}
          onClick={() => (offline || !navigator.onLine ? setSaid('codeOffline') : setScans(true))}
        >
          {t('kiosk.scan')}
        </Button>
      </Group>
      <ul className="kiosk-people" aria-label={t('kiosk.people')}>
        {found.map((one) => (
          <li key={one.employeeId}>
            <UnstyledButton className="kiosk-person" onClick={() => setChosen({ person: one })}>
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
        opened={chosen !== undefined}
        onClose={close}
        fullScreen
        title={chosen && fullName(chosen.person)}
        closeButtonProps={{ 'aria-label': t('ui.close'), size: 'xl' }}
      >
        {chosen && view && <Pad {...chosen} send={(what) => void press(view, skewMs, token, what)} close={close} />}
      </Modal>
      <Modal
        opened={scans}
        onClose={() => setScans(false)}
        title={t('kiosk.scan')}
        centered
        closeButtonProps={{ 'aria-label': t('ui.close'), size: 'xl' }}
      >
        {scans && (
          <Suspense>
            <KioskScan found={take} />
          </Suspense>
        )}
      </Modal>
    </main>
  )
}

/** Who stands before the tablet, and the code by which they are known, if it is by one. */
type Chosen = { person: KioskPerson; code?: string }

/** What to do, for who is known by a code at once, else with a PIN. */
function Pad({ person, code, send, close }: Chosen & { send: (what: Parameters<typeof press>[3]) => void; close: () => void }) {
  const { t } = useTranslation()
  const pressed: Parameters<typeof PinPad>[0]['send'] = (act, pin) => {
    close()
    send({ person, act, proof: code === undefined ? { pin } : { code } })
  }
  if (code !== undefined) {
    return (
      <Stack maw={460} mx="auto" gap="lg">
        <Text size="lg">{t('kiosk.codeRead')}</Text>
        <Acts ready send={(act) => pressed(act, '')} />
      </Stack>
    )
  }
  return person.hasPin ? <PinPad send={pressed} /> : <Text size="lg">{t('kiosk.noPin')}</Text>
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
