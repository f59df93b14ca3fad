import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { secretFile } from '../local/secret-file.ts'
import type { Service } from '../local/service.ts'
import { freePort } from '../net/free-port.ts'
import { startProcess, type ProcessExit } from '../processes/start-process.ts'
import { askRedis } from './ask-redis.ts'
import { findRedis } from './find-redis.ts'

export interface RedisOptions {
  /** Where password, port, configuration and the append-only file live. Absolute. */
  dataDir: string
  logFile: string
  env: NodeJS.ProcessEnv
  log: (line: string) => void
  /** False keeps nothing on disk: for tests that do not restart it. @default true */
  durable?: boolean
  /** Further lines of its configuration. */
  settings?: string[]
  onUnexpectedExit?: ((exit: ProcessExit) => void) | undefined
}

/** Starts a real Redis (or Valkey) on 127.0.0.1 with the settings the queues need, and resolves when it answers. */
export async function startRedis(options: RedisOptions): Promise<Service> {
  const command = await findRedis(options.env, options.log)
  mkdirSync(options.dataDir, { recursive: true, mode: 0o700 })
  const password = secretFile(join(options.dataDir, 'password'))
  const portFile = join(options.dataDir, 'port')
  const lastPort = existsSync(portFile) ? Number(readFileSync(portFile, 'utf8')) : 0
  if (lastPort) await stopOrphan(lastPort, password)
  const port = await freePort(lastPort)
  writeFileSync(portFile, `${port}\n`)
  const configFile = join(options.dataDir, 'redis.conf')
  const { dataDir, durable = true, settings = [] } = options
  writeFileSync(configFile, redisSettings({ port, password, dir: dataDir, durable, settings }), { mode: 0o600 })
  const server = await startProcess({
    name: 'Redis',
    command,
    args: [configFile],
    env: { LC_ALL: 'C' },
    cwd: options.dataDir,
    logFile: options.logFile,
    readyWhen: (line) => /ready to accept connections/i.test(line),
    readyWithinMs: 120_000,
    stopWithinMs: 30_000,
    onUnexpectedExit: options.onUnexpectedExit,
  })
  const pong = await askRedis(port, [['AUTH', password], ['PING']])
  if (pong !== '+PONG') {
    await server.stop()
    throw new Error(`Redis runs on port ${port} but does not answer a PING: ${pong ?? 'no answer'}`)
  }
  return { url: `redis://:${password}@127.0.0.1:${port}`, process: server, stop: server.stop }
}

/** A server left over from a start that was killed answers on its port to its password; nobody else's does. */
async function stopOrphan(port: number, password: string): Promise<void> {
  for (let tries = 0; tries < 200; tries += 1) {
    if ((await askRedis(port, [['AUTH', password], ['PING']])) !== '+PONG') return
    await askRedis(port, [['AUTH', password], ['SHUTDOWN']], 5000)
    await sleep(50)
  }
}

function redisSettings(options: {
  port: number
  password: string
  dir: string
  durable: boolean
  settings: string[]
}): string {
  return [
    'bind 127.0.0.1',
    `port ${options.port}`,
    `requirepass ${options.password}`,
    `dir ${JSON.stringify(options.dir)}`,
    `appendonly ${options.durable ? 'yes' : 'no'}`,
    'appendfsync everysec',
    'aof-load-truncated yes',
    'save ""',
    'maxmemory 512mb',
    // The only policy under which a queue never loses a job.
    'maxmemory-policy noeviction',
    'daemonize no',
    ...options.settings,
    '',
  ].join('\n')
}
