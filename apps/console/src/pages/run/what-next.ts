import type { ProblemCode, Run } from '@syndicate/contracts'

const sendAgain = 'Mend the input and send it again; a replay would read the same bytes.'
const otherDataset = 'Send it again into another dataset, or name that one under the pipeline’s `datasets`.'
const replay = 'Replay it: the same input goes through once more.'

const steps: Partial<Record<ProblemCode, string>> = {
  'invalid-records':
    'Look at what was refused below. Mend the input, or allow more in the pipeline, and send it again.',
  'malformed-input': `The format may be another than the pipeline expects. ${sendAgain}`,
  'limits-exceeded':
    'Look at the steps’ expressions and the schema’s patterns, or give the pipeline more time, and send it again.',
  'grown-too-large': `Shorter or fewer names of fields make it smaller. ${sendAgain}`,
  'dataset-taken': otherDataset,
  'dataset-mode-conflict': otherDataset,
  'version-superseded': 'The records are open in quarantine again: roll back to their version, or discard them.',
  'cutter-unknown': 'Replay it where the later version of the program runs, or send the input again.',
  'chunk-damaged': `The database gave back other bytes than it was given: have its machine looked at. ${replay}`,
  'input-lost': 'Send the input again; what was kept of it is not whole.',
  'stage-failed': `This is a fault of the program or its machines. ${replay} If it fails again, the worker’s log has the cause by the run’s id.`,
}

/** What to do about a run that came to nothing, by whoever may do something. */
export function whatNext({ state, error, inputKept }: Pick<Run, 'state' | 'error' | 'inputKept'>): string {
  if (state === 'cancelled') return inputKept ? replay : 'Its input is no longer kept: send it again.'
  const step = steps[error?.code as ProblemCode] ?? (inputKept ? replay : 'Send the input again.')
  return inputKept || !step.includes(replay)
    ? step
    : step.replace(replay, 'Its input is no longer kept: send it again.')
}
