/**
 * Keeps a trouble that comes back again and again from filling somebody's log.
 * @param tell hears of the first, and then at most once in `everyMs`, with how many were kept back
 */
export function sparingly(tell: (error: Error, keptBack: number) => void, everyMs = 30_000, now = Date.now) {
  let quietUntil = 0
  let keptBack = 0
  return (error: Error): void => {
    if (now() < quietUntil) return void (keptBack += 1)
    tell(error, keptBack)
    quietUntil = now() + everyMs
    keptBack = 0
  }
}
