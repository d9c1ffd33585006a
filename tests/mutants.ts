import { existsSync } from 'node:fs'
import { glob, readFile } from 'node:fs/promises'
import { guards } from './guards.ts'
import type { Guard } from './guards-access.ts'
import { identityGuards } from './identity-guards.ts'

/** One wall taken away: in a source file or in the database, and which tests must notice. */
export type Mutant = {
  readonly name: string
  readonly tests: readonly string[]
  /** Only the tests whose name matches; all of the file when left out. */
  readonly only?: string
} & ({ readonly file: string; readonly from: string; readonly to: string } | { readonly sql: string })

const inTests = (...names: string[]) => names.map((name) => `tests/${name}.test.ts`)

/** Every mutant there is; the reach conditions are found in the sources, so that a new one is tested without being listed. */
export async function allMutants(companyTables: readonly string[]): Promise<Mutant[]> {
  return [...companyTables.flatMap(ofTable), ...ofCatalogue, ...(await ofReach()), ...[...guards, ...identityGuards].map(ofGuard)]
}

function ofGuard([name, file, from, to, ...tests]: Guard): Mutant {
  return {
    name,
    file: `server/${file}`,
    from,
    to,
    tests: tests.map((test) => (/^(modules|core)\//.test(test) ? `server/${test}.test.ts` : `tests/${test}.test.ts`)),
  }
}

function ofTable(table: string): Mutant[] {
  const sql = `drop policy company on ${table}; create policy company on ${table} to muster_app using (true) with check (true)`
  return [
    { name: `${table}: its policy lets everything through, by catalogue`, sql, tests: inTests('catalogue'), only: 'two policies' },
    { name: `${table}: its policy lets everything through, by rows`, sql, tests: inTests('isolation'), only: 'company in force' },
  ]
}

const ofCatalogue: readonly Mutant[] = (
  [
    ['row security is not forced', 'alter table leave_request no force row level security'],
    ['row security is off', 'alter table leave_request disable row level security'],
    ['a policy reads its company but writes any', 'alter policy company on employee with check (true)'],
    ['a second policy opens the table', 'create policy more on employee to muster_app using (true)'],
    [
      'a table without row security',
      'create table extra (company_id uuid not null default current_company(), id uuid, primary key (company_id, id))',
    ],
    ['a table nobody named', 'create table extra (id uuid primary key)'],
    ['a key without the company', 'alter table holiday add constraint holiday_name unique (name)'],
    [
      'a reference without the company',
      'alter table employee add unique (id); alter table holiday add foreign key (id) references employee (id)',
    ],
    ['an index without the company', 'create index employee_joined on employee (joined_on)'],
    ['a partial index without the company', "create index employee_joined on employee (joined_on) where status = 'active'"],
    ['no company by default', 'alter table holiday alter company_id drop default'],
    ['the ledger may be changed', 'grant update on leave_ledger to muster_app'],
    ['one column of an event may be changed', 'grant update (at) on domain_event to muster_app'],
    ['punches may be removed', 'grant delete on attendance_entry to muster_app'],
    ['the app may truncate', 'grant truncate on holiday to muster_app'],
    ['everybody may read', 'grant select on employee to public'],
    ['the app owns a table', 'grant create on schema public to muster_app; alter table holiday owner to muster_app'],
    [
      'a trigger',
      'create function f() returns trigger language plpgsql as $$ begin return new; end $$; create trigger t before insert on holiday for each row execute function f()',
    ],
    ['a view', 'create view people as select * from employee'],
    ['a function with the rights of its owner', 'create function g() returns int language sql security definer as $$ select 1 $$'],
    [
      'the company in force is made up',
      `create or replace function current_company() returns uuid language sql stable parallel safe return '01990000-0000-7000-8000-000000000000'::uuid`,
    ],
    [
      'rows go with what they refer to',
      'alter table employment add foreign key (company_id, branch_id) references branch (company_id, id) on delete cascade',
    ],
  ] as const
).map(([name, sql]) => ({ name: `catalogue: ${name}`, sql, tests: inTests('catalogue') }))

/** One mutant per place that narrows rows: `.where(visible(…))` is removed, any other `visible(…)` is always true. */
async function ofReach(): Promise<Mutant[]> {
  const mutants: Mutant[] = []
  for (const file of (await Array.fromAsync(glob('server/{core,modules}/**/*.ts'))).sort()) {
    if (file.endsWith('.test.ts') || file === 'server/core/access.ts') continue
    const text = await readFile(file, 'utf8')
    for (const { 0: place, index } of text.matchAll(/\.where\(visible\(ctx, [^()]*\)\)|\bvisible\(ctx, [^()]*\)/g)) {
      // Enough of what stands around it to be found once.
      const [from, line] = [text.slice(Math.max(0, index - 200), index + place.length), text.slice(0, index).split('\n').length]
      const to = from.slice(0, -place.length) + (place.startsWith('.') ? '' : '(sql<boolean>`true`)')
      mutants.push({ name: `${file}:${line} sees everybody: ${place}`, file, from, to, tests: reachTests(file) })
    }
  }
  return mutants
}

/** Where rows are asked for over every reach, and the tests that stand beside the file. */
function reachTests(file: string) {
  const [, folder, name] = /^(server\/modules\/[\w-]+)\/([\w.-]+)\.\w+\.ts$/.exec(file) ?? []
  if (!folder || !name) return inTests('reach')
  if (folder.endsWith('/organization')) return ['chart', 'tree'].map((part) => `${folder}/organization.${part}.test.ts`)
  const beside = [name, name.split('.')[0], testedBy[name]].map((one) => `${folder}/${one}.test.ts`).filter((one) => existsSync(one))
  return [...inTests('reach'), ...new Set(beside)]
}

/** Files whose test has another name than they have. */
const testedBy: Readonly<Record<string, string>> = {
  'access.choices': 'access.delegation',
  'custom-fields.group': 'custom-fields.filter',
  'employees.search': 'employees.list',
  'leave.compensatory': 'leave.earned',
  'leave.encashment': 'leave.earned',
  'leave.evaluate': 'leave.change',
  'leave.person': 'leave.earned',
  leave: 'leave.change',
  overtime: 'policy',
  'roster.member': 'shift',
  'shift.assignment': 'shift',
  'workflows.choices': 'workflows.reach',
  'workflows.execute': 'workflows.reach',
  'workflows.instance': 'workflows.reach',
  range: 'day',
}
