import { hostname } from 'node:os'
import { createGuard, startAlerts } from '@syndicate/alerts'
import { createBroker, missingRights } from '@syndicate/broker'
import { createCatalog } from '@syndicate/catalog'
import { ConfigError, loadConfig, type Config } from '@syndicate/config'
import { jobVersion, version } from '@syndicate/contracts'
import { createLog } from '@syndicate/logging'
import { createProcessRegistry } from '@syndicate/metrics'
import {
  armFailPoints,
  bindStages,
  createRunContext,
  eventsKept,
  limitsOf,
  reach,
  startCollector,
  startEraser,
  startReconciler,
} from '@syndicate/runs'
import { openTracing } from '@syndicate/tracing'
import closeWithGrace from 'close-with-grace'
import { readStages } from './arguments.ts'
import { startHeartbeat } from './heartbeat.ts'
import { observeStages } from './metrics/observe-stages.ts'
import { serveMetrics, type MetricsServer } from './metrics/serve-metrics.ts'

const stages = readStages(process.argv.slice(2))
const log = createLog({ app: 'worker' })
const config = readConfiguration()
log.level = config.logLevel
/** Start and stop are told whatever else is. */
const life = log.child({}, { level: 'info' })
life.info({ version, node: process.version }, 'starting')
const { databaseUrl, redis } = config
if (!databaseUrl || !redis) throw new Error('Set DATABASE_URL and REDIS_URL, or name both in the configuration')
if (config.failPoints) armFailPoints(config.failPoints)

const catalog = createCatalog({
  url: databaseUrl,
  schema: config.databaseSchema,
  poolSize: config.performance.databasePool,
  applicationName: 'syndicate-worker',
})
const broker = createBroker({
  ...redis,
  prefix: config.redisPrefix,
  events: eventsKept(config.retention),
  onError: (err, keptBack) => log.warn({ err, keptBack }, 'redis connection'),
})
// Redis may be away now; who waits for it is told of that by the connections.
void missingRights({ ...redis, prefix: config.redisPrefix }).then(
  (lacking) => lacking !== null && log.error(`Redis: ${lacking}`),
  () => {},
)
const tracing = await openTracing(config.tracing, { service: 'syndicate-worker', version, log })
const ctx = createRunContext({
  catalog,
  broker,
  limits: limitsOf(config.api.etl),
  hashKey: config.api.etl.hashKey,
  database: { url: databaseUrl, schema: config.databaseSchema },
  performance: { ...config.performance, abortOn: config.abortOn, failPoints: config.failPoints },
  tracing,
  onError: (err, what, about) => log.error({ err, what, ...about }, 'run protocol'),
})

// Whoever starts workers starts them again until PostgreSQL is there, and reads a line of log each time.
try {
  await catalog.requireSession()
  await catalog.migrate((migration) => life.info(migration, 'migrated'))
} catch (err) {
  log.fatal({ err }, 'PostgreSQL cannot be used')
  process.exit(1)
}
const registry = config.metricsPort === undefined ? null : createProcessRegistry({ app: 'worker', pool: catalog.pool })
const workers = bindStages(ctx, {
  ...(registry && { observer: observeStages(registry, stages) }),
  stages,
  concurrency: config.performance.concurrency,
  lockMs: config.performance.lockSeconds * 1000,
})
const stopReconciler = startReconciler(ctx)
const stopCollector = startCollector(ctx, {
  retention: config.retention,
  onReclaimed: (reclaimed) => log.info({ reclaimed }, 'reclaimed'),
})
const stopEraser = startEraser(ctx, ({ id, dataset, dryRun }) => log.info({ erasure: id, dataset, dryRun }, 'erased'))
const { sealKey, sealKeysBefore, allow, mail, publicUrl } = config.alerts
const stopAlerts = startAlerts({
  alerts: catalog.alerts,
  sealKeys: [sealKey, ...sealKeysBefore],
  guard: createGuard(allow),
  mail,
  publicUrl,
  onClaimed: () => reach('alerts.claimed'),
  onError: (error, what) => log.error({ err: error, what }, 'alerts'),
})
const leave = broker.presence.announce({
  kind: 'worker',
  version,
  jobVersion,
  stages,
  host: hostname(),
  // One more for what must not wait for any other, and two for each thread.
  connections: config.performance.databasePool + 1 + 2 * config.performance.threads,
})
if (config.heartbeat !== undefined) await startHeartbeat(config.heartbeat)
const metrics = await listenForMetrics()
life.info({ stages, version, ...(metrics && { metrics: metrics.url }) }, 'working')

const graceMs = config.performance.shutdownSeconds * 1000
// What the system sends when native code faults: nothing can be trusted then, and a death is noticed and counted where
// a job handed back would only meet its next victim.
const faults = ['SIGILL', 'SIGTRAP', 'SIGABRT', 'SIGBUS', 'SIGFPE', 'SIGSEGV'] as const
// Verbs have the grace to finish; closing connections comes on top.
closeWithGrace({ delay: graceMs + 5_000, logger: log, skip: [...faults] }, async ({ err, signal }) => {
  if (err) log.error({ err }, 'ending after an error')
  else life.info({ signal }, 'stopping')
  await Promise.all([
    leave(),
    stopReconciler(),
    stopCollector(),
    stopEraser(),
    stopAlerts(),
    ...workers.map((worker) => worker.stop()),
  ])
  metrics?.close()
  await ctx.executor.close()
  await ctx.news.flush()
  await broker.close()
  await tracing?.close()
  await catalog.close()
  life.info('stopped')
})

/** Work matters more than its figures: where they cannot be told, that is said, and work goes on. */
async function listenForMetrics(): Promise<MetricsServer | null> {
  if (!registry) return null
  const { metricsPort: port = 0, metricsToken: token } = config
  try {
    return await serveMetrics({ registry, host: config.api.connectivity.host, port, token })
  } catch (err) {
    log.error({ err, port }, 'metrics cannot be told')
    return null
  }
}

/** What is wrong with it is said; where we noticed is nobody's business. */
function readConfiguration(): Config {
  try {
    return loadConfig({ env: process.env })
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    log.fatal(error.message)
    process.exit(1)
  }
}
