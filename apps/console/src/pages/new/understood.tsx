import type { Inference, PreviewBooks } from '@syndicate/contracts'
import { useMemo, useState } from 'preact/hooks'
import { inferFile } from '../../data/new-dataset.ts'
import { previewPipeline } from '../../data/preview.ts'
import { useAnswer, type Answer } from '../../data/use-answer.ts'
import { countOf, formatCount } from '../../format/format-number.ts'
import { Notice } from '../../parts/notice.tsx'
import { Section } from '../../parts/page.tsx'
import { Shown } from '../../parts/shown.tsx'
import { definitionWith, type Edits, type FieldEdit } from '../../pipeline/definition-with.ts'
import { rowsOfInference, rowsOfPreview } from '../../pipeline/shown-rows.ts'
import { describeError } from '../../data/describe-error.ts'
import { sayingOf, type Said } from './dialect.ts'
import { DialectFields } from './dialect-fields.tsx'
import { MakeForm } from './make-form.tsx'
import { RefusalList } from './refusal-list.tsx'
import { UnderstoodTable } from './understood-table.tsx'

/** A file as it is understood, to be changed and made a dataset of. */
export function Understood({ file }: { file: File }) {
  const [said, setSaid] = useState<Said>({})
  const [edits, setEdits] = useState<Edits>(new Map())
  const answer = useAnswer((signal) => inferFile(file, sayingOf(said), signal), [JSON.stringify(said)])
  const edit = (name: string, change: FieldEdit) => setEdits((before) => new Map(before).set(name, change))
  return (
    <>
      <DialectFields said={said} found={answer.data} onChange={setSaid} />
      <Shown answer={answer} what="how the file is understood">
        {(inference) => <Tried file={file} answer={answer} inference={inference} edits={edits} onEdit={edit} />}
      </Shown>
    </>
  )
}

type Books = Omit<PreviewBooks, 'filtered'>

interface TriedProps {
  file: File
  answer: Answer<Inference>
  inference: Inference
  edits: Edits
  onEdit: (name: string, edit: FieldEdit) => void
}

/** What the pipeline makes of the beginning of the file, as it is after each change. */
function Tried({ file, answer, inference, edits, onEdit }: TriedProps) {
  const definition = useMemo(() => definitionWith(inference, edits), [inference, edits])
  const preview = useAnswer(
    (signal) => previewPipeline({ definition, sample: { file } }, signal),
    [JSON.stringify(definition)],
  )
  const tried = preview.data
  const isEdited = edits.size > 0
  const books = isEdited && tried ? tried.books : booksOf(inference)
  const rows = tried ? rowsOfPreview(tried) : rowsOfInference(inference)
  const isAll = inference.complete && (!isEdited || !tried || tried.complete)
  return (
    <>
      <Section title="As it is understood">
        <Outcome books={books} isAll={isAll} />
        {isEdited && tried === null && (
          <Notice title="The rows are as they were found">
            What you change is not tried on this file here, for it is compressed, or large and in one piece. The run
            tells.
          </Notice>
        )}
        {preview.error !== undefined && !preview.loading && (
          <Notice tone="bad" title="This could not be tried on the file">
            {describeError(preview.error)}
          </Notice>
        )}
        <UnderstoodTable
          fields={inference.fields}
          rows={rows}
          edits={edits}
          onEdit={onEdit}
          busy={answer.loading || preview.loading}
        />
        {inference.moreFields > 0 && (
          <p class="hint">{countOf(inference.moreFields, 'more field')} cannot be described; records keep them.</p>
        )}
      </Section>
      <RefusalList rows={rows} count={books.quarantined} />
      <MakeForm
        file={file}
        inference={inference}
        definition={definition}
        ready={!answer.loading && answer.error === undefined}
      />
    </>
  )
}

function booksOf({ records, refusedRecords: quarantined }: Inference): Books {
  return { in: records, loaded: records - quarantined, quarantined }
}

function Outcome({ books: { in: records, loaded, quarantined: refused }, isAll }: { books: Books; isAll: boolean }) {
  const of = isAll ? countOf(records, 'record') : `the first ${countOf(records, 'record')}`
  return (
    <Notice tone={refused > 0 ? 'warn' : 'good'} title={`${formatCount(loaded)} of ${of} would be stored`}>
      {refused > 0 &&
        `${formatCount(refused)} would be refused: they wait in quarantine with the reason, to be mended and replayed.`}
    </Notice>
  )
}
