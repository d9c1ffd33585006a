import { Clock, Email, event, Fields, Instant, Named, Nullable, OneOf, Text, Type, Version } from '../../core/contract.ts'
import type { Contract, Permission, Static } from '../../core/contract.ts'

export const chatKinds = ['slack', 'teams', 'googleChat'] as const
export type ChatKind = (typeof chatKinds)[number]
export const integrationKinds = ['mail', ...chatKinds] as const
export type IntegrationKind = (typeof integrationKinds)[number]

/** What a daily notice may say. */
export const noticeTopics = ['away', 'joining', 'holidays'] as const
export type NoticeTopic = (typeof noticeTopics)[number]

const mailSettings = {
  host: Type.String({
    pattern: '^[a-zA-Z0-9]([a-zA-Z0-9.:-]*[a-zA-Z0-9])?$',
    maxLength: 253,
    description: 'Name of the mail server',
    examples: ['smtp.example.com'],
  }),
  port: Type.Integer({ minimum: 1, maximum: 65_535 }),
  security: OneOf('tls', 'starttls', 'none'),
  userName: Nullable(Text(254)),
  senderName: Text(80),
  senderEmail: Email,
}
const chatSettings = {
  sendAt: Clock,
  topics: Type.Array(OneOf(...noticeTopics), { minItems: 1, maxItems: noticeTopics.length, uniqueItems: true }),
  language: OneOf('en', 'id'),
}

const Secret = Type.Object({
  isSet: Type.Boolean(),
  lastFour: Nullable(Type.String({ description: 'Its last four characters, where it is long enough to tell nothing by them' })),
})
const standing = {
  isOn: Type.Boolean(),
  secret: Secret,
  workedAt: Nullable(Instant),
  problem: Nullable(Type.String({ description: 'What went wrong since it worked last, as a code of a test' })),
  problemAt: Nullable(Instant),
}

const MailServer = Type.Object({ ...mailSettings, senderEmail: Type.String(), ...standing })
const Channel = Type.Object({ ...chatSettings, ...standing })
const orNone = <T>(schema: object) => Nullable(Type.Unsafe<T>(schema))

export const Integrations = Type.Object({
  mail: orNone<Static<typeof MailServer>>(MailServer),
  slack: orNone<Static<typeof Channel>>(Channel),
  teams: orNone<Static<typeof Channel>>(Channel),
  googleChat: orNone<Static<typeof Channel>>(Channel),
  version: Version,
})
export type Integrations = Static<typeof Integrations>

const MailAsk = Fields({
  ...mailSettings,
  isOn: Type.Boolean(),
  password: Type.Optional(Type.String({ minLength: 1, maxLength: 500, description: 'Left out, the one that is set stays' })),
})
const ChannelAsk = Fields({
  ...chatSettings,
  isOn: Type.Boolean(),
  address: Type.Optional(
    Type.String({
      pattern: '^https?://\\S+$',
      examples: ['https://chat.example.com/hooks/an-example'],
      maxLength: 1000,
      description: 'The address the service gave for incoming messages; left out, the one that is set stays',
    }),
  ),
})
export type MailAsk = Static<typeof MailAsk>
export type ChannelAsk = Static<typeof ChannelAsk>

const managing = { access: 'company.update-integrations' } as const

export const getIntegrations = {
  method: 'GET',
  url: '/company/integrations',
  config: managing,
  schema: {
    summary: 'The services outside that the company is connected to',
    description: 'Passwords and addresses are never shown: only whether one is set, and its last four characters.',
    response: { 200: Named('integrations', Integrations) },
  },
} as const satisfies Contract

export const updateIntegrations = {
  method: 'PATCH',
  url: '/company/integrations',
  config: { ...managing, stepUp: true },
  schema: {
    summary: 'Connect services, change them, or take them away',
    description:
      'Each service is sent whole, or null to take it away; what is left out stays. A password that is set stays only while its server and account stay.',
    body: Type.Object(
      {
        mail: Type.Optional(orNone<MailAsk>(MailAsk)),
        slack: Type.Optional(orNone<ChannelAsk>(ChannelAsk)),
        teams: Type.Optional(orNone<ChannelAsk>(ChannelAsk)),
        googleChat: Type.Optional(orNone<ChannelAsk>(ChannelAsk)),
        version: Type.Optional(Version),
      },
      { additionalProperties: false, minProperties: 1 },
    ),
    response: { 200: Named('integrations', Integrations) },
  },
  examples: {
    body: {
      slack: {
        address: 'https://hooks.slack.com/services/T0000/B0000/an-example',
        sendAt: '09:00',
        topics: ['away', 'joining', 'holidays'],
        language: 'en',
        isOn: true,
      },
    },
  },
} as const satisfies Contract

export const testIntegration = {
  method: 'POST',
  url: '/company/integrations/:kind/test',
  config: { ...managing, ratePerMinute: 10 },
  schema: {
    summary: 'Try a service with what is saved: a mail to whoever asks, or a message into the channel',
    description: 'That it does not work is an answer too: `ok` is false and `code` says why.',
    params: Fields({ kind: OneOf(...integrationKinds) }),
    response: {
      200: Named(
        'test',
        Type.Object({
          ok: Type.Boolean(),
          code: Type.String({
            description:
              'DONE, or ADDRESS_INVALID, ADDRESS_NOT_HTTPS, ADDRESS_REFUSED, NAME_UNKNOWN, NOT_REACHED, TIMED_OUT, CERTIFICATE, REDIRECTED, SIGN_IN_REFUSED, SENDER_REFUSED, NOT_TAKEN',
          }),
          message: Type.String(),
          milliseconds: Type.Integer(),
        }),
      ),
    },
  },
} as const satisfies Contract

export const integrationsChanged = event('company.integrations-changed', '{actor} changed the connected services', Type.Object({}), [
  'secret',
])
export const integrationTested = event(
  'company.integration-tested',
  '{actor} tried the connected service {kind}: {code}',
  Type.Object({ kind: Type.String(), code: Type.String() }),
)

export const permissions = [
  {
    code: 'company.update-integrations',
    title: 'Connect services',
    description: 'The company’s own mail server, and the chat channels that are told who is away.',
    reaches: ['company'],
    sensitive: true,
    roles: {},
  },
] as const satisfies readonly Permission[]
