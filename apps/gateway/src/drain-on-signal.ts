import closeWithGrace from 'close-with-grace'
import type { FastifyBaseLogger } from 'fastify'

interface Leaving {
  /** How long requests are still served before the end begins. */
  drainMs: number
  /** How long the end may take. */
  graceMs: number
  /** Called when the drain begins. */
  drain: () => void
  close: () => Promise<void>
  log: FastifyBaseLogger
}

const signals = ['SIGTERM', 'SIGINT'] as const

/**
 * Ends the process when it is told to. The first signal begins the drain, a second one skips what is left of it, and one more
 * ends the process on the spot, as does an end that takes longer than its grace.
 */
export function drainOnSignal({ drainMs, graceMs, drain, close, log }: Leaving): void {
  let drained: NodeJS.Timeout | undefined
  let isEnding = false

  const ending = closeWithGrace({ delay: graceMs, logger: log, skip: [...signals] }, async ({ err }) => {
    clearTimeout(drained)
    isEnding = true
    if (err) log.error({ err }, 'ending after an error')
    else log.info('stopping')
    await close()
  })
  const end = () => ending.close()

  function onSignal(signal: NodeJS.Signals): void {
    if (isEnding) {
      log.error({ signal }, 'told once more: ending at once')
      process.exit(1)
    }
    if (drained !== undefined || drainMs === 0) return end()
    log.info({ signal, seconds: drainMs / 1000 }, 'draining')
    drain()
    drained = setTimeout(end, drainMs)
  }

  for (const signal of signals) process.on(signal, onSignal)
}
