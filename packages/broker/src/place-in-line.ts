/** BullMQ's priorities end at 2^21 - 1; a line starts anew when the seconds have used them up, every 24 days. */
const turnSeconds = 2_090_000
/** Chunks at the head of a run that let nobody go first: all that a small run has. */
export const headChunks = 4
const mostChunkSeconds = 30
const mostUserSeconds = 60

/** The handicap of a user's next run, in seconds, for how many unfinished ones there are. */
export function userHandicap(unfinished: number): number {
  return Math.min(mostUserSeconds, Math.floor(unfinished / 2))
}

/**
 * A job's place in the line of every stage: the second it came, and a handicap in seconds. The more of its run has gone
 * before a chunk, the larger it is, so that small runs pass large ones, and young large ones old ones; as it is limited,
 * nothing waits for ever.
 * @param userSeconds what `userHandicap` says
 * @param nowMs when it came, should that not be now
 * @returns a BullMQ priority: the lowest is served first
 */
export function placeInLine(ordinal: number, userSeconds: number, nowMs = Date.now()): number {
  const runSeconds = ordinal < headChunks ? 0 : Math.min(mostChunkSeconds, 5 + Math.floor(ordinal / 8))
  return 1 + (Math.floor(nowMs / 1000) % turnSeconds) + runSeconds + userSeconds
}
