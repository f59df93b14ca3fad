import type { BusEvent, Run } from '@syndicate/contracts'

/** How a run gets on. What nobody can know is null. */
export interface Pace {
  /** From 0 to 1, by the parts that are done. */
  share: number | null
  recordsPerSecond: number | null
  /** In milliseconds. */
  leftMs: number | null
  /** Why something is null. */
  unknown: string | null
}

/** How far back is looked for the pace of now, in milliseconds. */
const windowMs = 30_000
/** Parts that say more of the pace than the whole time since the start. */
const fewestParts = 2

/** @param events of the run, newest first @param now in milliseconds */
export function paceOf(run: Run, events: readonly BusEvent[], now: number): Pace {
  const nothing = { share: null, recordsPerSecond: null, leftMs: null }
  if (run.startedAt === null) return { ...nothing, unknown: 'no worker has begun it yet' }
  const done = run.stages.validate.chunks
  const share = run.chunks === null ? null : shareOf(run, run.chunks)
  if (done === 0) return { ...nothing, share, unknown: 'no part of it is through yet' }
  const { parts, records } = ofLate(run, events, now)
  const pace = { share, recordsPerSecond: records, leftMs: null }
  if (run.chunks === null) return { ...pace, unknown: 'it is not known yet how many parts it has' }
  if (parts === 0) return { ...pace, unknown: `nothing moved in the last ${windowMs / 1000} s` }
  return { ...pace, leftMs: ((run.chunks - done) / parts) * 1000, unknown: null }
}

/** Each part goes through three stages, and a third of its way is a third of it done. */
function shareOf({ stages: { transform, load, validate } }: Run, chunks: number): number {
  return chunks === 0 ? 0 : Math.min(1, (transform.chunks + load.chunks + validate.chunks) / (3 * chunks))
}

/** Parts and records a second: of late where something was told of, else of all the time since the start. */
function ofLate(run: Run, events: readonly BusEvent[], now: number): { parts: number; records: number } {
  const since = now - windowMs
  const through = events.flatMap(({ at, data }) =>
    data.kind === 'run.progress' && data.stage === 'validate' && Date.parse(at) > since
      ? [{ at: Date.parse(at), records: data.records ?? 0 }]
      : [],
  )
  const startedAt = Date.parse(run.startedAt!)
  const isOld = now - startedAt > windowMs
  if (through.length < fewestParts && !isOld) {
    const seconds = Math.max(1, now - startedAt) / 1000
    return { parts: run.stages.validate.chunks / seconds, records: run.counts.in / seconds }
  }
  // Of many only the newest are kept: then they tell of a shorter time.
  const oldest = Math.min(...through.map(({ at }) => at), now)
  const isWhole = events.length > 0 && Date.parse(events.at(-1)!.at) <= since
  const seconds = Math.max(1, now - (isWhole ? since : Math.max(oldest, startedAt))) / 1000
  return { parts: through.length / seconds, records: through.reduce((sum, each) => sum + each.records, 0) / seconds }
}
