import { describeSchema, describeValue } from '@syndicate/definitions'
import Type, { type TSchema } from 'typebox'
import { Check } from 'typebox/schema'
import { databaseUrl, port, redisUrl } from './api-section.ts'
import type { NodeEnv } from './config.ts'
import { ConfigError, type ConfigProblem } from './config-error.ts'
import { LimitsSection } from './limits-section.ts'
import { isNetwork, isProxy } from './network.ts'
import { problemOfUrl } from './service-url.ts'
import { readTracing, type TracingSettings } from './tracing-variables.ts'

export type Variables = Readonly<Record<string, string | undefined>>

const metricsPort = Type.Integer({ minimum: 0, maximum: 65_535 })
/** Those that are numbers. */
const numeric: ReadonlySet<string> = new Set(['PORT', 'METRICS_PORT', 'SYNDICATE_GATEWAYS'])

const schemas = {
  NODE_ENV: Type.Enum(['development', 'test', 'production']),
  LOG_LEVEL: Type.Enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal']),
  PORT: port,
  DATABASE_URL: databaseUrl,
  POSTGRES_PASSWORD: Type.String({ writeOnly: true }),
  REDIS_URL: redisUrl,
  REDIS_PASSWORD: Type.String({ writeOnly: true }),
  REDIS_CA: Type.String({ writeOnly: true }),
  REDIS_CERT: Type.String({ writeOnly: true }),
  REDIS_KEY: Type.String({ writeOnly: true }),
  REDIS_SENTINEL_USERNAME: Type.String(),
  REDIS_SENTINEL_PASSWORD: Type.String({ writeOnly: true }),
  REDIS_SERVERNAME: Type.String({ pattern: '^[A-Za-z0-9.:-]+$', description: 'a name as in a certificate' }),
  JWT_SECRET: Type.String({ writeOnly: true }),
  JWT_SECRET_PREVIOUS: Type.String({ writeOnly: true }),
  METRICS_PORT: metricsPort,
  METRICS_TOKEN: Type.String({
    writeOnly: true,
    pattern: '^[A-Za-z0-9._~+/=-]{32,}$',
    description: 'at least 32 characters of those a bearer token may have',
  }),
  HASH_KEY: Type.String({ writeOnly: true, minLength: 32, description: 'at least 32 characters' }),
  OIDC_CLIENT_SECRET: Type.String({ writeOnly: true, maxLength: 2048, description: 'at most 2,048 characters' }),
  PUBLIC_URL: Type.String({
    pattern: '^https?://[^\\s/?#@]+(/(?!\\.{1,2}(/|$))[A-Za-z0-9._~-]+)*/?$',
    description: 'an address such as https://etl.example.org or https://example.org/etl',
  }),
  SMTP_URL: Type.String({
    writeOnly: true,
    pattern: '^smtps?://[^\\s]+$',
    description: 'a URL such as smtp://user:password@host:587, or smtps:// for TLS from the start',
  }),
  MAIL_FROM: Type.String({
    pattern: '^([^<>\\r\\n]+ <[^\\s<>@]+@[^\\s<>@]+>|[^\\s<>@]+@[^\\s<>@]+)$',
    description: 'an address such as Syndicate <etl@example.org>',
  }),
  ALERTS_ALLOW: Type.String({ description: 'networks such as 10.1.0.0/16,fd00::/8' }),
  SYNDICATE_HOST: Type.String({ pattern: '^[A-Za-z0-9.:-]+$', description: 'an address or host name to listen at' }),
  SYNDICATE_GATEWAYS: LimitsSection.properties.gateways,
  SYNDICATE_HEARTBEAT: Type.String({ pattern: '^/', description: 'the path of a file, from the root' }),
  SYNDICATE_TRUST_PROXY: Type.String({ description: 'addresses or networks such as 127.0.0.1,10.1.0.0/16' }),
  SYNDICATE_SCHEMA: Type.String({
    pattern: '^[a-z_][a-z0-9_]{0,62}$',
    description: 'lower case letters, digits and _',
  }),
  SYNDICATE_FAILPOINTS: Type.String({ pattern: '^[a-z.]+:[^,]+(,[a-z.]+:[^,]+)*$', description: 'point:action, …' }),
  SYNDICATE_ABORT_ON: Type.String({ description: 'nothing: it is a fail point for tests' }),
  SYNDICATE_PREFIX: Type.String({ pattern: '^[A-Za-z0-9_.{}-]{1,64}$', description: 'letters, digits and _ . - { }' }),
} satisfies Record<string, TSchema>

export const variableNames = Object.keys(schemas)
/** Those that may stand in a file. */
export const secretVariables = Object.entries(schemas).flatMap(([name, schema]) =>
  'writeOnly' in schema ? [name] : [],
)

/** What belongs to the URL of Redis. */
export interface RedisVariables {
  password: string | undefined
  /** In PEM. */
  ca: string | undefined
  cert: string | undefined
  key: string | undefined
  /** The name in its certificate, where that is not the host of the URL. */
  servername: string | undefined
  sentinelUsername: string | undefined
  sentinelPassword: string | undefined
}

