import type { eventsOf } from '../../live/series.ts'
import { formatAmount, formatBytes, formatCount } from '../../format/format-number.ts'

type States = ReturnType<typeof eventsOf<'run.state'>>
type Stats = ReturnType<typeof eventsOf<'system.stats'>>[number]

const minuteMs = 60_000

/** The last minute in figures, and how it stands this moment. */
export function Figures({ states, stats, now }: { states: States; stats: Stats | undefined; now: number }) {
  const published = states.filter(({ at, data }) => at >= now - minuteMs && data.state === 'published')
  const records = published.reduce((sum, { data }) => sum + (data.counts?.loaded ?? 0), 0)
  const jobs = stats && Object.values(stats.data.queues).reduce((sum, count) => sum + count, 0)
  const figures: [string, string][] = [
    ['records/s over a minute', formatAmount(records / 60)],
    ['runs in the last minute', formatCount(published.length)],
    ['jobs waiting or active', jobs === undefined ? '–' : formatCount(jobs)],
    ['in flight', stats ? formatBytes(stats.data.inFlightBytes) : '–'],
    ['open sockets', stats ? formatCount(stats.data.sockets) : '–'],
  ]
  return (
    <dl class="figures">
      {figures.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}
