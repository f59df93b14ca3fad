import type { PipelineDefinition } from '@syndicate/contracts'
import type { Fault } from '@syndicate/definitions'
import type { RunLimits } from '../context.ts'
import { createExecutor, type ExecutorOptions } from '../executor/create-executor.ts'
import { tryPipeline } from './try-pipeline.ts'

/** For who has no run context, and pipelines of a configuration to check. To be closed. */
export interface Checks {
  /** What is wrong with a pipeline that only trying it can tell; that it takes too much time or memory as well. */
  faultsOf(name: string, definition: PipelineDefinition): Promise<Fault[]>
  close(): Promise<void>
}

/** @param performance what trying one may take */
export function openChecks(
  performance: Pick<ExecutorOptions, 'threads' | 'chunkSeconds' | 'chunkMemory'>,
  { cut }: Pick<RunLimits, 'cut'>,
): Checks {
  // Fixtures are hashed with a key of their own.
  const executor = createExecutor({ ...performance, hashKey: '', onError: () => {} })
  return {
    async faultsOf(name, definition) {
      const { checked } = await tryPipeline({ executor, limits: { cut } }, name, definition)
      return 'faults' in checked ? checked.faults : []
    },
    close: () => executor.close(),
  }
}
