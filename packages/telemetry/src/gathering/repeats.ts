import type { Broker } from '@syndicate/broker'
import { ProblemError } from '@syndicate/contracts'

/** An id so long is taken for one that nobody else gives: a UUID, or more. A shorter one may be a counter of one socket. */
const uniqueLength = 32

export interface RepeatsDeps {
  acknowledged: Broker['acknowledged']
  /** Of messages that wait to be recognised, over all sockets. */
  maxPendingBytes: number
  onError: (error: unknown) => void
}

export type Repeats = ReturnType<typeof createRepeats>

/**
 * Telemetry that comes again, because its acknowledgement was lost, is answered with the run it is in already. Known
 * are messages under way in this gateway, and for minutes those acknowledged by any; without Redis only the former, and
 * a gateway that dies between making a run durable and noting it takes its messages twice.
 */
export function createRepeats({ acknowledged, maxPendingBytes, onError }: RepeatsDeps) {
  const underWay = new Map<string, Promise<string>>()
  let pendingBytes = 0

  async function take(key: string, work: () => Promise<string>): Promise<string> {
    const known = await acknowledged.find(key).catch((error: unknown) => {
      onError(error)
      return null
    })
    if (known) return known
    const runId = await work()
    await acknowledged.keep(key, runId).catch(onError)
    return runId
  }

  return {
    /**
     * @returns the id of the run that `work` puts the message into, or did before
     * @throws ProblemError overloaded when too much is under way
     */
    async once(userId: string, { id, bytes }: Message, work: () => Promise<string>): Promise<string> {
      if (typeof id === 'number' || id.length < uniqueLength) return work()
      const key = `${userId}:${id}`
      const before = underWay.get(key)
      if (before) return before
      if (pendingBytes + bytes > maxPendingBytes)
        throw new ProblemError('overloaded', 'Too much telemetry is under way; send it again later')
      pendingBytes += bytes
      const taking = take(key, work).finally(() => {
        underWay.delete(key)
        pendingBytes -= bytes
      })
      underWay.set(key, taking)
      return taking
    },

    /** Resolves when nothing that came before is under way any more. */
    async drain(): Promise<void> {
      await Promise.allSettled(underWay.values())
    },
  }
}

interface Message {
  id: string | number
  /** As it came. */
  bytes: number
}
