import { mkdirSync, readdirSync, renameSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { lockState } from '../local/lock-state.ts'
import { secretFile } from '../local/secret-file.ts'
import { requirePort } from '../net/require-port.ts'
import type { RunningProcess } from '../processes/start-process.ts'
import { startApps } from './start-apps.ts'
import { startServices } from './start-services.ts'
import { workerCount } from './worker-count.ts'

export interface StackOptions {
  /** What gateway and workers get, and where DATABASE_URL, REDIS_URL and PORT are looked up. */
  env: NodeJS.ProcessEnv
  /** Databases, secrets and logs: all that outlives the processes. @default `.syndicate` in the project */
  stateDir?: string
  /** @default one a core, at most four */
  workers?: number
  /** Which stages every worker takes, comma-separated. @default all */
  stages?: string
  /** Start a worker again when it dies. @default false */
  restartWorkers?: boolean
  /** False trades the safety of the data for speed: for tests that do not measure it. @default true */
  durable?: boolean
  log?: (line: string) => void
}

export interface Stack {
  gatewayUrl: string
  databaseUrl: string
  redisUrl: string
  logDir: string
  /** Everything that lives now, by name `gateway`, `worker-1` …, `PostgreSQL`, `Redis`. */
  processes(): RunningProcess[]
  /** Resolves with the reason when the system cannot go on. */
  failed: Promise<string>
  stop(): Promise<void>
}

const projectDir = resolve(import.meta.dirname, '../../../..')
const logLimitBytes = 32 * 1024 * 1024

/**
 * Starts the whole system on this machine: PostgreSQL and Redis unless the environment names some, a gateway and workers.
 * A later start with the same state folder goes on where this one ends.
 * @throws Error with a message for people: a taken port, a state folder in use, a process that did not start
 */
export async function startStack(options: StackOptions): Promise<Stack> {
  const { env, log = () => {} } = options
  const stateDir = resolve(options.stateDir ?? join(projectDir, '.syndicate'))
  const logDir = join(stateDir, 'logs')
  const lock = lockState(stateDir)
  const stops: (() => Promise<void> | void)[] = [lock.release]
  let stopped: Promise<void> | undefined
  const stop = () => (stopped ??= inTurn(stops.toReversed()))
  try {
    await requirePort(portOf(env), '127.0.0.1')
    mkdirSync(logDir, { recursive: true })
    rotateLogs(logDir)
    const services = await startServices({ env, stateDir, logDir, log, durable: options.durable })
    stops.push(services.stop)
    const apps = await startApps({
      projectDir,
      env: {
        ...env,
        DATABASE_URL: services.databaseUrl,
        REDIS_URL: services.redisUrl,
        JWT_SECRET: env['JWT_SECRET'] || secretFile(join(stateDir, 'jwt-secret')),
      },
      workers: options.workers ?? workerCount(),
      stages: options.stages,
      logDir,
      log,
      restartWorkers: options.restartWorkers,
    })
    stops.push(apps.stop)
    lock.note(`process ${process.pid}, ${apps.gatewayUrl}`)
    return {
      gatewayUrl: apps.gatewayUrl,
      databaseUrl: services.databaseUrl,
      redisUrl: services.redisUrl,
      logDir,
      processes: () => [...apps.processes(), ...services.processes],
      failed: Promise.race([services.failed, apps.failed]),
      stop,
    }
  } catch (error) {
    await stop()
    throw error
  }
}

async function inTurn(stops: (() => Promise<void> | void)[]): Promise<void> {
  for (const stop of stops) await stop()
}

function portOf(env: NodeJS.ProcessEnv): number {
  const port = Number(env['PORT'] || 3003)
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port
  throw new Error(`PORT is ${env['PORT']}, and a port is a number from 0 to 65535`)
}

/** Keeps one older log of each process. */
function rotateLogs(logDir: string): void {
  for (const name of readdirSync(logDir).filter((file) => file.endsWith('.log'))) {
    const file = join(logDir, name)
    if (statSync(file).size > logLimitBytes) renameSync(file, `${file}.1`)
  }
}
