import type { DatasetDetail, Run } from '@syndicate/contracts'
import { listRuns } from '../../data/runs.ts'
import { useAnswer } from '../../data/use-answer.ts'
import { countOf, formatBytes, formatCount, formatShare } from '../../format/format-number.ts'
import { formatDay, formatMoment } from '../../format/format-time.ts'
import { Section } from '../../parts/page.tsx'
import { Shown } from '../../parts/shown.tsx'
import { Table } from '../../parts/table.tsx'
import { BarChart } from './bar-chart.tsx'

/** Versions and runs that are drawn: the last ones. */
const most = 60

/** What versions added, and what share of the records of runs was refused, in the order of time. */
export function Volume({ dataset }: { dataset: DatasetDetail }) {
  const { name, head } = dataset
  const answer = useAnswer((signal) => listRuns({ dataset: name }, { limit: most }, signal), [name, head])
  const versions = dataset.versions.slice(0, most).toReversed()
  const [first, last] = [versions[0], versions.at(-1)]
  if (!first || !last || versions.length < 2) return null
  const ends = [`version ${first.version}, ${formatDay(first.publishedAt)}`, `version ${last.version}`] as const
  return (
    <Section title="Volume" sheet>
      <div class="columns">
        <BarChart
          title="Records added"
          most={`at most ${formatCount(Math.max(...versions.map(({ records }) => records)))}`}
          ends={ends}
          bars={versions.map(({ version, records, publishedAt }) => ({
            key: version,
            value: records,
            said: `Version ${version}, ${formatMoment(publishedAt)}: ${countOf(records, 'record')}`,
          }))}
        />
        <BarChart
          title="Stored"
          most={`at most ${formatBytes(Math.max(...versions.map(({ bytes }) => bytes)))}`}
          ends={ends}
          bars={versions.map(({ version, bytes, publishedAt }) => ({
            key: version,
            value: bytes,
            said: `Version ${version}, ${formatMoment(publishedAt)}: ${formatBytes(bytes)}`,
          }))}
        />
        <Shown answer={answer} what="its runs">
          {({ runs }) => <RefusedShare runs={runs.filter(hasRead).toReversed()} />}
        </Shown>
      </div>
      {dataset.versions.length > most && <p class="hint">The last {most} versions are drawn.</p>}
    </Section>
  )
}

function RefusedShare({ runs }: { runs: Run[] }) {
  if (runs.length === 0) return null
  const shares = runs.map((run) => ({ run, share: run.counts.quarantined / run.counts.in }))
  const largest = shares.reduce((most, each) => (each.share > most.share ? each : most))
  const day = (run: Run) => formatDay(run.createdAt)
  return (
    <div class="refused-share">
      <BarChart
        title="Refused share by run"
        tone="warn"
        most={largest.share === 0 ? 'none' : `at most ${refusedOf(largest.run)}`}
        ends={[day(runs[0]!), day(runs.at(-1)!)]}
        bars={shares.map(({ run, share }) => ({
          key: run.runId,
          value: share,
          said: `${formatMoment(run.createdAt)}: ${refusedOf(run)}, ${formatCount(run.counts.quarantined)} of ${countOf(run.counts.in, 'record')}`,
        }))}
      />
      <details>
        <summary class="quiet-text">As a table</summary>
        <Table
          caption="Refused by run, the oldest first"
          rows={shares}
          keyOf={({ run }) => run.runId}
          columns={[
            { name: 'Run', cell: ({ run }) => <a href={`/runs/${run.runId}`}>…{run.runId.slice(-12)}</a> },
            { name: 'Read', figure: true, cell: ({ run }) => formatCount(run.counts.in) },
            { name: 'Refused', figure: true, cell: ({ run }) => formatCount(run.counts.quarantined) },
            { name: 'Share', figure: true, cell: ({ run }) => refusedOf(run) },
          ]}
        />
      </details>
    </div>
  )
}

function hasRead({ counts, state }: Run): boolean {
  return counts.in > 0 && (state === 'published' || state === 'rejected')
}

function refusedOf({ counts }: Run): string {
  return formatShare(counts.quarantined, counts.in)
}
