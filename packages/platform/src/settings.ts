import { type Static, type TProperties, Type } from 'typebox'
import { Errors } from 'typebox/value'

/**
 * Every setting, read once at boot from the environment. `allowed` is what a message says when a value is wrong, `needs` names
 * the settings without which this one is of no use; docs/settings.md is made from this list (`npx vitest run packages/platform/src/settings.test.ts -u`).
 */
export const settingsSchema = Type.Object({
  DATABASE_URL: Type.Optional(
    Type.String({
      pattern: '^postgres(ql)?://.+',
      description:
        'PostgreSQL 15 or later; a pooler in between has to keep prepared statements. Without it the PostgreSQL that npm brought is started and used.',
      allowed: 'postgres://user:password@host:port/database',
    }),
  ),
  TONGZHOU_DATABASE_CONNECTIONS: Type.Integer({
    minimum: 2,
    maximum: 500,
    default: 10,
    description: 'Connections held to PostgreSQL at most.',
    allowed: 'a whole number from 2 to 500',
  }),
  TONGZHOU_DISTRIBUTED: Type.Optional(
    Type.Enum(['citus'], {
      description:
        'Whether DATABASE_URL is the coordinator of a Citus cluster: then the tables that grow with the membership are moved to ' +
        'its workers at the next start (docs/citus.md).',
      allowed: 'citus',
      needs: ['DATABASE_URL'],
    }),
  ),
  TONGZHOU_DATA_FOLDER: Type.String({
    minLength: 1,
    default: 'data',
    description: 'Where the embedded PostgreSQL, the evidence files and the trial key are kept.',
    allowed: 'a folder; a relative one is taken from the project folder',
  }),
  TONGZHOU_S3_ENDPOINT: Type.Optional(
    Type.String({
      pattern: '^https?://[^?#]+$',
      description:
        'An S3-compatible store for the evidence files, with the next five settings. Without it they lie in the data folder.',
      allowed: 'https://host of the store, without the bucket',
      needs: ['TONGZHOU_S3_BUCKET', 'TONGZHOU_S3_ACCESS_KEY_ID', 'TONGZHOU_S3_SECRET_ACCESS_KEY'],
    }),
  ),
  TONGZHOU_S3_REGION: Type.String({
    minLength: 1,
    default: 'us-east-1',
    description: 'The region by which requests to the S3-compatible store are signed.',
    allowed: 'what the store calls its region',
  }),
  TONGZHOU_S3_BUCKET: Type.Optional(
    Type.String({
      pattern: '^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$',
      description: 'The bucket, which must not be public.',
      allowed: 'the name of a bucket',
    }),
  ),
  TONGZHOU_S3_PREFIX: Type.Optional(
    Type.String({
      pattern: '^([A-Za-z0-9._-]+/)+$',
      description: 'Put before the name of every file in the bucket.',
      allowed: 'names that each end in a slash: evidence/',
    }),
  ),
  TONGZHOU_S3_ACCESS_KEY_ID: Type.Optional(
    Type.String({
      minLength: 1,
      description: 'The key with which the store is called; it needs to get, put, delete and list.',
      allowed: 'the id of an access key',
    }),
  ),
  TONGZHOU_S3_SECRET_ACCESS_KEY: Type.Optional(
    Type.String({
      minLength: 1,
      secret: true,
      description: 'The secret of that key.',
      allowed: 'the secret of an access key',
    }),
  ),
  TONGZHOU_HOST: Type.String({
    minLength: 1,
    default: '127.0.0.1',
    description: 'The address to listen on. Put a TLS proxy in front before you open it to others.',
    allowed: 'an address of this machine, or 0.0.0.0 for all',
  }),
  TONGZHOU_PORT: Type.Integer({
    minimum: 0,
    maximum: 65_535,
    default: 8080,
    description: 'The port to listen on.',
    allowed: 'a port from 1 to 65535, or 0 for a free one',
  }),
  TONGZHOU_PUBLIC_URL: Type.Optional(
    Type.String({
      pattern: '^https?://[^/?#]+$',
      description:
        'The address by which browsers reach the platform; passkeys are bound to it. Without it, host and port.',
      allowed: 'https://host or http://host:port, with nothing after it',
    }),
  ),
  TONGZHOU_TRUSTED_PROXIES: Type.Integer({
    minimum: 0,
    maximum: 10,
    default: 0,
    description: 'How many proxies stand in front; rate limits count the address that the outermost of them saw.',
    allowed: 'a whole number from 0 to 10',
  }),
  TONGZHOU_REQUESTS_PER_MINUTE: Type.Integer({
    minimum: 1,
    maximum: 1_000_000,
    default: 600,
    description: 'Requests of one address per minute; more are answered with 429.',
    allowed: 'a whole number from 1 to 1000000',
  }),
  TONGZHOU_METRICS_TOKEN: Type.Optional(
    Type.String({
      pattern: '^[A-Za-z0-9._-]{16,128}$',
      secret: true,
      description: 'What Prometheus sends as bearer token to /metrics. Without it /metrics answers this machine only.',
      allowed: '16 to 128 letters, digits, dots, hyphens or underscores',
    }),
  ),
  TONGZHOU_PROCESS: Type.Enum(['all', 'server', 'worker'], {
    default: 'all',
    description:
      'What this process does, where several share a database and a data folder: answer requests (server), run the jobs ' +
      '(worker), or both. As many of each as you like; a worker answers health and metrics only.',
    allowed: 'all, server or worker',
  }),
  TONGZHOU_DAYS_WORK_SECONDS: Type.Integer({
    minimum: 1,
    maximum: 3600,
    default: 60,
    description: "The pause between two rounds of the day's work: publicity, sharing, collecting, paying out.",
    allowed: 'a whole number from 1 to 3600',
  }),
  TONGZHOU_DRAIN_SECONDS: Type.Integer({
    minimum: 0,
    maximum: 300,
    default: 3,
    description:
      'How long SIGTERM lets the server go on answering while /readyz says that it stops, so that a balancer sends nothing more: ' +
      "longer than the balancer's pause between two looks. Ctrl-C stops at once.",
    allowed: 'a whole number from 0 to 300',
  }),
  TONGZHOU_STOP_SECONDS: Type.Integer({
    minimum: 1,
    maximum: 300,
    default: 20,
    description: 'How long a stop waits for requests that are being answered.',
    allowed: 'a whole number from 1 to 300',
  }),
  TONGZHOU_LOG_LEVEL: Type.Enum(['fatal', 'error', 'warn', 'info', 'debug', 'silent'], {
    default: 'info',
    description: 'The least grave event that is logged.',
    allowed: 'fatal, error, warn, info, debug or silent',
  }),
  TONGZHOU_GATEWAY_URL: Type.Optional(
    Type.String({
      pattern: '^https?://[^?#]+$',
      description:
        'The payment gateway, which speaks as the built-in one does. Without it the built-in one is started: ' +
        'for trial use only, it moves no money.',
      allowed: 'https://host or http://host:port',
      needs: ['TONGZHOU_GATEWAY_SECRET', 'TONGZHOU_GATEWAY_NOTICE_KEY'],
    }),
  ),
  TONGZHOU_GATEWAY_SECRET: Type.Optional(
    Type.String({
      minLength: 16,
      secret: true,
      description: 'What is sent to the gateway as bearer token. Needed with TONGZHOU_GATEWAY_URL.',
      allowed: '16 characters or more',
    }),
  ),
  TONGZHOU_GATEWAY_NOTICE_KEY: Type.Optional(
    Type.String({
      pattern: '^whpk_[A-Za-z0-9+/=]+$',
      description: "The gateway's public key, which checks its notices. Needed with TONGZHOU_GATEWAY_URL.",
      allowed: 'whpk_ and a key in base64, as the operator of the gateway gave it',
    }),
  ),
  TONGZHOU_AGREEMENT_PAGE: Type.Optional(
    Type.String({
      pattern: '^https?://.+',
      description:
        "The gateway's page on which payers agree to be debited. It leads back to /app/me/payment with accountToken in the address. Without it the app says to ask the operator.",
      allowed: 'https://address of a page',
    }),
  ),
  TONGZHOU_MESSAGE_URL: Type.Optional(
    Type.String({
      pattern: '^https?://.+$',
      description:
        'Your own service that sends text messages: it gets each as a signed POST. Without it messages, sign-in codes among ' +
        'them, are shown at /demo/inbox: for trial use only, whoever sees them can sign in.',
      allowed: 'https://host/path',
      needs: ['TONGZHOU_MESSAGE_SECRET'],
    }),
  ),
  TONGZHOU_MESSAGE_SECRET: Type.Optional(
    Type.String({
      minLength: 16,
      secret: true,
      description: 'Signs what is sent to TONGZHOU_MESSAGE_URL, and is needed with it.',
      allowed: '16 characters or more',
    }),
  ),
  TONGZHOU_LOG_KEY_FILE: Type.Optional(
    Type.String({
      minLength: 1,
      description:
        'The private key that signs the log, made by "tongzhou keys create". Without it keys/log.key in the data folder, made at ' +
        'the first start.',
      allowed: 'a file that its owner alone can read',
    }),
  ),
  TONGZHOU_LOG_S3_BUCKET: Type.Optional(
    Type.String({
      pattern: '^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$',
      description:
        'A bucket of the S3-compatible store for the published log, which may be public. Without it the log lies in the data folder.',
      allowed: 'the name of a bucket',
      needs: ['TONGZHOU_S3_ENDPOINT'],
    }),
  ),
  TONGZHOU_CONSORTIUM_FILE: Type.Optional(
    Type.String({
      minLength: 1,
      description:
        'Who mirrors and countersigns the log, and how many of them make an entry final (docs/consortium.md). Without it trial ' +
        'members are started beside the platform.',
      allowed: 'a JSON file',
    }),
  ),
  TONGZHOU_TRIAL_MEMBERS: Type.Integer({
    minimum: 0,
    maximum: 9,
    default: 4,
    description:
      'Consortium members started as processes beside the platform where TONGZHOU_CONSORTIUM_FILE is not set: for trial use ' +
      'only, they are as honest as this machine. 0: the log is signed by the operator alone.',
    allowed: '0, or 4 to 9',
  }),
  TONGZHOU_MASTER_KEY: Type.Optional(
    Type.String({
      pattern: '^[A-Za-z0-9+/]{43}=$',
      secret: true,
      description:
        'Wraps the keys that personal data is encrypted with. Losing it loses the data. Without it a key for trial use is ' +
        'made once in the data folder.',
      allowed: '32 random bytes in base64: openssl rand -base64 32',
    }),
  ),
})

