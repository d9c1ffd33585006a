import { Button, NumberInput, SimpleGrid, Stack, Switch, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { IconCurrentLocation } from '@tabler/icons-react'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { createPlace, removePlace, updatePlace, type GeofencePlace } from '../../server/modules/attendance/geofence.contract.ts'
import { call, outdate } from '../api.ts'
import { Confirm } from '../ui/confirm.tsx'
import { FormDrawer, FormFoot } from '../ui/form-drawer.tsx'
import { limitsOf } from '../ui/forms.ts'
import { Held } from '../ui/held.tsx'
import { done, failed } from '../ui/notify.ts'
import { useSave } from '../ui/save.ts'
import { Unsaved } from '../ui/unsaved.tsx'
import { currentPosition } from './position.ts'
import { branchSource } from '../organization/sources.ts'
import { SearchSelect } from '../ui/search-select.tsx'

type Close = (ignoreBlocker?: boolean) => void

/** Adding, changing and removing a place, one at a time, as the address says. */
export default function PlaceForms(props: { form: 'add' | 'edit' | 'remove'; place: GeofencePlace | undefined; close: Close }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const { form, place, close } = props
  const after = (words: string) => {
    done(words)
    close(true)
    void outdate(client, '/geofence-places')
  }
  return (
    <>
      <FormDrawer opened={form === 'add'} title={t('fence.add')} close={close}>
        <PlaceForm place={undefined} close={close} after={after} />
      </FormDrawer>
      {place && (
        <>
          <FormDrawer opened={form === 'edit'} title={t('fence.editNamed', { name: place.name })} close={close}>
            <Held current={place} path="/geofence-places">
              {(base) => <PlaceForm place={base} close={close} after={after} />}
            </Held>
          </FormDrawer>
          <Confirm
            opened={form === 'remove'}
            title={t('fence.removeTitle', { name: place.name })}
            text={t('fence.removeText')}
            act={t('fence.remove')}
            send={() => call(removePlace, { params: { id: place.id } })}
            done={() => after(t('fence.removed', { name: place.name }))}
            close={close}
          />
        </>
      )}
    </>
  )
}

function PlaceForm({ place, close, after }: { place: GeofencePlace | undefined; close: Close; after: (words: string) => void }) {
  const { t } = useTranslation()
  const [asking, setAsking] = useState(false)
  const needed = (value: number | string) => (value === '' ? t('auth.needed') : null)
  const form = useForm({
    initialValues: {
      name: place?.name ?? '',
      branchId: place?.branchId ?? null,
      latitude: (place?.latitude ?? '') as number | string,
      longitude: (place?.longitude ?? '') as number | string,
      radiusMeters: (place?.radiusMeters ?? 150) as number | string,
      isActive: place?.isActive ?? true,
    },
    validate: {
      name: (value) => (value.trim() ? null : t('auth.needed')),
      latitude: needed,
      longitude: needed,
      radiusMeters: needed,
    },
  })
  const save = useSave(form, {
    send: ({ name, latitude, longitude, radiusMeters, ...rest }, keyFor) => {
      const numbers = { latitude: Number(latitude), longitude: Number(longitude), radiusMeters: Number(radiusMeters) }
      const body = { name: name.trim(), ...numbers, ...rest }
      return place
        ? call(updatePlace, { params: { id: place.id }, body: { ...body, version: place.version } })
        : call(createPlace, { body, idempotencyKey: keyFor(body) })
    },
    saved: ({ place: saved }) => after(t('fence.saved', { name: saved.name })),
    fields: { GEOFENCE_PLACE_NAME_TAKEN: 'name' },
  })
  const here = async () => {
    setAsking(true)
    const position = await currentPosition()
    setAsking(false)
    if (!position) return failed(t('fence.notKnownHere'))
    form.setValues({ latitude: Number(position.latitude.toFixed(6)), longitude: Number(position.longitude.toFixed(6)) })
  }
  const degrees = { decimalScale: 6, hideControls: true, required: true }
  return (
    <form onSubmit={save.submit} noValidate>
      <Unsaved when={save.unsaved} />
      <Stack>
        <TextInput
          label={t('fence.name')}
          required
          data-autofocus
          maxLength={limitsOf(createPlace, 'name').maxLength}
          {...form.getInputProps('name')}
        />
        <SearchSelect
          label={t('fence.for')}
          placeholder={t('fence.everybody')}
          clearable
          source={branchSource}
          knownName={place?.branchName}
          {...form.getInputProps('branchId')}
        />
        <SimpleGrid cols={2}>
          <NumberInput label={t('fence.latitude')} min={-90} max={90} {...degrees} {...form.getInputProps('latitude')} />
          <NumberInput label={t('fence.longitude')} min={-180} max={180} {...degrees} {...form.getInputProps('longitude')} />
        </SimpleGrid>
        <div>
          <Button
            variant="default"
            size="xs"
            loading={asking}
            leftSection={<IconCurrentLocation size={15} aria-hidden />}
            onClick={() => void here()}
          >
            {t('fence.here')}
          </Button>
        </div>
        <NumberInput
          label={t('fence.radiusMeters')}
          description={t('fence.radiusHint')}
          required
          allowDecimal={false}
          min={limitsOf(createPlace, 'radiusMeters').minimum ?? 0}
          max={limitsOf(createPlace, 'radiusMeters').maximum ?? 0}
          {...form.getInputProps('radiusMeters')}
        />
        <Switch label={t('fence.active')} {...form.getInputProps('isActive', { type: 'checkbox' })} />
        <FormFoot error={save.error} pending={save.pending} submit={place ? t('ui.saveChanges') : t('fence.add')} cancel={() => close()} />
      </Stack>
    </form>
  )
}
