import type { Catalog } from '@syndicate/catalog'
import { ProblemError } from '@syndicate/contracts'

/** How often what was accepted is added up in the catalog. */
const everyMs = 1_000
const dayMs = 24 * 3600 * 1000

type Body = AsyncIterable<Uint8Array> | Uint8Array

export interface AcceptedBytesDeps {
  counts: Catalog['acceptedBytes']
  perDay: number
  onError: (error: unknown) => void
  now?: () => number
}

interface Day {
  day: number
  ready: Promise<unknown>
  /** Accepted, as far as is known here. */
  total: number
  /** Of these, what the catalog has not been told. */
  unsaid: number
  /** Of bodies under way. */
  held: number
}

export type AcceptedBytes = ReturnType<typeof createAcceptedBytes>

/**
 * What each user has given us today (UTC), over all gateways. Each counts by itself and adds up in the catalog every
 * second, so that runs of one user need not queue for one row; for that long, and after a crash, it may know too little.
 */
export function createAcceptedBytes({ counts, perDay, onError, now = Date.now }: AcceptedBytesDeps) {
  const users = new Map<string, Day>()
  const timer = setInterval(() => void addUp(), everyMs).unref()
  const today = () => Math.floor(now() / dayMs)

  async function dayOf(userId: string): Promise<Day> {
    const found = users.get(userId)
    const current = found?.day === today() ? found : begin(userId)
    await current.ready
    return current
  }

  function begin(userId: string): Day {
    const fresh: Day = { day: today(), ready: Promise.resolve(), total: 0, unsaid: 0, held: 0 }
    fresh.ready = counts.add(userId, 0).then((bytes) => (fresh.total += bytes))
    fresh.ready.catch(() => users.delete(userId))
    users.set(userId, fresh)
    return fresh
  }

  async function addUp(): Promise<void> {
    for (const [userId, user] of users) {
      const said = user.unsaid
      if (said === 0 && user.held === 0 && user.day !== today()) users.delete(userId)
      if (said === 0) continue
      user.unsaid = 0
      try {
        user.total = (await counts.add(userId, said)) + user.unsaid
      } catch (error) {
        user.unsaid += said
        return onError(error)
      }
    }
  }

  function refuseBeyond(user: Day, bytes: number): void {
    if (user.total + user.held + bytes > perDay)
      throw new ProblemError('too-many-bytes', `At most ${perDay} bytes a day (UTC), uncompressed`)
  }

  function take(user: Day, bytes: number): void {
    refuseBeyond(user, bytes)
    user.held += bytes
  }

  return {
    /**
     * Lets `accept` have the body as long as the user may still give so much today. What came of it counts when it made
     * a run of its own.
     * @param announced how much a stream says it will bring: one that says too much is not begun
     * @throws ProblemError too-many-bytes, and whatever `accept` and the body throw
     */
    async meter<T extends { repeated: boolean }, B extends Body>(
      userId: string,
      body: B,
      accept: (body: Body) => Promise<T>,
      announced = 0,
    ): Promise<T> {
      const user = await dayOf(userId)
      let own = 0
      const count = (bytes: number) => {
        take(user, bytes)
        own += bytes
      }
      async function* metered(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
        for await (const chunk of chunks) {
          count(chunk.byteLength)
          yield chunk
        }
      }
      try {
        if (body instanceof Uint8Array) count(body.byteLength)
        else refuseBeyond(user, announced)
        const accepted = await accept(body instanceof Uint8Array ? body : metered(body))
        if (!accepted.repeated) {
          user.total += own
          user.unsaid += own
        }
        return accepted
      } finally {
        user.held -= own
      }
    },

    async close(): Promise<void> {
      clearInterval(timer)
      await addUp()
    },
  }
}

/** Seconds until the count begins anew. */
export function secondsToMidnight(nowMs = Date.now()): number {
  return Math.ceil((dayMs - (nowMs % dayMs)) / 1000)
}
