/** What the gateway may ask of an open socket. */
export interface OpenSocket {
  /** The session or the key it was opened with. */
  credential: string
  userId: string
  /** Sends the peer away because the session is over. */
  endSession(): void
}

export type OpenSockets = ReturnType<typeof createOpenSockets>

/** The sockets of this gateway, by session or key, and by user. */
export function createOpenSockets(maxSockets: number) {
  const byCredential = new Map<string, Set<OpenSocket>>()
  const byUser = new Map<string, number>()
  let count = 0

  function countFor(userId: string, change: 1 | -1): void {
    const sockets = (byUser.get(userId) ?? 0) + change
    if (sockets > 0) byUser.set(userId, sockets)
    else byUser.delete(userId)
    count += change
  }

  return {
    get count(): number {
      return count
    },
    get full(): boolean {
      return count >= maxSockets
    },

    countOf: (userId: string): number => byUser.get(userId) ?? 0,

    /** @returns how to take it off again */
    add(socket: OpenSocket): () => void {
      const siblings = byCredential.get(socket.credential) ?? new Set()
      siblings.add(socket)
      byCredential.set(socket.credential, siblings)
      countFor(socket.userId, 1)
      return () => {
        if (!siblings.delete(socket)) return
        countFor(socket.userId, -1)
        if (siblings.size === 0) byCredential.delete(socket.credential)
      }
    },

    endSession(credential: string): void {
      byCredential.get(credential)?.forEach((socket) => socket.endSession())
    },
  }
}
