import { randomBytes } from 'node:crypto'
import { createServer as createHttpServer } from 'node:http'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { createBroker, type Broker, type Presence } from '@syndicate/broker'
import { createCatalog, type Catalog } from '@syndicate/catalog'
import { readConfig, type Config } from '@syndicate/config'
import { jobVersion, version, type Finding } from '@syndicate/contracts'
import { diagnose, type SignInProvider } from '@syndicate/diagnosis'
import { createProvider } from '@syndicate/identity'
import { freePort, startPostgres, startRedis, temporaryState, type Service } from '@syndicate/stack'
import { Redis } from 'ioredis'
import postgres from 'postgres'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'

const state = temporaryState()
const here: Presence = { kind: 'worker', version, jobVersion, stages: [], host: 'here', connections: 10 }
const worker: Presence = { ...here, stages: ['extract', 'transform', 'load', 'validate'] }
const gateway: Presence = { ...here, kind: 'gateway' }

/** Servers of its own, for their settings are changed. */
let [redis, database]: Service[] = []
let admin: postgres.Sql
let broker: Broker
let catalog: Catalog
/** Ends what was opened on the way. */
const closers: (() => unknown)[] = []

beforeAll(async () => {
  const place = (name: string) => ({ dataDir: join(state.path, name), logFile: join(state.path, `${name}.log`) })
  ;[redis, database] = await Promise.all([
    startRedis({ ...place('redis'), env: process.env, log: () => {} }),
    startPostgres(place('postgres')),
  ])
  broker = createBroker({ url: redis.url })
  catalog = createCatalog({ url: database.url, poolSize: 2 })
  admin = postgres(database.url, { max: 1, connection: { search_path: 'syndicate' }, onnotice: () => {} })
  await Promise.all([broker.ping(), catalog.migrate()])
})
afterAll(async () => {
  await Promise.all([broker?.close(), catalog?.close(), admin?.end(), ...closers.map((close) => close())])
  await Promise.all([redis?.stop(), database?.stop()])
  state.remove()
})

const configOf = (text = '', env: Record<string, string> = {}): Config =>
  readConfig({
    text,
    file: 'syndicate.yaml',
    env: {
      NODE_ENV: 'test',
      JWT_SECRET: randomBytes(36).toString('base64'),
      DATABASE_URL: database!.url,
      REDIS_URL: redis!.url,
      ...env,
    },
  })

interface Seen {
  config?: Config
  catalog?: Catalog
  broker?: Broker
  provider?: SignInProvider
}

/** What is found of this code and is not well. */
async function found(code: string, seen: Seen = {}): Promise<Finding[]> {
  const { findings } = await diagnose({ config: configOf(), catalog, broker, provider: null, ...seen })
  return findings.filter((finding) => finding.code === code && finding.severity !== 'ok')
}

/** What is broken is found, with what to do, and is gone when it is mended. */
async function expectFound(
  code: string,
  severity: Finding['severity'],
  faults: { break?: () => unknown; mend?: () => unknown; broken?: () => Seen; mended?: () => Seen },
): Promise<Finding> {
  await faults.break?.()
  const findings = await found(code, faults.broken?.())
  expect(findings, code).toMatchObject([{ severity, mend: expect.stringMatching(/\w/) }])
  await faults.mend?.()
  expect(await found(code, faults.mended?.()), code).toEqual([])
  return findings[0]!
}

const run = (command: string) => async () => {
  const client = new Redis(redis!.url)
  const [name, ...args] = command.split(' ')
  await client.call(name!, ...args)
  client.disconnect()
}
const say = (text: string) => () => admin.unsafe(text).simple()
const set = (name: string, value: string) => async () => {
  await say(`alter system set ${name} = ${value}`)()
  await say('select pg_reload_conf()')()
  await vi.waitUntil(async () => (await admin.unsafe(`show ${name}`))[0]![name] === value, 10_000)
}

