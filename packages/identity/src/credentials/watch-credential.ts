/** Sessions and keys are looked at again this often, in case the signal of a revocation was lost. */
const lookEveryMs = 30_000

export interface WatchCredentialDeps {
  /** Until when it is good, or null when no longer. */
  look: () => Promise<Date | null>
  onEnd: () => void
  onError: (error: unknown) => void
  now?: () => number
}

/** Tells when a session or a key is over; a session that is renewed meanwhile goes on. @returns how to stop */
export function watchCredential({ look, onEnd, onError, now = Date.now }: WatchCredentialDeps): () => void {
  let timer: NodeJS.Timeout | undefined
  let stopped = false
  // At once as well: a revocation that came between the upgrade and now was heard by nobody.
  lookAgain()

  function lookAgain(): void {
    look().then(
      (expiresAt) => {
        if (stopped) return
        if (!expiresAt) onEnd()
        else wait(Math.max(0, Math.min(lookEveryMs, expiresAt.getTime() - now())))
      },
      (error: unknown) => {
        onError(error)
        wait(lookEveryMs)
      },
    )
  }

  function wait(ms: number): void {
    if (!stopped) timer = setTimeout(lookAgain, ms)
  }

  return () => {
    stopped = true
    clearTimeout(timer)
  }
}
