import type { BusEvent, EventData, Stage } from '@syndicate/contracts'

/** null: nobody knows, which is a hole. undefined: it was not this line's turn, which then goes on as it was. */
type Value = number | null | undefined

/** uPlot's form: moments in seconds, then each line's values. */
export type Series = [number[], ...Value[][]]

type Of<K extends EventData['kind']> = { at: number; data: Extract<EventData, { kind: K }> }

/** The events of a kind, with their moment in milliseconds. */
export function eventsOf<K extends EventData['kind']>(kind: K, events: BusEvent[]): Of<K>[] {
  return events.flatMap(({ at, data }) =>
    data.kind === kind ? [{ at: Date.parse(at), data: data as Extract<EventData, { kind: K }> }] : [],
  )
}

/** Gateways tell of the system every five seconds; after three times as long without, nobody knows what was meanwhile. */
export const mostStatsPauseMs = 15_000

/** Holes are put where samples are further apart than that. @param most milliseconds */
function withHoles(times: number[], most: number, lines: Value[][]): Series {
  const out: [number[], ...Value[][]] = [[], ...lines.map((): Value[] => [])]
  times.forEach((at, index) => {
    const before = times[index - 1]
    if (before !== undefined && at - before > most) {
      out[0].push((before + at) / 2000)
      for (const line of out.slice(1) as Value[][]) line.push(null)
    }
    out[0].push(at / 1000)
    lines.forEach((line, place) => out[place + 1]!.push(line[index] as number))
  })
  return out
}

export function queueDepths(stats: Of<'system.stats'>[], stages: readonly Stage[]): Series {
  return withHoles(
    stats.map(({ at }) => at),
    mostStatsPauseMs,
    stages.map((stage) => stats.map(({ data }) => data.queues[stage] ?? null)),
  )
}

/** No timer is exact. */
const earlyEnough = 0.8

/** What the server had counted at a moment. */
interface Count {
  at: number
  runs: number
  records: number
}

/** The server's own counts, oldest first, without those of a version that did not count. */
export function countsOf(stats: Of<'system.stats'>[]): Count[] {
  return stats.flatMap(({ at, data: { published } }) => (published ? [{ at, ...published }] : []))
}

/**
 * Records a second that were published between one count and the next, at the later of them. Where counts are missing nobody knows
 * when it was, and there is a hole. @param stepMs at least so far are those apart that are compared, in milliseconds
 */
export function throughput(counts: Count[], stepMs: number): Series {
  const times: number[] = []
  const rates: Value[] = []
  let from: Count | undefined
  let before: Count | undefined
  for (const count of counts) {
    const isHole = before !== undefined && count.at - before.at > mostStatsPauseMs
    before = count
    if (from === undefined || isHole) from = count
    else if (count.at - from.at >= stepMs * earlyEnough) {
      times.push(count.at)
      rates.push((Math.max(0, count.records - from.records) / (count.at - from.at)) * 1000)
      from = count
    }
  }
  return withHoles(times, stepMs + mostStatsPauseMs, [rates])
}

/** What was published in the last so many milliseconds, by the counts; null where they do not reach so far back or are not of now. */
export function publishedWithin(
  counts: Count[],
  now: number,
  ms: number,
): { runs: number; records: number; seconds: number } | null {
  const last = counts.at(-1)
  const first = counts.find(({ at }) => at >= now - ms - mostStatsPauseMs)
  if (!last || !first || first === last || now - last.at > mostStatsPauseMs) return null
  return { runs: last.runs - first.runs, records: last.records - first.records, seconds: (last.at - first.at) / 1000 }
}

/** Lines so many times as high as the lowest have an axis of their own: bytes beside percent would make a flat line of it. */
const timesAsHigh = 100

/** Which lines are drawn against the axis on the right. */
export function isOnLargeScale([, ...lines]: Series): boolean[] {
  const heights = lines.map((line) => line.reduce<number>((most, value) => Math.max(most, value ?? 0), 0))
  const lowest = Math.min(...heights.filter((height) => height > 0))
  return heights.map((height) => height > lowest * timesAsHigh)
}

/** So many times as long as a field's usual pause is a hole, and never less than some seconds. */
const timesUsual = 5
const leastHoleMs = 5_000

/** The figures of published telemetry, each as the mean of what was told of together. @returns fields and their series */
export function telemetryMeans(events: Of<'telemetry'>[], mostFields: number): { fields: string[]; series: Series } {
  const batches = events.map(({ at, data }) => ({ at, means: meansOf(data.records) }))
  const fields = [...new Set(batches.flatMap(({ means }) => [...means.keys()]))].slice(0, mostFields)
  const points = fields.map((field) =>
    batches.flatMap(({ at, means }) => (means.has(field) ? [{ at, value: means.get(field)! }] : [])),
  )
  const lines = points.map(
    (line) =>
      new Map<number, number | null>([
        ...holesIn(line.map(({ at }) => at)),
        ...line.map(({ at, value }) => [at, value] as const),
      ]),
  )
  const times = [...new Set(lines.flatMap((line) => [...line.keys()]))].sort((a, b) => a - b)
  return { fields, series: [times.map((at) => at / 1000), ...lines.map((line) => times.map((at) => line.get(at)))] }
}

/** A hole in the middle of each pause that is far longer than they usually are. */
function holesIn(times: number[]): [number, null][] {
  const pauses = times.slice(1).map((at, index) => at - times[index]!)
  const usual = pauses.toSorted((a, b) => a - b)[Math.floor(pauses.length / 2)] ?? 0
  const most = Math.max(leastHoleMs, usual * timesUsual)
  return pauses.flatMap((pause, index) => (pause > most ? [[times[index]! + pause / 2, null] as [number, null]] : []))
}

function meansOf(records: unknown[]): Map<string, number> {
  const sums = new Map<string, { sum: number; count: number }>()
  for (const record of records) {
    if (typeof record !== 'object' || record === null) continue
    for (const [field, value] of Object.entries(record)) {
      if (typeof value !== 'number') continue
      const { sum, count } = sums.get(field) ?? { sum: 0, count: 0 }
      sums.set(field, { sum: sum + value, count: count + 1 })
    }
  }
  return new Map([...sums].map(([field, { sum, count }]) => [field, sum / count]))
}
