import type { TracingSettings } from './tracing-variables.ts'
import type { DataType, PipelineDefinition, Stage } from '@syndicate/contracts'
import type { OidcSection } from './oidc-section.ts'

export type NodeEnv = 'development' | 'test' | 'production'

/** What `pnpm grep:*` looks for: regular expressions, and the globs of the places where a match may be. */
export interface SourceIndex {
  readonly patterns: readonly string[]
  readonly allowed: readonly string[]
}

/** How Redis is reached. */
export interface RedisServer {
  readonly url: string
  /** Of a `rediss` URL, each in PEM: whom to trust instead of the usual authorities, and what it asks its clients for. */
  readonly tls?: {
    readonly ca?: string
    readonly cert?: string
    readonly key?: string
    /** The name in its certificate, where that is not the host of the URL. */
    readonly servername?: string
  }
  /** What sentinels ask for, of a `+sentinel` URL. */
  readonly sentinel?: {
    readonly username?: string
    readonly password?: string
  }
}

/** A provider of OpenID Connect that people sign in at. */
export interface OidcSettings extends Readonly<OidcSection> {
  /** None: a public client, which PKCE alone protects. */
  readonly clientSecret?: string
  /** Where people find the console, without a slash at its end; it may have a path. */
  readonly publicUrl: string
}

/** A pipeline that stands in a file, or is built in and stands in none. */
export interface ConfiguredPipeline {
  readonly name: string
  readonly source: 'file' | 'built-in'
  /** Where it stands; what is built in has none. */
  readonly file?: string
  /** Of what is written there: says whether that has changed. */
  readonly hash: string
  /** Null: it is not to be there. */
  readonly definition: PipelineDefinition | null
}

