import { Button, Card, Group, PasswordInput, Text } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { getPin, setPin } from '../../server/modules/attendance/kiosk.contract.ts'
import { call, outdate, q } from '../api.ts'
import { Failed } from '../ui/answer.tsx'
import { useFormat } from '../ui/format.ts'
import { done } from '../ui/notify.ts'
import { useSave } from '../ui/save.ts'

/** My PIN for shared tablets. */
export function PinCard() {
  const { t } = useTranslation()
  const format = useFormat()
  const client = useQueryClient()
  const pin = useQuery(q(getPin))
  const form = useForm({
    initialValues: { pin: '' },
    validate: { pin: (value) => (/^\d{4,8}$/.test(value) ? null : t('kiosk.pinForm')) },
  })
  const saving = useSave(form, {
    send: (body) => call(setPin, { body }),
    saved: () => {
      done(t('kiosk.pinSet'))
      form.reset()
      void outdate(client, '/attendance/pin')
    },
    fields: { PIN_EASY: 'pin' },
  })
  return (
    <Card component="section" aria-labelledby="kiosk-pin">
      <Text id="kiosk-pin" component="h2" fw={600} style={{ margin: 0, fontSize: 15 }}>
        {t('kiosk.myPin')}
      </Text>
      <Text size="sm" c="dimmed" mb="sm">
        {pin.data?.setAt ? t('kiosk.pinSince', { when: format.ago(pin.data.setAt) }) : t('kiosk.pinNone')}
      </Text>
      <form onSubmit={saving.submit}>
        <Group align="flex-start" gap="sm">
          <PasswordInput
            aria-label={t('kiosk.newPin')}
            placeholder={t('kiosk.newPin')}
            inputMode="numeric"
            autoComplete="off"
            maxLength={8}
            w={220}
            {...form.getInputProps('pin')}
          />
          <Button type="submit" variant="default" loading={saving.pending}>
            {t('kiosk.setPin')}
          </Button>
        </Group>
        {saving.error !== null && <Failed error={saving.error} />}
      </form>
    </Card>
  )
}
