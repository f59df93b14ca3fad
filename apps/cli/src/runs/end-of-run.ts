import type { Run } from '@syndicate/contracts'
import { CliError } from '../cli-error.ts'

/**
 * Turns the end of a watched run into the end of the command.
 * @param strict whether records in quarantine count as a failure
 * @throws CliError runNotPublished, quarantined
 */
export function requirePublished({ runId, state, counts, error }: Run, strict: boolean): void {
  if (state !== 'published') {
    const why = error ? `: ${error.detail}` : ''
    throw new CliError('runNotPublished', `The run ended ${state}${why}`, hintFor(state, runId))
  }
  if (strict && counts.quarantined > 0) {
    const hint = `\`syndicate quarantine --run ${runId}\` shows them with their reasons.`
    throw new CliError('quarantined', `${counts.quarantined} of ${counts.in} records are in quarantine`, hint)
  }
}

function hintFor(state: Run['state'], runId: string): string {
  if (state === 'rejected') return `\`syndicate quarantine --run ${runId}\` shows the records that were refused.`
  return `\`syndicate replay ${runId}\` runs the same input again.`
}
