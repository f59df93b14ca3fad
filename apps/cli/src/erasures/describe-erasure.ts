import type { Erasure } from '@syndicate/contracts'
import { countOf, formatCount } from '../output/figures.ts'

export function describeErasure(erasure: Erasure): string {
  const { dataset, dryRun, state, records, versions, refused, inputs, unreadableInputs } = erasure
  const { waitingFor, heldUp, examples } = erasure
  const found = [
    ...(heldUp ? [`Held up: ${heldUp}. It is tried again`] : []),
    `${countOf(records, 'stored record')}, in ${countOf(versions, 'version')}`,
    `${countOf(refused, 'record')} in quarantine`,
    inputs === 0
      ? '0 inputs'
      : `${countOf(inputs, 'input')} as a whole: ${inputs === 1 ? 'it' : 'they'} can not be replayed any more${unreadableInputs > 0 ? ` (of ${formatCount(unreadableInputs)} nobody can tell what is in them)` : ''}`,
    ...(examples.inputs.length > 0 ? [`Runs over such inputs: ${examples.inputs.join(' ')}`] : []),
    ...examples.records.map(
      ({ version, runId, chunk, row }) => `version ${version}, run ${runId}, chunk ${chunk}, row ${row}`,
    ),
  ]
  return [headOf(), ...found.map((line) => `  ${line}`)].join('\n')

  function headOf(): string {
    if (dryRun) return `Would be erased from ${dataset}:`
    if (state === 'done') return `Erased from ${dataset}:`
    return `Erased from ${dataset} so far, and ${formatCount(waitingFor)} runs that were accepted before have to end first:`
  }
}
