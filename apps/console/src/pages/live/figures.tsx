import { countsOf, mostStatsPauseMs, publishedWithin, type eventsOf } from '../../live/series.ts'
import { formatAmount, formatBytes, formatCount } from '../../format/format-number.ts'

type Stats = ReturnType<typeof eventsOf<'system.stats'>>[number]

const minuteMs = 60_000

/** The last minute in figures, and how it stands this moment. */
export function Figures({ all, now }: { all: Stats[]; now: number }) {
  const last = all.at(-1)
  const stats = last && now - last.at <= mostStatsPauseMs ? last : undefined
  const published = publishedWithin(countsOf(all), now, minuteMs)
  const jobs = stats && Object.values(stats.data.queues).reduce((sum, count) => sum + count, 0)
  const figures: [string, string][] = [
    ['records/s over the last minute', published ? formatAmount(published.records / published.seconds) : '–'],
    ['runs in the last minute', published ? formatCount(published.runs) : '–'],
    ['jobs waiting or active', jobs === undefined ? '–' : formatCount(jobs)],
    ['in flight', stats ? formatBytes(stats.data.inFlightBytes) : '–'],
    ['open sockets of one gateway', stats ? formatCount(stats.data.sockets) : '–'],
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
