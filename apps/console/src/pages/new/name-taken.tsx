import { Button } from '../../parts/button.tsx'
import { Notice } from '../../parts/notice.tsx'
import type { Owner } from './names-taken.ts'

interface NameTakenProps {
  name: string
  owner: Owner
  /** A name that is not. */
  free: string
  busy: boolean
  onRename: (name: string) => void
  onSend: (pipeline: string) => void
}

/** That there is one of that name already, which is left as it is, and what can be done. */
export function NameTaken({
  name,
  owner: { pipeline, dataset, isPipeline },
  free,
  busy,
  onRename,
  onSend,
}: NameTakenProps) {
  return (
    <Notice tone="warn" title={`There is a ${isPipeline ? 'pipeline' : 'dataset'} ${name} already`}>
      <p>
        It stays as it is.
        {pipeline &&
          ` The file can go to the dataset ${dataset}, by the pipeline ${pipeline} as that is, without what you changed here.`}
      </p>
      <div class="form-actions">
        <Button onClick={() => onRename(free)}>Call it {free}</Button>
        {pipeline && (
          <Button busy={busy} onClick={() => onSend(pipeline)}>
            Send the file to {pipeline}
          </Button>
        )}
      </div>
    </Notice>
  )
}
