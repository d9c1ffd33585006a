import { Alert, Button, Card, Code, Group, Stack, Text } from '@mantine/core'
import { IconShieldCheck, IconShieldX } from '@tabler/icons-react'
import { useMutation } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { verifyAudit } from '../../server/modules/audit/audit.contract.ts'
import { call } from '../api.ts'
import { Failed } from '../ui/answer.tsx'
import { useFormat } from '../ui/format.ts'

/** Recomputes the chain of seals and says what it found. */
export function Verify() {
  const { t } = useTranslation()
  const format = useFormat()
  const verify = useMutation({ mutationFn: () => call(verifyAudit) })
  const answer = verify.data
  return (
    <Card>
      <Stack gap={0}>
        <Group justify="space-between">
          <Text size="sm" c="dimmed" maw={560}>
            {t('audit.verifyLine')}
          </Text>
          <Button leftSection={<IconShieldCheck size={17} aria-hidden />} loading={verify.isPending} onClick={() => verify.mutate()}>
            {t('audit.verify')}
          </Button>
        </Group>
        <div aria-live="polite">
          {verify.isError && <Failed error={verify.error} />}
          {answer?.intact && (
            <Alert mt="sm" color="good" icon={<IconShieldCheck aria-hidden />} title={t('audit.intact')}>
              {t('audit.intactLine', {
                count: answer.entries,
                entries: format.number(answer.entries),
                batches: format.number(answer.batches),
              })}
              {answer.root && (
                <Text size="xs" mt={4} style={{ overflowWrap: 'anywhere' }}>
                  {t('audit.root')} <Code>{answer.root}</Code>
                </Text>
              )}
            </Alert>
          )}
          {answer && !answer.intact && (
            <Alert mt="sm" color="bad" icon={<IconShieldX aria-hidden />} title={t('audit.broken')}>
              {answer.fault && (
                <>
                  <Text size="sm">{answer.fault.problem}</Text>
                  <Text size="xs" mt={4}>
                    {t('audit.faultAt', { batch: answer.fault.batch })} {answer.fault.entryId && <Code>{answer.fault.entryId}</Code>}
                  </Text>
                </>
              )}
            </Alert>
          )}
        </div>
      </Stack>
    </Card>
  )
}
