import assert from 'node:assert/strict'
import { test } from 'node:test'
import { world } from '../../../tests/world.ts'
import { getCompany, resolveCompany } from './companies.contract.ts'

test('a company is found by its domain, its subdomain, an address of its domain and a URL, however they are spelled', async (t) => {
  const w = await world(t)
  const { domain, subdomain, name } = (await w.admin(getCompany)).data.company
  for (const asked of [
    domain!,
    subdomain,
    `somebody@${domain}`,
    `  ${domain!.toUpperCase()} `,
    `https://${domain}/login`,
    `${domain}:443`,
    subdomain.toUpperCase(),
  ]) {
    const found = await w.nobody(resolveCompany, { query: { domain: asked } })
    assert.deepEqual(
      found.data.company,
      { name, domain, subdomain, tagline: null, primaryColor: null, logoUrl: null, signInMethods: ['password'] },
      asked,
    )
  }
})

test('what is no company’s name is 404 with one body, and no part of a name finds anything', async (t) => {
  const w = await world(t)
  const { domain, subdomain, name, id } = (await w.admin(getCompany)).data.company
  const asked = [
    'nobody.test',
    '%',
    '_',
    domain!.slice(1),
    subdomain.slice(0, -1),
    `x${domain}`,
    `${domain}.x`,
    name,
    id,
    "' or true --",
    '@',
    'c-%',
    ' ',
    '*',
    '\u0000x',
  ]
  const bodies = new Set<string>()
  for (const one of asked) {
    const answer = await w.nobody(resolveCompany, { query: { domain: one } })
    if (one.includes('\u0000')) {
      assert.equal(answer.status, 400)
      continue
    }
    assert.equal(answer.status, 404, one)
    const { requestId: _, timestamp: __, ...error } = answer.error
    bodies.add(JSON.stringify(error))
  }
  assert.equal(bodies.size, 1)
})

test('companies are never listed: without a name, and with more than one, it is a 400', async (t) => {
  const { nobody } = await world(t)
  for (const url of [
    'companies/resolve',
    'companies/resolve?domain=',
    'companies/resolve?domain=a.test&domain=b.test',
    'companies/resolve?domain=a.test&limit=5',
  ]) {
    assert.equal((await nobody.raw('GET', url)).status, 400, url)
  }
  const told = await nobody.raw('GET', 'companies')
  assert.equal(told.status, 401, 'the list is for operators')
})

test('finding a company tells nothing that is not on its sign-in page', async (t) => {
  const w = await world(t)
  await w.rows(
    "update company set tagline = 'We care', primary_color = '#3b5bdb', phone = '+62 811', address = 'Jl. Sudirman' where id = $company",
  )
  const found = await w.nobody(resolveCompany, { query: { domain: (await w.admin(getCompany)).data.company.domain! } })
  assert.deepEqual([found.data.company.tagline, found.data.company.primaryColor], ['We care', '#3b5bdb'])
  const text = JSON.stringify(found.json)
  for (const secret of ['+62', 'Sudirman', w.admin.email, w.companyId, 'trial', 'professional']) assert.ok(!text.includes(secret), secret)
})
