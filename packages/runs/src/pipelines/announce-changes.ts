import type { PipelineChange, PipelineSource } from '@syndicate/contracts'
import type { RunContext } from '../context.ts'

/** Who changes pipelines. */
export interface Changer {
  source: PipelineSource
  /** Name of a user; null for files and what is built in. */
  by: string | null
}

/** Tells subscribers what has become of pipelines. What has not changed is no news. */
export function announceChanges(
  { news }: Pick<RunContext, 'news'>,
  changes: readonly Pick<PipelineChange, 'name' | 'change' | 'version'>[],
  { source, by }: Changer,
): void {
  news.announce(
    changes.flatMap(({ name: pipeline, change, version }) => {
      if (change === 'unchanged') return []
      const about = { pipeline, version, source, by }
      return change === 'removed'
        ? { kind: 'pipeline.removed' as const, ...about }
        : { kind: 'pipeline.applied' as const, change, ...about }
    }),
  )
}
