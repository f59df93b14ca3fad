import { randomBytes } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { createBroker, type StageWorker } from '@syndicate/broker'
import { createCatalog } from '@syndicate/catalog'
import { ownDatabase, type OwnDatabase } from '@syndicate/catalog/testing'
import { loadConfig, type Config } from '@syndicate/config'
import { stages, type Role } from '@syndicate/contracts'
import { createPasswords } from '@syndicate/identity'
import { applyConfigured, bindStages, createRunContext, limitsOf, type RunContext } from '@syndicate/runs'
import type { FastifyBaseLogger, FastifyInstance } from 'fastify'
import { inject } from 'vitest'
import { buildApp } from '../src/app.ts'

const file = fileURLToPath(new URL('../../../syndicate.yaml', import.meta.url))
export const jwtSecret = 'a secret for tests, long enough to be taken'
/** What Prometheus would bring. */
export const metricsToken = 'tells-of-figures-and-of-nothing-else-0123'
export const password = 'correct horse battery staple'

export interface OpenGateway {
  app: FastifyInstance
  url: string
  host: string
  config: Config
  database: OwnDatabase
  runs: RunContext
  /** Another gateway on the same catalog and Redis. With `redisUrl`, one that sees another Redis. */
  beside(options?: { redisUrl?: string; changes?: Changes }): Promise<OpenGateway>
  /** Starts a worker for all stages. */
  work(): void
  signIn(role?: Role): Promise<Client>
  /** A new user who signed in. */
  enter(role: Role): Promise<Client & { userId: string; username: string }>
  [Symbol.asyncDispose](): Promise<void>
}

export interface Client {
  cookie: string
  csrf: string
  /** Headers of a change. */
  headers: Record<string, string>
  get(path: string, headers?: Record<string, string>): Promise<Response>
  post(path: string, body?: unknown, headers?: Record<string, string>): Promise<Response>
  send(method: string, path: string, body?: unknown): Promise<Response>
}

export interface Changes {
  etl?: Partial<Config['api']['etl']>
  ws?: Partial<Config['api']['connectivity']['ws']>
  auth?: Partial<Config['api']['auth']>
  connectivity?: Partial<Config['api']['connectivity']>
  limits?: Partial<Config['api']['limits']>
  /** What it is to take for its surroundings. @default test */
  nodeEnv?: Config['nodeEnv']
  /** False: what others change of pipelines is not noticed. */
  follows?: false
  /** None: nobody may see the figures. */
  metricsToken?: null
  log?: FastifyBaseLogger
  consoleDir?: string
  draining?: AbortSignal
  /** Longest a statement may take of what callers ask widely. */
  widelyMs?: number
}

/** Tests ask more often than people. */
const manyRequests = {
  requestsPerMinute: 100_000,
  keyRequestsPerMinute: 100_000,
  addressRequestsPerMinute: 100_000,
  lightRequestsPerMinute: 100_000,
}

/** Those of a gateway that is there already; what is left out, a new one has by itself. */
interface Stores {
  redisUrl?: string | undefined
  prefix?: string
  database?: OwnDatabase
}

