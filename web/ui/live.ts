import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import type { Socket } from 'socket.io-client'
import { accessToken } from '../api.ts'

const QUIET_MS = 400
const RETURN_MS = 2_000
const REFUSED_MS = 60_000

/**
 * Reads what was read from `url` again when the server says that it changed; only what this page shows, and several changes once.
 * False as long as nothing would be heard: the page then asks by itself.
 */
export function useLive(topic: string, url: string): boolean {
  const client = useQueryClient()
  const [isLive, setLive] = useState(false)
  useEffect(() => {
    let quiet: ReturnType<typeof setTimeout> | undefined
    const read = () => {
      clearTimeout(quiet)
      quiet = setTimeout(() => void client.invalidateQueries({ queryKey: [url], refetchType: 'active' }), QUIET_MS)
    }
    const leave = listen(topic, read, setLive)
    return () => {
      clearTimeout(quiet)
      leave()
    }
  }, [client, topic, url])
  return isLive
}

function listen(topic: string, changed: () => void, setLive: (isLive: boolean) => void) {
  let socket: Socket | undefined
  let isLeft = false
  let isFull = false
  let retry: ReturnType<typeof setTimeout> | undefined
  const comeBack = (ms: number) => {
    clearTimeout(retry)
    // Not all at the same moment after a server was restarted.
    retry = setTimeout(() => socket?.connect(), ms * (1 + Math.random()))
  }
  void import('socket.io-client').then(
    ({ io }) => {
      if (isLeft) return
      socket = io({
        path: '/realtime',
        transports: ['websocket'],
        reconnectionDelay: RETURN_MS,
        reconnectionDelayMax: 30_000,
        auth: (send) =>
          void accessToken().then(
            (token) => send({ token, topics: [topic] }),
            () => send({}),
          ),
      })
      socket.on('connect', () => setLive(true))
      socket.on('changed', changed)
      socket.on('full', () => (isFull = true))
      socket.on('disconnect', (reason) => {
        setLive(false)
        // The token is over, or the server stops; what breaks by itself is mended by the client.
        if (reason === 'io server disconnect') comeBack(isFull ? REFUSED_MS : RETURN_MS)
        isFull = false
      })
      socket.on('connect_error', () => {
        if (!socket?.active) comeBack(REFUSED_MS)
      })
    },
    () => undefined,
  )
  return () => {
    isLeft = true
    clearTimeout(retry)
    socket?.disconnect()
  }
}
