import type { createCaller } from './http/fuzz-caller.ts'

const MiB = 1024 * 1024

/** Says of the long form what came of it: counts by route and status, the slowest answer, the gateway's memory. */
export function report(
  { tally, slowestMs }: Pick<ReturnType<typeof createCaller>, 'tally' | 'slowestMs'>,
  memory: { before: number; most: number; after: number },
): void {
  const rows = [...tally].toSorted(([a], [b]) => (a < b ? -1 : 1))
  const total = rows.reduce(
    (sum, [, statuses]) => sum + [...statuses.values()].reduce((all, count) => all + count, 0),
    0,
  )
  for (const [operation, statuses] of rows) {
    const counts = [...statuses].toSorted(([a], [b]) => (String(a) < String(b) ? -1 : 1))
    console.log(`${operation}: ${counts.map(([status, count]) => `${status} ×${count}`).join(', ')}`)
  }
  const [before, most, after] = [memory.before, memory.most, memory.after].map((bytes) => Math.round(bytes / MiB))
  console.log(
    `${total} requests; the slowest took ${Math.round(slowestMs())} ms; the gateway had ${before} MiB before, ${most} MiB at most and ${after} MiB after`,
  )
}
