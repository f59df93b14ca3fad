import type { Format, Pipeline } from '@syndicate/contracts'

/** What a run is to be started on. */
export interface Input {
  way: 'file' | 'paste'
  file: File | null
  text: string
  /** Of an example: what it is. */
  format?: Format
}

/** An example of a pipeline, or nothing yet: then a file is asked for first. */
export function beginWith(pipeline: Pipeline | undefined, example: string | undefined): Input {
  const begun = example === undefined ? undefined : pipeline?.examples[Number(example)]
  return begun
    ? { way: 'paste', file: null, text: begun.input, format: begun.format }
    : { way: 'file', file: null, text: '' }
}
