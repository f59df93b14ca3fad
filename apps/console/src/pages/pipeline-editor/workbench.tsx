import type { Run } from '@syndicate/contracts'
import type { ComponentChildren } from 'preact'
import { useMemo, useRef, useState } from 'preact/hooks'
import { isClientError } from '../../data/client.ts'
import { previewPipeline } from '../../data/preview.ts'
import { useAnswer } from '../../data/use-answer.ts'
import { useSettled } from '../../data/use-settled.ts'
import { CodeEditor } from '../../editing/code-editor.tsx'
import { Section } from '../../parts/page.tsx'
import { readDefinitionText, type DefinitionText, type Mark } from '../../pipeline/definition-text.ts'
import { CheckPanel } from './check-panel.tsx'
import { PreviewPane } from './preview-pane.tsx'
import { datasetIn, fixturesIn, isNothing, nothingChosen, sampleOf } from './sample-choice.ts'
import { SampleChooser } from './sample-chooser.tsx'
import './workbench.css'

/** At most thirty previews in a minute, of the hundred requests that somebody has. */
const patience = { pauseMs: 500, leastMs: 2_000 }

interface WorkbenchProps {
  text: string
  onWrite: (text: string) => void
  onSave: () => void
  /** What saving this very text was refused with. */
  refused: Mark[] | null
  /** The pipeline that is changed, or that a new one is made of. */
  of: string | undefined
  /** Of it, those whose inputs are kept. */
  runs: Run[]
  /** Whether it is that pipeline that the text is to become. */
  isChange: boolean
  /** Above the text. */
  children?: ComponentChildren
}

/** A pipeline as somebody is writing it, and beside it what it makes of a sample. */
export function Workbench({ text, onWrite, onSave, refused, of, runs, isChange, children }: WorkbenchProps) {
  const settled = useSettled(text, patience)
  const source = useMemo(() => readDefinitionText(settled), [settled])
  const { written } = useLastSound(source)
  const [choice, choose] = useState(nothingChosen)
  const pasted = useSettled(choice.text, patience)
  const offer = { runs, fixtures: fixturesIn(written), dataset: datasetIn(written) ?? of }
  const tried = sampleOf({ ...choice, text: pasted }, offer)
  const opened = useRef(text)
  // With nothing to try, a text is looked at for its faults alone, and not before somebody changes it.
  const isIdle = isNothing(tried) && settled === opened.current
  const preview = useAnswer(
    async (signal) => (isIdle ? undefined : previewPipeline({ definition: written, ...tried }, signal)),
    [isIdle, JSON.stringify([written, tried]), choice.file],
  )
  return (
    <>
      <div class="workbench">
        <Section title="Definition">
          {children}
          <CodeEditor
            label="Definition as YAML"
            value={text}
            onInput={onWrite}
            marks={refused ?? marksIn(source, preview.error)}
            onSave={onSave}
          />
        </Section>
        <Section title="Preview">
          <SampleChooser choice={choice} offer={offer} onChoose={choose} />
          <PreviewPane answer={preview} isStale={source.fault !== null} />
        </Section>
      </div>
      {isChange && of !== undefined && <CheckPanel name={of} text={text} />}
    </>
  )
}

function marksIn({ fault, marksOf }: DefinitionText, error: unknown): Mark[] {
  if (fault) return [fault]
  return isClientError(error) && error.code === 'invalid-pipeline' ? marksOf(error.errors ?? [], 1) : []
}

/** What was written when it was YAML last. */
function useLastSound(source: DefinitionText): DefinitionText {
  const last = useRef(source)
  if (!source.fault) last.current = source
  return last.current
}
