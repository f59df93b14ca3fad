import type { PipelineDefinition } from '@syndicate/contracts'
import { readDefinition, type Fault } from '@syndicate/definitions'
import { checkDefinition } from '../pipelines/check-definition.ts'
import type { CheckTask } from './task.ts'

/** A pipeline as somebody wrote it, complete; or all that is wrong with it. */
export type Checked = { definition: PipelineDefinition } | { faults: Fault[] }

export function checkWritten({ name, written, limits }: Omit<CheckTask, 'kind'>): Checked {
  const read = readDefinition(JSON.parse(written))
  if ('faults' in read) return read
  const faults = checkDefinition(name, read.definition, limits)
  return faults.length > 0 ? { faults } : read
}
