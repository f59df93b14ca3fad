import type { PipelineDetail } from '@syndicate/contracts'
import { showPipelineVersion } from '../../data/pipelines.ts'
import { countingVersion } from '../../data/planned-change.ts'
import { useAnswer } from '../../data/use-answer.ts'
import { Dialog } from '../../parts/dialog.tsx'
import { SaveDialog } from '../../parts/save-dialog.tsx'
import { Shown } from '../../parts/shown.tsx'
import { say } from '../../parts/toast.tsx'

interface RestoreVersionProps {
  detail: PipelineDetail
  version: number
  onRestored: () => void
  onClose: () => void
}

/** What an earlier version says is said again, as a new one: nothing of what came between is lost. */
export function RestoreVersion({ detail, version, onRestored, onClose }: RestoreVersionProps) {
  const { name } = detail
  const title = `Restore version ${version} of ${name}`
  const answer = useAnswer((signal) => showPipelineVersion(name, version, signal), [name, version])
  if (!answer.data) {
    return (
      <Dialog title={title} onClose={onClose}>
        <Shown answer={answer} what="the version">
          {() => null}
        </Shown>
      </Dialog>
    )
  }
  return (
    <SaveDialog
      title={title}
      name={name}
      definition={answer.data.definition}
      seen={countingVersion(detail)}
      onSaved={(saved) => {
        onClose()
        say(`Version ${version} is back, as version ${saved}`)
        onRestored()
      }}
      onClose={onClose}
    />
  )
}
