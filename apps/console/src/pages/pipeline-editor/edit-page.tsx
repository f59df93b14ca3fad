import type { PipelineDetail, Run } from '@syndicate/contracts'
import { toYaml } from '@syndicate/definitions/to-yaml'
import { useLocation, useRoute } from 'preact-iso'
import { useMemo } from 'preact/hooks'
import { showPipeline } from '../../data/pipelines.ts'
import { countingVersion } from '../../data/planned-change.ts'
import { isAtLeast } from '../../data/session.ts'
import { useAnswer } from '../../data/use-answer.ts'
import { Badge } from '../../parts/badge.tsx'
import { Button, LinkButton } from '../../parts/button.tsx'
import { Notice } from '../../parts/notice.tsx'
import { Page } from '../../parts/page.tsx'
import { SaveDialog } from '../../parts/save-dialog.tsx'
import { Shown } from '../../parts/shown.tsx'
import { say } from '../../parts/toast.tsx'
import { When } from '../../parts/when.tsx'
import { NotAllowed } from './not-allowed.tsx'
import { runsToTry } from './runs-to-try.ts'
import { useDraft } from './use-draft.ts'
import { useSaving } from './use-saving.ts'
import { Workbench } from './workbench.tsx'

/** A pipeline to be changed: what it says, what that makes of a sample, and what it would have made of earlier inputs. */
export function EditPipelinePage() {
  const { params } = useRoute()
  const name = params['name'] ?? ''
  if (!isAtLeast('operator')) return <NotAllowed title={`Edit ${name}`} />
  return <Loaded key={name} name={name} />
}

function Loaded({ name }: { name: string }) {
  const answer = useAnswer(
    async (signal) => {
      const [detail, runs] = await Promise.all([showPipeline(name, undefined, signal), runsToTry(name, signal)])
      return { detail, runs }
    },
    [name],
  )
  if (answer.data) return <Editing {...answer.data} onReload={answer.reload} />
  return (
    <Page title={`Edit ${name}`}>
      <Shown answer={answer} what="the pipeline">
        {() => null}
      </Shown>
    </Page>
  )
}

interface EditingProps {
  detail: PipelineDetail
  runs: Run[]
  onReload: () => void
}

function Editing({ detail, runs, onReload }: EditingProps) {
  const { name, definition, removedAt } = detail
  const { route } = useLocation()
  const made = useMemo(() => ({ text: toYaml(definition), seen: countingVersion(detail) }), [detail])
  const { text, write, seen, isChanged, found, drop } = useDraft(name, made)
  const saving = useSaving(text)
  return (
    <Page
      wide
      title={`Edit ${name}`}
      lead={
        removedAt
          ? 'It was removed; saved again, it comes back.'
          : `What you see is version ${seen}. Saved, it is a new version; runs under way keep theirs.`
      }
      actions={
        <>
          {isChanged && (
            <Badge tone="warn" icon="info">
              not saved
            </Badge>
          )}
          <LinkButton kind="quiet" href={`/pipelines/${name}`}>
            Back
          </LinkButton>
          {isChanged && <Button onClick={drop}>Discard</Button>}
          <Button kind="primary" onClick={saving.begin}>
            Save …
          </Button>
        </>
      }
    >
      {found && (
        <Notice title="This is what you were writing">
          You left it <When at={found.at} />, not saved
          {seen !== made.seen && `, on version ${seen}; there is a version ${made.seen} by now`}.
        </Notice>
      )}
      <Workbench
        text={text}
        onWrite={write}
        onSave={saving.begin}
        refused={saving.refused}
        of={name}
        runs={runs}
        isChange
      />
      {saving.written && (
        <SaveDialog
          title={`Save ${name}`}
          name={name}
          definition={saving.written.definition}
          seen={seen}
          onRefused={saving.refuse}
          onTakeTheirs={() => {
            saving.end()
            drop()
            onReload()
          }}
          onSaved={(version) => {
            drop()
            say(`${name} is version ${version} now`)
            route(`/pipelines/${name}`)
          }}
          onClose={saving.end}
        />
      )}
    </Page>
  )
}