/** A listening gateway in a database and under a prefix of its own. `changes` go over these parts of `api`. */
export async function openGateway(changes: Changes = {}, stores: Stores = {}): Promise<OpenGateway> {
  const { redisUrl = inject('redisUrl'), prefix = `t_${randomBytes(6).toString('hex')}` } = stores
  const database = stores.database ?? (await ownDatabase(inject('databases')))
  const loaded = loadConfig({
    file,
    env: {
      NODE_ENV: 'test',
      JWT_SECRET: jwtSecret,
      METRICS_TOKEN: metricsToken,
      PORT: '0',
      SYNDICATE_SCHEMA: database.schema,
      SYNDICATE_PREFIX: prefix,
    },
  })
  const config = withChanges(loaded, changes)
  const catalog = createCatalog({ ...database, poolSize: 6, widelyMs: changes.widelyMs ?? 30_000 })
  const broker = createBroker({ url: redisUrl, prefix })
  const runs = createRunContext({
    catalog,
    broker,
    limits: limitsOf(config.api.etl, config.api.limits),
    hashKey: 'k',
    database,
    performance: config.performance,
    onError: () => {},
  })
  await applyConfigured(runs, config.pipelines)
  const unfollow = changes.follows === false ? () => {} : runs.pipelines.follow()
  const { log, consoleDir, draining } = changes
  const app = await buildApp({
    config,
    catalog,
    broker,
    runs,
    ...(log && { log }),
    ...(consoleDir && { consoleDir }),
    ...(draining && { draining }),
  })
  const url = await app.listen({ host: '127.0.0.1', port: 0 })
  const workers: StageWorker[] = []
  const others: OpenGateway[] = []

  return {
    app,
    url,
    host: new URL(url).host,
    config,
    database,
    runs,
    async beside(options = {}) {
      const other = await openGateway(
        { ...changes, ...options.changes },
        {
          redisUrl: options.redisUrl ?? redisUrl,
          prefix,
          database,
        },
      )
      others.push(other)
      return other
    },
    work() {
      const concurrency = { extract: 1, transform: 1, load: 1, validate: 1 }
      workers.push(...bindStages(runs, { stages: [...stages], concurrency, lockMs: 5_000 }))
    },
    async signIn(role = 'operator') {
      const passwordHash = await createPasswords({ maxHashing: 1 }).hash(password)
      await catalog.users.create({ username: role, passwordHash, role })
      return signIn(url, role)
    },
    async enter(role) {
      const username = `${role}-${randomBytes(4).toString('hex')}`
      const passwordHash = await createPasswords({ maxHashing: 1 }).hash(password)
      const { id: userId } = await catalog.users.create({ username, passwordHash, role })
      return { ...(await signIn(url, username)), userId, username }
    },
    async [Symbol.asyncDispose]() {
      for (const other of others) await other[Symbol.asyncDispose]()
      unfollow()
      await app.close()
      await Promise.all(workers.map((worker) => worker.stop()))
      await broker.close()
      await catalog.close()
      if (!stores.database) await database[Symbol.asyncDispose]()
    },
  }
}

function withChanges(
  loaded: Config,
  { etl, ws, limits, auth, connectivity: more, metricsToken: token, nodeEnv = loaded.nodeEnv }: Changes,
): Config {
  const { metricsToken: given, ...config } = loaded
  const { connectivity } = config.api
  return {
    ...config,
    nodeEnv,
    ...(given !== undefined && token !== null && { metricsToken: given }),
    api: {
      ...config.api,
      limits: { ...config.api.limits, ...manyRequests, ...limits },
      auth: { ...config.api.auth, ...auth },
      etl: { ...config.api.etl, ...etl },
      connectivity: { ...connectivity, ...more, ws: { ...connectivity.ws, ...ws } },
    },
  }
}

export async function signIn(url: string, username: string, secret = password): Promise<Client> {
  const response = await fetch(`${url}/api/auth/login`, json({ username, password: secret }))
  const { csrf } = (await response.json()) as { csrf: string }
  return clientOf(url, cookieOf(response), csrf)
}

export function clientOf(url: string, cookie: string, csrf: string): Client {
  const headers = { cookie, 'x-csrf-token': csrf }
  return {
    cookie,
    csrf,
    headers,
    get: (path, more = {}) => fetch(url + path, { headers: { cookie, ...more } }),
    post: (path, body, more = {}) =>
      fetch(
        url + path,
        body === undefined ? { method: 'POST', headers: { ...headers, ...more } } : json(body, { ...headers, ...more }),
      ),
    send: (method, path, body) =>
      fetch(url + path, body === undefined ? { method, headers } : { ...json(body, headers), method }),
  }
}

/** What a browser would send back. */
export function cookieOf(response: Response): string {
  return response.headers
    .getSetCookie()
    .map((each) => each.split(';', 1)[0])
    .join('; ')
}

/** What a session's token says. */
export function claimsOf(cookie: string): { sid: string; exp: number } {
  const payload = /gsession=[^.]+\.([^.]+)/.exec(cookie)![1]!
  return JSON.parse(Buffer.from(payload, 'base64url').toString()) as { sid: string; exp: number }
}

export function json(body: unknown, headers: Record<string, string> = {}): RequestInit {
  return { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) }
}

/** What `/metrics` says. */
export async function metricsOf(url: string): Promise<string> {
  return (await fetch(`${url}/metrics`, { headers: { authorization: `Bearer ${metricsToken}` } })).text()
}

export async function codeOf(response: Response): Promise<string> {
  return ((await response.json()) as { code: string }).code
}

export async function bodyOf<T>(response: Response): Promise<T> {
  return (await response.json()) as T
}
