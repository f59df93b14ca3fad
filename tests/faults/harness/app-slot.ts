import { setTimeout as delay } from 'node:timers/promises'
import type { ProcessExit, RunningProcess } from '@syndicate/stack'

/** The place of one gateway or worker, filled again at once whenever its process ends, as an orchestrator does. */
export interface AppSlot {
  readonly name: string
  /** What runs there now; null while it starts. */
  readonly process: RunningProcess | null
  /** How many processes have been ready here. */
  readonly lives: number
  /** How many of them were killed, by themselves or by others. */
  readonly killed: number
  /** Resolves when a process of life `lives` or later is ready. */
  ready(lives?: number): Promise<RunningProcess>
  /** SIGKILL. @returns false when nothing ran here */
  kill(): Promise<boolean>
  /** Tells the process to end, and resolves with its exit when the next one is ready. */
  restart(): Promise<ProcessExit>
  /** Ends the process and fills the place no more. */
  retire(): Promise<void>
}

/** Several starts, for services may be away, and a machine that is busy with faults starts nothing quickly. */
const readyWithinMs = 120_000

/**
 * @param start gets the number of the life, from 1
 * @param onCrash told of a process that ended by itself, unkilled and untold
 */
export function createAppSlot(
  name: string,
  start: (life: number) => Promise<RunningProcess>,
  onCrash: (exit: ProcessExit) => void,
): AppSlot {
  let current: RunningProcess | null = null
  let lives = 0
  let killed = 0
  let wanted = true
  let told: RunningProcess | null = null
  let lastFailure: unknown = null

  const kept = (async () => {
    while (wanted) {
      try {
        current = await start(lives + 1)
      } catch (error) {
        lastFailure = error
        // The services it needs may be away: it is tried again until they are back.
        await delay(200)
        continue
      }
      lives++
      if (!wanted) await current.stop()
      const exit = await current.exited
      if (exit.signal === 'SIGKILL') killed++
      if (wanted && told !== current && exit.signal !== 'SIGKILL') onCrash(exit)
      current = null
    }
  })()

  async function ready(least = 1): Promise<RunningProcess> {
    const deadline = Date.now() + readyWithinMs
    while (!current || lives < least) {
      if (Date.now() > deadline) throw new Error(`${name} did not become ready`, { cause: lastFailure })
      await delay(20)
    }
    return current
  }

  return {
    name,
    get process() {
      return current
    },
    get lives() {
      return lives
    },
    get killed() {
      return killed
    },
    ready,
    async kill() {
      const victim = current
      if (!victim) return false
      victim.kill('SIGKILL')
      await victim.exited
      return true
    },
    async restart() {
      const leaving = await ready()
      told = leaving
      const next = lives + 1
      await leaving.stop()
      await ready(next)
      return leaving.exited
    },
    async retire() {
      wanted = false
      await current?.stop()
      await kept
    },
  }
}
