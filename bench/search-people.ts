import { chmodSync, closeSync, openSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import type { Client } from 'pg'
import { newId } from '../server/core/ids.ts'
import { gramsOf, indexVersion, wordsOf } from '../server/modules/employees/employees.search.rules.ts'

export type Person = { firstName: string; lastName: string; email: string; number: string; workPhone: string | null; skill: string }
export type Big = { companyId: string; people: Person[]; ids: string[] }

const common = 'María José Anna Muhammad Łukasz Wei Fatima Jürgen Siti Budi Olga Søren Aisha John Priya Chloé Nguyễn Ahmed Sara Ivan'.split(
  ' ',
)
const commonLast =
  'García Andersson Nguyễn Smith Müller Kowalski Hernández Ivanova Haddad Chen Wijaya Okafor Sørensen Johansson Peterson Anderson Andersen Silva Kumar Rossi'.split(
    ' ',
  )
const titles = ['Engineer', 'Designer', 'Analyst', 'Nurse', 'Teacher', 'Driver', 'Accountant', 'Planner', 'Consultant', 'Technician']
const grades = ['Junior', 'Senior', 'Lead', 'Principal', 'Assistant', 'Regional']
const columns = {
  employee: 'company_id, id, employee_number, first_name, last_name, email, joined_on, work_phone, phone',
  employment: 'company_id, id, employee_id, first_day, department_id, manager_id, title',
  employee_skill: 'company_id, employee_id, item_id',
  person_word: 'company_id, word, employee_id, is_personal, is_past',
  person_gram: 'company_id, gram, word',
}
type Table = keyof typeof columns

/**
 * Writes companies of these sizes with COPY, indexed by the same rules as the product's. References are made from the row they
 * name and not checked again; indexes are made at the end. What is returned is of the first company.
 */
export async function fillPeople(client: Client, sizes: readonly number[], dir: string): Promise<Big> {
  await client.query('set session_replication_role = replica; set maintenance_work_mem = 512000; set max_parallel_maintenance_workers = 2')
  await client.query(`alter table person_word drop constraint person_word_pkey; drop index person_word_employee;
    alter table person_gram drop constraint person_gram_pkey`)
  const random = randomFrom(7)
  const firsts = names(3_000, random, common)
  const lasts = names(30_000, random, commonLast)
  let big: Big | undefined
  let sheet = openSheet(client, dir)
  for (const [nth, size] of sizes.entries()) {
    const made = await writeCompany(client, sheet, nth, size, random, firsts, lasts)
    big ??= made
    if (sheet.rows() < 1_500_000) continue
    await sheet.load()
    sheet = openSheet(client, dir)
  }
  await sheet.load()
  await client.query(`alter table person_word add primary key (company_id, word, employee_id) include (is_personal, is_past);
    create index person_word_employee on person_word (company_id, employee_id, word);
    alter table person_gram add primary key (company_id, gram, word)`)
  await client.query('vacuum analyze')
  return big!
}

async function writeCompany(
  client: Client,
  sheet: Sheet,
  nth: number,
  size: number,
  random: () => number,
  firsts: readonly string[],
  lasts: readonly string[],
): Promise<Big> {
  const [companyId, people, ids] = [newId(), [] as Person[], [] as string[]]
  await client.query(
    `insert into company (id, name, subdomain, admin_email, status, plan_code) values ($1, 'Company', $2, 'a@b.test', 'active', 'enterprise')`,
    [companyId, `search-${nth}`],
  )
  await client.query('insert into company_state (company_id, people_index) values ($1, $2)', [companyId, indexVersion])
  const { rows: departments } = await client.query<{ id: string }>(
    `insert into department (company_id, id, code, name) select $1, uuidv7(), 'D' || n, 'Department ' || n from generate_series(1, $2) n returning id`,
    [companyId, Math.max(2, Math.round(size / 500))],
  )
  // Departments of large companies lie in a tree of eight each.
  await client.query(
    `update department d set parent_id = p.id from department p
       where d.company_id = $1 and p.company_id = $1 and substr(d.code, 2)::int > 8 and p.code = 'D' || (substr(d.code, 2)::int / 8)`,
    [companyId],
  )
  const skills = names(200, random)
  const { rows: items } = await client.query<{ id: string }>(
    `insert into catalog_item (company_id, id, kind, name) select $1, uuidv7(), 'skill', u from unnest($2::text[]) u returning id`,
    [companyId, skills],
  )
  const grams = new Set<string>()
  for (let person = 0; person < size; person += 1) {
    const [firstName, lastName] = [pick(firsts, random), pick(lasts, random)]
    const number = String(person + 1).padStart(6, '0')
    const plain = (text: string) => text.normalize('NFD').replace(/[^A-Za-z]/g, '')
    const email =
      `${plain(firstName)}.${plain(lastName)}${random() < 0.3 ? '' : Math.floor(random() * 99)}@company${nth}.test`.toLowerCase()
    const phoneNow = () => `+62 ${21 + Math.floor(random() * 9)} ${1e7 + Math.floor(random() * 8.9e7)}`
    const [workPhone, phone] = [random() < 0.5 ? phoneNow() : null, random() < 0.5 ? phoneNow() : null]
    const title = `${grades[Math.floor(random() * grades.length)]!} ${titles[Math.floor(random() * titles.length)]!}`
    const held = [Math.floor(random() * 200), Math.floor(random() * 200)].slice(0, person % 3)
    const id = newId()
    sheet.add('employee', [companyId, id, number, firstName, lastName, email, '2020-01-06', workPhone, phone])
    sheet.add('employment', [
      companyId,
      newId(),
      id,
      '2020-01-06',
      pick(departments, random).id,
      ids[Math.floor((person - 1) / 8)] ?? null,
      title,
    ])
    for (const skill of new Set(held)) sheet.add('employee_skill', [companyId, id, items[skill]!.id])
    const texts = [title, ...held.map((skill) => skills[skill]!)]
    for (const [word, isPersonal] of wordsOf({ names: [firstName, lastName], texts, email, employeeNumber: number, workPhone, phone })) {
      sheet.add('person_word', [companyId, word, id, isPersonal ? 't' : 'f', 'f'])
      if (grams.has(word)) continue
      grams.add(word)
      for (const gram of gramsOf(word)) sheet.add('person_gram', [companyId, gram, word])
    }
    ids.push(id)
    if (nth === 0) people.push({ firstName, lastName, email, number, workPhone, skill: skills[held[0] ?? 0]! })
  }
  return { companyId, people, ids }
}

type Sheet = ReturnType<typeof openSheet>

/** Rows of several tables, each collected in a file that the server reads. */
function openSheet(client: Client, dir: string) {
  const open = (table: Table) => {
    const file = join(dir, `${table}.copy`)
    return { file, descriptor: openSync(file, 'w'), lines: [] as string[] }
  }
  const files = Object.fromEntries(Object.keys(columns).map((table) => [table, open(table as Table)])) as Record<
    Table,
    ReturnType<typeof open>
  >
  let count = 0
  return {
    rows: () => count,
    add(table: Table, values: readonly (string | null)[]) {
      const file = files[table]
      count += 1
      if (file.lines.push(values.map((value) => value?.replaceAll('\\', '\\\\') ?? '\\N').join('\t')) < 10_000) return
      writeSync(file.descriptor, `${file.lines.splice(0).join('\n')}\n`)
    },
    async load() {
      for (const [table, { file, descriptor, lines }] of Object.entries(files)) {
        if (lines.length > 0) writeSync(descriptor, `${lines.join('\n')}\n`)
        closeSync(descriptor)
        chmodSync(file, 0o644)
        await client.query(`copy ${table} (${columns[table as Table]}) from '${file}'`)
        rmSync(file)
      }
    },
  }
}

/** Names that can be spoken, the first of them far more frequent than the last. */
function names(count: number, random: () => number, first: readonly string[] = []): string[] {
  const parts = [
    'ka',
    'ri',
    'mo',
    'len',
    'sta',
    'vi',
    'tor',
    'an',
    'del',
    'go',
    'mar',
    'ti',
    'no',
    'ber',
    'sen',
    'wa',
    'ja',
    'hu',
    'pe',
    'lis',
  ]
  const [starts, ends] = ['BCDFGHJKLMNPRSTVWYZ'.split(''), ['', 'n', 's', 'son', 'ez', 'ov', 'ski', 'a', 'o', 'i']]
  const all = new Set(first)
  const one = <T>(list: readonly T[]) => list[Math.floor(random() * list.length)]!
  while (all.size < count)
    all.add(
      one(starts) +
        one(['a', 'e', 'i', 'o', 'u']) +
        Array.from({ length: 1 + Math.floor(random() * 2.4) }, () => one(parts)).join('') +
        one(ends),
    )
  return [...all]
}

/** The nth is taken as often as 1/n says, a little flattened: one in fifty people has the most frequent name. */
const pick = <T>(list: readonly T[], random: () => number) =>
  list[Math.floor(list.length ** random() * 0.5 + list.length * random() ** 2 * 0.5) % list.length]!

/** The same numbers in every run. */
export function randomFrom(seed: number) {
  let state = seed
  return () => {
    state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 13), 0x297a2d39)
    mixed ^= mixed >>> 16
    return (mixed >>> 0) / 4294967296
  }
}
