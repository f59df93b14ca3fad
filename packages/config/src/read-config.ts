import { createShapeCheck, type Fault } from '@syndicate/definitions'
import { bytesOf } from './byte-size.ts'
import { ConfigError, type ConfigProblem } from './config-error.ts'
import { ConfigFile } from './config-file.ts'
import type { Config, OidcSettings, RedisServer } from './config.ts'
import { readEnvironment, type Environment, type Variables } from './environment.ts'
import { limitsOf } from './limits-section.ts'
import { isProxy } from './network.ts'
import { placesInFiles, readPipelines, type PipelineSources } from './read-pipelines.ts'
import type { PipelineFile } from './pipeline-file.ts'
import { retentionOf } from './retention-section.ts'
import { resolveOidc } from './resolve-oidc.ts'
import { resolveRedis } from './resolve-redis.ts'
import { resolveSecrets, type Secrets } from './resolve-secrets.ts'
import { problemOfUrl, withPassword } from './service-url.ts'
import { parseSource, type SourceText } from './source-text.ts'

/** Proxies notice within it, and it leaves `shutdownSeconds` within the 40 s that containers are given. */
const drainSecondsInProduction = 10

const checkFile = createShapeCheck(ConfigFile)

export interface ConfigSource {
  text: string
  /** What errors call the text. */
  file: string
  env: Variables
  /** Pipelines in files of their own. @default none */
  folder?: readonly PipelineFile[]
}

/**
 * Turns the text of a syndicate.yaml and the environment into the configuration.
 * @throws ConfigError with every problem found
 */
export function readConfig(configSource: ConfigSource): Config {
  const environment = readEnvironment(configSource.env)
  const { source, value } = parse(configSource)
  const faults = source.problems.length > 0 ? [] : checkFile(value)
  const broken = [...source.problems, ...faults.map(({ path, expected, got }) => source.problemAt(path, expected, got))]
  if (broken.length > 0) throw new ConfigError([...environment.problems, ...broken])

  const settings = value as ConfigFile
  const { pipelines, problems } = readPipelines(sourcesOf(configSource, source, settings))
  const secrets = resolveSecrets(settings, environment, source)
  const { oidc, problems: oidcProblems } = resolveOidc(settings, environment, source)
  const { redis, problems: redisProblems } = resolveRedis(settings, environment)
  const faulty = [...connectivityProblemsOf(settings, source), ...secrets.problems, ...oidcProblems, ...problems]
  const all = [...environment.problems, ...redisProblems, ...faulty]
  if (all.length > 0) throw new ConfigError(all)
  const config = assemble(settings, environment, { secrets, oidc, redis })
  return deepFreeze({
    ...config,
    pipelines,
    warnings: unknownPipelines(config.api.etl.pipelineOf, pipelines),
  })
}

/**
 * What is wrong with pipelines of a configuration, traced to the lines they stand on.
 * @param faults whose paths begin with the pipeline's name
 */
export function errorInPipelines(configSource: ConfigSource, faults: readonly Fault[]): ConfigError {
  const { source, value } = parse(configSource)
  checkFile(value)
  return new ConfigError(placesInFiles(sourcesOf(configSource, source, value as ConfigFile), faults))
}

function parse({ text, file }: ConfigSource): { source: SourceText; value: unknown } {
  const source = parseSource(text, file)
  return { source, value: source.value ?? {} }
}

function sourcesOf({ folder = [] }: ConfigSource, source: SourceText, settings: ConfigFile): PipelineSources {
  return { source, section: settings.pipelines, schemas: settings.api.schemas, folder }
}

/** They may have been made over the API: whoever starts is told, and goes on. */
function unknownPipelines(pipelineOf: object, pipelines: Config['pipelines']): string[] {
  const known = new Set(pipelines.flatMap(({ name, definition }) => (definition ? [name] : [])))
  return Object.entries(pipelineOf)
    .filter(([, name]) => !known.has(name as string))
    .map(([type, name]) => `api.etl.pipelineOf.${type} names ${name}, which is in no file and not built in`)
}

