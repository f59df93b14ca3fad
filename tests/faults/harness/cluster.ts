import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { startGateway, startWorker, temporaryState, type ProcessExit, type RunningProcess } from '@syndicate/stack'
import { Redis } from 'ioredis'
import postgres from 'postgres'
import { vi } from 'vitest'
import { signIn, type Client } from '../../acceptance/client.ts'
import { configWith, type ConfigChanges } from '../../acceptance/config-with.ts'
import { startPgBouncer, type PgBouncer } from '../../postgres/pgbouncer.ts'
import { createAppSlot, type AppSlot } from './app-slot.ts'
import { hashKey, measuresConfig } from './oracle.ts'
import { chosenPort, ownPostgres, ownRedis, type OwnService } from './own-service.ts'
import { createRandom, type Random } from './random.ts'
import { projectDir } from './release.ts'
import { standbyOf } from './standby.ts'
import { startTcpProxy, type TcpProxy } from './tcp-proxy.ts'

export type AppKind = 'gateway' | 'worker'

export interface AppSettings {
  /** Further environment by the number of the life, from 1. */
  env?: (life: number) => NodeJS.ProcessEnv
}

/** A whole system of one suite's own: services, gateways and workers as real processes that may all be broken. */
export interface Cluster {
  readonly seed: number
  readonly random: Random
  readonly postgres: OwnService
  /** Has all that is acknowledged, when the cluster has one. */
  readonly standby: OwnService | null
  readonly redis: OwnService
  /** Of the catalog's schema; past any proxy. */
  readonly sql: postgres.Sql
  /** Past any proxy. */
  readonly redisClient: Redis
  /** What every Redis key begins with. */
  readonly prefix: string
  readonly workers: AppSlot[]
  readonly gateways: AppSlot[]
  readonly urls: string[]
  /** Between each kind of app and each service, when the cluster is proxied. */
  readonly links: Record<AppKind, { redis: TcpProxy; postgres: TcpProxy }> | null
  /** What all apps reach PostgreSQL through, when the cluster is pooled. */
  readonly pooler: PgBouncer | null
  /** The developer's session, good at every gateway. */
  readonly user: Client
  /** Processes that ended by themselves. */
  readonly crashes: ProcessExit[]
  addWorker(settings?: AppSettings): AppSlot
  addGateway(settings?: AppSettings): Promise<AppSlot>
  /** Retires the worker or gateway. */
  remove(slot: AppSlot): Promise<void>
  stop(): Promise<void>
}

/** What stands for one server, and takes no part in what is done to that. */
export interface SeveralRedis extends Pick<OwnService, 'url' | 'stop'> {
  client: Redis
  /** What keys begin with, for a name. */
  prefixOf(name: string): string
}

export interface ClusterOptions {
  seed: number
  workers: number
  /** @default 1 */
  gateways?: number
  /** New values of syndicate.yaml by key. */
  set?: NonNullable<ConfigChanges['set']>
  proxied?: boolean
  /** A second PostgreSQL that follows the first, synchronously; apps know both. Not with `proxied` or `pooled`. */
  standby?: boolean
  /** By PgBouncer, which gives out sessions by the transaction. Not with `proxied`. */
  pooled?: boolean
  /** Further environment of the first workers. */
  workerEnv?: NodeJS.ProcessEnv
  /** The folder of the code that each app runs in its n-th life, from 1. @default this project, always */
  release?: (life: number) => string
  /** Several Redis in a folder, which whoever brings them breaks. @default one server */
  redis?: (folder: string, random: Random) => Promise<SeveralRedis>
  /** Where the services keep their data, when not in the cluster's own folder. */
  dataDirs?: { redis?: string; postgres?: string }
}

/** Connections to PostgreSQL of each process. */
export const databasePool = 6

/** Small chunks, so that every worker holds several at any moment; locks that lapse soon. */
const defaults = {
  sliceBytes: '32 KiB',
  // Half of the chunks take the steps one after the other, half go in one.
  auditShare: 0.5,
  lockSeconds: 5,
  shutdownSeconds: 5,
  databasePool,
  requestsPerMinute: 1_000_000,
  addressRequestsPerMinute: 1_000_000,
  lightRequestsPerMinute: 1_000_000,
  unfinishedRuns: 100_000,
}

