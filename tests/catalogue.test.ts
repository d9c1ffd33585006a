import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type pg from 'pg'
import { companyTables, connect, open } from './database.ts'

let db: pg.Client
let tables: string[]
after(() => db.end())
before(async () => {
  db = await open('muster_owner')
  tables = await companyTables(db)
  assert(tables.length > 20, `Only ${tables.length} company tables were found`)
})

const list = async <R extends pg.QueryResultRow>(sql: string, ...values: unknown[]) => (await db.query<R>(sql, values)).rows
const names = async (sql: string, ...values: unknown[]) => (await list<{ name: string }>(sql, ...values)).map(({ name }) => name)

/** What belongs to the platform rather than to one company. A new table without company_id must be named here, with its reason. */
const platformTables = {
  company: 'the companies themselves; the app sees its own only',
  company_erasure: 'companies that are gone or going; the app has no right to it',
  known_permission: 'what every company was given already is the same for all of them',
  operator_event: 'what operators did; the app has no right to it',
  operator_recovery_code: 'of operators; the app has no right to it',
  operator_session: 'of operators; the app has no right to it',
  passkey_challenge: 'made before a company is known; the app has no right to it',
  operator: 'accounts of the platform; the app has no right to it',
  plan: 'the same for all companies',
  server_error: 'what went wrong on our side; the app has no right to it',
  schema_migration: 'which migrations were applied',
  sign_in_failure: 'counted before a company is known; the app has no right to it',
}

/** Indexes that do not begin with company_id, each for a search that no single company makes. */
const crossCompanyIndexes = {
  company_logo_token: 'a logo is shown before anybody is signed in, by the address that the company gave it',
  user_account_email: 'sign-in without naming the company asks the platform which companies know an email',
}

const appendOnly =
  /^(domain_event|event_delivery|attendance_entry(_superseded)?|overtime_decision|leave_ledger|leave_lot|leave_encashment(_rate)?|workflow_version|workflow_history|audit_\w+)$/

/** What people wrote, which is erased when the company keeps it no longer, in tables that are only added to otherwise. */
const erasable = { overtime_decision: 'comment', workflow_history: 'comment' }

const inPublic = `relnamespace = 'public'::regnamespace and relkind in ('r', 'p')`

test('every table without company_id is one of the platform, named with its reason', async () => {
  const all = await names(`select relname as name from pg_class where ${inPublic} order by 1`)
  assert.deepEqual(
    all.filter((name) => !tables.includes(name)),
    Object.keys(platformTables).sort(),
  )
})

test('row security is enabled and forced on every company table and on the companies', async () => {
  const open = await names(
    `select relname as name from pg_class where ${inPublic} and relname = any($1) and not (relrowsecurity and relforcerowsecurity)`,
    [...tables, 'company'],
  )
  assert.deepEqual(open, [])
})

test('every company table has exactly the two policies, bound to the company in force for reading and writing', async () => {
  const policies = await list<{ table: string; name: string; kind: string; command: string; roles: string; reads: string; writes: string }>(
    `select tablename as table, policyname as name, permissive as kind, cmd as command, array_to_string(roles, ',') as roles, qual as reads, with_check as writes
     from pg_policies where schemaname = 'public' order by tablename, policyname`,
  )
  const own = '(company_id = current_company())'
  assert.deepEqual(
    policies.filter(({ table }) => table !== 'company'),
    tables.flatMap((table) => [
      { table, name: 'company', kind: 'PERMISSIVE', command: 'ALL', roles: 'muster_app', reads: own, writes: own },
      { table, name: 'platform', kind: 'PERMISSIVE', command: 'ALL', roles: 'muster_system', reads: 'true', writes: 'true' },
    ]),
  )
  assert.deepEqual(
    policies.filter(({ table }) => table === 'company').map(({ name, roles, reads }) => ({ name, roles, reads })),
    [
      { name: 'company', roles: 'muster_app', reads: '(id = current_company())' },
      { name: 'platform', roles: 'muster_system', reads: 'true' },
    ],
  )
})

