import { join } from 'node:path'
import { describeExit } from '../processes/describe-exit.ts'
import type { ProcessExit, RunningProcess } from '../processes/start-process.ts'
import { startGateway } from './start-gateway.ts'
import { startWorker } from './start-worker.ts'

export interface AppsOptions {
  /** The project's root. */
  projectDir: string
  /** The whole environment of gateway and workers. */
  env: NodeJS.ProcessEnv
  workers: number
  /** Which stages every worker takes, comma-separated. @default all */
  stages?: string | undefined
  /** A file for each process; without it, logs go to our standard output. */
  logDir?: string | undefined
  log: (line: string) => void
  /** Start a worker again when it dies. @default false */
  restartWorkers?: boolean | undefined
}

export interface Apps {
  gatewayUrl: string
  /** Gateway and workers that live now. */
  processes(): RunningProcess[]
  /** Resolves with the reason when the apps cannot go on: the gateway died, or the workers keep dying. */
  failed: Promise<string>
  stop(): Promise<void>
}

const restartDelayMs = 1000
const restartsAMinute = 5

/** Starts the gateway and the workers together, and stops them in order: first whoever accepts, then whoever works. */
export async function startApps(options: AppsOptions): Promise<Apps> {
  const failure = Promise.withResolvers<string>()
  const workers = new Map<string, RunningProcess>()
  const deaths: number[] = []
  const pending = new Set<Promise<unknown>>()
  let stopping = false
  const names = Array.from({ length: options.workers }, (_, index) => `worker-${index + 1}`)
  const common = (name: string) => ({
    name,
    cwd: options.projectDir,
    env: { ...options.env, ...metricsPortOf(names.indexOf(name), options.env) },
    logFile: options.logDir && join(options.logDir, `${name}.log`),
  })

  async function work(name: string): Promise<void> {
    const worker = await startWorker({ ...common(name), stages: options.stages, onUnexpectedExit: bury })
    workers.set(name, worker)
    if (stopping) await worker.stop()
  }

  function bury(exit: ProcessExit): void {
    workers.delete(exit.name)
    options.log(describeExit(exit))
    const now = Date.now()
    deaths.push(now)
    const restart = options.restartWorkers && deaths.filter((at) => at > now - 60_000).length <= restartsAMinute
    if (restart) return revive(exit.name)
    if (workers.size === 0 || options.restartWorkers) failure.resolve(describeExit(exit))
  }

  function revive(name: string): void {
    const timer = Promise.withResolvers<void>()
    setTimeout(timer.resolve, restartDelayMs)
    const revival = timer.promise
      .then(() => (stopping ? undefined : work(name)))
      .catch((error: unknown) => failure.resolve(String(error)))
      .finally(() => pending.delete(revival))
    pending.add(revival)
  }

  const [gateway, ...started] = await Promise.allSettled([
    startGateway({ ...common('gateway'), onUnexpectedExit: (exit) => failure.resolve(describeExit(exit)) }),
    ...names.map(work),
  ])

  async function stop(): Promise<void> {
    stopping = true
    if (gateway.status === 'fulfilled') await gateway.value.process.stop()
    await Promise.all([...workers.values()].map((worker) => worker.stop()))
    await Promise.all(pending)
  }

  const broken = [gateway, ...started].find((result) => result.status === 'rejected')
  if (broken || gateway.status === 'rejected') {
    await stop()
    throw broken?.reason
  }
  return {
    gatewayUrl: gateway.value.url,
    processes: () => [gateway.value.process, ...workers.values()],
    failed: failure.promise,
    stop,
  }
}

/** Workers of one machine listen side by side: the first at METRICS_PORT, and each other one further up. */
function metricsPortOf(index: number, env: NodeJS.ProcessEnv): { METRICS_PORT?: string } {
  const port = Number(env['METRICS_PORT'] || 0)
  return port > 0 && index > 0 ? { METRICS_PORT: String(port + index) } : {}
}
