import type { RunSelection } from '@syndicate/contracts'
import { useState } from 'preact/hooks'
import type { RunFilter } from '../../data/runs.ts'
import { countOf } from '../../format/format-number.ts'
import { Button } from '../../parts/button.tsx'
import { DealWithButton } from './deal-with-button.tsx'
import { ReplayDialog } from './replay-dialog.tsx'
import './replay-bar.css'

interface ReplayBarProps {
  ticked: string[]
  /** What narrows the list; without one there is no saying "all of them". */
  filter: RunFilter
  onDone: () => void
}

/** Replays what is ticked, or all that the filter finds, also beyond what is shown. */
export function ReplayBar({ ticked, filter, onDone }: ReplayBarProps) {
  const [selection, select] = useState<RunSelection | null>(null)
  const narrowed = Object.fromEntries(Object.entries(filter).filter(([, value]) => value))
  return (
    <div class="replay-bar" role="group" aria-label="Replay runs, or mark them">
      <Button disabled={ticked.length === 0} onClick={() => select({ ids: ticked })}>
        {ticked.length === 0 ? 'Replay what is ticked' : `Replay ${countOf(ticked.length, 'ticked run')}`}
      </Button>
      {Object.keys(narrowed).length > 0 && (
        <Button onClick={() => select({ filter: narrowed })}>Replay all that match</Button>
      )}
      <DealWithButton
        selection={ticked.length > 0 ? { ids: ticked } : { filter: narrowed }}
        count={ticked.length}
        undo={filter.dealtWith === 'true'}
        disabled={ticked.length === 0 && Object.keys(narrowed).length === 0}
        onDone={onDone}
      />
      {selection && (
        <ReplayDialog
          selection={selection}
          onClose={() => select(null)}
          onDone={() => {
            select(null)
            onDone()
          }}
        />
      )}
    </div>
  )
}
