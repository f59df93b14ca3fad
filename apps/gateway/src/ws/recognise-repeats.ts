import type { Broker } from '@syndicate/broker'

/** An id so long is taken for one that nobody else gives: a UUID, or more. A shorter one may be a counter of one socket. */
const uniqueLength = 32

export interface RepeatsDeps {
  acknowledged: Broker['acknowledged']
  onError: (error: unknown) => void
}

export type Repeats = ReturnType<typeof createRepeats>

/**
 * Telemetry that comes again, because its acknowledgement was lost, is answered with the run it is in already. Known
 * are messages under way in this gateway, and for minutes those acknowledged by any; without Redis only the former, and
 * a gateway that dies between making a run durable and noting it takes its messages twice.
 */
export function createRepeats({ acknowledged, onError }: RepeatsDeps) {
  const underWay = new Map<string, Promise<string>>()

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

  /** @returns the id of the run that `work` puts the message into, or did before */
  return function once(userId: string, id: string | number, work: () => Promise<string>): Promise<string> {
    if (typeof id === 'number' || id.length < uniqueLength) return work()
    const key = `${userId}:${id}`
    const before = underWay.get(key)
    if (before) return before
    const taking = take(key, work).finally(() => underWay.delete(key))
    underWay.set(key, taking)
    return taking
  }
}
