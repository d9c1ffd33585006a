import { Alert, Button, Code, Group, Stack, Text, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { IconDeviceTablet, IconPlus } from '@tabler/icons-react'
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { createKiosk, exportKiosks, listKiosks, revokeKiosk, type Kiosk } from '../../server/modules/attendance/kiosk.contract.ts'
import { call, outdate, q } from '../api.ts'
import { Confirm } from '../ui/confirm.tsx'
import { Empty } from '../ui/empty.tsx'
import { SearchField } from '../ui/filters.tsx'
import { FormDrawer, FormFoot } from '../ui/form-drawer.tsx'
import { useFormat } from '../ui/format.ts'
import { List } from '../ui/list.tsx'
import type { ListColumn } from '../ui/list-columns.tsx'
import { done } from '../ui/notify.ts'
import { Page } from '../ui/page.tsx'
import { QrCode } from '../ui/qr-code.tsx'
import { useSave } from '../ui/save.ts'
import { TimeTabs } from './time-tabs.tsx'
import { branchSource } from '../organization/sources.ts'
import { SearchSelect } from '../ui/search-select.tsx'

const route = getRouteApi('/_app/time/kiosks')

/** The tablets on which people clock. */
export function KiosksPage() {
  const { t } = useTranslation()
  const client = useQueryClient()
  const search = route.useSearch()
  const { page, q: text, sort = 'name' } = search
  const asked = { sort, ...(text && { q: text }) }
  const navigate = useNavigate({ from: '/time/kiosks' })
  const kiosks = useQuery({ ...q(listKiosks, { query: { ...asked, page: page ?? 1 } }), placeholderData: keepPreviousData })
  const filter = (change: Partial<typeof search>) =>
    void navigate({ search: (old) => ({ ...old, page: undefined, ...change }), replace: true })
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
      <List
        name="kiosks"
        label={t('kiosk.kiosks')}
        query={kiosks}
        rowsOf={(data) => data.kiosks}
        idOf={({ id }) => id}
        columns={useKioskColumns()}
        sort={sort}
        onSort={(next) => filter({ sort: next })}
        onPage={(next) => void navigate({ search: (old) => ({ ...old, page: next }) })}
        csv={() => call(exportKiosks, { query: asked })}
        renderActs={(one) => (
          <Button
            size="compact-sm"
            variant="subtle"
            color="bad"
            aria-label={t('kiosk.endNamed', { name: one.name })}
            onClick={() => setEnding(one)}
          >
            {t('kiosk.end')}
          </Button>
        )}
        clear={text ? () => filter({ q: undefined }) : undefined}
        empty={
          <Empty icon={<IconDeviceTablet size={28} stroke={1.5} />} title={t('kiosk.none')} hint={t('kiosk.noneHint')}>
            {addButton}
          </Empty>
        }
        search={<SearchField label={t('kiosk.findOne')} value={text} onChange={(value) => filter({ q: value })} />}
      />
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

/** What a list of tablets can show. */
function useKioskColumns() {
  const { t } = useTranslation()
  const format = useFormat()
  return [
    {
      key: 'name',
      head: t('kiosk.name'),
      sort: 'name',
      fixed: true,
      cell: ({ name }) => (
        <Text size="sm" fw={500}>
          {name}
        </Text>
      ),
    },
    { key: 'branch', head: t('kiosk.branch'), sort: 'branch', cell: ({ branchName }) => branchName },
    {
      key: 'used',
      head: t('kiosk.lastUsed'),
      sort: 'lastUsedAt',
      cell: ({ lastUsedAt }) => (lastUsedAt ? format.ago(lastUsedAt) : t('ui.none')),
    },
    { key: 'registered', head: t('kiosk.registered'), sort: 'createdAt', cell: ({ createdAt }) => format.instant(createdAt) },
  ] as const satisfies readonly ListColumn<Kiosk>[]
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
