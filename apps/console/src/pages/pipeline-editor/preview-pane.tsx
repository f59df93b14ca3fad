import type { PipelinePreview } from '@syndicate/contracts'
import { isClientError } from '../../data/client.ts'
import { describeError } from '../../data/describe-error.ts'
import type { Answer } from '../../data/use-answer.ts'
import { countOf, formatCount } from '../../format/format-number.ts'
import { Notice } from '../../parts/notice.tsx'
import { previewRows } from '../../pipeline/preview-rows.ts'
import { PreviewTable } from './preview-table.tsx'

/** What the editor has a line for, and what is no fault yet. */
const toldElsewhere = ['invalid-pipeline', 'empty-input']

interface PreviewPaneProps {
  /** Without data and error: nothing was tried yet. */
  answer: Pick<Answer<PipelinePreview | null>, 'data' | 'error' | 'loading'>
  /** Whether the text is other than what was tried last, since that is not sound. */
  isStale: boolean
}

/** What the pipeline makes of the sample, as it is after each change. */
export function PreviewPane({ answer: { data, error, loading }, isStale }: PreviewPaneProps) {
  const code = isClientError(error) ? error.code : undefined
  const isUntried = data === undefined && error === undefined
  if ((code === 'empty-input' || isUntried) && !loading)
    return <p class="hint">Give it something to try, and the records show here.</p>
  return (
    <div class="preview-pane">
      {error !== undefined && !loading && !toldElsewhere.includes(code ?? '') && (
        <Notice tone="bad" title="The sample could not be tried">
          {describeError(error)}
        </Notice>
      )}
      {(isStale || code === 'invalid-pipeline') && data && (
        <Notice title="The records are those of the last text that was sound" />
      )}
      {data === null && (
        <Notice title="This file cannot be tried here">
          It is compressed, or large and in one piece. The check over earlier inputs, or a run, tells.
        </Notice>
      )}
      {data && (
        <>
          <Outcome preview={data} />
          <PreviewTable rows={previewRows(data)} busy={loading} />
        </>
      )}
    </div>
  )
}

function Outcome({ preview: { books, complete, filtered, records } }: { preview: PipelinePreview }) {
  const of = complete ? countOf(books.in, 'record') : `the first ${countOf(books.in, 'record')}`
  const left = [
    ...(books.quarantined > 0 ? [`${formatCount(books.quarantined)} would be refused`] : []),
    ...(books.filtered > 0
      ? [`${formatCount(books.filtered)} left out by a filter (${placesOf(filtered, books.filtered)})`]
      : []),
    ...(books.duplicate
      ? [
          `${formatCount(books.duplicate)} with the key of another (${placesOf(duplicatesOf(records), books.duplicate)})`,
        ]
      : []),
  ]
  return (
    <Notice
      tone={books.quarantined > 0 ? 'warn' : 'good'}
      title={`${formatCount(books.loaded)} of ${of} would be stored`}
    >
      {left.length > 0 && `${left.join(', ')}.`}
    </Notice>
  )
}

function duplicatesOf(records: PipelinePreview['records']): number[] {
  return records.filter(({ duplicate }) => duplicate).map(({ position }) => position)
}

/** Which records, of many the first. */
function placesOf(positions: number[], count: number): string {
  const told = positions.slice(0, 8).map((position) => position + 1)
  return `record ${told.join(', ')}${count > told.length ? ', …' : ''}`
}
