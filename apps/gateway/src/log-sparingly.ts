/**
 * Keeps a trouble that comes back again and again from filling the log.
 * @param log told of the first, and then at most once in `everyMs`, with how many were kept back
 */
export function logSparingly(log: (error: Error, keptBack: number) => void, everyMs = 30_000, now = Date.now) {
  let quietUntil = 0
  let keptBack = 0
  return (error: Error): void => {
    if (now() < quietUntil) return void (keptBack += 1)
    log(error, keptBack)
    quietUntil = now() + everyMs
    keptBack = 0
  }
}
