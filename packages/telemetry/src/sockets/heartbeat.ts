import { heartbeatMs } from '@syndicate/contracts'
import type { WebSocket } from 'ws'

export interface HeartbeatOptions {
  socket: Pick<WebSocket, 'on' | 'ping' | 'terminate'>
  /** Called with every beat the peer is still there for. */
  beat: (count: number) => void
  everyMs?: number
}

/** Pings the peer, and drops it after two pings without any sign of life. @returns how to stop */
export function startHeartbeat({ socket, beat, everyMs = heartbeatMs }: HeartbeatOptions): () => void {
  let unanswered = 0
  let count = 0
  const alive = () => {
    unanswered = 0
  }
  socket.on('pong', alive)
  socket.on('message', alive)
  const timer = setInterval(() => {
    if (unanswered >= 2) return socket.terminate()
    unanswered += 1
    socket.ping()
    beat((count += 1))
  }, everyMs)
  return () => clearInterval(timer)
}
