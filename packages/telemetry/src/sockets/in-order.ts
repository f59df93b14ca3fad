import type { RawData, WebSocket } from 'ws'

/** How many messages may wait before the peer is held back. */
const maxWaiting = 64

/** A message listener that handles one message after the other, and stops reading from a peer that is ahead of it. */
export function inOrder(
  socket: Pick<WebSocket, 'pause' | 'resume' | 'isPaused'>,
  handle: (text: string) => Promise<void>,
) {
  let waiting = 0
  let tail = Promise.resolve()

  return (data: RawData): void => {
    waiting += 1
    if (waiting >= maxWaiting) socket.pause()
    tail = tail
      .then(() => handle(textOf(data)))
      .finally(() => {
        waiting -= 1
        if (waiting < maxWaiting / 2 && socket.isPaused) socket.resume()
      })
  }
}

/** Binary frames are read like text: what counts is that it is JSON. */
function textOf(data: RawData): string {
  if (Array.isArray(data)) return Buffer.concat(data).toString()
  return Buffer.isBuffer(data) ? data.toString() : Buffer.from(data).toString()
}
