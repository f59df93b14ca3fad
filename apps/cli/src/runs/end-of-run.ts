import type { ProblemCode, Run } from '@syndicate/contracts'
import { CliError } from '../cli-error.ts'

/**
 * Turns the end of a watched run into the end of the command.
 * @param strict whether records in quarantine count as a failure
 * @throws CliError runNotPublished, quarantined
 */
export function requirePublished(run: Run, strict: boolean): void {
  const { runId, state, counts, error } = run
  if (state !== 'published') {
    const why = error ? `: ${error.detail}` : ''
    throw new CliError('runNotPublished', `The run ended ${state}${why}`, hintFor(run))
  }
  if (strict && counts.quarantined > 0) {
    const hint = `\`syndicate quarantine --run ${runId}\` shows them with their reasons.`
    throw new CliError('quarantined', `${counts.quarantined} of ${counts.in} records are in quarantine`, hint)
  }
}

const sendAgain = 'Mend the input and send it again; a replay would read the same bytes.'
const otherDataset = 'Send it again into another dataset: --dataset.'

/** What there is to do where another replay would end as this one did. */
const instead: Partial<Record<ProblemCode, string>> = {
  'malformed-input': `The format may be another than the pipeline expects (--format). ${sendAgain}`,
  'limits-exceeded':
    'Look at the steps’ expressions and the schema’s patterns, or give the pipeline more time, and send it again.',
  'grown-too-large': `Shorter or fewer names of fields make it smaller. ${sendAgain}`,
  'dataset-taken': otherDataset,
  'dataset-mode-conflict': otherDataset,
  'version-superseded': 'The records are open in quarantine again: roll back to their version, or discard them.',
  'input-lost': 'Send the input again; what was kept of it is not whole.',
}

function hintFor({ state, runId, error, inputKept }: Run): string {
  if (state === 'rejected') return `\`syndicate quarantine --run ${runId}\` shows the records that were refused.`
  const step = state === 'failed' ? instead[error?.code as ProblemCode] : undefined
  if (step) return step
  return inputKept
    ? `\`syndicate replay ${runId}\` runs the same input again.`
    : 'Its input is no longer kept: send it again.'
}
