import { Type, type Static } from 'typebox'
import { Value } from 'typebox/value'

const optional = <T extends Parameters<typeof Type.Optional>[0]>(schema: T) => Type.Optional(schema)
const seconds = (initial: number) => Type.Integer({ default: initial, minimum: 1 })

/** Every setting there is; nothing else reads `process.env`. `.env.example` says what each is for. */
const Environment = Type.Object({
  NODE_ENV: Type.String({ default: 'development' }),
  HOST: optional(Type.String({ minLength: 1 })),
  PORT: Type.Integer({ default: 5000, minimum: 0, maximum: 65_535 }),
  DATABASE_URL: optional(Type.String({ pattern: '^postgres(ql)?://' })),
  DATABASE_POOL: Type.Integer({ default: 8, minimum: 2, maximum: 500 }),
  MUSTER_DATA_DIR: Type.String({ default: '.muster', minLength: 1 }),
  REDIS_URL: optional(Type.String({ pattern: '^rediss?://' })),
  SMTP_URL: optional(Type.String({ pattern: '^smtps?://' })),
  MAIL_FROM: Type.String({ default: 'Muster <muster@localhost>' }),
  APP_URL: optional(Type.String({ pattern: '^https?://' })),
  ALLOWED_ORIGINS: Type.String({ default: '' }),
  TRUST_PROXY: Type.String({ default: '' }),
  TOKEN_SECRET: optional(Type.String({ minLength: 32 })),
  ACCESS_TOKEN_TTL: seconds(15 * 60),
  REFRESH_TOKEN_TTL: seconds(14 * 24 * 3600),
  RATE_LIMIT_PER_MINUTE: Type.Integer({ default: 600, minimum: 0 }),
  RATE_LIMIT_PUBLIC_PER_MINUTE: Type.Integer({ default: 120, minimum: 0 }),
  MAX_EVENT_LOOP_DELAY_MS: Type.Integer({ default: 2000, minimum: 0 }),
  OUTGOING_ALLOWED: Type.String({ default: '' }),
  SIGNUP: Type.Boolean({ default: true }),
  LOG_LEVEL: Type.Union(
    ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'].map((level) => Type.Literal(level)),
    { default: 'info' },
  ),
  DEMO: optional(Type.Boolean()),
  MUSTER_DEMO_PASSWORD: Type.String({ default: 'muster-demo-2026', minLength: 12 }),
  METRICS_TOKEN: optional(Type.String({ minLength: 16 })),
})

export type Config = Omit<Static<typeof Environment>, 'ALLOWED_ORIGINS' | 'LOG_LEVEL'> & {
  readonly production: boolean
  readonly ALLOWED_ORIGINS: readonly string[]
  readonly LOG_LEVEL: string
  readonly demo: boolean
}

/**
 * Reads the settings. Throws one error that names every setting that is missing or malformed and what was expected.
 * In production the secrets must be given and `DEMO` is refused.
 */
export function readConfig(environment: Readonly<Record<string, string | undefined>> = process.env): Config {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== undefined && value !== ''))
  const settings = Value.Convert(Environment, Value.Default(Environment, Value.Clean(Environment, given))) as Static<typeof Environment>
  const faults = Value.Errors(Environment, settings).map(({ instancePath, message }) => `${instancePath.slice(1) || 'settings'} ${message}`)
  const production = settings.NODE_ENV === 'production'
  if (production) {
    for (const name of ['TOKEN_SECRET', 'APP_URL', 'DATABASE_URL', 'SMTP_URL'] as const) {
      if (!settings[name]) faults.push(`${name} must be set in production`)
    }
    if (settings.DEMO) faults.push('DEMO is refused in production')
  }
  if (faults.length) throw new Error(`The settings are not complete:\n${faults.map((fault) => `  - ${fault}`).join('\n')}`)
  return {
    ...settings,
    production,
    demo: !production && settings.DEMO !== false,
    ALLOWED_ORIGINS: settings.ALLOWED_ORIGINS.split(',')
      .map((origin) => origin.trim())
      .filter(Boolean),
    LOG_LEVEL: String(settings.LOG_LEVEL),
  }
}
