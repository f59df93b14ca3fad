import type { QuarantineState, RunState } from '@syndicate/contracts'
import { Icon, type IconName } from './icon.tsx'
import './badge.css'

type Tone = 'calm' | 'going' | 'good' | 'warn' | 'bad'

const looks: Record<RunState | QuarantineState, [Tone, IconName]> = {
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
}

/** A state by word, icon and colour. */
export function StateBadge({ state }: { state: RunState | QuarantineState }) {
  const [tone, icon] = looks[state]
  return (
    <Badge tone={tone} icon={icon}>
      {state}
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
