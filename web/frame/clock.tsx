import { ActionIcon, Button, Skeleton, Text, VisuallyHidden } from '@mantine/core'
import { IconPlayerPause, IconPlayerPlay, IconPlayerStop } from '@tabler/icons-react'
import { useEffect, useRef, type MouseEvent } from 'react'
import { useTranslation } from 'react-i18next'
import type { ClockStatus } from '../../server/modules/attendance/attendance.contract.ts'
import { actOf, useClockAct, useClockStatus, useClockWithoutNetwork, type Act } from '../attendance/clock.ts'
import { runningMinutes, workedNow } from '../attendance/clock-minutes.ts'
import { useFormat } from '../ui/format.ts'
import { useNow } from '../ui/now.ts'

const looks = {
  start: { icon: IconPlayerPlay, color: 'good' },
  break: { icon: IconPlayerPause, color: 'gray' },
  resume: { icon: IconPlayerPlay, color: 'good' },
  end: { icon: IconPlayerStop, color: 'bad' },
} as const

/** The clock, on every page: whether I work, how long, and what I may do next. */
export function Clock() {
  const status = useClockStatus()
  const act = useClockAct()
  useClockWithoutNetwork()
  if (!status) return <Skeleton h={38} w={150} radius={19} />
  return <ClockFace status={status} press={(which) => act.mutate(actOf(which))} />
}

/** What the clock shows, and its buttons. */
export function ClockFace({ status, press }: { status: ClockStatus; press: (which: Act) => void }) {
  const { t } = useTranslation()
  const format = useFormat()
  const now = useNow(10_000)
  const face = useRef<HTMLDivElement>(null)
  const hadFocus = useRef(false)
  // The button that was pressed goes; whoever uses the keyboard is not sent back to the top of the page.
  useEffect(() => {
    if (hadFocus.current && document.activeElement === document.body) face.current?.querySelector('button')?.focus()
  })
  const time = format.duration(status.state === 'break' ? runningMinutes(status.since, now) : workedNow(status, now))
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- listens for where the focus is, and is nothing to act on
    <div
      className="clock"
      role="group"
      aria-label={t('clock.clock')}
      ref={face}
      onFocus={() => (hadFocus.current = true)}
      onBlur={({ relatedTarget }) => {
        // Going somewhere else, rather than out of the document.
        if (relatedTarget) hadFocus.current = false
      }}
    >
      <span className="dot" data-state={status.state} aria-hidden />
      <Text size="sm" fw={600} className="numbers">
        <VisuallyHidden>{t(`clock.state.${status.state}`)} </VisuallyHidden>
        {time}
      </Text>
      <Text size="xs" c="dimmed" visibleFrom="lg">
        {line()}
      </Text>
      {status.state === 'off' ? (
        <Button
          size="compact-sm"
          radius="xl"
          color="good"
          disabled={!status.allowed.includes('start')}
          onClick={onceOf(() => press('start'))}
          leftSection={<IconPlayerPlay size={14} aria-hidden />}
        >
          {t('clock.act.start')}
        </Button>
      ) : (
        (status.state === 'working' ? (['break', 'end'] as const) : (['resume', 'end'] as const)).map((which) => (
          <Press key={which} which={which} press={press} />
        ))
      )}
    </div>
  )

  function line() {
    if (status.state === 'break' && status.since) return t('clock.onBreakSince', { time: format.time(status.since) })
    if (status.state === 'working' && status.startedAt) return t('clock.since', { time: format.time(status.startedAt) })
    return status.startedAt ? t('clock.today') : t('clock.notStarted')
  }
}

/** The buttons change places after a press: the second click of a double click would hit the next one. */
function onceOf(act: () => void) {
  return (event: MouseEvent) => {
    if (event.detail < 2) act()
  }
}

function Press(props: { which: 'break' | 'resume' | 'end'; press: (which: Act) => void }) {
  const { t } = useTranslation()
  const { icon: Glyph, color } = looks[props.which]
  const name = t(`clock.act.${props.which}`)
  return (
    <ActionIcon
      variant={props.which === 'break' ? 'subtle' : 'light'}
      color={color}
      radius="xl"
      size={28}
      aria-label={name}
      title={name}
      onClick={onceOf(() => props.press(props.which))}
    >
      <Glyph size={15} aria-hidden />
    </ActionIcon>
  )
}
