import type { ServerMessage, Topic } from '@syndicate/contracts'
import type { WebSocket } from 'ws'
import type { TopicEvent } from '../topics/topic-hub.ts'

/** How long a peer may keep us from sending before the socket is given up. */
const patienceMs = 15_000
/** A socket with less than this on its way has taken what was sent. */
const roomBytes = 64 * 1024

type Pipe = Pick<WebSocket, 'bufferedAmount' | 'readyState' | 'send' | 'close'>

export type Outbox = ReturnType<typeof createOutbox>

/**
 * What goes to one socket. A reader too slow for its events loses some, and is told how many; one that stays too slow
 * is sent away with 1013, to come back with `since`.
 */
export function createOutbox(socket: Pipe, maxBufferedBytes: number, now: () => number = () => performance.now()) {
  const dropped = new Map<Topic, number>()
  let fullSince: number | null = null
  let waiting: (() => void)[] = []

  const hasRoom = () =>
    socket.readyState !== 1 ||
    (fullSince === null && socket.bufferedAmount <= Math.min(roomBytes, maxBufferedBytes / 2))

  function write(text: string): void {
    if (socket.readyState !== 1) return
    // Answers are few, but a peer that only asks and never reads must not fill the memory with them.
    if (socket.bufferedAmount > maxBufferedBytes * 2) return giveUp()
    socket.send(text, afterWrite)
  }

  function afterWrite(): void {
    if (fullSince !== null && socket.bufferedAmount <= maxBufferedBytes / 2) {
      fullSince = null
      for (const [topic, missed] of dropped)
        write(JSON.stringify({ type: 'GAP', topic, missed } satisfies ServerMessage))
      dropped.clear()
    }
    if (waiting.length > 0 && hasRoom()) letGo()
  }

  function letGo(): void {
    const those = waiting
    waiting = []
    for (const resolve of those) resolve()
  }

  function drop(topic: Topic): void {
    fullSince ??= now()
    dropped.set(topic, (dropped.get(topic) ?? 0) + 1)
    if (now() - fullSince > patienceMs) giveUp()
  }

  function giveUp(): void {
    socket.close(1013, 'too slow')
  }

  return {
    send: (message: ServerMessage): void => write(JSON.stringify(message)),

    event({ topic, text }: TopicEvent): void {
      if (fullSince !== null || socket.bufferedAmount > maxBufferedBytes) drop(topic)
      else write(text)
    },

    /** Resolves when the peer has taken nearly all that was sent, or the socket is closed. */
    async room(): Promise<void> {
      if (hasRoom()) return
      const given = Promise.withResolvers<void>()
      waiting.push(given.resolve)
      const timer = setTimeout(giveUp, patienceMs)
      await given.promise
      clearTimeout(timer)
    },

    /** Keeps nobody waiting any longer. */
    close: letGo,
  }
}
