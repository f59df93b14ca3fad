import type { BusEvent } from '@syndicate/contracts'

/** What a run's events say, in short: its state, the stage that made progress, or the kind of event. */
export function kindsOf(events: BusEvent[], runId: string): string[] {
  return events.flatMap(({ data }) => {
    if (!('runId' in data) || data.runId !== runId) return []
    return [data.kind === 'run.state' ? data.state : data.kind === 'run.progress' ? data.stage : data.kind]
  })
}

export function seqsOf(events: BusEvent[]): number[] {
  return events.map(({ seq }) => seq)
}

/** So many whole numbers in a row. */
export function following(first: number, count: number): number[] {
  return Array.from({ length: count }, (_, index) => first + index)
}
