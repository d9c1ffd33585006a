import { Alert, Box, Stack, Text } from '@mantine/core'
import { IconCameraOff } from '@tabler/icons-react'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { readCode } from '../../server/modules/attendance/kiosk-code.rules.ts'

const LOOK_MS = 150

type Detector = { detect(image: HTMLVideoElement): Promise<readonly { rawValue: string }[]> }
type DetectorClass = { new (options: { formats: 'qr_code'[] }): Detector; getSupportedFormats(): Promise<readonly string[]> }

/** Looks through the camera until it sees a code of somebody. */
export default function KioskScan({ found }: { found: (code: string) => void }) {
  const { t } = useTranslation()
  const video = useRef<HTMLVideoElement>(null)
  const tell = useRef(found)
  const [blind, setBlind] = useState(false)
  useEffect(() => {
    tell.current = found
  })
  useEffect(() => {
    const stop = new AbortController()
    look(video.current!, stop.signal)
      .then((code) => code !== null && tell.current(code))
      .catch(() => setBlind(true))
    return () => stop.abort()
  }, [])
  if (blind) {
    return (
      <Alert color="bad" role="alert" icon={<IconCameraOff aria-hidden />} title={t('kiosk.noCamera')}>
        {t('kiosk.noCameraHint')}
      </Alert>
    )
  }
  return (
    <Stack>
      <Text size="lg">{t('kiosk.scanHint')}</Text>
      <Box component="video" ref={video} muted playsInline className="kiosk-camera" aria-label={t('kiosk.camera')} />
    </Stack>
  )
}

/** The first code that is seen; null when nobody looks any more. The camera is off afterwards. */
async function look(video: HTMLVideoElement, signal: AbortSignal): Promise<string | null> {
  // Not there outside of secure contexts.
  const devices = navigator.mediaDevices as MediaDevices | undefined
  if (!devices) throw new Error('There is no camera')
  const stream = await devices.getUserMedia({ video: { facingMode: 'user', width: { ideal: 1280 } } })
  try {
    video.srcObject = stream
    await video.play()
    const detector = await detectorOfHere()
    while (!signal.aborted) {
      for (const { rawValue } of await detector.detect(video)) if (readCode(rawValue)) return rawValue
      await new Promise((resume) => setTimeout(resume, LOOK_MS))
    }
    return null
  } catch (error) {
    if (signal.aborted) return null
    throw error
  } finally {
    for (const track of stream.getTracks()) track.stop()
  }
}

/** The browser's own reader of QR codes, or one that is fetched only where there is none. */
async function detectorOfHere(): Promise<Detector> {
  const own = (globalThis as { BarcodeDetector?: DetectorClass }).BarcodeDetector
  if (own && (await own.getSupportedFormats()).includes('qr_code')) return new own({ formats: ['qr_code'] })
  const { BarcodeDetector } = await import('qr/decode.js')
  return new BarcodeDetector({ formats: ['qr_code'] })
}
