import { hostname } from 'node:os'
import { join } from 'node:path'
import { createBroker, missingRights } from '@syndicate/broker'
import { createCatalog } from '@syndicate/catalog'
import { ConfigError, readConfig, readSource } from '@syndicate/config'
import { jobVersion, version } from '@syndicate/contracts'
import { createDevelopmentUser, createPasswords } from '@syndicate/identity'
import { createLog } from '@syndicate/logging'
import { armFailPoints, createRunContext, eventsKept, limitsOf } from '@syndicate/runs'
import { openTracing } from '@syndicate/tracing'
import { buildApp } from './app.ts'
import { applyConfiguration } from './apply-configuration.ts'
import { drainOnSignal } from './drain-on-signal.ts'
import { explainStartFailure } from './explain-start-failure.ts'

const log = createLog({ app: 'gateway' })
/** Start and stop are told whatever else is. */
let life = log
const consoleDir = join(import.meta.dirname, '../../console/dist')
/** Longest a statement may take of what callers ask widely, in milliseconds. */
const widelyMs = 5_000
const closers: (() => Promise<unknown>)[] = []
const draining = new AbortController()
let leaving = { drainMs: 0, graceMs: 10_000 }

try {
  const source = readSource({ env: process.env })
  const config = readConfig(source)
  log.level = config.logLevel
  life = log.child({}, { level: 'info' })
  life.info({ version, node: process.version }, 'starting')
  for (const warning of config.warnings) log.warn(warning)
  if (config.failPoints) armFailPoints(config.failPoints)
  const { drainSeconds, shutdownSeconds } = config.performance
  leaving = { drainMs: drainSeconds * 1000, graceMs: shutdownSeconds * 1000 }
  const { databaseUrl, redis } = config
  if (!databaseUrl || !redis) throw new Error('Set DATABASE_URL and REDIS_URL, or name both in the configuration')

  const catalog = createCatalog({
    url: databaseUrl,
    schema: config.databaseSchema,
    poolSize: config.performance.databasePool,
    applicationName: 'syndicate-gateway',
    widelyMs,
  })
  closers.unshift(() => catalog.close())
  const broker = createBroker({
    ...redis,
    prefix: config.redisPrefix,
    events: eventsKept(config.retention),
    onError: (err, keptBack) => log.warn({ err, keptBack }, 'redis connection'),
  })
  closers.unshift(() => broker.close())
  // Redis may be away now, or for good: neither keeps a gateway from accepting.
  void missingRights({ ...redis, prefix: config.redisPrefix }).then(
    (lacking) => lacking !== null && log.error(`Redis: ${lacking}`),
    () => {},
  )
  const tracing = await openTracing(config.tracing, { service: 'syndicate-gateway', version, log })
  closers.unshift(async () => tracing?.close())
  const runs = createRunContext({
    catalog,
    broker,
    limits: limitsOf(config.api.etl, config.api.limits),
    hashKey: config.api.etl.hashKey,
    performance: config.performance,
    tracing,
    onError: (err, what, about) => log.error({ err, what, ...about }, 'run protocol'),
  })
  closers.unshift(() => runs.executor.close())

  const { dropped } = await catalog.requireSession()
  if (dropped.length > 0) log.warn({ dropped }, 'a pooler before PostgreSQL drops settings of connections')
  await catalog.migrate((migration) => life.info(migration, 'migrated'))
  await applyConfiguration({ source, config, catalog, runs, log })
  const unfollow = runs.pipelines.follow()
  closers.unshift(async () => unfollow())
  const developer = await createDevelopmentUser(config, catalog.users, createPasswords(config.api.auth))
  if (developer) log.warn({ username: developer }, 'a development user with a known password may sign in')

  const app = await buildApp({ config, catalog, broker, runs, log, consoleDir, draining: draining.signal })
  closers.unshift(() => app.close())
  const { host } = config.api.connectivity
  const url = await app.listen({ host, port: config.port, listenTextResolver: () => 'accepting connections' })
  const leave = broker.presence.announce({
    kind: 'gateway',
    version,
    jobVersion,
    stages: [],
    host: hostname(),
    // One more for what must not wait for any other.
    connections: config.performance.databasePool + 1,
  })
  closers.unshift(leave)
  life.info({ url, version }, 'listening')
} catch (error) {
  // What is wrong with the configuration is said; where we noticed is nobody's business.
  log.fatal(error instanceof ConfigError ? {} : { err: error }, explainStartFailure(error))
  process.exitCode = 1
  for (const close of closers) await close().catch((err: unknown) => log.debug({ err }, 'closing'))
}

// Phases in order: no more connections, then Redis, then PostgreSQL.
if (process.exitCode !== 1) {
  drainOnSignal({
    ...leaving,
    drain: () => draining.abort(),
    async close() {
      for (const close of closers) await close()
      life.info('stopped')
    },
    log: life,
  })
}
