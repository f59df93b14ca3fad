import type { Format, Pipeline, PipelinePreview } from '@syndicate/contracts'
import { describeError } from '../../data/describe-error.ts'
import { showPipeline } from '../../data/pipelines.ts'
import { previewPipeline } from '../../data/preview.ts'
import { useAnswer } from '../../data/use-answer.ts'
import { countOf, formatCount } from '../../format/format-number.ts'
import { Notice } from '../../parts/notice.tsx'

interface TrialProps {
  file: File
  pipeline: Pipeline
  format: Format
}

/** Reasons that are named. */
const mostReasons = 3

/** What a pipeline would make of the beginning of a file. */
export function Trial({ file, pipeline: { name, version }, format }: TrialProps) {
  const { data, error, loading } = useAnswer(
    async (signal) => {
      const { definition } = await showPipeline(name, undefined, signal)
      return previewPipeline({ definition, sample: { file }, format }, signal)
    },
    [file, name, version, format],
  )
  if (loading)
    return (
      <p class="hint" role="status">
        Trying it on the beginning of the file …
      </p>
    )
  if (error !== undefined) {
    return (
      <Notice tone="warn" title={`${name} does not take the beginning of the file`}>
        {describeError(error)}
      </Notice>
    )
  }
  if (!data)
    return (
      <p class="hint">It is not tried here, for the file is compressed, or large and in one piece. The run tells.</p>
    )
  return <Outcome preview={data} />
}

function Outcome({ preview: { books, complete, refused } }: { preview: PipelinePreview }) {
  const of = complete ? countOf(books.in, 'record') : `the first ${countOf(books.in, 'record')}`
  const reasons = [...new Set(refused.map(({ reason }) => reason))]
  return (
    <Notice
      tone={books.quarantined > 0 ? 'warn' : 'good'}
      title={`${formatCount(books.loaded)} of ${of} would be stored`}
    >
      {books.quarantined > 0 && (
        <>
          {formatCount(books.quarantined)} would be refused: {reasons.slice(0, mostReasons).join('; ')}
          {reasons.length > mostReasons && '; and for other reasons'}.
        </>
      )}
      {books.filtered > 0 && ` ${formatCount(books.filtered)} would be left out by a filter.`}
    </Notice>
  )
}
