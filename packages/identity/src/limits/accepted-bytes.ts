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
  /** Told of what was read. */
  onRead?: (bytes: number) => void
  now?: () => number
}

interface Day {
  day: number
  ready: Promise<unknown>
  /** Given, as far as is known here. */
  total: number
  /** Of these, what the catalog has not been told. */
  unsaid: number
}

export type AcceptedBytes = ReturnType<typeof createAcceptedBytes>

/**
 * What each user has given us today (UTC), over all gateways: every byte that was read, whatever became of it. Each gateway
 * counts by itself and adds up in the catalog every second, so that runs of one user need not queue for one row; for that
 * long, at midnight, and after a crash, it may know too little.
 */
export function createAcceptedBytes({ counts, perDay, onError, onRead = () => {}, now = Date.now }: AcceptedBytesDeps) {
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
    const fresh: Day = { day: today(), ready: Promise.resolve(), total: 0, unsaid: 0 }
    fresh.ready = counts.add(userId, 0).then((bytes) => (fresh.total += bytes))
    fresh.ready.catch(() => users.delete(userId))
    users.set(userId, fresh)
    return fresh
  }

  async function addUp(): Promise<void> {
    for (const [userId, user] of users) {
      const said = user.unsaid
      if (said === 0 && user.day !== today()) users.delete(userId)
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
    if (user.total + bytes > perDay)
      throw new ProblemError('too-many-bytes', `At most ${perDay} bytes a day (UTC), uncompressed`)
  }

  async function count(userId: string, bytes: number): Promise<Day> {
    const user = await dayOf(userId)
    refuseBeyond(user, bytes)
    user.total += bytes
    user.unsaid += bytes
    return user
  }

  async function* counted(userId: string, chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const chunk of chunks) {
      await count(userId, chunk.byteLength)
      onRead(chunk.byteLength)
      yield chunk
    }
  }

  return {
    /**
     * The body, as long as the user may still give so much today. What is read of it counts, whether it makes a run, is
     * refused, breaks off or was sent before.
     * @param announced how much a stream says it will bring: one that says too much is not begun
     * @throws ProblemError too-many-bytes, here or while a stream is read
     */
    async meter<B extends Body>(userId: string, body: B, announced = 0): Promise<Body> {
      if (body instanceof Uint8Array) {
        await count(userId, body.byteLength)
        onRead(body.byteLength)
        return body
      }
      refuseBeyond(await dayOf(userId), Math.max(announced, 1))
      return counted(userId, body)
    },

    /**
     * Counts bytes that are here already and are worked on anew.
     * @returns takes them back, when nothing comes of it
     * @throws ProblemError too-many-bytes
     */
    async take(userId: string, bytes: number): Promise<() => void> {
      const user = await count(userId, bytes)
      return () => {
        user.total -= bytes
        user.unsaid -= bytes
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
