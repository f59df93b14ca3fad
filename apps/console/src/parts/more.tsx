import { useAction } from '../data/use-action.ts'
import { Button } from './button.tsx'
import { Failure } from './notice.tsx'

/** Brings the next page of a list below the one before. */
export function More({ load, children }: { load: () => Promise<unknown>; children: string }) {
  const action = useAction(load)
  return (
    <div class="form">
      <Failure>{action.error}</Failure>
      <div class="form-actions">
        <Button busy={action.busy} onClick={action.run}>
          {children}
        </Button>
      </div>
    </div>
  )
}
