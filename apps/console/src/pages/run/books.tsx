import type { Run, RunChanges, RunCounts } from '@syndicate/contracts'
import { formatCount } from '../../format/format-number.ts'
import { hasEnded } from '../../live/run-progress.ts'
import { Icon } from '../../parts/icon.tsx'
import './books.css'

const entries = ['loaded', 'quarantined', 'duplicate', 'filtered'] as const

/** in = loaded + quarantined + duplicate + filtered, so that one sees whether it adds up. */
export function Books({ run }: { run: Run }) {
  const { counts } = run
  return (
    <section class="books sheet" aria-label="Books">
      <div class="books-sum">
        <Entry name="in" count={counts.in} />
        {entries.map((name, index) => (
          <>
            <span class="books-sign" aria-hidden="true">
              {index === 0 ? '=' : '+'}
            </span>
            <Entry key={name} name={name} count={counts[name]} />
          </>
        ))}
      </div>
      <Proportions counts={counts} />
      {run.changes && <Changes changes={run.changes} />}
      <Verdict run={run} />
    </section>
  )
}

function Entry({ name, count }: { name: keyof RunCounts; count: number }) {
  return (
    <div class={`books-entry ${name}${count === 0 ? ' none' : ''}`}>
      <span class="books-count">{formatCount(count)}</span>
      <span class="books-name">{name}</span>
    </div>
  )
}

function Proportions({ counts }: { counts: RunCounts }) {
  let x = 0
  return (
    <svg class="proportions" width="100%" height="8" aria-hidden="true">
      <rect class="bar-ground" width="100%" height="8" />
      {entries.map((name) => {
        const width = counts.in === 0 ? 0 : (counts[name] / counts.in) * 100
        const from = x
        x += width
        return width > 0 && <rect key={name} class={name} x={`${from}%`} width={`${width}%`} height="8" />
      })}
    </svg>
  )
}

/** What became of the rows of a dataset with a key. */
function Changes({ changes: { inserted, updated, deleted, unchanged } }: { changes: RunChanges }) {
  return (
    <p class="books-changes">
      Rows of the dataset: {formatCount(inserted)} inserted, {formatCount(updated)} updated, {formatCount(deleted)}{' '}
      deleted, {formatCount(unchanged)} unchanged.
    </p>
  )
}

function Verdict({ run }: { run: Run }) {
  const { counts } = run
  const difference = counts.in - entries.reduce((sum, name) => sum + counts[name], 0)
  if (difference !== 0) {
    return (
      <p class="verdict bad">
        <Icon name="failed" /> The books are off by {formatCount(Math.abs(difference))}. Please report this.
      </p>
    )
  }
  return (
    <p class="verdict good">
      <Icon name="published" />
      {verdictOf(run)}
    </p>
  )
}

function verdictOf(run: Run): string {
  if (!hasEnded(run)) return 'The books balance so far; chunks are entered as they are audited.'
  if (run.counts.in === 0) return 'No record was read, so there is nothing to account for.'
  return 'The books balance: every record is accounted for.'
}