export type Settings = Readonly<Static<typeof settingsSchema>>

export class WrongSettings extends Error {
  constructor(faults: readonly string[]) {
    super(`Settings are wrong:\n${faults.map((fault) => `  ${fault}`).join('\n')}\nAll of them: docs/settings.md`)
    this.name = 'WrongSettings'
  }
}

type SettingName = keyof typeof settingsSchema.properties
const prefix = 'TONGZHOU_'

/**
 * Reads the settings. An empty variable counts as not set. Throws `WrongSettings`, which names every wrong one and what is
 * allowed; a name that begins like ours and is none of ours is wrong too, so that a misspelt limit is not ignored.
 */
export function readSettings(environment: Readonly<Record<string, string | undefined>>): Settings {
  const properties: TProperties = settingsSchema.properties
  const unknown = Object.keys(environment).filter((name) => name.startsWith(prefix) && !(name in properties))
  const values: Record<string, unknown> = {}
  for (const [name, schema] of Object.entries(properties)) {
    const given = environment[name]
    const value = given === undefined || given === '' ? defaultOf(schema) : convert(given, schema)
    if (value !== undefined) values[name] = value
  }
  const wrong = new Set(Errors(settingsSchema, values).map((error) => error.instancePath.slice(1) as SettingName))
  const faults = [
    ...unknown.map((name) => `${name} is no setting`),
    ...[...wrong].map((name) => wrongValue(name, environment[name] ?? '')),
    ...Object.entries(properties).flatMap(([name, schema]) => missingBeside(name, schema, values)),
  ]
  if (faults.length > 0) throw new WrongSettings(faults)
  return Object.freeze(values) as Settings
}

