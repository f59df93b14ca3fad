import { randomBytes } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { ownDatabase } from '@syndicate/catalog/testing'
import { startProcess, type ProcessExit, type RunningProcess } from '@syndicate/stack'
import { inject } from 'vitest'
import { checkedFetch } from '../conformance/checked-fetch.ts'
import { configWith, type ConfigChanges } from './config-with.ts'

const projectDir = resolve(import.meta.dirname, '../..')

/** The key of the `hash` step in every system here, so that a test can compute what it gives. */
export const hashKey = 'the acceptance suite hashes with this key'

/** What Prometheus would bring to every system here. */
export const metricsToken = 'tells-of-figures-and-of-nothing-else-0123'

/** What a gateway's `/metrics` answers. */
export function askMetrics(url: string): Promise<Response> {
  return checkedFetch(new URL('/metrics', url), { headers: { authorization: `Bearer ${metricsToken}` } })
}

/** Tests ask more often than people. */
const manyRequests = {
  requestsPerMinute: 100_000,
  keyRequestsPerMinute: 100_000,
  addressRequestsPerMinute: 100_000,
  lightRequestsPerMinute: 100_000,
}

export interface System {
  /** What its Redis keys begin with. */
  name: string
  /** Of the gateway started first. */
  url: string
  /** The project's root, and what its programs find this system by. */
  projectDir: string
  env: NodeJS.ProcessEnv
  /** Starts one more gateway. @returns its address */
  startGateway(config?: ConfigChanges, env?: NodeJS.ProcessEnv): Promise<string>
  /** Ends a gateway the way a deploy does: it finishes what it has begun. */
  stopGateway(url: string): Promise<void>
  startWorker(env?: NodeJS.ProcessEnv): Promise<RunningProcess>
  /** Ends a worker the hard way; no other death is forgiven. */
  kill(worker: RunningProcess): Promise<void>
  /** All that the processes have written to their logs. */
  logs(): string
  /** Says that a worker may die by itself. */
  forgive(worker: RunningProcess): void
  /** @throws Error when a process had died before, untold */
  stop(): Promise<void>
}

export interface SystemOptions {
  workers: number
  /** What differs from syndicate.yaml. */
  config?: ConfigChanges
  /** More variables for every process. With a DATABASE_URL they keep what they have there, in a schema of the system's name. */
  env?: NodeJS.ProcessEnv
  /** Of an earlier system, to go on with what that has left. @default one of its own */
  name?: string
}

/** A gateway and workers as real processes, in a database and under a Redis prefix of their own, on any free port. */
export async function startSystem(options: SystemOptions): Promise<System> {
  const { workers, config = {}, env: given = {}, name = `t_${randomBytes(6).toString('hex')}` } = options
  const database = given['DATABASE_URL'] === undefined ? await ownDatabase(inject('databases')) : undefined
  const folder = mkdtempSync(join(tmpdir(), 'syndicate-acceptance-'))
  const processes: RunningProcess[] = []
  const deaths: ProcessExit[] = []
  const killed = new Set<string>()
  const gateways = new Map<string, RunningProcess>()

  const env = {
    ...process.env,
    NODE_ENV: 'test',
    DATABASE_URL: database?.url,
    REDIS_URL: inject('redisUrl'),
    PORT: '0',
    JWT_SECRET: `only for ${name}, which is gone in a minute`,
    HASH_KEY: hashKey,
    METRICS_TOKEN: metricsToken,
    ...given,
    SYNDICATE_SCHEMA: database?.schema ?? name,
    SYNDICATE_PREFIX: name,
  }

  async function start(
    app: string,
    changes: ConfigChanges,
    readyWhen: string,
    more: NodeJS.ProcessEnv = {},
  ): Promise<RunningProcess> {
    const id = `${app}-${randomBytes(3).toString('hex')}`
    const running = await startProcess({
      name: id,
      command: process.execPath,
      args: [join(projectDir, `apps/${app}/src/main.ts`)],
      cwd: projectDir,
      env: {
        ...env,
        ...more,
        SYNDICATE_CONFIG: configWith(join(projectDir, 'syndicate.yaml'), join(folder, `${id}.yaml`), {
          ...changes,
          set: { ...manyRequests, ...changes.set },
        }),
      },
      logFile: join(folder, `${id}.log`),
      readyWhen: (line) => line.includes(`"msg":"${readyWhen}"`),
      stopWithinMs: 40_000,
      onUnexpectedExit: (exit) => !killed.has(exit.name) && deaths.push(exit),
    })
    processes.push(running)
    return running
  }

  async function startGateway(changes = config, more: NodeJS.ProcessEnv = {}): Promise<string> {
    const running = await start('gateway', changes, 'listening', more)
    const { url } = JSON.parse(running.readyLine) as { url: string }
    gateways.set(url, running)
    return url
  }

  const startWorker = (more?: NodeJS.ProcessEnv) => start('worker', config, 'working', more)

  async function stop(): Promise<void> {
    await Promise.all(processes.map((running) => running.stop()))
    await database?.[Symbol.asyncDispose]()
    rmSync(folder, { recursive: true, force: true })
    if (deaths.length > 0) throw new Error(deaths.map((exit) => `${exit.name} died: ${exit.lastLines}`).join('\n'))
  }

  const [gateway, ...others] = await Promise.allSettled([
    startGateway(),
    ...Array.from({ length: workers }, () => startWorker()),
  ])
  const failed = [gateway, ...others].find((result) => result.status === 'rejected')
  if (failed || gateway.status === 'rejected') {
    await stop()
    throw failed?.reason
  }
  return {
    name,
    url: gateway.value,
    projectDir,
    env,
    startGateway,
    stopGateway: async (url) => gateways.get(url)?.stop(),
    startWorker,
    logs: () => processes.map(({ name }) => readFileSync(join(folder, `${name}.log`), 'utf8')).join(''),
    forgive: (worker) => void killed.add(worker.name),
    async kill(worker) {
      killed.add(worker.name)
      worker.kill('SIGKILL')
      await worker.exited
    },
    stop,
  }
}
