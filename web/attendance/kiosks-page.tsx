import { Alert, Button, Card, Code, Group, Stack, Table, Text, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { IconDeviceTablet, IconPlus } from '@tabler/icons-react'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { createKiosk, listKiosks, revokeKiosk, type Kiosk } from '../../server/modules/attendance/kiosk.contract.ts'
import { call, outdate, q } from '../api.ts'
import { Answer } from '../ui/answer.tsx'
import { Confirm } from '../ui/confirm.tsx'
import { Empty } from '../ui/empty.tsx'
import { FormDrawer, FormFoot } from '../ui/form-drawer.tsx'
import { useFormat } from '../ui/format.ts'
import { done } from '../ui/notify.ts'
import { Page } from '../ui/page.tsx'
import { Pager } from '../ui/pager.tsx'
import { QrCode } from '../ui/qr-code.tsx'
import { useSave } from '../ui/save.ts'
import { TimeTabs } from './time-tabs.tsx'
import { branchSource } from '../organization/sources.ts'
import { SearchSelect } from '../ui/search-select.tsx'

const route = getRouteApi('/_app/time/kiosks')

/** The tablets on which people clock. */
export function KiosksPage() {
  const { t } = useTranslation()
  const format = useFormat()
  const client = useQueryClient()
  const { page = 1 } = route.useSearch()
  const navigate = useNavigate({ from: '/time/kiosks' })
  const kiosks = useQuery(q(listKiosks, { query: { page, limit: 20 } }))
  const [adding, setAdding] = useState(false)
  const [url, setUrl] = useState<string>()
  const [ending, setEnding] = useState<Kiosk>()
  const renew = () => void outdate(client, '/kiosks')
  const addButton = (
    <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setAdding(true)}>
      {t('kiosk.add')}
    </Button>
  )
  return (
    <Page title={t('kiosk.kiosks')} line={t('kiosk.kiosksLine')} actions={addButton}>
      <TimeTabs />
      {url && (
        <Alert color="info" title={t('kiosk.openThis')} withCloseButton closeButtonLabel={t('ui.close')} onClose={() => setUrl(undefined)}>
          <Group align="flex-start">
            <QrCode text={url} label={t('kiosk.openThis')} />
            <Stack gap="xs" style={{ flex: 1 }}>
              <Text size="sm">{t('kiosk.openHint')}</Text>
              <Code block style={{ overflowWrap: 'anywhere', whiteSpace: 'pre-wrap' }}>
                {url}
              </Code>
            </Stack>
          </Group>
        </Alert>
      )}
      <Card>
        <Answer query={kiosks} skeleton={null}>
          {(data) =>
            data.pagination.total === 0 ? (
              <Empty icon={<IconDeviceTablet size={28} stroke={1.5} />} title={t('kiosk.none')} hint={t('kiosk.noneHint')}>
                {addButton}
              </Empty>
            ) : (
              <Stack>
                <Table>
                  <Table.Thead>
                    <Table.Tr>
                      <Table.Th>{t('kiosk.name')}</Table.Th>
                      <Table.Th>{t('kiosk.branch')}</Table.Th>
                      <Table.Th>{t('kiosk.lastUsed')}</Table.Th>
                      <Table.Th aria-label={t('ui.actions')} />
                    </Table.Tr>
                  </Table.Thead>
                  <Table.Tbody>
                    {data.kiosks.map((one) => (
                      <Table.Tr key={one.id}>
                        <Table.Td>{one.name}</Table.Td>
                        <Table.Td>{one.branchName}</Table.Td>
                        <Table.Td>{one.lastUsedAt ? format.ago(one.lastUsedAt) : t('ui.none')}</Table.Td>
                        <Table.Td ta="end">
                          <Button size="xs" variant="subtle" color="bad" onClick={() => setEnding(one)}>
                            {t('kiosk.end')}
                          </Button>
                        </Table.Td>
                      </Table.Tr>
                    ))}
                  </Table.Tbody>
                </Table>
                <Pager pagination={data.pagination} onPage={(to) => void navigate({ search: { page: to } })} />
              </Stack>
            )
          }
        </Answer>
      </Card>
      <FormDrawer opened={adding} title={t('kiosk.add')} close={() => setAdding(false)}>
        <Add
          close={() => setAdding(false)}
          added={(address) => {
            setAdding(false)
            setUrl(address)
            renew()
          }}
        />
      </FormDrawer>
      {ending && (
        <Confirm
          opened
          title={t('kiosk.endTitle', { name: ending.name })}
          text={t('kiosk.endText')}
          act={t('kiosk.end')}
          send={() => call(revokeKiosk, { params: { id: ending.id } })}
          done={() => {
            done(t('kiosk.ended', { name: ending.name }))
            setEnding(undefined)
            renew()
          }}
          close={() => setEnding(undefined)}
        />
      )}
    </Page>
  )
}

function Add({ close, added }: { close: () => void; added: (url: string) => void }) {
  const { t } = useTranslation()
  const form = useForm({
    initialValues: { name: '', branchId: null as string | null },
    validate: {
      name: (value) => (value.trim() ? null : t('auth.needed')),
      branchId: (value) => (value ? null : t('auth.needed')),
    },
  })
  const saving = useSave(form, {
    send: ({ name, branchId }) => call(createKiosk, { body: { name, branchId: branchId! } }),
    saved: ({ url }) => added(url),
    fields: { KIOSK_NAME_TAKEN: 'name' },
  })
  return (
    <form onSubmit={saving.submit}>
      <Stack>
        <TextInput label={t('kiosk.name')} required maxLength={80} {...form.getInputProps('name')} />
        <SearchSelect label={t('kiosk.branch')} required source={branchSource} {...form.getInputProps('branchId')} />
        <FormFoot error={saving.error} pending={saving.pending} submit={t('kiosk.add')} cancel={close} />
      </Stack>
    </form>
  )
}
