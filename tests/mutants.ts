import { glob, readFile } from 'node:fs/promises'

/** One wall taken away: in a source file or in the database, and which tests must notice. */
export type Mutant = {
  readonly name: string
  readonly tests: readonly string[]
  /** Only the tests whose name matches; all of the file when left out. */
  readonly only?: string
} & ({ readonly file: string; readonly from: string; readonly to: string } | { readonly sql: string })

const inTests = (...names: string[]) => names.map((name) => `tests/${name}.test.ts`)

/** Guards by hand: each text must stand in its file exactly once, so that a mutant cannot come to mean nothing unnoticed. */
const guards: readonly (readonly [name: string, file: string, from: string, to: string, ...tests: string[]])[] = [
  // who may
  ['admit skips the permission', 'core/access.ts', 'if (!actor.permissions.has(route.access)) throw', 'if (false) throw', 'access'],
  ['admit skips the feature', 'core/access.ts', 'if (route.feature && !actor.features.has(route.feature))', 'if (false)', 'access'],
  ['admit skips a suspended company', 'core/access.ts', "if (actor.standing === 'suspended' &&", 'if (false &&', 'access'],
  [
    'admit lets everybody into a suspended company',
    'core/access.ts',
    " && actor.permissions.has('company.update-settings'))",
    ')',
    'access',
  ],
  [
    'admit lets expired companies write',
    'core/access.ts',
    "if ((actor.standing === 'expired' ||",
    "if (false && (actor.standing === 'expired' ||",
    'access',
  ],
  ['admit lets cancelled companies write', 'core/access.ts', "|| actor.standing === 'cancelled') && isWrite", ') && isWrite', 'access'],
  ['a trial never ends', 'core/access.rules.ts', 'Date.parse(trialEndsAt) <= Date.parse(now)', 'false', 'access'],
  ['nobody is asked for a token', 'core/http.ts', "if (config.access !== 'public') {", "if (config.access === 'self') {", 'access'],
  ['an archived account still acts', 'core/access.ts', " and u.status = 'active'`.execute", '`.execute', 'access'],
  // in the transaction
  ['the gate ignores the access version', 'core/company-door.ts', 'if (now.accessVersion !== seen.accessVersion) throw stale', '', 'door'],
  ['the gate ignores the session', 'core/company-door.ts', 'if (!now?.sessionOpen) throw', 'if (!now) throw', 'door', 'access'],
  ['reading an actor ignores the session', 'core/company-door.ts', 'if (!found || !gate?.sessionOpen) throw', 'if (!found) throw', 'door'],
  ['a handle works after its transaction', 'core/wire.ts', 'if (hasEnded) return Promise.reject(tooLate())', '', 'door'],
  [
    'what was not sent when a transaction ended is sent all the same',
    'core/wire.ts',
    'line.waiting.filter((statement) => statement.owner === owner)',
    '[] as Statement[]',
    'wire',
  ],
  ['a value that cannot be read ends the process', 'core/wire.ts', 'if (failure) reject(failure)', 'if (failure) throw failure', 'wire'],
  [
    'a failed work is committed',
    'core/company-door.ts',
    "const ended = statements.end('rollback')",
    "const ended = statements.end('commit')",
    'door',
  ],
  ['a GET may write', 'core/company-door.ts', "readOnly ? 'begin read only' : 'begin'", "'begin'", 'door'],
  ['the company outlives its transaction', 'core/company-door.ts', 'set local app.company_id', 'set app.company_id', 'wire'],
  ['nothing is run again', 'core/company-door.ts', 'if (!mayRetry(error) || tries >= 3) throw error', 'throw error', 'door'],
  ['it is run again for ever', 'core/company-door.ts', 'tries >= 3) throw error', 'tries >= 12) throw error', 'door'],
  ['statements need not name the company', 'core/db.ts', 'if (!named.test(text)) throw', 'if (false) throw', 'door'],
  [
    'a strong role is let in',
    'core/db.ts',
    "if (!found || found.role !== 'muster_app' || found.strong || found.owned > 0)",
    'if (!found)',
    'door',
  ],
  // tokens
  ['tokens of any audience', 'core/tokens.ts', "algorithms: ['HS256'], issuer, audience,", "algorithms: ['HS256'], issuer,", 'access'],
  ['tokens of any issuer', 'core/tokens.ts', "algorithms: ['HS256'], issuer, audience,", "algorithms: ['HS256'], audience,", 'access'],
  ['tokens of any kind', 'core/tokens.ts', "typ: 'at+jwt', currentDate", 'currentDate', 'access'],
  ['tokens of any algorithm', 'core/tokens.ts', "algorithms: ['HS256'], issuer", 'issuer', 'access'],
  ['a token seen before never expires', 'core/tokens.ts', 'if (known.expiresAt > now.getTime()) return known', 'return known', 'access'],
  // reach
  [
    'reach without a grant is everything',
    'core/access.ts',
    'if (!reach) return sql<SqlBool>`false`',
    'if (!reach) return sql<SqlBool>`true`',
    'reach',
  ],
  [
    'reach of an account without an employee is everything',
    'core/access.ts',
    'if (!employeeId) return sql<SqlBool>`false`',
    'if (!employeeId) return sql<SqlBool>`true`',
    'reach',
  ],
  ['own reaches the team', 'core/access.ts', "if (reach === 'own') return", "if (reach === 'own' && !employeeId) return", 'reach'],
  ['former and future employments count', 'core/access.ts', ' and ${first} <= ${today}', '', 'reach'],
  ['ended employments count', 'core/access.ts', ' and (${last} is null or ${last} >= ${today})', '', 'reach'],
  [
    'a team is one level deep',
    'core/access.ts',
    "union select t.employee_id from employment as t join below on t.manager_id = below.employee_id where ${inForce(ctx, 't')}",
    '',
    'reach',
  ],
  [
    'a department is without those below',
    'core/access.ts',
    'union select d.id from department as d join below on d.parent_id = below.id where d.company_id = ${companyId}',
    '',
    'reach',
  ],
  [
    'a department holds those above',
    'core/access.ts',
    'select d.id from department as d join below on d.parent_id = below.id where',
    'select d.parent_id from department as d join below on d.id = below.id where',
    'reach',
  ],
  // twice, stale, masked
  ['another request under the same key', 'core/idempotency.ts', 'if (known.requestHash !== requestHash)', 'if (false)', 'idempotency'],
  ['a key that runs is free', 'core/idempotency.ts', 'if (known.status === null) throw', 'if (false) throw', 'idempotency'],
  [
    'a refused request keeps its key',
    'core/idempotency.ts',
    ".deleteFrom('idempotencyKey')",
    ".selectFrom('idempotencyKey').selectAll()",
    'idempotency',
  ],
  ['a stale copy is taken', 'core/version.ts', 'sent !== undefined && sent !== current', 'false', 'http'],
  ['If-Match is not read', 'core/http.ts', 'takeIfMatch(request, schema)\n', '\n', 'http'],
  ['nothing is masked', 'core/events.ts', 'fields.includes(key) || secret.test(key)', 'false', 'secrets'],
  [
    'bodies are open',
    'core/contract.ts',
    'return Type.Object(properties, { additionalProperties: false })',
    'return Type.Object(properties)',
    'shape',
  ],
  ['nobody is told to wait', 'core/rate-limit.ts', 'if (limit.isExceeded) throw', 'if (false) throw', 'http'],
  ['any script may run', 'core/security.ts', '"script-src \'self\'",', "\"script-src 'self' 'unsafe-inline'\",", 'http'],
  [
    'a database newer than the program is used',
    'core/migrate.ts',
    'if (!ours) throw',
    'if (!ours) continue\n    if (false) throw',
    'migrations',
  ],
  ['a changed migration is used', 'core/migrate.ts', 'if (ours.hash !== row.hash) throw', 'if (false) throw', 'migrations'],
  ['nobody waits for the one that migrates', 'core/migrate.ts', "await client.query('select pg_advisory_lock(7304971)')", '', 'migrations'],
  // two at once in the modules
  [
    'the clock starts twice',
    'modules/attendance/clock.service.ts',
    ".where('attendanceClock.state', '=', 'off')",
    '',
    'modules/attendance/clock',
  ],
  [
    'the clock acts in any state',
    'modules/attendance/clock.service.ts',
    ".where('state', 'in', before[act])",
    '',
    'modules/attendance/clock',
  ],
  [
    'a request is decided twice',
    'modules/leave/leave.decision.service.ts',
    ".where('state', '=', state)",
    '',
    'modules/leave/leave.decision',
  ],
  [
    "one's own request is decided",
    'modules/leave/leave.rules.ts',
    'if (decision.deciderEmployeeId === decision.requesterEmployeeId)',
    'if (false)',
    'reach',
  ],
  [
    "one's own request is in the inbox",
    'modules/leave/leave.decision.service.ts',
    "if (ctx.actor.employeeId) query = query.where('r.employeeId', '!=', ctx.actor.employeeId)",
    '',
    'reach',
  ],
  // people
  [
    'a hidden field is written',
    'modules/employees/employees.fields.service.ts',
    'if (group && seen[group] === null)',
    'if (false)',
    'modules/employees/employees.fields',
  ],
  [
    'a reporting line closes',
    'modules/employees/employees.rows.service.ts',
    'if (lines.length > 0) await refuseCycles(ctx, lines)',
    '',
    'modules/employees/employees.history',
  ],
  [
    'a position is given above its headcount',
    'modules/employees/employees.rows.service.ts',
    'for (const { id, positionId, firstDay, lastDay } of seatsNeeded(before, after))',
    'for (const { id, positionId, firstDay, lastDay } of [] as ReturnType<typeof seatsNeeded>)',
    'modules/employees/employees.seats',
  ],
  [
    'what is planned is told to everybody',
    'modules/employees/employees.timeline.service.ts',
    'and (${isTeamShown} or t.first_day <= ${today})',
    '',
    'modules/employees/employees.timeline',
  ],
]

/** Every mutant there is; the reach conditions are found in the sources, so that a new one is tested without being listed. */
export async function allMutants(companyTables: readonly string[]): Promise<Mutant[]> {
  return [...companyTables.flatMap(ofTable), ...ofCatalogue, ...(await ofReach()), ...guards.map(ofGuard)]
}

function ofGuard([name, file, from, to, ...tests]: (typeof guards)[number]): Mutant {
  return {
    name,
    file: `server/${file}`,
    from,
    to,
    tests: tests.map((test) => (test.startsWith('modules/') ? `server/${test}.test.ts` : `tests/${test}.test.ts`)),
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
    ['an index without the company', 'create index holiday_day on holiday (day)'],
    ['a partial index without the company', 'create index holiday_day on holiday (day) where branch_id is null'],
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
      'alter table holiday add foreign key (company_id, branch_id) references branch (company_id, id) on delete cascade',
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
      mutants.push({ name: `${file}:${line} sees everybody: ${place}`, file, from, to, tests: inTests('reach') })
    }
  }
  return mutants
}
