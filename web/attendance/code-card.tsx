import { Button, Card, Center, Modal, Skeleton, Stack, Text } from '@mantine/core'
import { IconQrcode } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { renewSeconds } from '../../server/modules/attendance/kiosk-code.rules.ts'
import { showCode } from '../../server/modules/attendance/kiosk.contract.ts'
import { q } from '../api.ts'
import { Answer } from '../ui/answer.tsx'
import { QrCode } from '../ui/qr-code.tsx'

/** My code for shared tablets, shown when asked for and renewed as long as it is. */
export function CodeCard() {
  const { t } = useTranslation()
  const [shown, setShown] = useState(false)
  return (
    <Card component="section" aria-labelledby="kiosk-code">
      <Text id="kiosk-code" component="h2" fw={600} style={{ margin: 0, fontSize: 15 }}>
        {t('kiosk.myCode')}
      </Text>
      <Text size="sm" c="dimmed" mb="sm">
        {t('kiosk.myCodeLine')}
      </Text>
      <div>
        <Button variant="default" leftSection={<IconQrcode size={16} aria-hidden />} onClick={() => setShown(true)}>
          {t('kiosk.showCode')}
        </Button>
      </div>
      <Modal
        opened={shown}
        onClose={() => setShown(false)}
        title={t('kiosk.myCode')}
        centered
        closeButtonProps={{ 'aria-label': t('ui.close') }}
      >
        {shown && <Shown />}
      </Modal>
    </Card>
  )
}

function Shown() {
  const { t } = useTranslation()
  const code = useQuery({ ...q(showCode), gcTime: 0, staleTime: 0, refetchInterval: renewSeconds * 1000, refetchOnWindowFocus: 'always' })
  return (
    <Stack align="center">
      <Answer query={code} skeleton={<Skeleton h={200} w={200} />}>
        {(data) => (
          <Center>
            <QrCode text={data.code} label={t('kiosk.myCode')} />
          </Center>
        )}
      </Answer>
      <Text size="sm" ta="center">
        {t('kiosk.codeHint')}
      </Text>
    </Stack>
  )
}
