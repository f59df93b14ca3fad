import type { StartedRun } from '@syndicate/catalog'
import { ProblemError } from '@syndicate/contracts'
import type { CutLimits } from '@syndicate/pipeline'
import type { RunContext } from './context.ts'

/**
 * A cutter for a format that can only be read whole: it gathers the input and leaves the reading to the crew, away from the
 * thread that renews locks, and within its limits of time and memory.
 * Throws what other cutters throw, and limits-exceeded.
 */
export function cutterByCrew(ctx: RunContext, run: StartedRun, limits: CutLimits, signal: AbortSignal) {
  const parts: Uint8Array[] = []
  let bytes = 0
  return {
    push(part: Uint8Array): Uint8Array[] {
      bytes += part.byteLength
      if (bytes > limits.maxDocumentBytes)
        throw new ProblemError(
          'input-too-large',
          `A ${run.format} input may have at most ${limits.maxDocumentBytes} bytes`,
        )
      parts.push(part)
      return []
    },
    async end(): Promise<Uint8Array[]> {
      const recipe = await ctx.recipes.get(run.recipe)
      const input = { format: run.format, limits, input: Buffer.concat(parts) }
      const { result } = await ctx.crew.cut(recipe, input, { signal })
      return result
    },
  }
}
