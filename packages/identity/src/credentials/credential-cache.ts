/** How long a revocation may stay unheard when its signal is lost. */
const trustedMs = 5_000
const maxEntries = 10_000

export type CredentialCache<T extends { expiresAt: Date }> = ReturnType<typeof createCredentialCache<T>>

interface Entry<T> {
  found: Promise<T | null>
  at: number
  good: boolean
}

/**
 * What the catalog knows of sessions or of keys, remembered for a few seconds. Simultaneous askers share one query.
 * @param now the time of day, by which credentials end
 * @param elapsed by which these seconds are counted: the time of day may be set back
 */
export function createCredentialCache<T extends { expiresAt: Date }>(
  source: { find(id: string): Promise<T | null> },
  now: () => number = Date.now,
  elapsed: () => number = () => performance.now(),
) {
  const entries = new Map<string, Entry<T>>()

  return {
    /** Null when it is unknown, revoked or over. */
    async find(id: string): Promise<T | null> {
      const present = entries.get(id)
      const entry = present && elapsed() - present.at <= trustedMs ? present : ask(id)
      const found = await entry.found
      entry.good = found !== null
      return found && found.expiresAt.getTime() > now() ? found : null
    },

    /** Whether it was good when last looked at, and is remembered. */
    knows: (id: string): boolean => entries.get(id)?.good ?? false,

    forget(id: string): void {
      entries.delete(id)
    },
  }

  function ask(id: string): Entry<T> {
    const entry: Entry<T> = { found: source.find(id), at: elapsed(), good: false }
    remember(id, entry)
    entry.found.catch(() => entries.get(id) === entry && entries.delete(id))
    return entry
  }

  function remember(id: string, entry: Entry<T>): void {
    entries.delete(id)
    entries.set(id, entry)
    if (entries.size > maxEntries) entries.delete(entries.keys().next().value!)
  }
}
