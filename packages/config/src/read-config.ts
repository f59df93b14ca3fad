import type { Fixture } from '@syndicate/contracts'
import { bytesOf } from './byte-size.ts'
import { checkSchemas } from './check-schemas.ts'
import { ConfigError, type ConfigProblem } from './config-error.ts'
import { ConfigFile } from './config-file.ts'
import type { Config } from './config.ts'
import { createShapeCheck } from './create-shape-check.ts'
import { readEnvironment, type Environment, type Variables } from './environment.ts'
import { limitsOf } from './limits-section.ts'
import { resolveRecipes } from './resolve-recipes.ts'
import { retentionOf } from './retention-section.ts'
import { resolveSecrets, type Secrets } from './resolve-secrets.ts'
import { problemOfUrl } from './service-url.ts'
import { parseSource, type SourceText } from './source-text.ts'

const checkFile = createShapeCheck(ConfigFile)

export interface ConfigSource {
  text: string
  /** What errors call the text. */
  file: string
  env: Variables
}

/**
 * Turns the text of a syndicate.yaml and the environment into the configuration.
 * @throws ConfigError with every problem found
 */
export function readConfig({ text, file, env }: ConfigSource): Config {
  const environment = readEnvironment(env)
  const source = parseSource(text, file)
  const value = source.value ?? {}
  const broken = source.problems.length > 0 ? source.problems : checkFile(value, source)
  if (broken.length > 0) throw new ConfigError([...environment.problems, ...broken])

  const settings = value as ConfigFile
  const secrets = resolveSecrets(settings, environment, source)
  const { recipes, writers, problems } = resolveRecipes(settings, source)
  const all = [
    ...environment.problems,
    ...urlProblemsOf(settings, source),
    ...secrets.problems,
    ...checkSchemas(settings.api.schemas, source),
    ...problems,
  ]
  if (all.length > 0) throw new ConfigError(all)
  return deepFreeze({
    ...assemble(settings, environment, secrets),
    recipes,
    writers,
    fixtures: fixturesOf(settings),
    descriptions: descriptionsOf(settings),
  })
}

function urlProblemsOf({ api: { connectivity } }: ConfigFile, source: SourceText): ConfigProblem[] {
  return (['databaseUrl', 'redisUrl'] as const).flatMap((which) => {
    const url = connectivity[which]
    const problem = url === undefined ? undefined : problemOfUrl(which, url)
    return problem ? [source.problemAt(['api', 'connectivity', which], problem.expected, problem.got)] : []
  })
}

function assemble(
  file: ConfigFile,
  env: Environment,
  secrets: Secrets,
): Omit<Config, 'recipes' | 'writers' | 'fixtures' | 'descriptions'> {
  const { auth, connectivity, limits, etl, client, schemas } = file.api
  const { allowedOrigins, trustProxy, ws } = connectivity
  const databaseUrl = env.databaseUrl ?? connectivity.databaseUrl
  const redisUrl = env.redisUrl ?? connectivity.redisUrl
  return {
    nodeEnv: env.nodeEnv,
    port: env.port ?? connectivity.port,
    ...(databaseUrl !== undefined && { databaseUrl }),
    ...(redisUrl !== undefined && { redisUrl }),
    databaseSchema: env.databaseSchema,
    redisPrefix: env.redisPrefix,
    ...(env.metricsToken !== undefined && { metricsToken: env.metricsToken }),
    ...(env.failPoints !== undefined && { failPoints: env.failPoints }),
    api: {
      auth: {
        ...auth,
        jwtSecret: secrets.jwtSecret,
        ...(env.jwtSecretPrevious !== undefined && { jwtSecretPrevious: env.jwtSecretPrevious }),
      },
      connectivity: {
        host: env.host ?? connectivity.host,
        allowedOrigins,
        trustProxy,
        ws: { ...ws, maxPayloadBytes: bytesOf(ws.maxPayloadBytes), maxBufferedBytes: bytesOf(ws.maxBufferedBytes) },
      },
      limits: limitsOf(limits),
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
        pipelineOf: etl.pipelineOf,
      },
      client,
      schemas,
    },
    performance: { ...file.performance, chunkMemory: bytesOf(file.performance.chunkMemory) },
    retention: retentionOf(file.retention),
    ...(env.abortOn !== undefined && { abortOn: env.abortOn }),
    audit: file.audit,
    warnings: secrets.warnings,
  }
}

function fixturesOf(file: ConfigFile): Record<string, readonly Fixture[]> {
  const fixtures: Record<string, readonly Fixture[]> = Object.create(null)
  for (const [name, pipeline] of Object.entries(file.pipelines)) fixtures[name] = pipeline.fixtures
  return fixtures
}

function descriptionsOf(file: ConfigFile): Record<string, string> {
  const descriptions: Record<string, string> = Object.create(null)
  for (const [name, { description }] of Object.entries(file.pipelines))
    if (description !== undefined) descriptions[name] = description
  return descriptions
}

function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value
  for (const part of Object.values(value)) deepFreeze(part)
  return Object.freeze(value)
}
