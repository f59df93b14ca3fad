import type { RunSelection } from '@syndicate/contracts'
import { useState } from 'preact/hooks'
import { markDealtWith } from '../../data/runs.ts'
import { useAction } from '../../data/use-action.ts'
import { countOf } from '../../format/format-number.ts'
import { Button } from '../../parts/button.tsx'
import { FormDialog } from '../../parts/form-dialog.tsx'
import { say } from '../../parts/toast.tsx'

interface DealWithButtonProps {
  selection: RunSelection
  /** How many are ticked; 0: all that the filter finds are meant. */
  count: number
  /** Takes it back instead. */
  undo: boolean
  disabled: boolean
  onDone: () => void
}

/** Marks runs as dealt with, so that they want no attention any more. All that match are asked about first. */
export function DealWithButton({ selection, count, undo, disabled, onDone }: DealWithButtonProps) {
  const [asking, ask] = useState(false)
  const action = useAction(async () => {
    const { marked, left, more } = await markDealtWith(selection, !undo)
    const told = `${countOf(marked, 'run')} ${undo ? 'back among those that want attention' : 'dealt with'}`
    say(`${told}${left > 0 ? `, ${left} left as they are` : ''}${more ? '; there may be more' : ''}`)
    ask(false)
    onDone()
  })
  const deed = undo ? 'Want attention again' : 'Mark as dealt with'
  return (
    <>
      <Button disabled={disabled} onClick={() => ask(true)}>
        {count === 0 ? `${deed}: all that match` : deed}
      </Button>
      {asking && (
        <FormDialog
          title={`${deed}: ${count === 0 ? 'all that match' : countOf(count, 'run')}?`}
          deed={deed}
          action={action}
          onClose={() => ask(false)}
        >
          <p class="quiet-text">
            {undo
              ? 'They are shown among those that want attention again.'
              : 'Runs that came to nothing, or refused records, are no longer shown among those that want attention. What they refused stays in quarantine. It can be taken back.'}
          </p>
        </FormDialog>
      )}
    </>
  )
}