export async function startCluster(options: ClusterOptions): Promise<Cluster> {
  const { seed } = options
  const random = createRandom(seed)
  const state = temporaryState()
  const file = (name: string) => join(state.path, name)
  const name = `f_${randomBytes(4).toString('hex')}`
  const config = configWith(join(projectDir, 'syndicate.yaml'), file('syndicate.yaml'), {
    ...measuresConfig,
    set: { ...defaults, ...options.set },
  })
  const several = await options.redis?.(file('redis'), random)
  const [postgresService, redisService] = await Promise.all([
    ownPostgres(options.dataDirs?.postgres ?? file('postgres'), file('postgres.log'), random),
    (several as OwnService | undefined) ??
      ownRedis(options.dataDirs?.redis ?? file('redis'), file('redis.log'), random),
  ])
  const links = options.proxied
    ? {
        gateway: await linksTo(redisService, postgresService, random),
        worker: await linksTo(redisService, postgresService, random),
      }
    : null
  const pooler = options.pooled ? await startPgBouncer(postgresService.url, { port: await chosenPort(random) }) : null
  const standby = options.standby
    ? await standbyOf(postgresService, file('standby'), file('standby.log'), random)
    : null
  const anyPostgres = standby ? eitherOf(postgresService, standby) : postgresService.url
  const sql = postgres(anyPostgres, {
    max: 2,
    connection: { search_path: name, application_name: 'faults' },
    onnotice: () => {},
  })
  const redisClient =
    several?.client ?? new Redis(redisService.url, { maxRetriesPerRequest: null, retryStrategy: () => 200 })
  redisClient.on('error', () => {})

  const crashes: ProcessExit[] = []
  const workers: AppSlot[] = []
  const gateways: AppSlot[] = []
  const urls: string[] = []
  let started = 0

  function envOf(kind: AppKind): NodeJS.ProcessEnv {
    return {
      ...process.env,
      NODE_ENV: 'test',
      DATABASE_URL: pooler ? `${pooler.url}?pgbouncer=true` : through(links?.[kind].postgres, anyPostgres),
      REDIS_URL: through(links?.[kind].redis, redisService.url),
      JWT_SECRET: `only for ${name}, which is gone in a minute`,
      HASH_KEY: hashKey,
      SYNDICATE_SCHEMA: name,
      SYNDICATE_PREFIX: name,
      SYNDICATE_CONFIG: config,
    }
  }

  function slotOf(kind: AppKind, start: (app: AppStart) => Promise<RunningProcess>, settings: AppSettings, more = {}) {
    const slotName = `${kind}-${++started}`
    const common = { name: slotName, logFile: file(`${slotName}.log`) }
    const begin = (life: number) =>
      start({
        ...common,
        cwd: options.release?.(life) ?? projectDir,
        env: { ...envOf(kind), ...more, ...settings.env?.(life) },
      })
    return createAppSlot(slotName, begin, (exit) => crashes.push(exit))
  }

  function addWorker(settings: AppSettings = {}): AppSlot {
    const slot = slotOf('worker', startWorker, settings)
    workers.push(slot)
    return slot
  }

  async function addGateway(settings: AppSettings = {}): Promise<AppSlot> {
    const port = await chosenPort(random)
    const begin = async (app: AppStart) => (await startGateway(app)).process
    const slot = slotOf('gateway', begin, settings, { PORT: `${port}` })
    gateways.push(slot)
    urls.push(`http://127.0.0.1:${port}`)
    return slot
  }

  async function remove(slot: AppSlot): Promise<void> {
    if (gateways.includes(slot)) urls.splice(gateways.indexOf(slot), 1)
    for (const slots of [workers, gateways]) if (slots.includes(slot)) slots.splice(slots.indexOf(slot), 1)
    await slot.retire()
  }

  async function stop(): Promise<void> {
    await Promise.all([...gateways, ...workers].map((slot) => slot.retire()))
    // It keeps connections for whoever comes next.
    await pooler?.stop()
    const left = await connectionsLeft(sql)
    redisClient.disconnect()
    await sql.end({ timeout: 1 })
    for (const link of links ? Object.values(links) : []) await Promise.all([link.redis.stop(), link.postgres.stop()])
    await Promise.all([postgresService.stop(), standby?.stop(), redisService.stop()])
    state.remove()
    if (left > 0) throw new Error(`${left} connections to PostgreSQL outlived the processes that had opened them`)
  }

  for (let count = 0; count < (options.gateways ?? 1); count++) await addGateway()
  for (let count = 0; count < options.workers; count++) addWorker({ env: () => options.workerEnv ?? {} })
  try {
    await Promise.all([...gateways, ...workers].map((slot) => slot.ready()))
    const user = await vi.waitFor(() => signIn(urls[0]!), { timeout: 10_000, interval: 200 })
    const services = {
      postgres: postgresService,
      redis: redisService,
      sql,
      redisClient,
      prefix: several?.prefixOf(name) ?? name,
    }
    return {
      seed,
      random,
      ...services,
      workers,
      gateways,
      urls,
      links,
      pooler,
      standby,
      user,
      crashes,
      addWorker,
      addGateway,
      remove,
      stop,
    }
  } catch (error) {
    await stop()
    throw error
  }
}

interface AppStart {
  name: string
  cwd: string
  logFile: string
  env: NodeJS.ProcessEnv
}

/** PostgreSQL may take a moment to see that a client has gone; one that does not answer has no connections to count. */
async function connectionsLeft(sql: postgres.Sql): Promise<number> {
  const count = async () => {
    const [row] = await sql<{ count: number }[]>`
      select count(*)::int from pg_stat_activity where application_name like 'syndicate%'`
    return row!.count
  }
  const gone = vi.waitUntil(async () => (await count()) === 0, { timeout: 10_000, interval: 100 })
  return gone.then(
    () => 0,
    () => count().catch(() => 0),
  )
}

async function linksTo(redis: OwnService, database: OwnService, random: Random) {
  return { redis: await startTcpProxy(redis, random.next), postgres: await startTcpProxy(database, random.next) }
}

/** Whichever of them takes writes. */
function eitherOf(one: OwnService, other: OwnService): string {
  const { host } = new URL(one.url)
  return `${one.url.replace(host, `${host},127.0.0.1:${other.port}`)}?target_session_attrs=read-write`
}

function through(proxy: TcpProxy | undefined, url: string): string {
  if (!proxy) return url
  const address = new URL(url)
  address.port = `${proxy.port}`
  return address.href
}