function connectivityProblemsOf({ api: { connectivity } }: ConfigFile, source: SourceText): ConfigProblem[] {
  const path = ['api', 'connectivity']
  const urls = (['databaseUrl', 'redisUrl'] as const).flatMap((which) => {
    const url = connectivity[which]
    const problem = url === undefined ? undefined : problemOfUrl(which, url)
    return problem ? [source.problemAt([...path, which], problem.expected, problem.got)] : []
  })
  const proxies = connectivity.trustProxy.flatMap((proxy, at) =>
    isProxy(proxy)
      ? []
      : [
          source.problemAt(
            [...path, 'trustProxy', at],
            'an address or network such as 10.1.0.0/16',
            JSON.stringify(proxy),
          ),
        ],
  )
  return [...urls, ...proxies]
}

function assemble(
  file: ConfigFile,
  env: Environment,
  { secrets, oidc, redis }: { secrets: Secrets; oidc: OidcSettings | undefined; redis: RedisServer | undefined },
): Omit<Config, 'pipelines' | 'warnings'> {
  const { connectivity, limits, etl, client, schemas } = file.api
  const { allowedOrigins, trustProxy, ws } = connectivity
  const { oidc: _asWritten, ...auth } = file.api.auth
  const url = env.databaseUrl ?? connectivity.databaseUrl
  const databaseUrl =
    url === undefined || env.databasePassword === undefined ? url : withPassword(url, env.databasePassword)
  return {
    nodeEnv: env.nodeEnv,
    logLevel: env.logLevel,
    ...(env.tracing && { tracing: env.tracing }),
    port: env.port ?? connectivity.port,
    ...(databaseUrl !== undefined && { databaseUrl }),
    ...(redis && { redis }),
    databaseSchema: env.databaseSchema,
    redisPrefix: env.redisPrefix,
    ...(env.metricsPort !== undefined && { metricsPort: env.metricsPort }),
    ...(env.metricsToken !== undefined && { metricsToken: env.metricsToken }),
    ...(env.failPoints !== undefined && { failPoints: env.failPoints }),
    ...(env.heartbeat !== undefined && { heartbeat: env.heartbeat }),
    api: {
      auth: {
        ...auth,
        ...(oidc && { oidc }),
        jwtSecret: secrets.jwtSecret,
        ...(env.jwtSecretPrevious !== undefined && { jwtSecretPrevious: env.jwtSecretPrevious }),
      },
      connectivity: {
        host: env.host ?? connectivity.host,
        basePath: env.publicUrl === undefined ? '' : new URL(env.publicUrl).pathname.replace(/\/$/, ''),
        allowedOrigins,
        trustProxy: env.trustProxy.length > 0 ? env.trustProxy : trustProxy,
        ws: { ...ws, maxPayloadBytes: bytesOf(ws.maxPayloadBytes), maxBufferedBytes: bytesOf(ws.maxBufferedBytes) },
      },
      limits: { ...limitsOf(limits), ...(env.gateways !== undefined && { gateways: env.gateways }) },
      etl: {
        maxInputBytes: bytesOf(etl.maxInputBytes),
        maxBodyBytes: bytesOf(etl.maxBodyBytes),
        sliceBytes: bytesOf(etl.sliceBytes),
        maxRecordBytes: bytesOf(etl.maxRecordBytes),
        maxDocumentBytes: bytesOf(etl.maxDocumentBytes),
        maxGrowth: etl.maxGrowth,
        auditShare: etl.auditShare,
        ...(etl.maxDatabaseBytes !== undefined && { maxDatabaseBytes: bytesOf(etl.maxDatabaseBytes) }),
        maxReplays: etl.maxReplays,
        hashKey: secrets.hashKey,
        hashKeyIsDerived: secrets.hashKeyIsDerived,
        pipelineOf: etl.pipelineOf,
      },
      client,
      schemas,
    },
    alerts: {
      sealKey: secrets.sealKey,
      sealKeysBefore: secrets.sealKeysBefore,
      allow: env.alertsAllow,
      ...(env.smtpUrl !== undefined &&
        env.mailFrom !== undefined && { mail: { url: env.smtpUrl, from: env.mailFrom } }),
      ...(env.publicUrl !== undefined && { publicUrl: env.publicUrl }),
    },
    performance: {
      ...file.performance,
      drainSeconds: file.performance.drainSeconds ?? (env.nodeEnv === 'production' ? drainSecondsInProduction : 0),
      chunkMemory: bytesOf(file.performance.chunkMemory),
    },
    retention: retentionOf(file.retention),
    ...(env.abortOn !== undefined && { abortOn: env.abortOn }),
    audit: file.audit,
  }
}

function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value
  for (const part of Object.values(value)) deepFreeze(part)
  return Object.freeze(value)
}
