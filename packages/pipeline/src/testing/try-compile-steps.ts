import type { Step } from '@syndicate/contracts'
import { RecipeError } from '../recipe-error.ts'
import { compileStep } from '../steps/compile-step.ts'
import type { CompiledStep } from '../steps/transformer.ts'
import { testHost } from './test-host.ts'

/** The steps compiled, or null when they make no recipe. */
export function tryCompileSteps(steps: Step[]): CompiledStep[] | null {
  try {
    return steps.map((step, index) => compileStep(step, `steps[${index}]`, testHost))
  } catch (error) {
    if (error instanceof RecipeError) return null
    throw error
  }
}