test.each([
  ['redis-eviction', 'error', 'CONFIG SET maxmemory-policy allkeys-lru', 'CONFIG SET maxmemory-policy noeviction'],
  ['redis-memory', 'warning', 'CONFIG SET maxmemory 0', 'CONFIG SET maxmemory 512mb'],
  ['redis-persistence', 'warning', 'CONFIG SET appendonly no', 'CONFIG SET appendonly yes'],
] as const)('finds %s (%s) after %s', async (code, severity, bad, good) => {
  await expectFound(code, severity, { break: run(bad), mend: run(good) })
})

test('finds what a user of Redis may not, and by the rights it names all is well', async () => {
  await run('ACL SETUSER poor on >pw ~syndicate:* &syndicate:* +@all -eval -evalsha -subscribe')()
  const REDIS_URL = redis!.url.replace(/\/\/.*@/, '//poor:pw@')
  const config = () => ({ config: configOf('', { REDIS_URL }) })
  const [finding] = await found('redis-rights', config())
  const rights = /with (.*)$/.exec(finding!.what)![1]!
  await run(`ACL SETUSER poor ${rights}`)()
  expect(await found('redis-rights', config())).toEqual([])
})

test('finds what PostgreSQL is set to, holds and keeps', async () => {
  await expectFound('postgres-autovacuum', 'warning', {
    break: set('autovacuum', 'off'),
    mend: set('autovacuum', 'on'),
  })
  await expectFound('postgres-slots', 'warning', {
    break: say("select pg_create_physical_replication_slot('left_behind', true)"),
    mend: say("select pg_drop_replication_slot('left_behind')"),
  })
  await expectFound('postgres-size', 'error', {
    broken: () => ({ config: configOf('api: { etl: { maxDatabaseBytes: 1 MiB } }') }),
    mended: () => ({ config: configOf('api: { etl: { maxDatabaseBytes: 10 GiB } }') }),
  })
})

test('finds a database that is older or newer than the program', async () => {
  const newest = '(select max(name) from migrations)'
  const [row] = await admin.unsafe(`select ${newest} as name`)
  await expectFound('migrations', 'error', {
    break: say(`delete from migrations where name = ${newest}`),
    mend: say(`insert into migrations (name) values ('${row!['name']}')`),
  })
  await expectFound('migrations', 'warning', {
    break: say("insert into migrations (name) values ('9999-of-tomorrow.sql')"),
    mend: say("delete from migrations where name = '9999-of-tomorrow.sql'"),
  })
})

test('finds a role that does not own the tables, as after a restore by another', async () => {
  await say(`create role guest login password 'pw'; grant usage, create on schema syndicate to guest;
    grant all on all tables in schema syndicate to guest`)()
  const guest = createCatalog({ url: database!.url.replace(/\/\/.*@/, '//guest:pw@'), poolSize: 1 })
  closers.push(() => guest.close())
  const seen = () => ({ catalog: guest })
  const finding = await expectFound('postgres-rights', 'error', {
    broken: seen,
    mended: seen,
    mend: say('grant syndicate to guest'),
  })
  expect(finding.what).toContain('does not own')
})

test('finds who is missing, too many, of another version, or would take too many connections', async () => {
  expect(await found('workers')).toMatchObject([{ severity: 'error', what: 'No worker is there' }])
  const left: (() => Promise<void>)[] = []
  const announce = async (presence: Presence) => {
    const [other, before] = [createBroker({ url: redis!.url }), await broker.presence.list()]
    await other.ping()
    const leave = other.presence.announce(presence)
    await vi.waitUntil(async () => (await broker.presence.list()).length > before.length, 10_000)
    left.push(() => leave().then(() => other.close()))
  }
  const leave = () => left.pop()!()
  await announce({ ...worker, stages: ['extract'] })
  expect(await found('workers')).toMatchObject([{ what: 'No worker takes jobs of transform, load, validate' }])
  await announce(worker)
  await announce(gateway)
  expect(await found('workers')).toEqual([])

  await expectFound('versions', 'warning', { break: () => announce({ ...worker, version: '0.0.9' }), mend: leave })
  await expectFound('connections', 'warning', { break: () => announce({ ...worker, connections: 500 }), mend: leave })
  await expectFound('gateways', 'warning', {
    break: () => announce(gateway),
    mended: () => ({ config: configOf('api: { limits: { gateways: 2 } }') }),
  })
  while (left.length > 0) await leave()
})

