import type { Logger } from 'pino'

/** What a log adds to each of its lines, asked when one is written. */
export type Telling = () => Record<string, unknown>

const telling = Symbol('telling')
type Told = { [telling]?: Telling }

/** Has a log, and the children it gets, add to each line what is known by then: who asks, which run, which trace. */
export function tellWith(log: Pick<Logger, 'info'>, tell: Telling): void {
  ;(log as Told)[telling] = tell
}

/** What a log has to add. */
export function toldBy(log: object): Record<string, unknown> {
  return (log as Told)[telling]?.() ?? {}
}
