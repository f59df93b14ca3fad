import { randomUUID } from 'node:crypto'
import type { Broker } from '@syndicate/broker'
import type { Stage } from '@syndicate/contracts'

/** Three in the time that one of them holds. */
const everyMs = 3_000

/**
 * Says every few seconds that this worker takes jobs, for gateways to count; one that hangs says nothing. While Redis is away nobody hears
 * it, and that is told by others.
 * @returns says that it takes no more
 */
export function keepSayingPresent(presence: Broker['presence'], stages: readonly Stage[]): () => Promise<void> {
  const id = randomUUID()
  const say = () => void presence.say(id, stages).catch(() => {})
  say()
  const timer = setInterval(say, everyMs).unref()
  return async () => {
    clearInterval(timer)
    await presence.leave(id, stages).catch(() => {})
  }
}
