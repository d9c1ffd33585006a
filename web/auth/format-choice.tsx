import { Select, Stack } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { Body } from '../../server/core/contract.ts'
import { dateFormats } from '../../server/core/settings.ts'
import { updateMe } from '../../server/modules/auth/auth.contract.ts'
import { call, outdate } from '../api.ts'
import { useMessageOf } from '../ui/answer.tsx'
import { zones } from '../ui/format.ts'
import { useOneAtATime } from '../ui/forms.ts'
import { done, failed } from '../ui/notify.ts'
import { useMe } from './me.ts'

/** The zone and the format of dates of one's own; cleared, they are the company's again. */
export function FormatChoice() {
  const { t } = useTranslation()
  const { user, settings } = useMe()
  const client = useQueryClient()
  const messageOf = useMessageOf()
  const keep = useOneAtATime(
    useMutation({
      mutationFn: (body: Body<typeof updateMe>) => call(updateMe, { body }),
      onSuccess: async () => {
        await outdate(client, '/auth/me')
        done(t('account.formatSaved'))
      },
      onError: (error) => failed(messageOf(error)),
    }),
  )
  const asCompany = (value: string) => t('account.asCompany', { value })
  const clear = { 'aria-label': t('ui.clear') }
  return (
    <Stack gap="sm" w="100%" maw={360}>
      <Select
        label={t('account.timeZone')}
        description={t('account.timeZoneHint')}
        placeholder={asCompany(settings.timeZone)}
        data={zones()}
        value={user.timeZone}
        onChange={(timeZone) => keep.mutate({ timeZone })}
        searchable
        openOnFocus={false}
        limit={80}
        nothingFoundMessage={t('ui.nothingFound')}
        clearable
        clearButtonProps={clear}
      />
      <Select
        label={t('account.dateFormat')}
        placeholder={asCompany(settings.dateFormat)}
        data={[...dateFormats]}
        value={user.dateFormat}
        onChange={(value) => keep.mutate({ dateFormat: dateFormats.find((one) => one === value) ?? null })}
        clearable
        clearButtonProps={clear}
      />
    </Stack>
  )
}
