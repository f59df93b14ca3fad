import type { DeliveryState, QuarantineState, Run, RunState } from '@syndicate/contracts'
import { Icon, type IconName } from './icon.tsx'
import './badge.css'

type Tone = 'calm' | 'going' | 'good' | 'warn' | 'bad'

type State = RunState | QuarantineState | DeliveryState

const looks: Record<State, [Tone, IconName]> = {
  accepted: ['calm', 'accepted'],
  running: ['going', 'running'],
  published: ['good', 'published'],
  rejected: ['warn', 'rejected'],
  failed: ['bad', 'failed'],
  cancelled: ['calm', 'cancelled'],
  open: ['warn', 'quarantine'],
  replaying: ['going', 'running'],
  replayed: ['good', 'published'],
  discarded: ['calm', 'cancelled'],
  pending: ['going', 'running'],
  delivered: ['good', 'published'],
  dead: ['bad', 'failed'],
}

/** A state by word, icon and colour. */
export function StateBadge({ state }: { state: State }) {
  const [tone, icon] = looks[state]
  return (
    <Badge tone={tone} icon={icon}>
      {state}
    </Badge>
  )
}

/** The state of a run. One that is published says as well that not all of it is. */
export function RunBadge({ run: { state, counts } }: { run: Pick<Run, 'state' | 'counts'> }) {
  if (state !== 'published' || counts.quarantined === 0) return <StateBadge state={state} />
  return (
    <Badge tone="warn" icon="published">
      published with refusals
    </Badge>
  )
}

export function Badge({ tone, icon, children }: { tone: Tone; icon: IconName; children: string }) {
  return (
    <span class={`badge ${tone}`}>
      <Icon name={icon} />
      {children}
    </span>
  )
}
