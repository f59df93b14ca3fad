import { setTimeout as delay } from 'node:timers/promises'
import type { Catalog } from '@syndicate/catalog'
import { createDeliverer } from './deliver/deliver.ts'
import { createSend, type SendOptions } from './deliver/send.ts'
import { sealAnew } from './destinations/seal-anew.ts'
import { decide } from './judge/decide.ts'

const judgeEveryMs = 1_000
/** All datasets are looked at: that may take a second. */
const lookEveryMs = 15_000
const deliverEveryMs = 500

export interface AlertsOptions extends SendOptions {
  alerts: Catalog['alerts']
  onError: (error: unknown, what: string) => void
  /** How often datasets are looked at, in milliseconds. @default 15 s */
  turnsEveryMs?: number
  /** Between taking deliveries on and sending them, for tests. */
  onClaimed?: () => Promise<void> | undefined
}

/**
 * Judges what has happened, one process at a time, and sends what is due, all of them. @returns how to stop, resolving when
 * what was begun is over
 */
export function startAlerts({
  alerts,
  onError,
  onClaimed,
  turnsEveryMs = lookEveryMs,
  ...options
}: AlertsOptions): () => Promise<void> {
  const stopping = new AbortController()
  const { signal } = stopping
  const deliverer = createDeliverer({ deliveries: alerts.deliveries, send: createSend(options), onError, onClaimed })

  /** Again at once while there is more to do. */
  async function again(work: () => Promise<boolean>, everyMs: number, what: string): Promise<void> {
    while (!signal.aborted) {
      const isMore = await work().catch((error: unknown) => {
        onError(error, what)
        return false
      })
      if (!isMore) await delay(everyMs, undefined, { signal }).catch(() => {})
    }
  }

  const ended = Promise.all([
    sealAnew(alerts.destinations, options.sealKeys).catch((error: unknown) => onError(error, 'sealing anew')),
    again(() => alerts.judgeEnds((facts) => decide(facts)), judgeEveryMs, 'judging runs that ended'),
    again(() => alerts.judgeTurns((facts) => decide(facts)), turnsEveryMs, 'judging datasets'),
    again(deliverer.take, deliverEveryMs, 'delivering alerts'),
  ])
  return async () => {
    stopping.abort()
    await ended
    await deliverer.ended()
  }
}
