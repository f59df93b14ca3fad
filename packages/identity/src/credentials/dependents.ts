export type Dependents = ReturnType<typeof createDependents>

/** What goes on at this gateway on the strength of a session or a key, and ends with it: sockets, and requests that last. */
export function createDependents() {
  const byCredential = new Map<string, Set<() => void>>()

  return {
    /** @returns how to take it off again */
    add(credential: string, end: () => void): () => void {
      const siblings = byCredential.get(credential) ?? new Set()
      siblings.add(end)
      byCredential.set(credential, siblings)
      return () => {
        siblings.delete(end)
        if (siblings.size === 0 && byCredential.get(credential) === siblings) byCredential.delete(credential)
      }
    },

    end(credential: string): void {
      byCredential.get(credential)?.forEach((end) => end())
    },
  }
}
