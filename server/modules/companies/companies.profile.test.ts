import assert from 'node:assert/strict'
import { test } from 'node:test'
import sharp from 'sharp'
import { onePixel } from '../../../tests/plausible.ts'
import { world } from '../../../tests/world.ts'
import { newId } from '../../core/ids.ts'
import { listLogs } from '../audit/audit.contract.ts'
import { me } from '../auth/auth.contract.ts'
import { getCompany, getSettings, resolveCompany, updateFeatures, updateSettings } from './companies.contract.ts'
import { getBranding, getLogo, removeLogo, updateBranding, updateCompany, uploadLogo } from './companies.profile.contract.ts'

test('the company’s name and contact are changed by who may, with a version, and told with before and after', async (t) => {
  const w = await world(t)
  const { company } = (await w.admin(getCompany)).data
  const body = {
    name: ' Acme Corp ',
    phone: '+62 21 1',
    address: 'Jl. Sudirman 1',
    adminEmail: 'office@acme.test',
    version: company.version,
  }
  const changed = await w.admin(updateCompany, { body })
  assert.deepEqual(
    [changed.data.company.name, changed.data.company.phone, changed.data.company.version],
    ['Acme Corp', '+62 21 1', company.version + 1],
  )
  assert.equal((await w.admin(updateCompany, { body })).error.code, 'STALE_VERSION')
  const powerless = await w.as(['company.update-settings'])
  assert.equal((await powerless(updateCompany, { body: { name: 'Mine' } })).status, 403)
  for (const refused of [{ status: 'active' }, { planCode: 'enterprise' }, { trialEndsAt: null }])
    assert.equal((await w.admin.raw('PATCH', 'company', refused)).status, 400, JSON.stringify(refused))
  const [entry] = (await w.admin(listLogs, { query: { kind: 'company.updated' } })).data.entries
  assert.deepEqual(entry!.changes.map(({ field, after }) => `${field} ${after}`).sort(), [
    'address Jl. Sudirman 1',
    'adminEmail office@acme.test',
    'name Acme Corp',
    'phone +62 21 1',
  ])
  const asApp = w.assembly.deps.door.enterAsSystem(w.companyId, (ctx) =>
    ctx.tx.updateTable('company').set({ planCode: 'enterprise' }).where('id', '=', ctx.companyId).execute(),
  )
  await assert.rejects(asApp, /permission denied/)
})

test('a subdomain is free and not reserved; a domain goes to whoever confirmed an address at it', async (t) => {
  const [w, other] = [await world(t), await world(t)]
  const code = async (body: Record<string, unknown>) => (await w.admin(updateCompany, { body })).error.code
  assert.equal(await code({ subdomain: 'admin' }), 'SUBDOMAIN_RESERVED')
  assert.equal(await code({ subdomain: (await other.admin(getCompany)).data.company.subdomain }), 'COMPANY_SUBDOMAIN_TAKEN')
  const domain = `${newId().slice(-12)}.test`
  await w.rows(`update user_account set email = 'ada@' || $1 where company_id = $company and id = $2`, domain, w.admin.userId)
  assert.equal(await code({ domain }), 'DOMAIN_NOT_YOURS', 'the address is not confirmed')
  await w.rows('update user_account set email_verified_at = now() where company_id = $company')
  assert.equal(await code({ domain: 'gmail.com' }), 'DOMAIN_PUBLIC')
  assert.equal(await code({ domain: 'somebody-else.test' }), 'DOMAIN_NOT_YOURS')
  assert.equal((await w.admin(updateCompany, { body: { domain } })).data.company.domain, domain)
  assert.equal((await w.admin(updateCompany, { body: { domain: null } })).data.company.domain, null)
})

test('a colour that cannot be read in a scheme is a 400 with the figure; one that can is on the sign-in page', async (t) => {
  const w = await world(t)
  const dim = await w.admin(updateBranding, { body: { primaryColor: '#FFD400' } })
  assert.deepEqual([dim.status, dim.error.code], [400, 'COLOUR_CONTRAST'])
  assert.match(dim.error.message, /1\.\d+ : 1 in the light scheme; 4\.5 : 1/)
  assert.match((await w.admin(updateBranding, { body: { primaryColor: '#000000' } })).error.message, /in the dark scheme/)
  const { branding } = (await w.admin(updateBranding, { body: { primaryColor: '#0A7F5B', tagline: ' We make  things ' } })).data
  assert.deepEqual([branding.primaryColor, branding.tagline], ['#0a7f5b', 'We make  things'])
  assert(branding.contrast.light >= 4.5 && branding.contrast.dark >= 4.5)
  const { subdomain } = (await w.admin(getCompany)).data.company
  const seen = async () => (await w.nobody(resolveCompany, { query: { domain: subdomain } })).data.company
  assert.equal((await seen()).primaryColor, '#0a7f5b')
  await w.admin(updateFeatures, { body: { customBranding: false } })
  assert.equal((await w.admin(getBranding)).error.code, 'FEATURE_OFF')
  assert.deepEqual([(await seen()).primaryColor, (await w.admin(me)).data.company.primaryColor], [null, null])
  await w.admin(updateFeatures, { body: { customBranding: true } })
  assert.equal((await seen()).primaryColor, '#0a7f5b', 'what was chosen is kept')
})

test('a logo is written anew, shown to anybody by its address, replaced and removed', async (t) => {
  const w = await world(t)
  const file = await sharp({ create: { width: 1600, height: 400, channels: 4, background: '#0a7f5b80' } })
    .png()
    .withExif({ IFD0: { Copyright: 'a secret' } })
    .toBuffer()
  const { branding } = (await w.admin(uploadLogo, { body: file })).data
  const token = branding.logoUrl!.split('/').at(-1)!
  const shown = await w.nobody(getLogo, { params: { token } })
  const { width, height, format, hasAlpha, exif } = await sharp(shown.bytes).metadata()
  assert.deepEqual([width, height, format, hasAlpha, exif], [512, 128, 'webp', true, undefined])
  const next = (await w.admin(uploadLogo, { body: onePixel })).data.branding.logoUrl!
  assert.notEqual(next, branding.logoUrl)
  assert.equal((await w.nobody(getLogo, { params: { token } })).status, 404, 'the one before')
  assert.equal((await w.admin(uploadLogo, { body: Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>') })).status, 415)
  assert.equal((await w.admin(removeLogo)).status, 200)
  assert.equal((await w.admin(removeLogo)).status, 404)
  assert.equal((await w.admin(getBranding)).data.branding.logoUrl, null)
})

test('data is kept no longer than the plan keeps it', async (t) => {
  const w = await world(t)
  assert.equal((await w.admin(getSettings)).data.settings.dataRetentionDays, null)
  const refused = await w.admin(updateSettings, { body: { dataRetentionDays: 1096 } })
  assert.deepEqual(
    [refused.status, refused.error.code, refused.error.details],
    [422, 'RETENTION_OVER_PLAN', { wanted: 1096, most: 1095, plan: 'professional' }],
  )
  assert.equal((await w.admin(updateSettings, { body: { dataRetentionDays: 1095 } })).data.settings.dataRetentionDays, 1095)
  assert.equal((await w.admin(updateSettings, { body: { dataRetentionDays: null } })).data.settings.dataRetentionDays, null)
})
