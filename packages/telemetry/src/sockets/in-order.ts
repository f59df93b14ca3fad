import { setImmediate as others } from 'node:timers/promises'
import type { RawData, WebSocket } from 'ws'

/** How much may wait before the peer is held back. */
const maxWaiting = { messages: 64, bytes: 256 * 1024 }

export interface InOrderDeps {
  /** Takes room for what waits. @returns how to give it back; undefined when there is none */
  hold: (bytes: number) => (() => void) | undefined
  handle: (message: Buffer) => Promise<void>
}

/**
 * A message listener that handles one message after the other, each in a turn of its own, and stops reading from a peer
 * that is ahead of it. One that sends more than there is room for is sent away.
 */
export function inOrder(
  socket: Pick<WebSocket, 'pause' | 'resume' | 'isPaused' | 'close' | 'readyState'>,
  { hold, handle }: InOrderDeps,
) {
  const waiting = { messages: 0, bytes: 0 }
  let tail = Promise.resolve()

  function change(messages: 1 | -1, bytes: number): void {
    waiting.messages += messages
    waiting.bytes += messages * bytes
    const share = Math.max(waiting.messages / maxWaiting.messages, waiting.bytes / maxWaiting.bytes)
    if (messages > 0 && share >= 1) socket.pause()
    else if (messages < 0 && share < 0.5 && socket.isPaused) socket.resume()
  }

  return (data: RawData): void => {
    // What comes behind a message that was too much is let fall.
    if (socket.readyState !== 1) return
    const message = bytesOf(data)
    const release = hold(message.length)
    if (!release) return socket.close(1013, 'too much at once')
    change(1, message.length)
    tail = tail
      .then(() => handle(message))
      .finally(() => {
        release()
        change(-1, message.length)
      })
      // Messages that came together are not read together: other sockets have their turn between them.
      .then(() => others())
  }
}

/** Binary frames are read like text: what counts is that it is JSON in UTF-8. */
function bytesOf(data: RawData): Buffer {
  if (Array.isArray(data)) return Buffer.concat(data)
  return Buffer.isBuffer(data) ? data : Buffer.from(data)
}
