export type OpenSockets = ReturnType<typeof createOpenSockets>

/** How many sockets are open at this gateway, in all and by user. */
export function createOpenSockets(maxSockets: number) {
  const byUser = new Map<string, number>()
  let count = 0

  function change(userId: string, by: 1 | -1): void {
    const sockets = (byUser.get(userId) ?? 0) + by
    if (sockets > 0) byUser.set(userId, sockets)
    else byUser.delete(userId)
    count += by
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
    add(userId: string): () => void {
      change(userId, 1)
      let gone = false
      return () => {
        if (!gone) change(userId, -1)
        gone = true
      }
    },
  }
}
