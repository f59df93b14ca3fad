/** What the gateway may ask of an open socket. */
export interface OpenSocket {
  sid: string
  /** Sends the peer away because the session is over. */
  endSession(): void
}

export type OpenSockets = ReturnType<typeof createOpenSockets>

/** The sockets of this gateway, by session. */
export function createOpenSockets(maxSockets: number) {
  const bySession = new Map<string, Set<OpenSocket>>()
  let count = 0

  return {
    get count(): number {
      return count
    },
    get full(): boolean {
      return count >= maxSockets
    },

    /** @returns how to take it off again */
    add(socket: OpenSocket): () => void {
      const siblings = bySession.get(socket.sid) ?? new Set()
      siblings.add(socket)
      bySession.set(socket.sid, siblings)
      count += 1
      return () => {
        if (!siblings.delete(socket)) return
        count -= 1
        if (siblings.size === 0) bySession.delete(socket.sid)
      }
    },

    endSession(sid: string): void {
      bySession.get(sid)?.forEach((socket) => socket.endSession())
    },
  }
}
