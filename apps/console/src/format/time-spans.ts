/** Spans of time that end now: a name, what is shown for it, and how long it is in milliseconds. */
export const times: [string, string, number][] = [
  ['hour', 'Last hour', 3_600_000],
  ['day', 'Last 24 hours', 86_400_000],
  ['week', 'Last 7 days', 7 * 86_400_000],
]

/** When such a span began. */
export function sinceOf(time: string | undefined): string | undefined {
  const span = times.find(([key]) => key === time)
  return span && new Date(Date.now() - span[2]).toISOString()
}
