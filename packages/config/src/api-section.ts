import Type from 'typebox'
import { byteSize } from './byte-size.ts'
import { LimitsSection } from './limits-section.ts'
import { OidcSection } from './oidc-section.ts'

const only = { additionalProperties: false }
const section = { ...only, default: {} }

const Auth = Type.Object(
  {
    jwtSecret: Type.Optional(
      Type.String({ writeOnly: true, description: 'text; the environment variable JWT_SECRET is the better place' }),
    ),
    sessionSeconds: Type.Integer({ minimum: 60, maximum: 86_400, default: 3600 }),
    longestSessionSeconds: Type.Integer({ minimum: 60, maximum: 30 * 86_400, default: 12 * 3600 }),
    maxSessions: Type.Integer({ minimum: 1, maximum: 1000, default: 20 }),
    cookieSecure: Type.Boolean({ default: true }),
    maxHashing: Type.Integer({ minimum: 1, maximum: 64, default: 2 }),
    oidc: Type.Optional(OidcSection),
  },
  section,
)

const Socket = Type.Object(
  {
    path: Type.String({
      pattern: '^/[A-Za-z0-9/_-]+$',
      default: '/ws/telemetry',
      description: 'a path such as /ws/telemetry',
    }),
    maxPayloadBytes: byteSize('1 MiB'),
    gatherMs: Type.Integer({ minimum: 0, maximum: 1000, default: 5 }),
    maxBufferedBytes: byteSize('1 MiB'),
    maxSockets: Type.Integer({ minimum: 1, maximum: 1_000_000, default: 10_000 }),
  },
  section,
)

const Url = (pattern: string, description: string) =>
  Type.Optional(Type.String({ writeOnly: true, pattern, description }))

export const databaseUrl = Url('^postgres(ql)?://', 'a URL such as postgres://user:password@host:5432/name')
export const redisUrl = Url(
  '^rediss?(\\+(sentinel|cluster))?://',
  'a URL such as redis://host:6379 or redis+sentinel://host:26379,host:26379/mymaster or redis+cluster://host:6379,host:6379',
)
export const port = Type.Integer({ minimum: 0, maximum: 65_535, default: 3003 })

const Connectivity = Type.Object(
  {
    host: Type.String({ minLength: 1, default: '127.0.0.1' }),
    port,
    allowedOrigins: Type.Array(
      Type.String({ pattern: '^https?://[^/\\s]+$', description: 'an origin such as https://console.example.org' }),
      {
        default: [],
      },
    ),
    trustProxy: Type.Array(Type.String({ minLength: 1 }), {
      default: [],
      description: 'a list of proxy addresses or networks',
    }),
    databaseUrl,
    redisUrl,
    ws: Socket,
  },
  section,
)

const PipelineOf = Type.Object(
  {
    JSON: Type.String({ default: 'records' }),
    YAML: Type.String({ default: 'documents' }),
    BINARY: Type.String({ default: 'binary' }),
    TELEMETRY: Type.String({ default: 'telemetry' }),
  },
  section,
)

const Etl = Type.Object(
  {
    maxInputBytes: byteSize('5 GiB'),
    maxBodyBytes: byteSize('1 MiB'),
    sliceBytes: byteSize('1 MiB'),
    maxRecordBytes: byteSize('8 MiB'),
    maxDocumentBytes: byteSize('1 MiB'),
    maxGrowth: Type.Integer({ minimum: 1, maximum: 1000, default: 32 }),
    auditShare: Type.Number({ minimum: 0, maximum: 1, default: 1 / 64 }),
    maxDatabaseBytes: Type.Optional(byteSize()),
    hashKey: Type.Optional(
      Type.String({
        writeOnly: true,
        minLength: 32,
        description: 'text of at least 32 characters; the environment variable HASH_KEY is the better place',
      }),
    ),
    maxReplays: Type.Integer({ minimum: 1, maximum: 1000, default: 3 }),
    pipelineOf: PipelineOf,
  },
  section,
)

const Client = Type.Object({ cacheSeconds: Type.Integer({ minimum: 0, maximum: 31_536_000, default: 3600 }) }, section)

/** The `api` part of syndicate.yaml. */
export const ApiSection = Type.Object(
  {
    auth: Auth,
    connectivity: Connectivity,
    limits: LimitsSection,
    etl: Etl,
    client: Client,
    schemas: Type.Record(Type.String(), Type.Unknown(), {
      default: {},
      description: 'a mapping of name to JSON Schema',
    }),
  },
  section,
)