test('the company in force comes from the transaction alone, and none is no company', async (t) => {
  const [found] = await list<{ body: string; volatility: string; definer: boolean }>(
    `select prosrc as body, provolatile as volatility, prosecdef as definer from pg_proc where proname = 'current_company' and pronamespace = 'public'::regnamespace`,
  )
  assert.equal(found?.volatility, 's')
  assert.equal(found?.definer, false)
  const unset = await connect(t, 'muster_app')
  assert.equal((await unset.query<{ company: string | null }>('select current_company() as company')).rows[0]?.company, null)
  await unset.query(`begin; set local app.company_id = '01990000-0000-7000-8000-000000000001'; commit`)
  assert.equal((await unset.query<{ company: string | null }>('select current_company() as company')).rows[0]?.company, null)
})

test('company_id is required everywhere and is the company in force unless said otherwise', async () => {
  const found = await list(
    `select c.relname as name, a.attnotnull as required, format_type(a.atttypid, a.atttypmod) as type, pg_get_expr(d.adbin, d.adrelid) as initial
     from pg_attribute a join pg_class c on c.oid = a.attrelid left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
     where ${inPublic} and a.attname = 'company_id' order by 1`,
  )
  assert.deepEqual(
    found,
    tables.map((name) => ({ name, required: true, type: 'uuid', initial: 'current_company()' })),
  )
})

test('every key, reference and exclusion of a company table begins with company_id on both sides', async () => {
  const loose = await names(
    `select c.relname || '.' || k.conname as name
     from pg_constraint k join pg_class c on c.oid = k.conrelid join pg_attribute a on a.attrelid = c.oid and a.attname = 'company_id'
       left join pg_class f on f.oid = k.confrelid left join pg_attribute b on b.attrelid = f.oid and b.attname = 'company_id'
     where c.relnamespace = 'public'::regnamespace and k.contype in ('p', 'u', 'f', 'x')
       and not (k.contype = 'f' and f.relname = any($1))
       and (k.conkey[1] <> a.attnum or (k.contype = 'f' and k.confkey[1] is distinct from b.attnum)) order by 1`,
    Object.keys(platformTables),
  )
  assert.deepEqual(loose, [])
  const keyless = await names(
    `select relname as name from pg_class c where ${inPublic} and not exists (select from pg_constraint where conrelid = c.oid and contype = 'p')`,
  )
  assert.deepEqual(keyless, [])
})

test('every index of a company table begins with company_id, but for the named ones', async () => {
  const loose = await names(
    `select i.relname as name from pg_index x join pg_class i on i.oid = x.indexrelid join pg_class c on c.oid = x.indrelid
       join pg_attribute a on a.attrelid = c.oid and a.attname = 'company_id'
     where c.relnamespace = 'public'::regnamespace and x.indkey[0] <> a.attnum order by 1`,
  )
  assert.deepEqual(loose, Object.keys(crossCompanyIndexes))
})

test('no reference deletes or empties rows of another table by itself', async () => {
  const acting = await names(
    `select c.relname || '.' || k.conname as name from pg_constraint k join pg_class c on c.oid = k.conrelid
     where k.contype = 'f' and c.relname = any($1) and (k.confdeltype <> 'a' or k.confupdtype <> 'a')`,
    tables,
  )
  assert.deepEqual(acting, [])
})

