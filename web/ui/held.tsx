import { Button } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { createContext, Fragment, useContext, useEffect, useId, useMemo, useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { ApiError, outdate } from '../api.ts'

type Versioned = { readonly id?: string; readonly version: number }
type Frame = { loadCurrent: () => void; write: (part: string, isWritten: boolean) => void }

const HeldFrame = createContext<Frame | null>(null)

/**
 * A form that changes something keeps what it began with while the page behind it is renewed: what is written stays, and the
 * server refuses to write over what somebody else changed meanwhile. `FormFoot` then offers what is there now. A form in which
 * nothing is written begins anew with it at once. `path` is that of the routes which tell what is there; `content` what the form
 * is about: as long as that is the same, a newer version is no reason to refuse.
 */
export function Held<T extends Versioned | undefined>(props: {
  current: T
  path: string
  content?: (one: NonNullable<T>) => unknown
  children: (base: T) => ReactNode
}) {
  const { current, path, content } = props
  const client = useQueryClient()
  const [base, setBase] = useState(current)
  const [round, setRound] = useState(0)
  const [written, setWritten] = useState<readonly string[]>([])
  const [isAsked, ask] = useState(false)
  const contentOf = (one: T) => JSON.stringify(one && content ? content(one) : { ...one, version: null })
  const isSame = () => contentOf(current) === contentOf(base)
  const follows = isNewer(current, base) && (isAsked || written.length === 0 || isSame())
  if (isAnother(current, base) || follows) {
    setBase(current)
    ask(false)
    if (isAnother(current, base) || !isSame()) setRound(round + 1)
  }
  const frame = useMemo(() => {
    const loadCurrent = () => {
      ask(true)
      void outdate(client, path)
    }
    const write = (part: string, isWritten: boolean) =>
      setWritten((old) => (old.includes(part) === isWritten ? old : isWritten ? [...old, part] : old.filter((one) => one !== part)))
    return { loadCurrent, write }
  }, [client, path])
  return (
    <HeldFrame value={frame}>
      <Fragment key={round}>{props.children(isNewer(current, base) ? base : current)}</Fragment>
    </HeldFrame>
  )
}

const isAnother = (one: Versioned | undefined, other: Versioned | undefined) => one?.id !== other?.id
const isNewer = (one: Versioned | undefined, other: Versioned | undefined) =>
  one !== undefined && other !== undefined && one.version > other.version

/** Tells whoever holds this form whether something is written in it, or in this part of it. */
export function useWriting(isWritten: boolean) {
  const frame = useContext(HeldFrame)
  const part = useId()
  useEffect(() => {
    frame?.write(part, isWritten)
    return () => frame?.write(part, false)
  }, [frame, part, isWritten])
}

/** Where somebody else was quicker: the form begins anew with what is there now. */
export function LoadCurrent({ error }: { error: unknown }) {
  const { t } = useTranslation()
  const frame = useContext(HeldFrame)
  if (!frame || !(error instanceof ApiError) || error.code !== 'STALE_VERSION') return null
  return (
    <Button size="compact-sm" variant="default" onClick={frame.loadCurrent}>
      {t('ui.loadCurrent')}
    </Button>
  )
}
