import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { freePort, startPostgres, startRedis, type Service } from '@syndicate/stack'
import type { Random } from './random.ts'

/** A database or broker of one suite's own, which may be killed, frozen and started again at its address. */
export interface OwnService {
  readonly url: string
  readonly port: number
  /** Of its first process, which starts the others. */
  readonly pid: number
  readonly dataDir: string
  readonly logFile: string
  kill(): Promise<void>
  /** Told to end, as a package upgrade does it. */
  stop(): Promise<void>
  /**
   * Starts it again on what is in its folder.
   * @param patienceMs how long it is tried again after a start that failed @default 60000
   * @throws Error with its last lines
   */
  start(patienceMs?: number): Promise<void>
  /** Starts it again if it has ended by itself. */
  revive(): Promise<void>
  freeze(): void
  thaw(): void
}

type OwnFiles = Pick<OwnService, 'dataDir' | 'logFile'>

/** How long a server may need to come up where its predecessor has just been killed. */
const startPatienceMs = 60_000

export function ownRedis(dataDir: string, logFile: string, random: Random): Promise<OwnService> {
  const log = () => {}
  return own({ dataDir, logFile }, random, () => startRedis({ dataDir, logFile, log, env: process.env, durable: true }))
}

export function ownPostgres(dataDir: string, logFile: string, random: Random): Promise<OwnService> {
  return own({ dataDir, logFile }, random, () => startPostgres({ dataDir, logFile, durable: true }))
}

async function own(files: OwnFiles, random: Random, open: () => Promise<Service>): Promise<OwnService> {
  const { dataDir } = files
  const port = await chosenPort(random)
  mkdirSync(dataDir, { recursive: true, mode: 0o711 })
  writeFileSync(join(dataDir, 'port'), `${port}\n`)
  let service = await open()

  async function start(patienceMs = startPatienceMs): Promise<void> {
    const deadline = Date.now() + patienceMs
    for (;;) {
      try {
        service = await open()
        break
      } catch (error) {
        // Children of a killed PostgreSQL hold its memory for a moment.
        if (Date.now() > deadline) throw error
        await delay(100)
      }
    }
    if (Number(new URL(service.url).port) !== port) throw new Error(`${service.process.name} came back at another port`)
  }

  return {
    get url() {
      return service.url
    },
    get pid() {
      return service.process.pid
    },
    port,
    ...files,
    async kill() {
      service.process.kill('SIGKILL')
      await service.process.exited
    },
    stop: () => service.stop(),
    start,
    async revive() {
      const ended = await Promise.race([service.process.exited, delay(100)])
      if (ended) await start()
    },
    freeze: () => service.process.kill('SIGSTOP'),
    thaw: () => service.process.kill('SIGCONT'),
  }
}

/**
 * Below the range that outgoing connections take theirs from: while the server is away, nobody else gets its port, and no
 * client that tries to reach it ends up connected to itself.
 */
export async function chosenPort(random: Random): Promise<number> {
  for (let tries = 0; tries < 100; tries++) {
    const wanted = 20_000 + ((random.between(0, 11_999) + process.pid) % 12_000)
    if ((await freePort(wanted)) === wanted) return wanted
  }
  throw new Error('no free port from 20000 to 31999')
}
