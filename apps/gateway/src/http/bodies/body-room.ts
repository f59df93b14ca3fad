import { ProblemError } from '@syndicate/contracts'
import { within } from '@syndicate/timing'

export interface BodyRoomLimits {
  /** Uploads at once, of all and of one sender. */
  atOnce: number
  atOncePerUser: number
  /** Bytes held at once, of all and of one sender. */
  memory: number
  memoryPerUser: number
}

/** What a body takes before anything of it is kept: buffers of its connection and of whoever reads it. */
const leastBytes = 64 * 1024

/** A body under way. */
export interface Place {
  /** Resolves when more of it may be read. @throws ProblemError too-many-uploads, overloaded when that takes too long */
  room(): Promise<void>
  /** Says how many of its bytes are in memory now. */
  hold(bytes: number): void
  /** Gives everything back; may be called again. */
  leave(): void
}

interface Held {
  sender: string
  bytes: number
}

export type BodyRoom = ReturnType<typeof createBodyRoom>

/**
 * Bounds what bodies under way take of this process. How many there may be is told before any of one is read. Memory that is
 * short is waited for: the oldest body may always go on, so that each gets its turn and none waits for another that waits.
 * @param patienceMs how long one waits for others
 */
export function createBodyRoom(limits: BodyRoomLimits, patienceMs: number) {
  /** In the order they came. */
  const all = new Set<Held>()
  const bySender = new Map<string, Set<Held>>()
  const waiting = new Set<() => void>()
  let uploads = 0
  const uploadsOf = new Map<string, number>()
  let total = 0

  const sum = (some: Iterable<Held>) => [...some].reduce((bytes, each) => bytes + each.bytes, 0)
  const isFirst = (held: Held, some: Set<Held>) => some.values().next().value === held

  /** Whose share is used up; null when there is room. */
  function shortOf(held: Held): 'too-many-uploads' | 'overloaded' | null {
    const own = bySender.get(held.sender)!
    if (!isFirst(held, own) && sum(own) >= limits.memoryPerUser) return 'too-many-uploads'
    return !isFirst(held, all) && total >= limits.memory ? 'overloaded' : null
  }

  function wake(): void {
    for (const look of waiting) look()
  }

  async function waitForRoom(held: Held): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>()
    const look = () => shortOf(held) === null && resolve()
    waiting.add(look)
    try {
      await within(patienceMs, promise, () => {
        throw refusal(shortOf(held) ?? 'overloaded')
      })
    } finally {
      waiting.delete(look)
    }
  }

  /** Takes bytes for a body, without a place of its own. */
  function hold(sender: string, bytes: number): Place {
    const held: Held = { sender, bytes }
    const own = bySender.get(sender) ?? new Set()
    bySender.set(sender, own.add(held))
    all.add(held)
    total += bytes

    function become(size: number): void {
      if (!all.has(held)) return
      const shrinks = size < held.bytes
      total += size - held.bytes
      held.bytes = size
      if (shrinks) wake()
    }

    return {
      async room() {
        if (shortOf(held) !== null) await waitForRoom(held)
      },
      hold: (size) => become(leastBytes + size),
      leave() {
        become(0)
        all.delete(held)
        own.delete(held)
        if (own.size === 0 && bySender.get(sender) === own) bySender.delete(sender)
        wake()
      },
    }
  }

  return {
    /**
     * A place for an upload, which is read as it comes.
     * @throws ProblemError too-many-uploads, overloaded
     */
    enter(sender: string): Place {
      const own = uploadsOf.get(sender) ?? 0
      if (own >= limits.atOncePerUser) throw refusal('too-many-uploads')
      if (uploads >= limits.atOnce) throw refusal('overloaded')
      uploads += 1
      uploadsOf.set(sender, own + 1)
      const place = hold(sender, leastBytes)
      let isOpen = true
      return {
        ...place,
        leave() {
          if (!isOpen) return
          isOpen = false
          uploads -= 1
          const left = uploadsOf.get(sender)! - 1
          if (left > 0) uploadsOf.set(sender, left)
          else uploadsOf.delete(sender)
          place.leave()
        },
      }
    },

    /** Room for a body that is read whole before anything is done with it. @param bytes how many it may have */
    take: (sender: string, bytes: number): Place => hold(sender, leastBytes + bytes),
  }
}

function refusal(code: 'too-many-uploads' | 'overloaded'): ProblemError {
  const detail = {
    'too-many-uploads': 'Let some of what you are sending arrive first',
    overloaded: 'Too much is being sent',
  }
  return new ProblemError(code, detail[code])
}