/** The whole configuration, checked, complete with defaults and frozen to the bottom. */
export interface Config {
  readonly nodeEnv: NodeEnv
  /** Least of what is written to the log; that a process starts or stops always is. */
  readonly logLevel: string
  /** Where traces go; none: nobody traces. */
  readonly tracing?: TracingSettings
  /** 0 takes any free port. */
  readonly port: number
  readonly databaseUrl?: string
  readonly redis?: RedisServer
  /** PostgreSQL schema of the catalog. */
  readonly databaseSchema: string
  /** What every Redis key begins with. */
  readonly redisPrefix: string
  /** Where a worker listens, for `/metrics` and `/health` alone; none: nowhere. */
  readonly metricsPort?: number
  /** The file that a worker touches every few seconds; none: it touches nothing. */
  readonly heartbeat?: string
  /** Opens `/metrics`; without one it is closed. */
  readonly metricsToken?: string
  readonly api: {
    readonly auth: {
      readonly jwtSecret: string
      /** Still verifies, while it is being replaced. */
      readonly jwtSecretPrevious?: string
      /** A session that is not renewed ends after this. */
      readonly sessionSeconds: number
      /** However often it is renewed, a session ends this long after its password was shown. */
      readonly longestSessionSeconds: number
      /** Of one user at once; the oldest end. */
      readonly maxSessions: number
      readonly cookieSecure: boolean
      /** Password hashes computed at once. */
      readonly maxHashing: number
      /** None: people sign in with passwords alone. */
      readonly oidc?: OidcSettings
    }
    readonly connectivity: {
      readonly host: string
      /** Of PUBLIC_URL, the path below which people find all that is served, such as `/etl`; empty for none. */
      readonly basePath: string
      /** Origins besides the gateway's own that may connect. */
      readonly allowedOrigins: string[]
      /** Proxy addresses or networks whose X-Forwarded-* headers are believed. */
      readonly trustProxy: string[]
      readonly ws: {
        readonly path: string
        readonly maxPayloadBytes: number
        /** How long telemetry messages are gathered into one run. */
        readonly gatherMs: number
        /** A socket that lets more than this pile up is dropped. */
        readonly maxBufferedBytes: number
        readonly maxSockets: number
      }
    }
    readonly limits: {
      /** Of one user's sessions, in any 60 seconds, over all gateways. */
      readonly requestsPerMinute: number
      /** The same of one API key. Keys get nothing where keys and sessions of a user had as many as the larger of the two. */
      readonly keyRequestsPerMinute: number
      /** Of one address (IPv6: of one /64) without a session. */
      readonly addressRequestsPerMinute: number
      /** Of one address or one user at one gateway: files, `/health`, `/ready`, `/metrics`, and addresses that are none. */
      readonly lightRequestsPerMinute: number
      /** How many gateways share the limits while Redis is away. */
      readonly gateways: number
      /** Uncompressed bytes of one user's inputs from midnight to midnight, UTC. */
      readonly acceptedBytesPerDay: number
      /** Runs of one user that have not ended. */
      readonly unfinishedRuns: number
      /** Open sockets of one user, over all gateways. */
      readonly socketsPerUser: number
      /** Messages of one user over all sockets at one gateway, in any 60 seconds. Large ones count as several. */
      readonly socketMessagesPerMinute: number
      /** Bodies under way at one gateway. */
      readonly uploads: {
        readonly atOnce: number
        readonly atOncePerUser: number
        /** Bytes of bodies that are held before they are stored. */
        readonly memory: number
        readonly memoryPerUser: number
      }
      readonly request: {
        readonly headerBytes: number
        readonly urlLength: number
        readonly queryParameters: number
        /** By then the header must have arrived. */
        readonly headersSeconds: number
        /** By then a body that is parsed whole must have arrived. */
        readonly bodySeconds: number
        /** A peer that has taken or sent next to nothing for so long is dropped. */
        readonly stalledSeconds: number
      }
    }
    readonly etl: {
      readonly maxInputBytes: number
      /** Body of `POST /api/etl/start`. */
      readonly maxBodyBytes: number
      readonly sliceBytes: number
      readonly maxRecordBytes: number
      readonly maxDocumentBytes: number
      /** How many times its size an input may become. */
      readonly maxGrowth: number
      /** The share of chunks, from 0 to 1, that are read back by the worker that has just stored them. */
      readonly auditShare: number
      /** A database larger than this takes no more runs in. */
      readonly maxDatabaseBytes?: number
      /** Replays that a record in quarantine may go through. */
      readonly maxReplays: number
      /** Key of the `hash` step. */
      readonly hashKey: string
      /** Whether that is made of the secret that signs sessions. */
      readonly hashKeyIsDerived: boolean
      readonly pipelineOf: Readonly<Record<DataType, string>>
    }
    readonly client: { readonly cacheSeconds: number }
    readonly schemas: Readonly<Record<string, unknown>>
  }
  /** How alerts are sent, and where they may be. */
  readonly alerts: {
    /** Encrypts addresses and what signs for them: 32 bytes in hex. */
    readonly sealKey: string
    /** What it may have been while `HASH_KEY` was not set, or another secret signed sessions. */
    readonly sealKeysBefore: readonly string[]
    /** Networks of one's own that alerts may be sent to. */
    readonly allow: readonly string[]
    readonly mail?: { readonly url: string; readonly from: string }
    /** Where people find the console. */
    readonly publicUrl?: string
  }
  /** What files say of pipelines, and what is built in where they say nothing; for who applies them. What counts is the catalog's. */
  readonly pipelines: readonly ConfiguredPipeline[]
  readonly performance: {
    readonly concurrency: Readonly<Record<Stage, number>>
    readonly databasePool: number
    /** How long a gateway that was told to end serves on, so that nobody sends it more. */
    readonly drainSeconds: number
    readonly shutdownSeconds: number
    readonly lockSeconds: number
    /** Of one process, for work on records. */
    readonly threads: number
    readonly chunkSeconds: number
    /** Of one thread, in bytes. */
    readonly chunkMemory: number
  }
  /** How long things are kept, in milliseconds; null is forever. */
  readonly retention: {
    /** After the last run over it ended. */
    readonly inputsMs: number | null
    /** Since the head of its dataset stopped showing it. */
    readonly versionsMs: number | null
    readonly quarantineMs: number | null
    readonly auditMs: number | null
    readonly unpublishedRunsMs: number
    readonly unfinishedUploadsMs: number
    /** Events of a topic in Redis, after the last of them. */
    readonly eventsMs: number
    /** The same of a run's own topic. */
    readonly runEventsMs: number
  }
  readonly audit: { readonly indexes: Readonly<Record<string, SourceIndex>> }
  /** Where this process is to fail, for tests; never in production. */
  readonly failPoints?: string
  /** A fail point for tests, which production refuses: a slice that holds this text aborts the process it is transformed in. */
  readonly abortOn?: string
  /** Legal, but worth a line in the log at start. */
  readonly warnings: readonly string[]
}