function wrongValue(name: SettingName, value: string): string {
  const schema = settingsSchema.properties[name] as unknown as Described
  const shown = schema.secret || name === 'DATABASE_URL' ? 'what it is set to' : JSON.stringify(value)
  return `${name}: ${shown} is not ${schema.allowed}`
}

function missingBeside(name: string, schema: object, values: Readonly<Record<string, unknown>>): readonly string[] {
  const missing = ((schema as Described).needs ?? []).filter((needed) => values[needed] === undefined)
  return values[name] === undefined ? [] : missing.map((needed) => `${needed} is not set, but ${name} is`)
}

interface Described {
  readonly type?: string
  readonly default?: unknown
  readonly description: string
  readonly allowed: string
  readonly secret?: boolean
  readonly needs?: readonly string[]
}

function defaultOf(schema: object): unknown {
  return (schema as Described).default
}

/** Whole numbers only in their plain form: typebox's own conversion takes "8.5" for 8 and "0x10" for 16. */
function convert(text: string, schema: object): unknown {
  return (schema as Described).type === 'integer' && /^(0|[1-9]\d{0,9})$/.test(text) ? Number(text) : text
}

/** The text of docs/settings.md. */
export function settingsPage(): string {
  const rows = Object.entries(settingsSchema.properties).map(([name, schema]) => {
    const { description, allowed, default: standard } = schema as unknown as Described
    return `| \`${name}\` | ${description} | ${allowed} | ${standard === undefined ? '' : `\`${standard}\``} |`
  })
  return [
    '# Settings',
    '',
    'All settings are environment variables. A wrong one stops the start with its name and what is allowed.',
    '',
    '| name | what it does | allowed | without it |',
    '|---|---|---|---|',
    ...rows,
    '',
  ].join('\n')
}
