import { showPipelineVersion } from '../../data/pipelines.ts'
import { useAnswer } from '../../data/use-answer.ts'
import { Dialog } from '../../parts/dialog.tsx'
import { DifferenceList } from '../../parts/difference-list.tsx'
import { Shown } from '../../parts/shown.tsx'
import { differencesOf } from '../../pipeline/differences.ts'

interface VersionDifferencesProps {
  name: string
  version: number
  onClose: () => void
}

/** What a version has otherwise than the one before it. */
export function VersionDifferences({ name, version, onClose }: VersionDifferencesProps) {
  const answer = useAnswer(
    async (signal) => {
      const [before, after] = await Promise.all([
        showPipelineVersion(name, version - 1, signal),
        showPipelineVersion(name, version, signal),
      ])
      return differencesOf(before.definition, after.definition)
    },
    [name, version],
  )
  return (
    <Dialog title={`What differs in version ${version}`} onClose={onClose}>
      <Shown answer={answer} what="what differs">
        {(differences) =>
          differences.length === 0 ? (
            <p class="hint">Nothing: it was removed, and came back as it was.</p>
          ) : (
            <DifferenceList differences={differences} />
          )
        }
      </Shown>
    </Dialog>
  )
}
