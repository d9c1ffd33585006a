import { Alert, Box, Button, ColorInput, FileButton, Group, SimpleGrid, Stack, Text, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { IconAlertTriangle, IconCircleCheck } from '@tabler/icons-react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { contrastsOf, darkSurface, leastContrast, unreadableIn } from '../../server/core/colour.rules.ts'
import type { Data } from '../../server/core/contract.ts'
import { getBranding, removeLogo, updateBranding, uploadLogo } from '../../server/modules/companies/companies.profile.contract.ts'
import { call, outdate, q } from '../api.ts'
import { shadesOf } from '../theme.ts'
import { Failed } from '../ui/answer.tsx'
import { FormEnd } from '../ui/form-end.tsx'
import { useFormat } from '../ui/format.ts'
import { done } from '../ui/notify.ts'
import { changesOf, useSave } from '../ui/save.ts'
import { Section } from '../ui/section.tsx'
import { Unsaved } from '../ui/unsaved.tsx'

type Branding = Data<typeof getBranding>['branding']

const OWN = '#3b5bdb'
const { mediaTypes } = uploadLogo.schema.upload
const isColour = (value: string) => /^#[0-9a-f]{6}$/i.test(value)

/** Logo, colour and tagline, with how they will look in both schemes and whether they can be read. */
export function BrandingForm({ branding }: { branding: Branding }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const before = { primaryColor: branding.primaryColor ?? '', tagline: branding.tagline ?? '' }
  const form = useForm({
    initialValues: before,
    validate: { primaryColor: (value) => (value === '' || isColour(value) ? null : t('company.colourForm')) },
  })
  const kept = (words: string) => {
    void outdate(client, '/auth/me', '/company', '/companies/resolve')
    done(words)
  }
  const save = useSave(form, {
    send: (values) => call(updateBranding, { body: { ...changesOf(values, before), version: branding.version } }),
    saved: (data) => {
      client.setQueryData(q(getBranding).queryKey, data)
      kept(t('company.brandingSaved'))
    },
  })
  const upload = useMutation({
    mutationFn: (file: File) => call(uploadLogo, { body: file as never }),
    onSuccess: () => kept(t('company.logoSaved')),
  })
  const remove = useMutation({ mutationFn: () => call(removeLogo), onSuccess: () => kept(t('company.logoRemoved')) })
  const typed = form.values.primaryColor
  const colour = isColour(typed) ? typed : OWN
  const refused = unreadableIn(colour).length > 0
  return (
    <Section title={t('company.branding')}>
      <Unsaved when={save.unsaved} />
      <SimpleGrid cols={{ base: 1, md: 2 }} spacing="xl">
        <form onSubmit={save.submit} noValidate>
          <Stack>
            <ColorInput
              {...form.getInputProps('primaryColor')}
              label={t('company.colour')}
              description={t('company.colourHint')}
              placeholder={OWN}
              format="hex"
              eyeDropperButtonProps={{ 'aria-label': t('company.pickColour') }}
            />
            <Readable colour={colour} />
            <TextInput
              {...form.getInputProps('tagline')}
              label={t('company.tagline')}
              description={t('company.taglineHint')}
              maxLength={120}
            />
            <FormEnd error={save.error} pending={save.pending} submit={t('company.saveBranding')} disabled={!form.isDirty() || refused} />
          </Stack>
        </form>
        <Stack>
          <Text size="sm" fw={500}>
            {t('company.preview')}
          </Text>
          <SimpleGrid cols={2} spacing="sm">
            <Preview branding={branding} colour={colour} tagline={form.values.tagline} dark={false} />
            <Preview branding={branding} colour={colour} tagline={form.values.tagline} dark />
          </SimpleGrid>
          {(upload.error ?? remove.error) && <Failed error={upload.error ?? remove.error} />}
          <Group gap="sm">
            <FileButton accept={mediaTypes.join(',')} onChange={(file) => file && upload.mutate(file)}>
              {(button) => (
                <Button {...button} variant="default" size="xs" loading={upload.isPending}>
                  {t('company.chooseLogo')}
                </Button>
              )}
            </FileButton>
            {branding.logoUrl && (
              <Button variant="subtle" color="bad" size="xs" loading={remove.isPending} onClick={() => remove.mutate()}>
                {t('company.removeLogo')}
              </Button>
            )}
            <Text size="xs" c="dimmed">
              {t('company.logoHint')}
            </Text>
          </Group>
        </Stack>
      </SimpleGrid>
    </Section>
  )
}

/** The contrast in each scheme, with the figure. */
function Readable({ colour }: { colour: string }) {
  const { t } = useTranslation()
  const format = useFormat()
  const found = contrastsOf(colour)
  const refused = unreadableIn(colour)
  return (
    <Alert
      color={refused.length > 0 ? 'bad' : 'good'}
      icon={refused.length > 0 ? <IconAlertTriangle aria-hidden /> : <IconCircleCheck aria-hidden />}
      title={refused.length > 0 ? t('company.unreadable') : t('company.readable')}
      aria-live="polite"
    >
      {(['light', 'dark'] as const).map((scheme) => (
        <Text size="sm" key={scheme}>
          {t(`company.contrast.${scheme}`, { ratio: format.number(found[scheme]), least: format.number(leastContrast) })}
        </Text>
      ))}
    </Alert>
  )
}

/** A piece of a page as it will look; what it shows is said by the form beside it. */
function Preview(props: { branding: Branding; colour: string; tagline: string; dark: boolean }) {
  const { t } = useTranslation()
  const { branding, dark } = props
  const shades = shadesOf(props.colour)
  const [text, line] = dark ? ['#dcdee3', '#343940'] : ['#101318', '#e4e7eb']
  return (
    <Box
      aria-hidden
      p="sm"
      style={{ background: dark ? darkSurface : '#ffffff', color: text, border: `1px solid ${line}`, borderRadius: 12, overflow: 'hidden' }}
    >
      <Group gap={8} wrap="nowrap" mb="sm">
        {branding.logoUrl ? (
          <img src={branding.logoUrl} alt="" className="mark" />
        ) : (
          <span className="mark" data-letter={branding.name.slice(0, 1).toUpperCase()} style={{ background: shades[7] }} />
        )}
        <Box miw={0}>
          <Text size="xs" fw={600} truncate>
            {branding.name}
          </Text>
          <Text fz={10} truncate style={{ opacity: 0.75 }}>
            {props.tagline}
          </Text>
        </Box>
      </Group>
      <Box px={10} py={5} fz={12} fw={600} ta="center" style={{ background: shades[7], color: '#ffffff', borderRadius: 8 }}>
        {t('company.previewButton')}
      </Box>
      <Text size="xs" mt={8} style={{ color: dark ? shades[3] : shades[7] }}>
        {t('company.previewLink')}
      </Text>
    </Box>
  )
}
