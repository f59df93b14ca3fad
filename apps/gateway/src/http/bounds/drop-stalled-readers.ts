import type { Socket } from 'node:net'
import type { App } from '../../app-type.ts'

/** Less than this in the time a reader has is nothing. */
const leastBytes = 16 * 1024
const looks = 3

/**
 * Drops who asks for an answer and does not take it: every answer under way holds memory and often a connection to the
 * database. Counted is what the socket took, so a slow line is fine and a reader of one byte a second is not.
 */
export function dropStalledReaders(app: App, stalledMs: number): void {
  const open = new Map<Socket, { taken: number; stalled: number }>()

  app.server.on('connection', (socket: Socket) => {
    open.set(socket, { taken: 0, stalled: 0 })
    socket.once('close', () => open.delete(socket))
  })
  const timer = setInterval(look, stalledMs / looks).unref()
  app.addHook('onClose', async () => clearInterval(timer))

  function look(): void {
    for (const [socket, seen] of open) {
      const taken = socket.bytesWritten - socket.writableLength
      if (socket.writableLength === 0 || taken - seen.taken >= leastBytes) {
        seen.taken = taken
        seen.stalled = 0
      } else if (++seen.stalled >= looks) {
        socket.destroy()
      }
    }
  }
}
