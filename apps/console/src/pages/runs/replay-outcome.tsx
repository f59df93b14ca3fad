import type { LeftRunReason, LeftRuns, RunsReplay, RunsReplayDryRun } from '@syndicate/contracts'
import { countOf, formatCount } from '../../format/format-number.ts'
import { Notice } from '../../parts/notice.tsx'

const reasons: Record<LeftRunReason, string> = {
  'not-found': 'no longer there',
  'under-way': 'under way',
  published: 'published already',
  replayed: 'run again since',
  'input-reclaimed': 'the input is no longer kept',
  'nothing-to-replay': 'what it took out of quarantine is no longer its own',
  'dataset-taken': 'the dataset belongs to another pipeline by now',
  'dataset-mode-conflict': 'the dataset has another mode by now',
  'dataset-key-conflict': 'the dataset is keyed by other fields by now',
  'too-many-runs': 'too many of your runs are under way',
  'too-many-bytes': 'you have given as much as you may today',
  overloaded: 'no room at the moment',
}

/** What would be taken. */
export function WouldReplay({ result }: { result: RunsReplayDryRun }) {
  const { matched, wouldReplay, notReplayed } = result
  const title = `${countOf(wouldReplay, 'run')} of ${formatCount(matched)} can be replayed`
  return (
    <Notice tone={wouldReplay === matched && matched > 0 ? 'good' : 'warn'} title={title}>
      <Left runs={notReplayed} />
    </Notice>
  )
}

/** What has been set off. */
export function ReplayedRuns({ result }: { result: RunsReplay }) {
  const { runs, notReplayed, more } = result
  return (
    <Notice tone={runs.length > 0 ? 'good' : 'warn'} title={`${countOf(runs.length, 'run')} on the way again`}>
      <Left runs={notReplayed} />
      {more && (
        <p>
          There are more than one request takes, or there is room for: replay again for the rest, or look for older
          runs.
        </p>
      )}
    </Notice>
  )
}

function Left({ runs }: { runs: LeftRuns[] }) {
  return (
    <>
      {runs.map(({ reason, count }) => (
        <p key={reason}>
          {countOf(count, 'run')} left: {reasons[reason] ?? reason}.
        </p>
      ))}
    </>
  )
}
