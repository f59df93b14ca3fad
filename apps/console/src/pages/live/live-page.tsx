import { stages } from '@syndicate/contracts/words'
import { useState } from 'preact/hooks'
import { isAtLeast } from '../../data/session.ts'
import { useClock } from '../../data/use-clock.ts'
import { countsOf, eventsOf, queueDepths, telemetryMeans, throughput } from '../../live/series.ts'
import { Choice } from '../../parts/choice.tsx'
import { Page } from '../../parts/page.tsx'
import { Chart } from './chart.tsx'
import { Fleet } from './fleet.tsx'
import { Figures } from './figures.tsx'
import { SampleReadings } from './sample-readings.tsx'
import { useHistory } from './use-history.ts'
import './live-page.css'

type Span = '5' | '15' | '60'
const minuteMs = 60_000
const mostLines = 4
/** Steps of the throughput over a span. */
const steps = 60

export function LivePage() {
  const [span, setSpan] = useState<Span>('5')
  const now = useClock()
  const stats = useHistory('system.stats')
  const live = useHistory('telemetry.live')

  const spanMs = Number(span) * minuteMs
  const from = now - spanMs
  const within = <E extends { at: number }>(events: E[]) => events.filter(({ at }) => at >= from)
  const allStats = eventsOf('system.stats', stats)
  const { fields, series } = telemetryMeans(within(eventsOf('telemetry', live)), mostLines)
  const time = { from: from / 1000, to: now / 1000 }

  return (
    <Page
      title="Live"
      lead="What goes on now, and what the server remembers of the time before."
      actions={
        <>
          {isAtLeast('operator') && <SampleReadings />}
          <Choice<Span>
            label="Span of time"
            value={span}
            onChange={setSpan}
            options={[
              ['5', '5 min'],
              ['15', '15 min'],
              ['60', '1 h'],
            ]}
          />
        </>
      }
    >
      {allStats.length === 0 && (
        <p class="quiet-text live-waits" role="status">
          Waiting for the first figures: the server tells of itself every few seconds.
        </p>
      )}
      <Figures all={allStats} now={now} />
      <div class="charts">
        <Chart
          title="Records published"
          names={['records/s']}
          series={throughput(within(countsOf(allStats)), spanMs / steps)}
          {...time}
        />
        <Chart
          title="Jobs in the queues"
          names={[...stages]}
          series={queueDepths(within(allStats), stages)}
          {...time}
        />
        {fields.length > 0 ? (
          <Chart title="Published telemetry" names={fields} series={series} {...time} />
        ) : (
          <NoTelemetry />
        )}
        <Fleet stats={allStats.at(-1)} />
      </div>
    </Page>
  )
}

function NoTelemetry() {
  return (
    <figure class="chart">
      <figcaption>
        <h2>Published telemetry</h2>
      </figcaption>
      <p class="no-line">None was published in this time.</p>
    </figure>
  )
}
