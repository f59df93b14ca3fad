import type { CompiledStep } from './transformer.ts'

/** Fields of a record as it came that steps may give another value. */
export function changedBy(steps: CompiledStep[]): string[] {
  return [...new Set(steps.flatMap(({ changes = [] }) => changes))]
}
