import { useState } from 'preact/hooks'
import { removePipeline } from '../../data/pipelines.ts'
import { Button } from '../../parts/button.tsx'
import { Confirm } from '../../parts/confirm.tsx'
import { say } from '../../parts/toast.tsx'

export function RemovePipeline({ name, onRemoved }: { name: string; onRemoved: () => void }) {
  const [asked, ask] = useState(false)
  return (
    <>
      <Button kind="danger" onClick={() => ask(true)}>
        Remove
      </Button>
      {asked && (
        <Confirm
          title={`Remove the pipeline ${name}?`}
          deed="Remove it"
          danger
          act={async () => {
            await removePipeline(name)
            say(`${name} is removed`)
            onRemoved()
          }}
          onClose={() => ask(false)}
        >
          No more runs of it are accepted; those under way go on. Its versions and its dataset stay, and applied again
          it comes back.
        </Confirm>
      )}
    </>
  )
}
