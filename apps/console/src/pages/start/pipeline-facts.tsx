import { modeInWords } from '../../pipeline/mode-in-words.ts'
import type { Pipeline } from '@syndicate/contracts'

/** What a pipeline does with an input, in a sentence or two. */
export function PipelineFacts({ pipeline }: { pipeline: Pipeline }) {
  const { format, dataset, mode, onInvalid, maxRefused, schema, steps } = pipeline
  const does = steps.flatMap((step) => Object.keys(step))
  return (
    <p class="hint">
      Reads {format}
      {does.length > 0 && `, then ${does.join(', ')}`}. {schema ? 'Records must meet its schema' : 'Any fields will do'}
      ; those that do not pass {onInvalid === 'reject' ? 'stop the whole run' : 'go to quarantine'}
      {onInvalid === 'quarantine' &&
        maxRefused !== undefined &&
        `, and more than ${maxRefused} of them stop the run`}.{' '}
      A run {modeInWords(mode)} the dataset {dataset}.
    </p>
  )
}
