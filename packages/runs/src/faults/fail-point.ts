import { setTimeout as delay } from 'node:timers/promises'

/** Moments between two effects of the run protocol and of what follows from it, where a process that dies leaves the most behind. */
export const failPoints = [
  /** The run is in the catalog, no job knows of it. */
  'accept.committed',
  'accept.queued',
  'extract.started',
  'extract.sealed',
  /** Each chunk has its job. */
  'extract.sent',
  /** The chunk exists in this process alone. */
  'transform.done',
  /** Comes only where another worker loads. */
  'transform.sent',
  /** The chunk is in the catalog, and not in the books. */
  'load.staged',
  /** Comes only where another worker validates. */
  'load.sent',
  'validate.audited',
  /** The verdict is in the books, the job does not know it is done. */
  'validate.passed',
  /** Every chunk is in the books, no job knows that the run is to be settled. */
  'settle.sent',
  /** What the keys of a run come to is known, and nothing of it is in the catalog. */
  'settle.merged',
  'publish.committed',
  'cancel.committed',
  'fail.committed',
  /** The epoch is raised, no job is of it. */
  'redrive.moved',
  /** A process has taken deliveries of alerts on, and sent none. */
  'alerts.claimed',
  /** All that is to be erased is known, and all of it is still there. */
  'erase.searched',
  /** It is marked, and still in the bytes. */
  'erase.applied',
] as const
export type FailPoint = (typeof failPoints)[number]

interface Armed {
  act: () => Promise<void>
  /** Whether it strikes this time. */
  strikes: () => boolean
}

const armed = new Map<FailPoint, Armed>()

/**
 * Makes chosen points of the run protocol fail, for tests: `load.staged:kill:1/20,transform.done:delay=500`. An action is
 * `kill` (this process, by SIGKILL), `hang`, `throw` or `delay=ms`; it strikes always, with a chance (`1/20`), or at the
 * n-th time only (`3`).
 * Throws on a point, an action or a frequency there is not.
 */
export function armFailPoints(spec: string, random: () => number = Math.random): void {
  for (const part of spec.split(',')) {
    const [name, action, frequency, ...rest] = part.trim().split(':')
    const point = failPoints.find((known) => known === name)
    if (!point || action === undefined || rest.length > 0) throw new Error(`There is no fail point like ${part}`)
    armed.set(point, { act: actionOf(point, action), strikes: strikesOf(frequency, random) })
  }
}

/** Takes all fail points away. */
export function disarmFailPoints(): void {
  armed.clear()
}

/** Passes a point of the run protocol: nothing happens, unless a test has armed it. */
export function reach(point: FailPoint): Promise<void> | undefined {
  if (armed.size === 0) return undefined
  const found = armed.get(point)
  return found?.strikes() ? found.act() : undefined
}

function actionOf(point: FailPoint, action: string): () => Promise<void> {
  const ms = /^delay=(\d{1,6})$/.exec(action)?.[1]
  if (ms !== undefined) return () => delay(Number(ms))
  switch (action) {
    case 'kill':
      return () => {
        process.kill(process.pid, 'SIGKILL')
        return new Promise(() => {})
      }
    case 'hang':
      return () => new Promise(() => {})
    case 'throw':
      return () => Promise.reject(new Error(`Fail point ${point}`))
    default:
      throw new Error(`There is no action ${action} for a fail point`)
  }
}

function strikesOf(frequency: string | undefined, random: () => number): () => boolean {
  if (frequency === undefined) return () => true
  const [, first, of] = /^(\d{1,9})(?:\/(\d{1,9}))?$/.exec(frequency) ?? []
  if (first === undefined || Number(of ?? first) === 0) throw new Error(`A fail point cannot strike ${frequency}`)
  if (of !== undefined) return () => random() < Number(first) / Number(of)
  let times = 0
  return () => ++times === Number(first)
}
