import type { BusEvent, Run } from '@syndicate/contracts'
import { useClock } from '../../data/use-clock.ts'
import { formatAmount, formatShare } from '../../format/format-number.ts'
import { formatDuration } from '../../format/format-time.ts'
import { paceOf } from '../../live/run-pace.ts'
import { Bar } from '../../parts/stage-progress.tsx'
import './run-pace.css'

/** How far a run is that has not ended, how fast it goes and when it may be through. */
export function RunPace({ run, events }: { run: Run; events: readonly BusEvent[] }) {
  const { share, recordsPerSecond, leftMs, unknown } = paceOf(run, events, useClock())
  const percent = share === null ? 'unknown' : formatShare(share, 1)
  const figures: [string, string][] = [
    ['done', percent],
    ['records/s', recordsPerSecond === null ? 'unknown' : formatAmount(recordsPerSecond)],
    ['left', leftMs === null ? 'unknown' : `about ${formatDuration(Math.max(1000, leftMs))}`],
  ]
  return (
    <section class="sheet run-pace" aria-label="How it gets on">
      <dl>
        {figures.map(([name, value]) => (
          <div key={name}>
            <dd class={value === 'unknown' ? 'unknown' : undefined}>{value}</dd>
            <dt>{name}</dt>
          </div>
        ))}
      </dl>
      <div
        role="progressbar"
        aria-label="Done"
        aria-valuetext={percent}
        {...(share !== null && { 'aria-valuemin': 0, 'aria-valuemax': 100, 'aria-valuenow': Math.floor(share * 100) })}
      >
        <Bar share={share ?? 0} />
      </div>
      {unknown && <p class="quiet-text">Not all can be told: {unknown}.</p>}
    </section>
  )
}
