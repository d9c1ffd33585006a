import { mkdir, readdir, rm, writeFile } from 'node:fs/promises'
import { after, before, test } from 'node:test'
import type { TestContext } from 'node:test'
import type { Page } from 'playwright'
import { freshPage, signedIn } from '../e2e/app.ts'
import { openCompany, openOperator, populate } from './companies.ts'
import { committed } from './options.ts'
import { writeIndex } from './index-of-pictures.ts'
import * as pages from './pages.ts'
import { contextOf, options, remarks, sizes, takeAll, type Size } from './take.ts'

before(async () => {
  await mkdir(options.to, { recursive: true })
  for (const name of await readdir(options.to)) if (name.endsWith('.webp') && options.only === '') await rm(`${options.to}/${name}`)
})
after(async () => {
  if (options.only === '') await writeIndex()
  if (options.to !== committed) await writeFile(`${options.to}/remarks.txt`, remarks.map((remark) => `${remark}\n`).join(''))
})

if (options.company === 'empty') {
  test('every page of a company that was just opened', async (t) => {
    const signIn = await openCompany()
    for (const size of sizes) {
      const page = await freshPage(t, contextOf(size))
      await signIn(page)
      await takeAll(page, size, [...pages.ofAdmins, ...(await pages.ofRecords())])
    }
  })
} else {
  test('every page', async (t) => {
    await populate()
    for (const size of sizes) {
      await takeAll(await freshPage(t, contextOf(size)), size, pages.ofStrangers)
      await takeAll(await as(t, 'admin', size), size, [...pages.ofAdmins, ...(await pages.ofRecords())])
      await takeAll(await as(t, 'hr', size), size, pages.ofHr)
      await takeAll(await as(t, 'employee', size), size, pages.ofEmployees)
      await takeAll(await as(t, 'manager', size), size, pages.ofManagers)
      const operator = await freshPage(t, contextOf(size))
      await openOperator(operator)
      await takeAll(operator, size, [...pages.ofOperators, await pages.ofCompany()])
    }
  })
}

const as = (t: TestContext, who: string, size: Size): Promise<Page> =>
  signedIn(t, `${who}@acme.test`, { at: '/account', ...contextOf(size) })