test('the app may only add to what is append-only, and nowhere truncate, reference or trigger', async () => {
  const rights = await list<{ name: string; update: boolean; delete: boolean; insert: boolean; strong: boolean }>(
    `select relname as name, has_any_column_privilege('muster_app', oid, 'update') as update, has_table_privilege('muster_app', oid, 'delete') as delete,
       has_any_column_privilege('muster_app', oid, 'insert') as insert,
       has_table_privilege('muster_app', oid, 'truncate') or has_any_column_privilege('muster_app', oid, 'references') or has_table_privilege('muster_app', oid, 'trigger') as strong
     from pg_class where ${inPublic} order by 1`,
  )
  const of = (wanted: (right: (typeof rights)[number]) => boolean) => rights.filter(wanted).map(({ name }) => name)
  assert.deepEqual(
    of(({ name, update, delete: removes }) => appendOnly.test(name) && (removes || (update && !(name in erasable)))),
    [],
  )
  assert.deepEqual(
    await names(
      `select c.relname || '.' || a.attname as name from pg_attribute a join pg_class c on c.oid = a.attrelid
       where c.relname = any($1) and a.attnum > 0 and has_column_privilege('muster_app', c.oid, a.attnum, 'update') order by 1`,
      Object.keys(erasable),
    ),
    Object.entries(erasable).map(([table, column]) => `${table}.${column}`),
    'of what was decided nothing changes but what was said about it',
  )
  assert.deepEqual(
    of(({ name, insert }) => name.startsWith('audit_') && insert),
    [],
    'only the sealer writes seals',
  )
  assert.deepEqual(
    of(({ name, insert, update, delete: removes }) => name in platformTables && (insert || update || removes)),
    ['company'],
  )
  assert.deepEqual(
    await names(`select attname as name from pg_attribute where attrelid = 'company'::regclass and attnum > 0
      and has_column_privilege('muster_app', attrelid, attnum, 'insert, update') order by 1`),
    ['address', 'admin_email', 'domain', 'logo_url', 'name', 'phone', 'primary_color', 'subdomain', 'tagline', 'version'],
    'a company decides nothing of its status, its plan and its trial',
  )
  assert.deepEqual(
    of(({ strong }) => strong),
    [],
  )
  assert.equal(of(({ name }) => appendOnly.test(name)).length, 13)
})

test('nobody but the named roles has any right to a table', async () => {
  const granted = await names(
    `select distinct c.relname || ' to ' || coalesce(r.rolname, 'public') as name
     from pg_class c cross join lateral aclexplode(c.relacl) g left join pg_roles r on r.oid = g.grantee
     where c.relnamespace = 'public'::regnamespace and coalesce(r.rolname, 'public') not in ('muster_owner', 'muster_app', 'muster_system') order by 1`,
  )
  assert.deepEqual(granted, [])
})

test('the app role owns nothing, is bound by row security and may become no other role', async () => {
  const [role] = await list(
    `select rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolreplication,
       (select count(*)::int from pg_shdepend where refclassid = 'pg_authid'::regclass and refobjid = r.oid and deptype = 'o') as owned,
       (select count(*)::int from pg_auth_members where member = r.oid) as memberships,
       has_schema_privilege('muster_app', 'public', 'create') as creates
     from pg_roles r where rolname = 'muster_app'`,
  )
  assert.deepEqual(role, {
    rolsuper: false,
    rolbypassrls: false,
    rolcreaterole: false,
    rolcreatedb: false,
    rolreplication: false,
    owned: 0,
    memberships: 0,
    creates: false,
  })
})

test('no trigger, rule, view or sequence stands between the app and its tables', async () => {
  assert.deepEqual(
    await names(
      `select tgname as name from pg_trigger t join pg_class c on c.oid = t.tgrelid where not tgisinternal and c.relnamespace = 'public'::regnamespace`,
    ),
    [],
  )
  assert.deepEqual(await names(`select rulename as name from pg_rules where schemaname = 'public'`), [])
  assert.deepEqual(
    await names(`select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind in ('v', 'm', 'S', 'f')`),
    [],
  )
})

test('three functions act with more rights than their caller: one enqueues jobs, two count and remove them for the platform alone', async () => {
  const strong = await list(
    `select proname as name, array_to_string(proconfig, ',') as settings from pg_proc p join pg_namespace n on n.oid = p.pronamespace
     where n.nspname = 'public' and prosecdef order by 1`,
  )
  const settings = 'search_path=pg_catalog, pg_temp'
  assert.deepEqual(strong, [
    { name: 'enqueue_job', settings },
    { name: 'job_figures', settings },
    { name: 'remove_jobs', settings },
  ])
  for (const name of ['job_figures', 'remove_jobs']) {
    const [right] = await list<{ app: boolean }>(`select has_function_privilege('muster_app', '${name}(uuid)', 'execute') as app`)
    assert.equal(right!.app, false)
  }
})