export interface Environment {
  nodeEnv: NodeEnv
  logLevel: string
  tracing: TracingSettings | undefined
  host: string | undefined
  port: number | undefined
  databaseUrl: string | undefined
  /** For a URL that has none. */
  databasePassword: string | undefined
  redisUrl: string | undefined
  redis: RedisVariables
  jwtSecret: string | undefined
  jwtSecretPrevious: string | undefined
  hashKey: string | undefined
  /** Where a worker listens for whoever asks after its figures. */
  metricsPort: number | undefined
  metricsToken: string | undefined
  oidcClientSecret: string | undefined
  publicUrl: string | undefined
  smtpUrl: string | undefined
  mailFrom: string | undefined
  /** Networks. */
  alertsAllow: string[]
  /** How many share the limits while Redis is away. */
  gateways: number | undefined
  /** The file that a worker touches for as long as it is well. */
  heartbeat: string | undefined
  /** Addresses or networks; none where the file counts. */
  trustProxy: string[]
  databaseSchema: string
  redisPrefix: string
  failPoints: string | undefined
  abortOn: string | undefined
  problems: ConfigProblem[]
}

/** For who needs no more of the configuration. @throws ConfigError when DATABASE_URL or REDIS_URL cannot be used */
export function requireServiceUrls(env: Variables): void {
  const { DATABASE_URL, REDIS_URL } = env
  const { problems } = readEnvironment({ DATABASE_URL, REDIS_URL })
  if (problems.length > 0) throw new ConfigError(problems)
}

/** Reads the variables that override syndicate.yaml. An empty variable counts as not set, as compose files pass them. */
export function readEnvironment(env: Variables): Environment {
  const problems: ConfigProblem[] = []
  const read = (name: keyof typeof schemas): string | undefined => {
    const schema = schemas[name]
    const text = env[name]
    if (!text) return undefined
    const value = numeric.has(name) && /^\d{1,5}$/.test(text) ? Number(text) : text
    if (Check(schema, value)) return text
    problems.push({
      where: 'environment',
      path: name,
      expected: describeSchema(schema),
      got: describeValue(text, schema),
    })
    return undefined
  }
  const readUrl = (name: 'DATABASE_URL' | 'REDIS_URL', which: 'databaseUrl' | 'redisUrl') => {
    const url = read(name)
    const problem = url === undefined ? undefined : problemOfUrl(which, url)
    if (problem) problems.push({ where: 'environment', path: name, ...problem })
    return url
  }
  const readList = (name: 'ALERTS_ALLOW' | 'SYNDICATE_TRUST_PROXY', holds: (text: string) => boolean) => {
    const schema = schemas[name]
    const listed = (read(name) ?? '').split(/[\s,]+/).filter(Boolean)
    for (const each of listed.filter((text) => !holds(text)))
      problems.push({
        where: 'environment',
        path: name,
        expected: describeSchema(schema),
        got: describeValue(each, schema),
      })
    return listed
  }
  const nodeEnv = (read('NODE_ENV') ?? 'development') as NodeEnv
  const abortOn = read('SYNDICATE_ABORT_ON')
  if (abortOn !== undefined && nodeEnv === 'production') {
    problems.push({
      where: 'environment',
      path: 'SYNDICATE_ABORT_ON',
      expected: 'nothing in production',
      got: 'a fail point',
    })
  }
  const smtpUrl = read('SMTP_URL')
  const mailFrom = read('MAIL_FROM')
  if (smtpUrl !== undefined && !env['MAIL_FROM'])
    problems.push({
      where: 'environment',
      path: 'MAIL_FROM',
      expected: 'the sender of mails, with SMTP_URL',
      got: 'nothing',
    })
  const readNumber = (name: 'PORT' | 'METRICS_PORT' | 'SYNDICATE_GATEWAYS') => {
    const text = read(name)
    return text === undefined ? undefined : Number(text)
  }
  const failPoints = read('SYNDICATE_FAILPOINTS')
  if (failPoints !== undefined && env['NODE_ENV'] === 'production') {
    problems.push({
      where: 'environment',
      path: 'SYNDICATE_FAILPOINTS',
      expected: 'nothing in production',
      got: failPoints,
    })
  }
  const { tracing, problems: ofTracing } = readTracing(env)
  problems.push(...ofTracing)
  return {
    nodeEnv,
    logLevel: read('LOG_LEVEL') ?? 'info',
    tracing,
    host: read('SYNDICATE_HOST'),
    port: readNumber('PORT'),
    databaseUrl: readUrl('DATABASE_URL', 'databaseUrl'),
    databasePassword: read('POSTGRES_PASSWORD'),
    redisUrl: readUrl('REDIS_URL', 'redisUrl'),
    redis: {
      password: read('REDIS_PASSWORD'),
      ca: read('REDIS_CA'),
      cert: read('REDIS_CERT'),
      key: read('REDIS_KEY'),
      servername: read('REDIS_SERVERNAME'),
      sentinelUsername: read('REDIS_SENTINEL_USERNAME'),
      sentinelPassword: read('REDIS_SENTINEL_PASSWORD'),
    },
    jwtSecret: read('JWT_SECRET'),
    jwtSecretPrevious: read('JWT_SECRET_PREVIOUS'),
    hashKey: read('HASH_KEY'),
    metricsPort: readNumber('METRICS_PORT'),
    metricsToken: read('METRICS_TOKEN'),
    oidcClientSecret: read('OIDC_CLIENT_SECRET'),
    publicUrl: read('PUBLIC_URL'),
    smtpUrl,
    mailFrom,
    alertsAllow: readList('ALERTS_ALLOW', isNetwork),
    trustProxy: readList('SYNDICATE_TRUST_PROXY', isProxy),
    gateways: readNumber('SYNDICATE_GATEWAYS'),
    heartbeat: read('SYNDICATE_HEARTBEAT'),
    databaseSchema: read('SYNDICATE_SCHEMA') ?? 'syndicate',
    redisPrefix: read('SYNDICATE_PREFIX') ?? 'syndicate',
    failPoints,
    abortOn,
    problems,
  }
}
