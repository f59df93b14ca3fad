export type WaitingBytes = ReturnType<typeof createWaitingBytes>

/** What has come over sockets and was not read yet: a small message may unfold to a large one, and many come at once. */
export function createWaitingBytes({ most, mostOfUser }: { most: number; mostOfUser: number }) {
  const byUser = new Map<string, number>()
  let all = 0

  function change(userId: string, by: number): void {
    const bytes = (byUser.get(userId) ?? 0) + by
    if (bytes > 0) byUser.set(userId, bytes)
    else byUser.delete(userId)
    all += by
  }

  return {
    /** @returns how to give them back; undefined when there is no room for so many */
    take(userId: string, bytes: number): (() => void) | undefined {
      if (all + bytes > most || (byUser.get(userId) ?? 0) + bytes > mostOfUser) return undefined
      change(userId, bytes)
      return () => change(userId, -bytes)
    },
  }
}
