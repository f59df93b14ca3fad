import type { BusEvent, EventData, Stage } from '@syndicate/contracts'

/** uPlot's form: moments in seconds, then each line's values; null where there is none. */
export type Series = [number[], ...(number | null)[][]]

type Of<K extends EventData['kind']> = { at: number; data: Extract<EventData, { kind: K }> }

/** The events of a kind, with their moment in milliseconds. */
export function eventsOf<K extends EventData['kind']>(kind: K, events: BusEvent[]): Of<K>[] {
  return events.flatMap(({ at, data }) =>
    data.kind === kind ? [{ at: Date.parse(at), data: data as Extract<EventData, { kind: K }> }] : [],
  )
}

export function queueDepths(stats: Of<'system.stats'>[], stages: readonly Stage[]): Series {
  return [
    stats.map(({ at }) => at / 1000),
    ...stages.map((stage) => stats.map(({ data }) => data.queues[stage] ?? null)),
  ]
}

/** Records a second that were published, in steps of equal length; a step without any is 0. @param stepMs milliseconds */
export function throughput(states: Of<'run.state'>[], from: number, to: number, stepMs: number): Series {
  const first = Math.floor(from / stepMs) * stepMs
  const steps = Math.max(1, Math.floor((to - first) / stepMs))
  const records = Array.from({ length: steps }, () => 0)
  for (const { at, data } of states) {
    const step = Math.floor((at - first) / stepMs)
    if (data.state === 'published' && step >= 0 && step < steps) records[step]! += data.counts?.loaded ?? 0
  }
  return [records.map((_, step) => (first + step * stepMs) / 1000), records.map((count) => count / (stepMs / 1000))]
}

/** Lines so many times as high as the lowest have an axis of their own: bytes beside percent would make a flat line of it. */
const timesAsHigh = 100

/** Which lines are drawn against the axis on the right. */
export function isOnLargeScale([, ...lines]: Series): boolean[] {
  const heights = lines.map((line) => line.reduce<number>((most, value) => Math.max(most, value ?? 0), 0))
  const lowest = Math.min(...heights.filter((height) => height > 0))
  return heights.map((height) => height > lowest * timesAsHigh)
}

/** The figures of published telemetry, each as the mean of what was told of together. @returns fields and their series */
export function telemetryMeans(events: Of<'telemetry'>[], mostFields: number): { fields: string[]; series: Series } {
  const batches = events.map(({ at, data }) => ({ at, means: meansOf(data.records) }))
  const fields = [...new Set(batches.flatMap(({ means }) => [...means.keys()]))].slice(0, mostFields)
  return {
    fields,
    series: [
      batches.map(({ at }) => at / 1000),
      ...fields.map((field) => batches.map(({ means }) => means.get(field) ?? null)),
    ],
  }
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
