import type { Attempted, Catalog, Claimed } from '@syndicate/catalog'
import { shortText } from '@syndicate/contracts'
import { AddressRefused } from '../network/guard.ts'
import { longestMs, mostAttempts, pauseMs } from './retry.ts'
import type { createSend, Sent } from './send.ts'

export interface DelivererOptions {
  deliveries: Catalog['alerts']['deliveries']
  send: ReturnType<typeof createSend>
  onError: (error: unknown, what: string) => void
  /** Between taking deliveries on and sending them, for tests. */
  onClaimed?: (() => Promise<void> | undefined) | undefined
}

/** Deliveries of one process under way at once. */
const mostAtOnce = 8
/** Of them to one destination, by all processes: who does not answer takes no more places than these. */
const mostPerDestination = 2
/** Who has not said by then what became of a try has died: longer than `post` and `sendMail` may take. */
const leaseMs = { post: 15_000, mail: 75_000 }
const mostAnswerBytes = 300

/**
 * Sends what is due, some at once: one slow receiver holds up no other, four of them take all places of a process until
 * they are given up. Whoever dies meanwhile leaves it to another process.
 */
export function createDeliverer({ deliveries, send, onError, onClaimed }: DelivererOptions) {
  const underWay = new Set<Promise<void>>()

  return {
    /** Takes on what there is room for, once there is. @returns whether there may be more */
    async take(): Promise<boolean> {
      if (underWay.size === mostAtOnce) await Promise.race(underWay)
      const room = mostAtOnce - underWay.size
      const claimed = await deliveries.claim({ most: room, mostPerDestination, leaseMs })
      if (claimed.length > 0) await onClaimed?.()
      for (const each of claimed) {
        const done = attempt(send, each)
          .then((attempted) => deliveries.settle(each, attempted))
          .catch((error: unknown) => onError(error, 'noting what became of a delivery'))
          .finally(() => underWay.delete(done))
        underWay.add(done)
      }
      return claimed.length === room
    },

    /** When what was taken on is over. */
    ended: async () => void (await Promise.all(underWay)),
  }
}

async function attempt(send: DelivererOptions['send'], claimed: Claimed): Promise<Attempted> {
  const { attempts, ageMs } = claimed
  if (ageMs > longestMs) return { outcome: 'dead', answer: 'It is too old: nobody was there to send it' }
  if (attempts > mostAttempts) return { outcome: 'dead', answer: 'Whoever sent it ended before there was an answer' }
  // A name that is not found, a connection that is refused and an answer that says no are all the same here: try again.
  const sent = await send(claimed).catch((error: unknown): Sent => ({
    ok: false,
    answer: whyNot(error),
    gone: error instanceof AddressRefused,
  }))
  const { ok, gone, retryAfterMs, left } = sent
  const answer = shown(sent.answer)
  if (ok) return { outcome: 'delivered', answer }
  if (gone || attempts >= mostAttempts) return { outcome: 'dead', answer, left }
  return { outcome: { retryMs: pauseMs(attempts, retryAfterMs) }, answer, left }
}

/** Of a server that answers by codes, its answer; else what is wrong. */
function whyNot(error: unknown): string {
  if (!(error instanceof Error)) return 'It could not be sent'
  const { response, code } = error as Error & { response?: unknown; code?: unknown }
  if (typeof response === 'string') return response
  return error.message || (typeof code === 'string' ? code : 'It could not be sent')
}

/** What a receiver says may be anything. */
function shown(answer: string): string {
  return shortText(answer.replaceAll(/[\s\p{Cc}\p{Cf}\p{Cs}]+/gu, ' ').trim(), mostAnswerBytes)
}
