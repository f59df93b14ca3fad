import type { ProblemPlace } from '@syndicate/contracts'
import type { ComponentChildren } from 'preact'
import { useEffect } from 'preact/hooks'
import { isClientError } from '../data/client.ts'
import { applyPipeline } from '../data/pipelines.ts'
import { planChange, type PlannedChange } from '../data/planned-change.ts'
import { useAction } from '../data/use-action.ts'
import { useAnswer } from '../data/use-answer.ts'
import { countOf } from '../format/format-number.ts'
import { sourceInWords } from '../pipeline/source-in-words.ts'
import { Button } from './button.tsx'
import { Dialog } from './dialog.tsx'
import { DifferenceList } from './difference-list.tsx'
import { Failure, Notice } from './notice.tsx'
import { Shown } from './shown.tsx'
import { When } from './when.tsx'

interface SaveDialogProps {
  title: string
  name: string
  definition: unknown
  /** The version that whoever saves has seen; 0: none. */
  seen: number
  onSaved: (version: number) => void
  /** What is wrong with the definition; without it, that is told here. */
  onRefused?: (places: ProblemPlace[]) => void
  /** To give one's own up for what somebody else made of it meanwhile. */
  onTakeTheirs?: () => void
  onClose: () => void
}

/** Says what saving a pipeline would change, and changes it when that is meant; also where somebody else was faster. */
export function SaveDialog({
  title,
  name,
  definition,
  seen,
  onSaved,
  onRefused,
  onTakeTheirs,
  onClose,
}: SaveDialogProps) {
  const answer = useAnswer((signal) => planChange(name, definition, seen, signal), [name, seen])
  const { error } = answer
  useEffect(() => {
    if (onRefused && isClientError(error) && error.code === 'invalid-pipeline') onRefused(error.errors ?? [])
  }, [error])
  const save = useAction(async (now: number) => {
    try {
      onSaved((await applyPipeline(name, definition, { expected: now })).version)
    } catch (thrown) {
      // Somebody was faster: then the plan tells what they did.
      if (isClientError(thrown) && thrown.code === 'pipeline-changed') return answer.reload()
      throw thrown
    }
  })
  return (
    <Dialog title={title} onClose={onClose}>
      <div class="form">
        <Shown answer={answer} what="what would change">
          {({ change, now, meanwhile }) =>
            meanwhile && seen === 0 && !meanwhile.by.removedAt ? (
              <NameTaken name={name} onClose={onClose} />
            ) : (
              <>
                {meanwhile && <Meanwhile {...meanwhile} />}
                <Planned change={change} now={now} />
                <Failure>{save.error}</Failure>
                <div class="form-actions">
                  {change.change !== 'unchanged' && (
                    <Button kind="primary" busy={save.busy || answer.loading} onClick={() => save.run(now)}>
                      {`${meanwhile ? 'Save over it' : 'Save'} as version ${change.version}`}
                    </Button>
                  )}
                  {meanwhile && onTakeTheirs && <Button onClick={onTakeTheirs}>Take theirs, drop mine</Button>}
                  <Button onClick={onClose}>{change.change === 'unchanged' ? 'Close' : 'Leave it'}</Button>
                </div>
              </>
            )
          }
        </Shown>
      </div>
    </Dialog>
  )
}

function Planned({ change: { change, differences, more }, now }: Pick<PlannedChange, 'change' | 'now'>) {
  if (change === 'unchanged') return <p>Nothing would change: it is what version {now} says.</p>
  if (change !== 'changed') return <p>{change === 'created' ? 'It is new.' : 'It was removed, and comes back.'}</p>
  return (
    <Differing title={`What would change in version ${now}`} more={more}>
      <DifferenceList differences={differences} />
    </Differing>
  )
}

function NameTaken({ name, onClose }: { name: string; onClose: () => void }) {
  return (
    <>
      <Notice tone="warn" title={`There is a pipeline ${name} already`}>
        Choose another name, or <a href={`/pipelines/${name}/edit`}>change that one</a>.
      </Notice>
      <div class="form-actions">
        <Button onClick={onClose}>Leave it</Button>
      </div>
    </>
  )
}

/** That somebody else has changed it: who, when, and how. */
function Meanwhile({ by, differences }: NonNullable<PlannedChange['meanwhile']>) {
  const { removedAt, version, appliedAt } = by
  return (
    <>
      <Notice tone="warn" title={removedAt ? 'Somebody has removed it' : `There is a version ${version} by now`}>
        {removedAt ? (
          <When at={removedAt} />
        ) : (
          <>
            By {sourceInWords(by)}, <When at={appliedAt} />. Nothing of yours is saved yet, and nothing of it is lost.
          </>
        )}
      </Notice>
      {differences.length > 0 && !removedAt && (
        <Differing title="What they changed" more={0}>
          <DifferenceList differences={differences} />
        </Differing>
      )}
    </>
  )
}

function Differing({ title, more, children }: { title: string; more: number; children: ComponentChildren }) {
  return (
    <section class="section" aria-label={title}>
      <h3 class="differing">{title}</h3>
      {children}
      {more > 0 && <p class="hint">And {countOf(more, 'more place')}.</p>}
    </section>
  )
}
