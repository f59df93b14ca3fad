import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { freePort, startProcess, type RunningProcess } from '@syndicate/stack'
import { startOwnRedis } from './start-own-redis.ts'

export interface SentinelOptions {
  folder: string
  /** How many Redis; the first begins as the master. */
  servers: number
  sentinels: number
  /** Lines of the configuration of each Redis and each sentinel, with which they speak TLS and nothing else to each other. */
  tls?: string[]
  /** Further lines of each sentinel's. */
  sentinelSettings?: string[]
  /** How long a master is silent until its sentinels take it for gone, in milliseconds. */
  downAfterMs?: number
  /** @default any free one */
  choosePort?: () => Promise<number>
}

/** Redis servers that share a password, and sentinels that know their master as `main`. */
export interface Sentinels {
  password: string
  servers: SentineledServer[]
  /** How all are reached. */
  url: string
  /** `host:port` of each sentinel. */
  hosts: string[]
  stop(): Promise<void>
}

export interface SentineledServer {
  /** The one that sentinels know. */
  port: number
  logFile: string
  process(): RunningProcess
  /** At its port again, after it has ended. */
  start(): Promise<void>
}

const password = 'of-all-servers'

export async function startSentinels(options: SentinelOptions): Promise<Sentinels> {
  const { folder, choosePort = () => freePort(0) } = options
  const servers: SentineledServer[] = []
  for (let n = 0; n < options.servers; n++)
    servers.push(await startServer(join(folder, `redis-${n}`), await choosePort(), servers[0]?.port, options))
  const sentinels: RunningProcess[] = []
  const hosts: string[] = []
  for (let n = 0; n < options.sentinels; n++) {
    const port = await choosePort()
    sentinels.push(await startSentinel(join(folder, `sentinel-${n}`), port, servers[0]!.port, options))
    hosts.push(`127.0.0.1:${port}`)
  }
  return {
    password,
    servers,
    hosts,
    url: `redis+sentinel://:${password}@${hosts.join()}/main`,
    async stop() {
      await Promise.all([...sentinels, ...servers.map((server) => server.process())].map((running) => running.stop()))
    },
  }
}

async function startServer(dataDir: string, port: number, master: number | undefined, options: SentinelOptions) {
  // The plain port is what tells that it has started.
  const known = options.tls ? await freePort(0) : port
  const settings = [
    `masterauth ${password}`,
    'repl-diskless-sync-delay 0',
    ...(master === undefined ? [] : [`replicaof 127.0.0.1 ${master}`]),
    ...(options.tls ? [`tls-port ${known}`, ...options.tls] : []),
  ]
  const open = () => startOwnRedis(dataDir, { port, password, settings })
  let service = await open()
  return {
    port: known,
    logFile: `${dataDir}.log`,
    process: () => service.process,
    start: async () => void (service = await open()),
  }
}

function startSentinel(dir: string, port: number, master: number, options: SentinelOptions): Promise<RunningProcess> {
  mkdirSync(dir, { recursive: true })
  const file = join(dir, 'sentinel.conf')
  const quorum = Math.floor(options.sentinels / 2) + 1
  const lines = [
    'bind 127.0.0.1',
    ...(options.tls ? ['port 0', `tls-port ${port}`, ...options.tls] : [`port ${port}`]),
    `dir ${JSON.stringify(dir)}`,
    `sentinel monitor main 127.0.0.1 ${master} ${quorum}`,
    `sentinel auth-pass main ${password}`,
    `sentinel down-after-milliseconds main ${options.downAfterMs ?? 60_000}`,
    'sentinel failover-timeout main 5000',
    ...(options.sentinelSettings ?? []),
  ]
  writeFileSync(file, `${lines.join('\n')}\n`)
  return startProcess({
    name: 'sentinel',
    command: 'redis-server',
    args: [file, '--sentinel'],
    env: { ...process.env, LC_ALL: 'C' },
    logFile: `${dir}.log`,
    readyWhen: (line) => line.includes('+monitor master'),
  })
}