test.each([
  [20_000, 'error', 'ahead of'],
  [-4_000, 'warning', 'behind'],
] as const)('finds a gateway whose clock is %i ms wrong', async (ms, severity, words) => {
  let leave: () => Promise<void>
  const arrive = async () => {
    leave = broker.presence.announce(gateway)
    await vi.waitUntil(async () => (await broker.presence.list()).length > 0, 10_000)
  }
  const finding = await expectFound('clocks', severity, {
    // PostgreSQL and Redis go by the machine's.
    break: () => {
      vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + ms, shouldAdvanceTime: true })
      return arrive()
    },
    mend: async () => {
      vi.useRealTimers()
      await leave()
      await arrive()
    },
  })
  await leave!()
  expect(finding.what).toMatch(new RegExp(`^The clock of the gateway on here is [\\d.]+ s ${words} the others`))
})

test('finds a server for mails that does not answer', async () => {
  const port = await freePort(0)
  const config = () => ({
    config: configOf('', { SMTP_URL: `smtp://127.0.0.1:${port}`, MAIL_FROM: 'etl@example.org' }),
  })
  await expectFound('mail', 'error', {
    broken: config,
    mended: config,
    mend: async () => {
      const server = createServer((socket) => {
        socket.on('error', () => {})
        socket.on('data', () => socket.write('250 as you wish\r\n'))
        socket.write('220 here\r\n')
      })
      closers.push(() => server.close())
      await new Promise<void>((listening) => void server.listen(port, '127.0.0.1', listening))
    },
  })
})

test('finds a provider at which nobody can sign in', async () => {
  const issuer = `http://127.0.0.1:${await freePort(0)}`
  const config = configOf(`api: { auth: { oidc: { issuer: '${issuer}', clientId: s, defaultRole: viewer } } }`, {
    PUBLIC_URL: 'https://etl.example.org',
  })
  const settings = { issuer, clientId: 's', scopes: ['openid'], redirectUri: 'https://etl.example.org/', needs: [] }
  const seen = () => ({ config, provider: createProvider(settings, { warn: () => {} }) })
  const { what } = await expectFound('sign-in', 'error', {
    broken: seen,
    mended: seen,
    mend: async () => {
      const places = { authorization_endpoint: issuer, token_endpoint: issuer, jwks_uri: issuer }
      const server = createHttpServer((_request, reply) => {
        reply.setHeader('content-type', 'application/json').end(JSON.stringify({ issuer, ...places }))
      })
      closers.push(() => server.close())
      await new Promise<void>((listening) => void server.listen(Number(new URL(issuer).port), '127.0.0.1', listening))
    },
  })
  expect(what).toMatch(/^Nobody can sign in at http:.*: .*ECONNREFUSED/)
})

test('says which service is away, and what is left to say', async () => {
  const away = createCatalog({ url: 'postgres://nobody@127.0.0.1:1/nothing', poolSize: 1 })
  closers.push(() => away.close())
  expect(await found('postgres', { catalog: away })).toMatchObject([{ what: expect.stringContaining('ECONNREFUSED') }])
  await redis!.stop()
  const { findings } = await diagnose({ config: configOf(), catalog, broker, provider: null })
  const codes = findings.map(({ code, severity }) => `${code} ${severity}`)
  expect(codes).toEqual(expect.arrayContaining(['redis error', 'postgres ok', 'migrations ok', 'room ok']))
})
