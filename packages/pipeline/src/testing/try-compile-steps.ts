import type { Step } from '@syndicate/contracts'
import { RecipeError } from '../recipe-error.ts'
import { compileStep } from '../steps/compile-step.ts'
import { deleteWhen } from '../steps/deletion.ts'
import type { CompiledStep } from '../steps/transformer.ts'
import { testHost } from './test-host.ts'

/** The steps compiled, or null when they make no recipe. */
export function tryCompileSteps(steps: Step[], deletes?: string): CompiledStep[] | null {
  try {
    const compiled = steps.map((step, index) => compileStep(step, `steps[${index}]`, testHost))
    return deletes === undefined ? compiled : [...compiled, deleteWhen(deletes)]
  } catch (error) {
    if (error instanceof RecipeError) return null
    throw error
  }
}
